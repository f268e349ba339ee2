"""The textbook's formulas taken at their word, to be seen where they fail: beside them stand those that do not.

NumPy would warn of what is too large here; what comes out instead is the lesson.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike


@np.errstate(over="ignore", under="ignore")
def exp(x: ArrayLike) -> Any:
    """e^x in float64: infinity for x above 709.78, 0 for x below -745.13; shape of `x`.

    >>> float(exp(710.0))
    inf
    """
    return np.exp(np.asarray(x, dtype=np.float64))


def sigmoid(x: ArrayLike) -> Any:
    """1 / (1 + exp(-x)), shape of `x`: divides by infinity for x below -709.78.

    >>> float(sigmoid(-720.0)), bool(nn.sigmoid(-720.0) > 0)
    (0.0, True)
    """
    return 1 / (1 + exp(-np.asarray(x, dtype=np.float64)))


def sigmoid_grad(x: ArrayLike) -> Any:
    """(1 - sigmoid(x)) sigmoid(x), shape of `x`: nothing is left of 1 - sigmoid(x) for x above 37.

    >>> float(sigmoid_grad(40.0)), bool(nn.sigmoid_grad(40.0) > 0)
    (0.0, True)
    """
    y = sigmoid(x)
    return (1 - y) * y


@np.errstate(all="ignore")
def softmax(x: ArrayLike, temperature: float = 1.0) -> Any:
    """exp(x / T) / sum(exp(x / T)), shape of `x`: infinity over infinity, or 0 over 0, where the exponents are large.

    >>> softmax([1000.0, 0.0])
    array([nan,  0.])
    """
    e = exp(np.asarray(x, dtype=np.float64) / temperature)
    return e / e.sum(axis=-1, keepdims=True)
