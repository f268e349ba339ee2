"""Were some settings better than others, or luckier? What the same settings give with other seeds tells.

A seed decides the first weights and the batches. Runs that differ in nothing else spread, and a difference between two
groups of settings means something if it is large beside that spread: Welch's t-test. It takes accuracies to be spread
as a bell curve, and with two or three seeds it knows the spread badly, so it asks for a large difference. Where the
best is compared with all others, one of them would look different by chance: each comparison has to be as much surer as
there are pairs (Bonferroni), those of the others too, since any of them might have become the best. All runs are tested
on the same images; how it would be on others is another question, which `sampling_error` answers for one run.

Sources: Welch (1947), The generalization of Student's problem when several different population variances are
involved; Satterthwaite (1946) for the degrees of freedom.
"""

import math
import statistics
from collections.abc import Iterable
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

import nn_core as nn

LEVEL = 0.05  # so often may luck alone look like more, among all that is compared at a time


class Group(NamedTuple):
    """Runs that differ in their seeds alone.

    Attributes:
        settings: what they share; its seed says nothing.
        accuracies: the test accuracy of each, from 0 to 1.
        diverged: the loss or a weight of one of them was no longer a finite number.
    """

    settings: nn.TrainingConfig
    accuracies: tuple[float, ...]
    diverged: bool = False

    @property
    def mean(self) -> float:
        """Over the seeds, without what is only rounding: means of as many images are equal."""
        return round(statistics.fmean(self.accuracies), 12)

    @property
    def spread(self) -> float | None:
        """The standard deviation over the seeds; None where there is one seed, which spreads nowhere."""
        return statistics.stdev(self.accuracies) if len(self.accuracies) > 1 else None


def groups(runs: Iterable[tuple[nn.TrainingConfig, float]]) -> list[Group]:
    """Settings and test accuracies of runs, those together that differ in their seeds alone; best mean first."""
    found: dict[nn.TrainingConfig, list[float]] = {}
    for config, accuracy in runs:
        found.setdefault(replace(config, seed=0), []).append(accuracy)
    return sorted((Group(settings, tuple(values)) for settings, values in found.items()), key=lambda group: -group.mean)


class Finding(Enum):
    """What can be said of a difference."""

    REAL = "larger than luck"
    LUCK = "luck is not ruled out"
    UNKNOWN = "cannot say"


def compare(one: Group, other: Group, images: int, comparisons: int = 1) -> Finding:
    """Do two groups differ by more than their seeds explain?

    Args:
        one, other: with two seeds or more each; with fewer nobody can say.
        images: how many test images there are: an accuracy is a whole number of them.
        comparisons: how many of the kind are made at a time.
    """
    p = welch(one.accuracies, other.accuracies, images)
    if p is None:
        return Finding.UNKNOWN
    return Finding.REAL if p < LEVEL / comparisons else Finding.LUCK


def worse_than_best(ranked: list[Group], images: int) -> list[Finding]:
    """Of each group but the first, which is the best: does it do worse by more than luck?"""
    best, *others = ranked
    return [compare(best, other, images, comparisons=math.comb(len(ranked), 2)) for other in others]


def welch(one: tuple[float, ...], other: tuple[float, ...], images: int) -> float | None:
    """How often luck alone makes the means of two groups differ this much or more: Welch's t-test, two-sided.

    Args:
        one, other: accuracies, from 0 to 1.
        images: how many each was measured on. Seeds that agree to the last image still spread by the rounding to whole
            images, whose variance is 1/12 of an image squared (Sheppard).

    Returns:
        From 0 to 1; None where a group has fewer than two runs.
    """
    if min(len(one), len(other)) < 2:
        return None
    rounding = 1 / (12 * images**2)
    errors = [max(statistics.variance(group), rounding) / len(group) for group in (one, other)]
    t = (statistics.fmean(one) - statistics.fmean(other)) / math.sqrt(sum(errors))
    freedom = sum(errors) ** 2 / sum(
        error**2 / (len(group) - 1) for error, group in zip(errors, (one, other), strict=True)
    )
    from scipy.special import stdtr  # here: it takes a tenth of a second to import, and only a comparison needs it

    return float(2 * stdtr(freedom, -abs(t)))


def sampling_error(accuracy: float, images: int) -> float:
    """How far an accuracy may be from what it would be on endlessly many images of the kind: a standard deviation.

    That of a binomial distribution. Runs that are tested on the same images share most of it: their difference is
    known better than this, and what seeds do comes on top.
    """
    return math.sqrt(accuracy * (1 - accuracy) / images)


def has_learned(group: Group, images: int, guessing: float) -> bool:
    """Has it not diverged, and does it read more of so many test images than guessing explains, also with luck?

    Args:
        group: of runs.
        images: how many test images there are.
        guessing: the part of them that is right without looking at any, see `explorer.training.answers`.
    """
    return not group.diverged and group.mean > guessing + 2 * sampling_error(guessing, images)


def explained_by_images(one: float, other: float, images: int) -> float:
    """How far two equally good single runs may be apart by the choice of the test images alone, 19 times of 20.

    That is two standard deviations, of two that are as good as both are on average. It takes both to be tested on
    images of their own, which asks for more than the same images would. It knows nothing of seeds: two runs of the same
    settings may differ by more.
    """
    return 2 * math.sqrt(2) * sampling_error((one + other) / 2, images)
