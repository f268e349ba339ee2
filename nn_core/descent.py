"""Gradient descent: step downhill, again and again."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nn_core.arrays import Floats, at_least_double, finite_numbers, given_back, quietly, whole_number
from nn_core.differentiation import numerical_gradient_field
from nn_core.optimizers import Rule, steepest_descent


@dataclass(frozen=True, eq=False)
class Descent:
    """A walk downhill, or many of them side by side.

    Attributes:
        path: every point visited, the start first; shape (steps + 1, n), or (steps + 1, n, walks).
        values: the function there; shape (steps + 1,), or (steps + 1, walks).

    >>> walk = nn.gradient_descent(nn.BOWL.f, [-3, 4], lr=0.25, step_num=2, grad=nn.BOWL.grad)
    >>> walk.path
    array([[-3.  ,  4.  ],
           [-1.5 ,  2.  ],
           [-0.75,  1.  ]])
    >>> walk.values
    array([25.    ,  6.25  ,  1.5625])
    >>> walk.x
    array([-0.75,  1.  ])
    """

    path: Floats
    values: Floats

    @property
    def x(self) -> Floats:
        """The point that was reached, shape (n,); or the points, shape (n, walks)."""
        return self.path[-1]


@quietly  # a walk that diverges ends in inf or nan
def gradient_descent(
    f: Callable[[Floats], ArrayLike],
    init_x: ArrayLike,
    lr: ArrayLike = 0.01,
    step_num: int = 100,
    grad: Callable[[Floats], ArrayLike] | None = None,
    rule: Rule | None = None,
) -> Descent:
    """Walk downhill on `f`: x <- x - lr * gradient(x), `step_num` times.

    Many walks are taken at once where there are many starts: the first axis of `init_x` is then that of the
    coordinates, as for a `Surface`, and `f` and `grad` take all points together.

    Args:
        f: takes a point of shape (n,), gives one number; for many walks, from (n, walks) to (walks,).
        init_x: where to start, shape (n,) or (n, walks); it stays as it was.
        lr: the learning rate, at least 0; one number, one for each walk, or one for each number of `init_x`.
        step_num: how many steps, at least 0.
        grad: the gradient of `f`, of the shape of its argument; None means the numerical one.
        rule: what a gradient is turned into before it is taken times `lr`, such as `momentum()`; None means nothing
            else, `steepest_descent()`.

    Returns:
        The whole walk, or walks. Where the learning rate is too large the last values are infinite or nan, without a
        warning: also from `f`, `grad` and `rule`.

    Raises:
        ValueError: `init_x` is no such point, `lr`, `step_num` or `rule` is not as above, or is for another number of
            walks, or `f`, `grad` or `rule` gives another shape.

    >>> nn.gradient_descent(lambda x: x[0]**2 + x[1]**2, [-3, 4], lr=0.1, step_num=100).x.round(6) + 0.0
    array([0., 0.])
    """
    x = at_least_double(init_x, "init_x")
    if x.size == 0 or x.ndim not in (1, 2):
        raise ValueError(f"init_x must be a point of shape (n,) or points of shape (n, walks), not {x.shape}")
    rates = finite_numbers(lr, "lr", least=0)
    if rates.shape not in ((), x.shape[1:], x.shape):
        raise ValueError(f"lr must be one number, or have the shape {x.shape[1:]} or {x.shape}, not {rates.shape}")
    step_num = whole_number(step_num, "step_num", least=0)
    if grad is None:
        grad = lambda x: numerical_gradient_field(f, x)
    if rule is None:
        rule = steepest_descent()
    if isinstance(rule, type) or not (hasattr(rule, "start") and hasattr(rule, "step")):
        raise ValueError(f"rule must be one such as nn.momentum(), with its constants, not {rule!r}")

    path, memory = [x.copy()], rule.start
    values = [given_back(f(x.copy()), x.shape[1:], "f")]
    for _ in range(step_num):
        slope = given_back(grad(x.copy()), x.shape, "grad")
        step, memory = rule.step(slope, memory)
        x = x - rates * given_back(step, x.shape, "rule")
        path.append(x)
        values.append(given_back(f(x.copy()), x.shape[1:], "f"))
    return Descent(np.array(path), np.array(values))


@quietly
def quadratic_descent(curvature: ArrayLike, init_x: ArrayLike, lr: ArrayLike, step_num: int) -> Floats:
    """Where gradient descent must be after every step on f = 1/2 sum_i c_i x_i^2, by theory and without walking.

    The gradient is c_i x_i, so each step multiplies each coordinate by 1 - lr c_i.
    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 7.8.

    Args:
        curvature: the second derivatives c_i, shape (n,); where they are negative the walk flees the origin.
        init_x: where to start, shape (n,) or (n, walks).
        lr: the learning rate, at least 0; one number or one for each walk.
        step_num: how many steps, at least 0.

    Returns:
        The path, shape (step_num + 1, n) or (step_num + 1, n, walks), as in `Descent`.

    Raises:
        ValueError: the shapes do not fit, or an argument is not as above.

    >>> nn.quadratic_descent([2, 2], [-3, 4], lr=0.25, step_num=2)
    array([[-3.  ,  4.  ],
           [-1.5 ,  2.  ],
           [-0.75,  1.  ]])
    """
    c, x = at_least_double(curvature, "curvature"), at_least_double(init_x, "init_x")
    rates = finite_numbers(lr, "lr", least=0)
    if c.ndim != 1 or x.shape[:1] != c.shape or x.ndim > 2 or rates.shape not in ((), x.shape[1:]):
        raise ValueError(f"curvature, init_x and lr do not fit together: {c.shape}, {x.shape}, {rates.shape}")
    factor = np.broadcast_to(1 - rates * c.reshape(-1, *[1] * (x.ndim - 1)), x.shape)
    factor = np.where(x == 0, 1, factor)  # who begins at 0 stays there, also where the factor is too large for a float
    # One after the other: a power of the factor may be too large for a float where its product with x is not.
    return np.multiply.accumulate([x, *[factor] * whole_number(step_num, "step_num", least=0)])
