"""Two networks on the same test images: those that only one of them reads right tell whether it is the better one.

Where both are right, or neither, there is nothing to tell them apart by. Of two equally good networks each of the other
images would be the one's or the other's as a coin falls: McNemar's test, by the binomial distribution itself and not by
its approximation. It asks for less than images of their own would, since an easy image is easy for both.

Sources: McNemar (1947), Note on the sampling error of the difference between correlated proportions or percentages;
Dietterich (1998), Approximate statistical tests for comparing supervised classification learning algorithms.
"""

from typing import NamedTuple

import nn_core as nn
from explorer.runs.kept import Kept
from explorer.training.answers import right


class Alone(NamedTuple):
    """How many test images each of two networks reads right that the other does not.

    Attributes:
        one, other: of the one and of the other.
    """

    one: int
    other: int


def can_be_asked(one: Kept, other: Kept) -> bool:
    """Are the weights of two runs there with which both were tested last, on images of the same data set?"""
    same = one.dataset_name == other.dataset_name
    return same and all(each.has_weights and each.tested_after == each.run.iteration for each in (one, other))


def alone(one: Kept, other: Kept, dataset: nn.Dataset) -> Alone | None:
    """Of two runs that can be asked.

    Args:
        one, other: those two.
        dataset: whose test images both were tested on, to all that is known.

    Returns:
        None where one does not read as many of these images as was measured: it comes from a file and other images, or
        it was trained on a machine that rounds otherwise.
    """
    sizes = {(each.run.network.input_size, each.run.network.output_size) for each in (one, other)}
    if sizes != {(dataset.features, dataset.classes)}:
        return None
    found = [right(each.run.network, dataset) for each in (one, other)]
    if [part.mean() for part in found] != [one.final, other.final]:
        return None
    return Alone(int((found[0] & ~found[1]).sum()), int((found[1] & ~found[0]).sum()))


def mcnemar(one: int, other: int) -> float:
    """How often as many tosses of a coin come out as unevenly or more: McNemar's test, exact and two-sided.

    Args:
        one, other: images that only the one, and only the other, reads right.

    Returns:
        From 0 to 1; 1 of no toss, which shows nothing.
    """
    from scipy.special import bdtr  # here: it takes a tenth of a second to import, and only a comparison needs it

    return min(1.0, 2 * float(bdtr(min(one, other), one + other, 0.5)))
