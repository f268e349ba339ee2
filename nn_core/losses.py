"""Loss functions: one number that says how wrong a prediction is; and their gradients with respect to the logits.

A gradient here is taken through the softmax that made the prediction, since the logits are what a network computes.
"""

from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nn_core.activations import softmax_jacobian
from nn_core.arrays import Floats, as_array, at_least_double, class_labels, finite_numbers, quietly, real_rows


@overload
def sum_squared_error(y: ArrayLike, t: ArrayLike, axis: None = None) -> float: ...
@overload
def sum_squared_error(y: ArrayLike, t: ArrayLike, axis: int) -> Floats: ...
@quietly
def sum_squared_error(y: ArrayLike, t: ArrayLike, axis: int | None = None) -> float | Floats:
    """Half the sum of squares, 1/2 sum (y - t)^2.

    The lesson that this package follows calls it MSE, but nothing is averaged: the half is there so that the
    derivative with respect to y is y - t. Source: Bishop (2006), equation 1.2.

    Args:
        y: predictions, any shape.
        t: targets, the shape of `y`.
        axis: what to sum along; None sums over everything, -1 gives a loss for each prediction of a batch.

    Returns:
        One number, at least 0; with `axis`, an array of them in the shape that is left.

    Raises:
        ValueError: the shapes differ, there is no such axis, or an argument does not hold real numbers.

    >>> print(nn.sum_squared_error([3, 5], [1, 4]))
    2.5
    """
    y, t = at_least_double(y, "y"), at_least_double(t, "t")
    if y.shape != t.shape:
        raise ValueError(f"y and t must have one shape, not {y.shape} and {t.shape}")
    loss = 0.5 * np.sum(np.square(y - t), axis=axis)
    return float(loss) if axis is None else loss


@quietly
def sum_squared_error_gradient(y: ArrayLike, t: ArrayLike) -> Floats:
    """The gradient of half the sum of squares with respect to the logits, of which softmax made `y`.

    With respect to y it is y - t. Softmax hands that on through its Jacobian, diag(y) - y y.T, which multiplies by y:
    a class that was given next to no probability is hardly moved. Source: Bishop (2006), equation 4.106.

    Args:
        y: probabilities, shape (..., classes), each row of which adds up to 1.
        t: targets, the shape of `y`, or one row of shape (classes,) for all.

    Returns:
        The shape and the precision of `y`. Where a y is near its target, y - t has the digits that a float leaves it.

    Raises:
        ValueError: the shapes do not fit, or an argument does not hold real numbers.

    >>> nn.sum_squared_error_gradient([0.25, 0.75], [1, 0])
    array([-0.28125,  0.28125])
    """
    y, t = real_rows(y, "y"), at_least_double(t, "t")
    if t.shape not in (y.shape, y.shape[-1:]):
        raise ValueError(f"t must be one row of shape {y.shape[-1:]} or have the shape {y.shape}, not {t.shape}")
    slopes = softmax_jacobian(at_least_double(y, "y")) @ (y - t)[..., np.newaxis]
    return (slopes[..., 0] + 0.0).astype(y.dtype)  # +: 0 may be -0


@np.errstate(divide="ignore")  # the logarithm of 0 is meant: without delta, a class that was ruled out costs that much
@quietly
def cross_entropy(y: ArrayLike, t: ArrayLike, delta: ArrayLike = 1e-7) -> Floats:
    """Minus the logarithm of the probability that the right class was given, -log(y_t + delta), for each prediction.

    `delta` keeps the logarithm finite where that probability is 0; it also caps the loss at -log(delta), about
    16.1 for the default. Source: Bishop (2006), equation 4.108.

    Args:
        y: probabilities, shape (..., classes); nobody checks that they add up to 1, so logits must not be given.
        t: the right class of each prediction, as integer labels of shape (...) or one-hot rows of the shape of `y`;
            one label, or one row of shape (classes,), stands for all. Integers that could be both are labels.
        delta: at least 0; one number, or an array that is broadcast against the shape (...). With 0 the loss of a class
            that was ruled out is infinite.

    Returns:
        A loss for each prediction, shape (...), or of that and `delta` broadcast together; at least -log(1 + delta),
        which is a little below 0.

    Raises:
        ValueError: a shape, a label or `delta` is not as above, or a probability is negative.

    >>> nn.cross_entropy([[0.5, 0.5], [0.9, 0.1]], [0, 1], delta=0).round(4)
    array([0.6931, 2.3026])
    """
    y = _probabilities(y)
    right = _given(y, _labels(t, y))
    return 0.0 - np.log(right + finite_numbers(delta, "delta", least=0))  # not -log: that of 1 would be -0


def cross_entropy_error(y: ArrayLike, t: ArrayLike, delta: float = 1e-7) -> float:
    """The mean of the cross-entropy over a batch: -log(y_t + delta), as in `cross_entropy`.

    Args:
        y: probabilities, shape (classes,) for one sample or (samples, classes) for a batch.
        t: the right class of each sample, as integer labels (a number, or shape (samples,)) or one-hot (the shape
            of `y`).
        delta: at least 0; by default another than that of `cross_entropy_gradient`. With 0 the loss of a class that was
            ruled out is infinite.

    Returns:
        One number.

    Raises:
        ValueError: a shape, a label or `delta` is not as above, or a probability is negative.

    >>> print(nn.cross_entropy_error([[0.5, 0.5], [0.25, 0.75]], [0, 0], delta=0) / np.log(2))
    1.5
    """
    y = at_least_double(y, "y")
    if y.ndim not in (1, 2) or y.size == 0:
        raise ValueError(f"y must be one sample (classes,) or a batch (samples, classes), not shape {y.shape}")
    y = np.atleast_2d(y)
    return float(np.mean(cross_entropy(y, class_labels(t, y.shape), delta)))


@quietly
def cross_entropy_of_logits(a: ArrayLike, t: ArrayLike) -> Floats:
    """The cross-entropy from the logits, and without a delta: log sum_k exp(a_k - a_t), for each prediction.

    It is -log(softmax(a)_t), but finite where that probability is too small for a float, and has all its digits where
    it is so near to 1 that 1 is all a float can hold. The largest logit is taken out of the sum, as softmax does, so
    that no exponential overflows. Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3.

    Args:
        a: logits, shape (..., classes).
        t: the right class of each prediction, as for `cross_entropy`.

    Returns:
        A loss for each prediction, shape (...), at least 0.

    Raises:
        ValueError: a shape or a label is not as above, or a logit is no real number.

    >>> nn.cross_entropy_of_logits([[100.0, 0.0], [0.0, 0.0]], [1, 0]).round(4)
    array([100.    ,   0.6931])
    """
    a = at_least_double(real_rows(a, "a"), "a")
    largest = a.argmax(axis=-1, keepdims=True)
    shifted = a - np.take_along_axis(a, largest, axis=-1)
    others = np.exp(shifted)
    np.put_along_axis(others, largest, 0, axis=-1)  # of the largest it is 1, beside which they may be too small to see
    return np.log1p(others.sum(axis=-1)) - _given(shifted, _labels(t, a))


@quietly
def cross_entropy_gradient(y: ArrayLike, t: ArrayLike, delta: ArrayLike = 0.0) -> Floats:
    """The gradient of -log(y_t + delta) with respect to the logits, of which softmax made `y`.

    The softmax puts the probability of the right class as a factor in front, and the derivative of the logarithm
    divides by it: what is left is y - t. Source: Bishop (2006), equation 4.109.

    Args:
        y: probabilities, shape (..., classes).
        t: the right class of each prediction, as for `cross_entropy`.
        delta: at least 0; one number, or an array that is broadcast against the shape (...). 0 gives y - t, which
            backpropagation uses although the loss has a delta.

    Returns:
        A gradient for each prediction, shape (..., classes), in the precision of `y`; or for each of (...) and `delta`
        broadcast together. Where the right class was given far less than `delta` there is next to nothing left of
        y - t. Where y_t is near 1, y_t - 1 has the digits that a float leaves it.

    Raises:
        ValueError: a shape, a label or `delta` is not as above, or a probability is negative.

    >>> nn.cross_entropy_gradient([0.25, 0.75], 0)
    array([-0.75,  0.75])
    """
    y = _probabilities(y)
    labels, delta = _labels(t, y), finite_numbers(delta, "delta", least=0)
    p = _given(y, labels)
    left_over = np.where(delta == 0, 1.0, p / (p + delta))[..., np.newaxis]
    off = at_least_double(y, "y").copy()  # y - t, with no one-hot row for each class there is
    np.put_along_axis(off, labels[..., np.newaxis], _given(off, labels)[..., np.newaxis] - 1, axis=-1)
    return (left_over * off).astype(y.dtype)


def _probabilities(y: ArrayLike) -> Floats:
    """`y` as an array with a row of probabilities for each prediction.

    Raises:
        ValueError: there is no row, or one of them holds what is below 0.
    """
    y = real_rows(y, "y")
    if (y < 0).any():
        raise ValueError(f"y must hold probabilities, not {y[y < 0][0]}")
    return y


def _labels(t: ArrayLike, y: Floats) -> NDArray[np.intp]:
    """The right class of each row of `y`, shape (...); a single label or one-hot row stands for all of them."""
    *rows, classes = y.shape
    t = as_array(t, "t")
    one_each = t.shape == y.shape[:-1] and t.dtype.kind in "iu"
    if not one_each and t.shape in ((), (classes,)):
        t = np.broadcast_to(t, (*rows, *t.shape))
    return class_labels(t, y.shape)


def _given(y: Floats, labels: NDArray[np.intp]) -> Floats:
    """What each row of `y` has for the class of its label, shape (...)."""
    return np.take_along_axis(y, labels[..., np.newaxis], axis=-1)[..., 0]
