"""Which runs a sweep has: every combination of some values, or values at random; each of them with every seed."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields

import numpy as np

import nn_core as nn
from explorer.charts.stops import logarithmic
from explorer.training.sliders import FIELDS
from explorer.training.words import NAMES

MOST_RUNS = 200
VARIED = ("hidden_size", "learning_rate", "batch_size", "weight_init_std")  # what a sweep may vary besides the seed
WHOLE = {field.name for field in fields(nn.TrainingConfig) if field.type is int}


def grid(values: Mapping[str, Sequence[float]], seeds: Sequence[int], iterations: int) -> tuple[nn.TrainingConfig, ...]:
    """The settings of all runs: each value of one setting with each of all others.

    Args:
        values: what to try, under names of `VARIED`; what is not there is as in the lesson.
        seeds: every combination is trained with each of them.
        iterations: of every run.

    Raises:
        ValueError: a sentence about what is empty, too much, or no such setting.
    """
    _check(values, seeds)
    combinations = math.prod(len(dict.fromkeys(tried)) for tried in values.values())
    _check_number(combinations, seeds)
    every = itertools.product(*(dict.fromkeys(tried) for tried in values.values()))
    return _with_seeds([dict(zip(values, one, strict=True)) for one in every], seeds, iterations)


def at_random(
    number: int,
    ranges: Mapping[str, Sequence[float]],
    seeds: Sequence[int],
    iterations: int,
    seed: int = 0,
) -> tuple[nn.TrainingConfig, ...]:
    """The settings of all runs, drawn so that every power of ten has the same chance.

    Learning rates and weight scales are round numbers, those that the trainer's controls can have.

    Args:
        number: how many combinations; there are fewer where the ranges hold no more.
        ranges: between which values, under names of `VARIED`: the smallest and the largest of what is given.
        seeds: every combination is trained with each of them.
        iterations: of every run.
        seed: decides what is drawn.

    Raises:
        ValueError: a sentence about what is empty, too much, not above 0, or no such setting.
    """
    _check(ranges, seeds)
    if number < 1:
        raise ValueError(f"A sweep needs at least 1 combination at random, not {number}.")
    _check_number(number, seeds, "combinations")
    for name, ends in ranges.items():
        if not (min(ends) > 0 and math.isfinite(max(ends))):
            raise ValueError(
                f"{_name(name)} at random has to be above 0 and finite, not {min(ends):g} to {max(ends):g}."
            )
    rng = np.random.default_rng(seed)
    found: dict[tuple[float, ...], None] = {}
    for _ in range(100 * number):  # where the ranges hold fewer, it has to end
        found[tuple(_drawn(name, min(ends), max(ends), rng) for name, ends in ranges.items())] = None
        if len(found) == number:
            break
    return _with_seeds([dict(zip(ranges, one, strict=True)) for one in found], seeds, iterations)


def _drawn(name: str, low: float, high: float, rng: np.random.Generator) -> float:
    if name in WHOLE:
        return round(math.exp(rng.uniform(math.log(low), math.log(high))))
    # As far as there are such powers: 1e-308 and less has not all its digits.
    decades = 10.0 ** max(math.floor(math.log10(low)), -307), 10.0 ** min(math.ceil(math.log10(high)), 308)
    round_numbers = [value for value in logarithmic(*decades) if low <= value <= high] or [low, high]
    return round_numbers[rng.integers(len(round_numbers))]


def _with_seeds(
    combinations: list[dict[str, float]], seeds: Sequence[int], iterations: int
) -> tuple[nn.TrainingConfig, ...]:
    return tuple(
        nn.TrainingConfig(**one, iterations=iterations, seed=seed)  # type: ignore[arg-type] # it checks them itself
        for one in combinations
        for seed in dict.fromkeys(seeds)
    )


def _check(values: Mapping[str, Sequence[float]], seeds: Sequence[int]) -> None:
    for name, tried in {**values, "seed": seeds}.items():
        if name not in (*VARIED, "seed"):
            raise ValueError(f"A sweep can vary {', '.join(VARIED)} and the seed, not {name}.")
        if len(tried) == 0:
            raise ValueError(f"A sweep needs at least one value for {_name(name)}.")


def _check_number(combinations: int, seeds: Sequence[int], of_what: str = "values") -> None:
    runs = combinations * len(dict.fromkeys(seeds))
    if runs > MOST_RUNS:
        raise ValueError(
            f"That would be {runs:,} runs, and a sweep has at most {MOST_RUNS}: try fewer {of_what} or fewer seeds."
        )


def _name(setting: str) -> str:
    return next(NAMES[key] for key, field in FIELDS.items() if field == setting)
