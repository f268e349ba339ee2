"""One prediction for the ten digits: what the losses page hands to the core's losses and their gradients."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

CLASSES = 10
RIGHT = 3  # the digit that the image shows

SHARED = "shared by the others"
ONE_DIGIT = "all on one wrong digit"
RESTS = (SHARED, ONE_DIGIT)


def prediction(p: ArrayLike, rest: str, right: int = RIGHT) -> NDArray[np.float64]:
    """Probabilities for the ten digits.

    Args:
        p: what the right digit is given, from 0 to 1, any shape.
        rest: where the rest goes, one of `RESTS`.
        right: the right digit.

    Returns:
        Shape (*p.shape, CLASSES); each row sums to 1.
    """
    p = np.asarray(p, np.float64)
    y = np.zeros((*p.shape, CLASSES))
    if rest == SHARED:
        y[...] = (1 - p[..., None]) / (CLASSES - 1)
    else:
        y[..., (right + 5) % CLASSES] = 1 - p  # an 8, where a 3 would be right
    y[..., right] = p
    return y


def one_hot(labels: ArrayLike) -> NDArray[np.float64]:
    """A 1 in the place of each label and 0 everywhere else; shape (*labels.shape, CLASSES)."""
    return np.eye(CLASSES)[np.asarray(labels)]
