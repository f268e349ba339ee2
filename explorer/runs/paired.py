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


def alone(one: Kept, other: Kept, dataset: nn.Dataset) -> Alone | None:
    """Of two runs, from what they have learned.

    Args:
        one, other: those two.
        dataset: whose test images both were tested on, to all that is known.

    Returns:
        None where the weights of one were let go, or do not read as many of these images as was measured: it has gone
        on since, it comes from a file and other images, or it was trained on a machine that rounds otherwise.
    """
    found = []
    for each in (one, other):
        network = each.run.network
        if not each.has_weights or (network.input_size, network.output_size) != (dataset.features, dataset.classes):
            return None
        found.append(right(network, dataset))
        if found[-1].mean() != each.final:
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
