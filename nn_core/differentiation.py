"""Derivatives from nothing but values of the function: slow, simple, and the judge of every formula.

The central difference (f(x + h) - f(x - h)) / 2h is off by about h^2 f'''(x) / 6 because h is not zero, and by about
eps |f(x)| / h because numbers are rounded; the lesson's h = 1e-4 is a good compromise in float64.
Source: Press et al., Numerical Recipes (3rd ed., 2007), section 5.7.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nn_core.arrays import at_least_double, finite_number, one_number


def numerical_diff(f: Callable[[Any], Any], x: ArrayLike, h: float = 1e-4) -> Any:
    """The derivative of `f` at `x` by central difference.

    Args:
        f: a function of one variable that works elementwise on arrays.
        x: where to differentiate, any shape; taken in float64.
        h: half the distance between the two values, above 0.

    Returns:
        The derivative, of the shape of `x`.

    Raises:
        ValueError: `x` does not hold real numbers, or `h` is not above 0.
    """
    x, h = at_least_double(x, "x"), finite_number(h, "h", above=0)
    with np.errstate(over="ignore"):
        right, left = x + h, x - h
    ahead, behind = at_least_double(f(right), "f(x + h)"), at_least_double(f(left), "f(x - h)")
    with np.errstate(all="ignore"):  # where f itself is infinite there is no derivative: nan, quietly
        return (ahead - behind) / (2 * h)


def numerical_gradient(f: Callable[[NDArray[Any]], Any], x: ArrayLike, h: float = 1e-4) -> NDArray[Any]:
    """The gradient of a scalar function at `x` by central differences: two calls of `f` for each number in `x`.

    Args:
        f: takes an array of the shape of `x`, gives one number.
        x: where to differentiate, any shape; taken in float64.
        h: half the distance between the two values, above 0.

    Returns:
        The partial derivatives, of the shape of `x`.

    Raises:
        ValueError: `x` does not hold real numbers, `h` is not above 0, or `f` gives more than one number.
    """
    x, h = at_least_double(x, "x"), finite_number(h, "h", above=0)
    gradient = np.empty_like(x)

    def value(index: tuple[int, ...], moved: Any) -> Any:
        point = x.copy()  # f's own, should it keep it or write into it
        point[index] = moved
        return one_number(f(point), "f")

    for index in np.ndindex(x.shape):
        with np.errstate(over="ignore"):
            right, left = x[index] + h, x[index] - h
        ahead, behind = value(index, right), value(index, left)
        with np.errstate(all="ignore"):
            gradient[index] = (ahead - behind) / (2 * h)
    return gradient
