"""Functions of two variables to walk downhill on: an easy one, and four that are hard in different ways.

Each takes a point of shape (2,), or a grid of points of shape (2, ...), and gives one number for each; anything else is
a ValueError. Where a value is too large for a float it is infinite, and the difference of two such values nan, quietly.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy import square  # unlike **, it rounds one number as it rounds the same number in an array
from numpy.typing import ArrayLike

from nn_core.arrays import Floats, at_least_double, quietly


@dataclass(frozen=True)
class Surface:
    """A function of x = (x0, x1), its gradient, and what is known about it.

    Attributes:
        f: from (2, ...) to (...).
        grad: the gradient by formula, from (2, ...) to (2, ...).
        minima: every point where the function is lowest; its value there is 0, but for rounding. A surface
            without a bottom has none.
        curvature: the second derivatives along x0 and x1 where the surface is c0 x0^2 / 2 + c1 x1^2 / 2, which is where
            `quadratic_descent` knows every step; None elsewhere.

    >>> print(nn.HIMMELBLAU.f([3, 2]))
    0.0
    >>> nn.BOWL.grad([[-3, 1], [4, 0]])
    array([[-6.,  2.],
           [ 8.,  0.]])
    """

    f: Callable[[ArrayLike], Floats]
    grad: Callable[[ArrayLike], Floats]
    minima: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    curvature: tuple[float, float] | None = None


@quietly
def bowl(x: ArrayLike) -> Floats:
    """The lesson's function, x0^2 + x1^2: equally steep on all sides."""
    x0, x1 = _point(x)
    return square(x0) + square(x1)


@quietly
def bowl_grad(x: ArrayLike) -> Floats:
    """(2 x0, 2 x1)."""
    x0, x1 = _point(x)
    return np.stack([2 * x0, 2 * x1])


@quietly
def ravine(x: ArrayLike) -> Floats:
    """x0^2 / 20 + x1^2: twenty times as curved across as along.

    Source: K. Saito, Deep Learning from Scratch (2016), section 6.1, where it shows what gradient descent lacks.
    """
    x0, x1 = _point(x)
    return square(x0) / 20 + square(x1)


@quietly
def ravine_grad(x: ArrayLike) -> Floats:
    """(x0 / 10, 2 x1)."""
    x0, x1 = _point(x)
    return np.stack([x0 / 10, 2 * x1])


@quietly
def saddle(x: ArrayLike) -> Floats:
    """x0^2 - x1^2: flat at the origin, which is a minimum along x0 and a maximum along x1.

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), figure 4.5.
    """
    x0, x1 = _point(x)
    return (x0 - x1) * (x0 + x1)  # the squares of nearly equal numbers would have lost the digits in which they differ


@quietly
def saddle_grad(x: ArrayLike) -> Floats:
    """(2 x0, -2 x1)."""
    x0, x1 = _point(x)
    return np.stack([2 * x0, -2 * x1])


@quietly
def rosenbrock(x: ArrayLike) -> Floats:
    """(1 - x0)^2 + 100 (x1 - x0^2)^2: a curved valley, easy to find and slow to follow, down to (1, 1).

    Source: H. Rosenbrock, An automatic method for finding the greatest or least value of a function (1960).
    """
    x0, x1 = _point(x)
    return square(1 - x0) + 100 * square(x1 - square(x0))


@quietly
def rosenbrock_grad(x: ArrayLike) -> Floats:
    """(-2 (1 - x0) - 400 x0 (x1 - x0^2), 200 (x1 - x0^2))."""
    x0, x1 = _point(x)
    off = x1 - square(x0)
    return np.stack([-2 * (1 - x0) - 400 * x0 * off, 200 * off])


@quietly
def himmelblau(x: ArrayLike) -> Floats:
    """(x0^2 + x1 - 11)^2 + (x0 + x1^2 - 7)^2: four valleys, each as deep as the others.

    Source: D. Himmelblau, Applied Nonlinear Programming (1972).
    """
    x0, x1 = _point(x)
    return square(square(x0) + x1 - 11) + square(x0 + square(x1) - 7)


@quietly
def himmelblau_grad(x: ArrayLike) -> Floats:
    """(4 x0 a + 2 b, 2 a + 4 x1 b) with a = x0^2 + x1 - 11 and b = x0 + x1^2 - 7."""
    x0, x1 = _point(x)
    a, b = square(x0) + x1 - 11, x0 + square(x1) - 7
    return np.stack([4 * x0 * a + 2 * b, 2 * a + 4 * x1 * b])


BOWL = Surface(bowl, bowl_grad, curvature=(2.0, 2.0))
RAVINE = Surface(ravine, ravine_grad, curvature=(0.1, 2.0))
SADDLE = Surface(saddle, saddle_grad, minima=(), curvature=(2.0, -2.0))
ROSENBROCK = Surface(rosenbrock, rosenbrock_grad, minima=((1.0, 1.0),))
HIMMELBLAU = Surface(
    himmelblau,
    himmelblau_grad,
    minima=(
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.2831859912861696),
        (3.5844283403304917, -1.8481265269644036),
    ),
)


def _point(x: ArrayLike) -> Floats:
    """`x` as floats of shape (2, ...)."""
    x = at_least_double(x, "x")
    if x.ndim == 0 or len(x) != 2:
        raise ValueError(f"x must be a point of shape (2,) or points of shape (2, ...), not {x.shape}")
    return x
