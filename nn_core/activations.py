"""Activation functions: what a layer does to its weighted sums before it hands them on.

Source: C. Bishop, Pattern Recognition and Machine Learning (2006), sections 4.2 and 5.1.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nn_core.arrays import finite_number, real_array


# Where exp(-|x|) is too small for a float it becomes 0, which is the right answer to every digit that there is.
@np.errstate(under="ignore")
def sigmoid(x: ArrayLike) -> Any:
    """The logistic function 1 / (1 + exp(-x)), elementwise.

    The textbook formula overflows for x below -709. Multiplying numerator and denominator by exp(x) where x is
    negative gives exp(x) / (1 + exp(x)); either way only exp(-|x|) is ever taken, which lies in (0, 1].

    Args:
        x: real numbers, any shape.

    Returns:
        Numbers from 0 to 1, of the shape of `x`; floats keep their precision, integers give float64.

    Raises:
        ValueError: `x` does not hold real numbers.
    """
    x = real_array(x, "x")
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


@np.errstate(under="ignore")
def sigmoid_grad(x: ArrayLike) -> Any:
    """The derivative of the sigmoid, sigmoid(x) (1 - sigmoid(x)), elementwise; 0.25 at its highest, at x = 0.

    Computed as e / (1 + e)^2 with e = exp(-|x|): 1 - sigmoid(x) would lose every digit where sigmoid(x) is close
    to 1.

    Args:
        x: real numbers, any shape.

    Returns:
        Numbers from 0 to 0.25, of the shape of `x`.

    Raises:
        ValueError: `x` does not hold real numbers.
    """
    e = np.exp(-np.abs(real_array(x, "x")))
    return e / (1 + e) ** 2


def identity(x: ArrayLike) -> Any:
    """The numbers themselves: the output of a network that predicts values rather than classes.

    Args:
        x: real numbers, any shape.

    Returns:
        A copy of `x`; integers give float64.

    Raises:
        ValueError: `x` does not hold real numbers.
    """
    return real_array(x, "x") + 0.0


@np.errstate(over="ignore", under="ignore", invalid="ignore")
def softmax(x: ArrayLike, temperature: float = 1.0) -> Any:
    """Logits turned into probabilities, along the last axis: exp(x_k / T) / sum_j exp(x_j / T).

    Adding a constant to all logits changes nothing, so the largest one is subtracted first: every exponent is then
    0 or negative, and nothing overflows. Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.1.

    Args:
        x: logits, shape (..., classes).
        temperature: T > 0. Below 1 the largest logit takes more, above 1 the probabilities come closer together.

    Returns:
        Probabilities of the shape of `x`; each row along the last axis sums to 1.

    Raises:
        ValueError: `x` does not hold real numbers or has no last axis to sum along; `temperature` is not above 0.
    """
    x = real_array(x, "x")
    if x.ndim == 0 or x.shape[-1] == 0:
        raise ValueError(f"softmax needs at least one logit along the last axis, not shape {x.shape}")
    temperature = finite_number(temperature, "temperature", above=0)
    # Taken in double precision, so that no temperature is too small for the precision of x.
    shifted = np.subtract(x, x.max(axis=-1, keepdims=True), dtype=np.result_type(x, np.float64))
    e = np.exp(shifted / temperature)
    return (e / e.sum(axis=-1, keepdims=True)).astype(x.dtype)
