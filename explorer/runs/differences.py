"""How two runs differ: in which settings, in what came of them, and whether luck alone could have done that.

Of luck there are two kinds: with other test images two single runs would have other accuracies, which the images tell
that only one of them reads right (`explorer.runs.paired`), and with other seeds there would be other runs. What seeds
do, only runs can tell that differ in nothing else (`explorer.runs.luck`).
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

import nn_core as nn
from explorer.runs.kept import Kept
from explorer.runs.luck import LEVEL, Finding, Group, compare, explained_by_images
from explorer.runs.paired import Alone, alone, can_be_asked, mcnemar

PASSED = 0.9  # the test accuracy of which is told when it was reached
FELL = 0.005  # a fall of the test accuracy by less than that is no fall


class Difference(NamedTuple):
    """What two runs have that differs.

    Attributes:
        settings: by its key, the setting of the one and of the other.
        stopped: one of the two is not at its end.
        gained: the test accuracy of the one in the end, less that of the other.
        by_images: so far two equally good networks come apart, 19 times of 20, by the choice of the test images; None
            where nobody knows how many there were, or where they are not the same.
        alone: the images that only one of the two reads right, where both can still be asked.
        by_seeds: what the runs of the same settings and other seeds say of it.
        seeds: the test accuracies of those, of the one and of the other, which are among them.
    """

    settings: dict[str, tuple[Any, Any]]
    stopped: bool
    gained: float
    by_images: float | None
    alone: Alone | None
    by_seeds: Finding
    seeds: tuple[tuple[float, ...], tuple[float, ...]]

    @property
    def causes(self) -> list[str]:
        """The settings that may have made the difference: all but the seed, which is luck."""
        return [key for key in self.settings if key != "seed"]

    @property
    def beyond_images(self) -> bool:
        """Is the difference larger than the choice of the test images explains?"""
        if self.alone is not None:
            return mcnemar(*self.alone) < LEVEL
        return self.by_images is not None and abs(self.gained) > self.by_images

    @property
    def comparable(self) -> bool:
        """Were both tested on the same images?"""
        return "dataset" not in self.settings


def difference(one: Kept, other: Kept, runs: Iterable[Kept] = (), dataset: nn.Dataset | None = None) -> Difference:
    """Of a run and another.

    Args:
        one, other: those two.
        runs: all there are, among which there may be some with the settings of either and other seeds.
        dataset: that of the one, where its images are here.
    """
    of_one, of_other = one.settings, other.settings
    settings = {key: (value, of_other[key]) for key, value in of_one.items() if value != of_other[key]}
    stopped = not (one.run.finished and other.run.finished)
    by_images, by_seeds, apart = None, Finding.UNKNOWN, None
    seeds: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())
    if one.tests is not None and "dataset" not in settings:
        by_images = explained_by_images(one.final, other.final, one.tests)
        apart = alone(one, other, dataset) if dataset is not None and can_be_asked(one, other) else None
        known = tuple(runs)
        seeds = _by_seed(one, known), _by_seed(other, known)
        if settings.keys() - {"seed"}:
            mine, others = (
                Group(each.run.config, accuracies) for each, accuracies in zip((one, other), seeds, strict=True)
            )
            by_seeds = compare(mine, others, one.tests)
    return Difference(settings, stopped, one.final - other.final, by_images, apart, by_seeds, seeds)


def passed(one: Kept) -> int | None:
    """After how many iterations the test accuracy was first measured to be `PASSED`; None where it never was."""
    reached = np.flatnonzero(one.run.test_accuracy >= PASSED)
    return int(one.run.evaluated_at[reached[0]]) + 1 if len(reached) else None


def fell(one: Kept) -> float:
    """By how much at most the test accuracy fell, in the latter half, below what it had been in that half."""
    latter = one.run.test_accuracy[len(one.run.test_accuracy) // 2 :]
    return float((np.maximum.accumulate(latter) - latter).max())


def _by_seed(one: Kept, runs: Iterable[Kept]) -> tuple[float, ...]:
    """The test accuracy in the end for each seed that these settings were trained with to their end."""
    settings = {**one.settings, "seed": None}
    found = {
        each.run.config.seed: each.final
        for each in runs
        if each.run.finished and {**each.settings, "seed": None} == settings
    }
    return tuple(found.values())
