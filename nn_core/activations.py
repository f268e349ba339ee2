"""Activation functions: what a layer does to its weighted sums before it hands them on.

Source: C. Bishop, Pattern Recognition and Machine Learning (2006), sections 4.2, 4.3 and 5.1.
"""

import numpy as np
from numpy.typing import ArrayLike

from nn_core.arrays import Floats, finite_numbers, fitting, quietly, real_array, real_rows


@quietly
def sigmoid(x: ArrayLike) -> Floats:
    """The logistic function 1 / (1 + exp(-x)), elementwise.

    The textbook formula overflows for x below -709.78, and in float32 below -88. Multiplying numerator and denominator
    by exp(x) where x is negative gives exp(x) / (1 + exp(x)); either way only exp(-|x|) is ever taken, which lies in
    (0, 1]. Where that is too small for a float it becomes 0, which is the right answer to every digit that there is.

    Args:
        x: real numbers, any shape.

    Returns:
        Numbers from 0 to 1, of the shape of `x`; floats keep their precision, integers give float64.

    Raises:
        ValueError: `x` does not hold real numbers.

    >>> nn.sigmoid([-1000, 0, 1000])
    array([0. , 0.5, 1. ])
    """
    x = real_array(x, "x")
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


@quietly
def sigmoid_grad(x: ArrayLike) -> Floats:
    """The derivative of the sigmoid, sigmoid(x) (1 - sigmoid(x)), elementwise; 0.25 at its highest, at x = 0.

    Computed as e / (1 + e)^2 with e = exp(-|x|): 1 - sigmoid(x) would lose every digit where sigmoid(x) is close
    to 1.

    Args:
        x: real numbers, any shape.

    Returns:
        Numbers from 0 to 0.25, of the shape of `x`.

    Raises:
        ValueError: `x` does not hold real numbers.

    >>> nn.sigmoid_grad([-1000, 0, 1000])
    array([0.  , 0.25, 0.  ])
    """
    e = np.exp(-np.abs(real_array(x, "x")))
    return e / np.square(1 + e)


@quietly
def sigmoid_third_derivative(x: ArrayLike) -> Floats:
    """The third derivative of the sigmoid, g (1 - 6 g) with g = sigmoid'(x), elementwise.

    It decides how far off a central difference of the sigmoid is: by h^2 / 6 times as much. With s = sigmoid(x), it
    follows from s' = s (1 - s), differentiated twice: s'' = s' (1 - 2 s), s''' = s' (1 - 6 s').

    Args:
        x: real numbers, any shape.

    Returns:
        Numbers from -0.125 to 1 / 24, of the shape of `x`.

    Raises:
        ValueError: `x` does not hold real numbers.

    >>> nn.sigmoid_third_derivative([-1000, 0, 1000])
    array([ 0.   , -0.125,  0.   ])
    """
    g = sigmoid_grad(x)
    return g * (1 - 6 * g)


def identity(x: ArrayLike) -> Floats:
    """The numbers themselves: the output of a network that predicts values rather than classes.

    Args:
        x: real numbers, any shape.

    Returns:
        A copy of `x`; integers give float64.

    Raises:
        ValueError: `x` does not hold real numbers.

    >>> nn.identity([1, -2])
    array([ 1., -2.])
    """
    return real_array(x, "x").copy()[()]


@quietly
def softmax(x: ArrayLike, temperature: ArrayLike = 1.0) -> Floats:
    """Logits turned into probabilities, along the last axis: exp(x_k / T) / sum_j exp(x_j / T).

    Adding a constant to all logits changes nothing, so the largest one is subtracted first: every exponent is then
    0 or negative, and no exponential overflows.
    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.1.

    Args:
        x: logits, shape (..., classes).
        temperature: T > 0. Below 1 the largest logit takes more, above 1 the probabilities come closer together. One
            for all rows of `x`, or one for each: an array that broadcasts to the shape (...).

    Returns:
        Probabilities of the shape of `x`; each row along the last axis sums to 1. Where logits differ by more than a
        float can hold, that counts as infinite, whatever the temperature.

    Raises:
        ValueError: `x` does not hold real numbers or has no last axis to sum along; a temperature is not above 0, or
            their shape does not fit the rows.

    >>> nn.softmax([[1000, 1000], [0, np.log(3)]])
    array([[0.5 , 0.5 ],
           [0.25, 0.75]])
    """
    x = real_rows(x, "x")
    temperatures = fitting(finite_numbers(temperature, "temperature", above=0), x.shape[:-1], "temperature")
    # Taken in double precision, so that no temperature is too small for the precision of x.
    shifted = np.subtract(x, x.max(axis=-1, keepdims=True), dtype=np.result_type(x, np.float64))
    e = np.exp(shifted / temperatures[..., np.newaxis])
    return (e / e.sum(axis=-1, keepdims=True)).astype(x.dtype)


@quietly
def softmax_jacobian(y: ArrayLike) -> Floats:
    """How each probability moves with each logit: dy_i / dx_j = y_i (1 - y_i) where i = j, else -y_i y_j.

    Taken from the probabilities that softmax gave, at temperature 1; at temperature T it is that over T.
    Source: Bishop (2006), equation 4.106.

    Args:
        y: probabilities, shape (..., classes).

    Returns:
        diag(y) - y y.T for each row, shape (..., classes, classes); each row and each column sums to 0.

    Raises:
        ValueError: `y` does not hold real numbers, or has no last axis.

    >>> nn.softmax_jacobian([0.5, 0.5])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    y = real_rows(y, "y")
    slopes = 0.0 - y[..., :, np.newaxis] * y[..., np.newaxis, :]  # not -: 0 would be -0
    diagonal = np.arange(y.shape[-1])
    slopes[..., diagonal, diagonal] = 0
    # y_i times all other y: 1 - y_i would have lost its digits where y_i is near 1.
    slopes[..., diagonal, diagonal] = 0.0 - slopes.sum(axis=-1)
    return slopes
