"""Loss functions: one number that says how wrong a prediction is."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nn_core.arrays import at_least_double, class_labels, finite_number


@np.errstate(over="ignore", under="ignore")
def sum_squared_error(y: ArrayLike, t: ArrayLike) -> Any:
    """Half the sum of squares, 1/2 sum (y - t)^2.

    The lesson that this package follows calls it MSE, but nothing is averaged: the half is there so that the
    derivative with respect to y is y - t. Source: Bishop (2006), equation 1.2.

    Args:
        y: predictions, any shape.
        t: targets, the shape of `y`.

    Returns:
        One number, at least 0.

    Raises:
        ValueError: the shapes differ, or an argument does not hold real numbers.
    """
    y, t = at_least_double(y, "y"), at_least_double(t, "t")
    if y.shape != t.shape:
        raise ValueError(f"y and t must have one shape, not {y.shape} and {t.shape}")
    return 0.5 * np.sum((y - t) ** 2)


@np.errstate(divide="ignore", over="ignore")
def cross_entropy_error(y: ArrayLike, t: ArrayLike, delta: float = 1e-7) -> Any:
    """Cross-entropy: minus the logarithm of the probability that the right class was given, -log(y_t + delta).

    `delta` keeps the logarithm finite where that probability is 0; it also caps the loss at -log(delta), 16.1 for
    the default. Source: Bishop (2006), equation 4.108.

    Args:
        y: probabilities, shape (classes,) for one sample or (samples, classes) for a batch.
        t: the right class of each sample, as integer labels (a number, or shape (samples,)) or one-hot (the shape
            of `y`).
        delta: at least 0. With 0 the loss of a class that was ruled out is infinite.

    Returns:
        One number: the mean over the batch.

    Raises:
        ValueError: a shape, a label or `delta` is not as above, or a probability is negative.
    """
    y = at_least_double(y, "y")
    delta = finite_number(delta, "delta", least=0)
    if y.ndim not in (1, 2) or y.size == 0:
        raise ValueError(f"y must be one sample (classes,) or a batch (samples, classes), not shape {y.shape}")
    if (y < 0).any():
        raise ValueError(f"y must hold probabilities, not {y[y < 0][0]}")
    y = y.reshape(-1, y.shape[-1])
    samples, classes = y.shape
    right = y[np.arange(samples), class_labels(t, samples, classes)]
    return -np.mean(np.log(right + delta))
