"""What a sweep on the page can be over: the values that there are to choose from, and the runs that a choice makes."""

from collections.abc import Mapping
from typing import Any

import nn_core as nn
from explorer.runs import grid
from explorer.training.sliders import FIELDS
from explorer.training.words import NAMES

OPTIONS: dict[str, tuple[float, ...]] = {  # under the keys of the trainer's controls
    "lr": (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    "hidden": (5, 10, 20, 50, 100, 200, 500),
    "batch": (10, 30, 100, 300, 1000),
    "init_std": (0.001, 0.01, 0.03, 0.1, 0.3, 1.0),
}
FIRST: dict[str, list[float]] = {"lr": [0.1, 1.0, 10.0], "hidden": [10, 50, 200], "batch": [100], "init_std": [0.01]}
KEYS = {*OPTIONS, "how", "random", "seeds", "iterations", "dataset", "halving"}  # what a link to a sweep may hold
SEEDS = (1, 2, 3, 5, 10)
ITERATIONS = (100, 200, 500, 1000, 2000, 5000, 10_000)
HOW = {"grid": "All", "random": "At random"}
FIRST_SEEDS, FIRST_ITERATIONS, FIRST_RANDOM = 2, 2000, 20


def runs_of(wanted: Mapping[str, Any]) -> tuple[nn.TrainingConfig, ...]:
    """The settings of every run.

    Args:
        wanted: the values of the controls under their keys: lists of those of `OPTIONS`, `seeds`, `iterations`, and
            `random`, how many combinations are drawn, or None for all there are.

    Raises:
        ValueError: a sentence about what is empty or too much.
    """
    if empty := [NAMES[key] for key in OPTIONS if not wanted[key]]:
        raise ValueError(f"Choose at least one value for: {', '.join(empty)}.")
    values = {FIELDS[key]: sorted(wanted[key]) for key in OPTIONS}
    seeds = range(wanted["seeds"])
    if wanted["random"] is None:
        return grid.grid(values, seeds, wanted["iterations"])
    return grid.at_random(wanted["random"], values, seeds, wanted["iterations"])
