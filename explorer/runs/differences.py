"""How two runs differ: in which settings, in what came of them, and whether luck alone could have done that.

Of luck there are two kinds. The test images are a sample: with others, an accuracy of p on n of them would be another
one, with a standard deviation of sqrt(p (1 - p) / n), that of a share in a sample (the binomial distribution). And a
seed decides the first weights and the batches: what it does, only runs can tell that differ in nothing else.
"""

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from explorer.runs.kept import Kept

PASSED = 0.9  # the test accuracy of which is told when it was reached
DEVIATIONS = 2  # so many standard deviations hold 19 of 20 cases, where they are spread as chance does
FELL = 0.005  # a fall of the test accuracy by less than that is no fall


class Difference(NamedTuple):
    """What two runs have that differs.

    Attributes:
        settings: by its key, the setting of the one and of the other.
        stopped: one of the two is not at its end.
        gained: the test accuracy of the one in the end, less that of the other.
        by_images: so far two equally good networks come apart, 19 times of 20, by the choice of the test images; None
            where nobody knows how many there were, or where they are not the same.
    """

    settings: dict[str, tuple[Any, Any]]
    stopped: bool
    gained: float
    by_images: float | None

    @property
    def causes(self) -> list[str]:
        """The settings that may have made the difference: all but the seed, which is luck."""
        return [key for key in self.settings if key != "seed"]

    @property
    def comparable(self) -> bool:
        """Were both tested on the same images?"""
        return "dataset" not in self.settings


def difference(one: Kept, other: Kept) -> Difference:
    """Of a run and another."""
    of_one, of_other = one.settings, other.settings
    settings = {key: (value, of_other[key]) for key, value in of_one.items() if value != of_other[key]}
    by_images = None
    if one.tests is not None and one.tests == other.tests and "dataset" not in settings:
        by_images = DEVIATIONS * math.hypot(*(deviation(each.final, one.tests) for each in (one, other)))
    stopped = not (one.run.finished and other.run.finished)
    return Difference(settings, stopped, one.final - other.final, by_images)


def deviation(accuracy: float, tests: int) -> float:
    """The standard deviation of an accuracy that was measured on so many images, by the choice of the images.

    >>> round(deviation(0.9, 1000), 4)
    0.0095
    """
    share = min(max(accuracy, 1 / (tests + 2)), 1 - 1 / (tests + 2))  # of all right, too, nobody knows it without error
    return math.sqrt(share * (1 - share) / tests)


def passed(one: Kept, accuracy: float = PASSED) -> int | None:
    """After how many iterations the test accuracy was first measured to be so high; None where it never was."""
    reached = np.flatnonzero(one.run.test_accuracy >= accuracy)
    return int(one.run.evaluated_at[reached[0]]) + 1 if len(reached) else None


def fell(one: Kept) -> float:
    """By how much at most the test accuracy fell, in the latter half, below what it had been in that half."""
    latter = one.run.test_accuracy[len(one.run.test_accuracy) // 2 :]
    return float((np.maximum.accumulate(latter) - latter).max())


def same_but_seed(one: Kept, runs: Iterable[Kept]) -> list[Kept]:
    """All runs at their end with the settings of this one, whatever their seeds: itself and others."""
    settings = {**one.settings, "seed": None}
    return [each for each in runs if each.run.finished and {**each.settings, "seed": None} == settings]
