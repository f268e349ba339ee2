"""One prediction for the ten digits and its gradients: what the losses page computes beside the core's losses."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

CLASSES = 10
RIGHT = 3  # the digit that the image shows

SHARED = "shared by the others"
ONE_DIGIT = "all on one wrong digit"
RESTS = (SHARED, ONE_DIGIT)

# The stops of the sliders. Probabilities are a hundredth apart, and closer together near 0 and 1.
PROBABILITIES = (
    0.0,
    *(float(f"{step}e{exponent}") for exponent in range(-9, -2) for step in (1, 2, 5)),
    *(hundredths / 100 for hundredths in range(1, 100)),
    0.995,
    0.999,
    1.0,
)
DELTAS = (0.0, *(float(f"1e{exponent}") for exponent in range(-10, 0)))


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


def cross_entropy_gradient(y: NDArray[Any], t: NDArray[Any], delta: float = 0.0) -> NDArray[Any]:
    """The gradient of -log(y_t + delta) with respect to the logits, of which softmax made `y`.

    Args:
        y: probabilities, shape (..., CLASSES).
        t: the right class, one-hot, shape (CLASSES,).
        delta: 0 gives y - t, which the lesson's backpropagation uses although its loss has a delta.

    Returns:
        The shape of `y`. Where the probability is far below `delta` there is next to nothing left of y - t.
    """
    if delta == 0:
        return y - t
    p = y @ t
    return (p / (p + delta))[..., None] * (y - t)


def squared_error_gradient(y: NDArray[Any], t: NDArray[Any]) -> NDArray[Any]:
    """The gradient of half the sum of squares with respect to the logits, of which softmax made `y`.

    With respect to y it is y - t. Softmax hands that on through its Jacobian, diag(y) - y y', which multiplies by y:
    a class that was given next to no probability is hardly moved. Source: Bishop (2006), equation 4.106.

    Args:
        y: probabilities, shape (..., CLASSES).
        t: the right class, one-hot, shape (CLASSES,).

    Returns:
        The shape of `y`.
    """
    slope = y - t
    return y * (slope - (slope * y).sum(axis=-1, keepdims=True))
