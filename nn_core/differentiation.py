"""Derivatives from nothing but values of the function: slow, simple, and the judge of every formula.

The central difference (f(x + h) - f(x - h)) / 2h is off by about h^2 f'''(x) / 6 because h is not zero, and by about
eps |f(x)| / h because numbers are rounded; the lesson's h = 1e-4 is a good compromise in float64. Besides, x + h and
x - h are rounded, which puts it off by about eps |x f'(x)| / h. (To divide by their difference in place of 2h would
mend that; but then it would be another formula than the one that it is here to show.)
Source: Press et al., Numerical Recipes (3rd ed., 2007), section 5.7.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nn_core.arrays import (
    Floats,
    at_least_double,
    finite_number,
    finite_numbers,
    fitting,
    given_back,
    quiet,
    quietly,
    whole_number,
)


def numerical_diff(f: Callable[[Any], ArrayLike], x: ArrayLike, h: ArrayLike = 1e-4) -> Floats:
    """The derivative of `f` at `x` by central difference.

    Args:
        f: a function of one variable that works elementwise on arrays.
        x: where to differentiate, any shape; taken in float64.
        h: half the distance between the two values, above 0; one number, or an array that is broadcast against `x`.

    Returns:
        The derivative, of the shape that `f` gives: elementwise that of `x` and `h` together. inf or nan where `f` is
        infinite, and 0 or nan where 2h is.

    Raises:
        ValueError: `x`, or what `f` gives, does not hold real numbers; `h` is not above 0, or does not fit `x`.

    >>> print(nn.numerical_diff(np.square, 3.0).round(6))
    6.0
    """
    x, h = at_least_double(x, "x"), finite_numbers(h, "h", above=0)
    with quiet():
        right, left = x + h, x - h
    ahead = at_least_double(f(right), "f(x + h)").copy()  # f may give the same array again, with other numbers
    behind = at_least_double(f(left), "f(x - h)")
    with quiet():  # f itself was not: what it does is its author's to hear of
        return (ahead - behind) / (2 * h)


def numerical_gradient(f: Callable[[Floats], ArrayLike], x: ArrayLike, h: float = 1e-4) -> Floats:
    """The gradient of a scalar function at `x` by central differences: two calls of `f` for each number in `x`.

    Args:
        f: takes an array of the shape of `x`, gives one number.
        x: where to differentiate, any shape; taken in float64.
        h: half the distance between the two values, above 0.

    Returns:
        The partial derivatives, of the shape of `x`.

    Raises:
        ValueError: `x` does not hold real numbers, `h` is not above 0, or `f` gives more than one number.

    >>> nn.numerical_gradient(lambda x: np.sum(x**2), [3.0, 4.0]).round(6)
    array([6., 8.])
    """
    x, h = at_least_double(x, "x"), finite_number(h, "h", above=0)

    def along(index: tuple[int, ...], moved: Floats) -> Any:
        """`f` as a function of the one number at `index`."""
        point = x.copy()  # f's own, should it keep it or write into it
        point[index] = moved
        return given_back(f(point), (), "f")

    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        gradient[index] = numerical_diff(partial(along, index), x[index], h)
    return gradient[()]


def numerical_gradient_field(f: Callable[[Floats], ArrayLike], points: ArrayLike, h: ArrayLike = 1e-4) -> Floats:
    """The gradient at many points at once: two calls of `f` for each coordinate, however many points there are.

    Args:
        f: takes points of shape (n, ...), gives one number for each, shape (...).
        points: where to differentiate, shape (n, ...): the first axis is that of the coordinates.
        h: half the distance between the two values, above 0; one number, or one for each point.

    Returns:
        The gradient at each point, of the shape of `points`.

    Raises:
        ValueError: `points` does not hold real numbers, or has no axis; `h` is not above 0, or does not fit the points;
            or `f` gives another shape.

    >>> nn.numerical_gradient_field(nn.BOWL.f, [[3.0, 0.0], [4.0, 1.0]]).round(6)
    array([[6., 0.],
           [8., 2.]])
    """
    points = at_least_double(points, "points")
    if points.ndim == 0:
        raise ValueError("points must have the shape (n, ...), not ()")
    h = fitting(finite_numbers(h, "h", above=0), points.shape[1:], "h")

    def along(axis: int, moved: Floats) -> Any:
        """`f` as a function of the coordinate along `axis`."""
        here = points.copy()
        here[axis] = moved
        return given_back(f(here), points.shape[1:], "f")

    slopes = [numerical_diff(partial(along, axis), points[axis], h) for axis in range(len(points))]
    return np.array(slopes, points.dtype).reshape(points.shape)


@quietly
def rounding_error(value: ArrayLike, h: ArrayLike = 1e-4) -> Floats:
    """About how far the rounding of the function's values puts a central difference off: eps |f(x)| / h.

    Both values of the function are rounded in their last digit, and their difference is divided by 2h. Where that is no
    longer small beside the slope, the numerical slope has lost its digits. That x + h and x - h are rounded as well
    comes on top: |f(x)| + |x f'(x)| in the place of |f(x)| has both.
    Source: Press et al., Numerical Recipes (3rd ed., 2007), section 5.7.

    Args:
        value: f(x), or f(x + h) or f(x - h) where one of them is larger in size: any shape.
        h: half the distance between the two values, above 0; one number, or an array that is broadcast.

    Returns:
        An error for each, at least 0.

    Raises:
        ValueError: `value` does not hold real numbers, or `h` is not above 0, or does not fit `value`.

    >>> print(nn.rounding_error(1e6, h=1e-4).round(9))
    2.22e-06
    """
    return np.finfo(np.float64).eps * np.abs(at_least_double(value, "value")) / finite_numbers(h, "h", above=0)


def check_gradient(
    f: Callable[[Floats], ArrayLike],
    gradient: ArrayLike | Callable[[Floats], ArrayLike],
    x: ArrayLike,
    h: float = 1e-4,
    directions: int = 10,
    seed: int = 0,
) -> float:
    """How far a gradient is from that of `f`, as a part of its length, however many numbers there are in `x`.

    Along a direction u the slope of `f` is u.T g. It is measured by a central difference, two calls of `f`, for each
    of a few directions drawn at random. What is off in any of the numbers of g shows in nearly every one of them, and
    the squares of what is off along them add up, on average, to |g - gradient|^2 times a constant that cancels in the
    result. Autograd's test_util checks derivatives along a random direction too: D. Maclaurin, D. Duvenaud and
    R. P. Adams, Autograd: effortless gradients in Numpy (2015).

    Args:
        f: takes an array of the shape of `x`, gives one number.
        gradient: what is claimed to be the gradient at `x`, of its shape; or a function that gives it.
        x: where to check, any shape; taken in float64.
        h: half the distance between the two values, above 0.
        directions: how many to try, at least 1.
        seed: makes them repeatable.

    Returns:
        About |gradient - g| over the larger of |gradient| and |g|: 0 where they agree, and at most 2. About
        rounding_error(f(x), h) sqrt(n) / |g| of it is rounding, for n numbers in `x`: along a direction at random a
        slope is |g| / sqrt(n). For a network's first loss that is some 1e-8, and 1e-6 where the gradient was worked out
        in float32 (`TwoLayerNet.in_double` has it in float64). It is more where numbers in `x` are large beside 1. nan
        where a value of `f`, a slope or the gradient is infinite or no number.

    Raises:
        ValueError: the gradient has another shape than `x`, or an argument is not as above.

    >>> f, x = lambda x: np.sum(x**3), np.array([1.0, 2.0, 3.0])
    >>> nn.check_gradient(f, 3 * x**2, x) < 1e-7
    True
    >>> nn.check_gradient(f, lambda x: 2 * x**2, x) > 0.1
    True
    """
    x, h = at_least_double(x, "x"), finite_number(h, "h", above=0)
    claimed = given_back(gradient(x.copy()) if callable(gradient) else gradient, x.shape, "gradient")

    def along(u: Floats, far: float) -> Any:
        """`f` as a function of how far one goes from `x` in the direction `u`."""
        with quiet():
            there = x + far * u
        return given_back(f(there), (), "f")

    rng = np.random.default_rng(whole_number(seed, "seed", least=0))
    measured, promised = np.empty((2, whole_number(directions, "directions", least=1)))
    for i in range(len(measured)):
        u = rng.standard_normal(x.shape)
        u /= np.linalg.norm(u)
        measured[i] = numerical_diff(partial(along, u), 0.0, h)
        with quiet():
            promised[i] = np.sum(u * claimed)
    return _relative_distance(measured, promised)


@quietly
def _relative_distance(one: Floats, other: Floats) -> float:
    """How far apart two arrays are, as a part of the longer one's length."""
    largest = np.abs([one, other]).max()  # nan where there is one, which Python's max may pass over
    if largest == 0:
        return 0.0
    one, other = one / largest, other / largest  # their squares might be beyond the floats
    return float(np.linalg.norm(one - other) / max(np.linalg.norm(one), np.linalg.norm(other)))
