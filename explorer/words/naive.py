"""The textbook's formulas taken at their word, to show where they fail. The core has the ones that do not.

NumPy would warn at every line here; the pages show what comes out instead.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike


@np.errstate(over="ignore", under="ignore")
def exp(x: ArrayLike) -> Any:
    """e^x in float64: infinity for x above 709.78, 0 for x below -745."""
    return np.exp(np.asarray(x, dtype=np.float64))


def sigmoid(x: ArrayLike) -> Any:
    """1 / (1 + exp(-x)): divides by infinity for x below -709."""
    return 1 / (1 + exp(-np.asarray(x, dtype=np.float64)))


def sigmoid_grad(x: ArrayLike) -> Any:
    """(1 - sigmoid(x)) sigmoid(x): nothing is left of 1 - sigmoid(x) for x above 37."""
    y = sigmoid(x)
    return (1 - y) * y


@np.errstate(all="ignore")
def softmax(x: ArrayLike, temperature: float = 1.0) -> Any:
    """exp(x / T) / sum(exp(x / T)): infinity over infinity, or 0 over 0, where the exponents are large."""
    e = exp(np.asarray(x, dtype=np.float64) / temperature)
    return e / e.sum(axis=-1, keepdims=True)
