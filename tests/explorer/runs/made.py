"""Runs that nobody had to train: what they came to is given."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

import nn_core as nn
from explorer.runs.kept import Kept, Runs


def made(test: ArrayLike = (0.1, 0.5, 0.9), done: int | None = None, hidden: int = 3, **config: Any) -> nn.TrainingRun:
    """A run whose test accuracy was measured so often, evenly, to its end or until it was stopped."""
    settings = nn.TrainingConfig(hidden_size=hidden, **{"iterations": 300, **config})
    done = settings.iterations if done is None else done
    accuracy = np.array(test, float)
    at = np.linspace(0, done - 1, len(accuracy)).astype(np.int64)
    loss = np.linspace(2.3, 0.5, done).astype(np.float32)
    network = nn.TwoLayerNet(4, hidden, 10, seed=0)
    return nn.TrainingRun(settings, network, np.random.default_rng(0), loss, at, accuracy, accuracy)


def kept(*runs: nn.TrainingRun, dataset: str = "sample", tests: int | None = 1000) -> tuple[Runs, list[Kept]]:
    """A visit with these runs."""
    all_runs = Runs()
    return all_runs, [all_runs.add(one, dataset, 1.5, tests) for one in runs]
