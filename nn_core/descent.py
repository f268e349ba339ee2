"""Gradient descent: step downhill, again and again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nn_core.arrays import at_least_double, finite_number, one_number, whole_number
from nn_core.differentiation import numerical_gradient


@dataclass(frozen=True, eq=False)
class Descent:
    """A walk downhill.

    Attributes:
        path: every point visited, the start first; shape (steps + 1, n).
        values: the function there; shape (steps + 1,).
    """

    path: NDArray[Any]
    values: NDArray[Any]

    @property
    def x(self) -> NDArray[Any]:
        """The point that was reached, shape (n,)."""
        return self.path[-1]


@np.errstate(over="ignore", invalid="ignore", under="ignore")  # a walk that diverges ends in inf or nan, quietly
def gradient_descent(
    f: Callable[[NDArray[Any]], Any],
    init_x: ArrayLike,
    lr: ArrayLike = 0.01,
    step_num: int = 100,
    grad: Callable[[NDArray[Any]], ArrayLike] | None = None,
) -> Descent:
    """Walk downhill on `f`: x <- x - lr * gradient(x), `step_num` times.

    Args:
        f: takes a point of shape (n,), gives one number.
        init_x: where to start, shape (n,); it stays as it was.
        lr: the learning rate, at least 0; or one for each coordinate, shape (n,).
        step_num: how many steps, at least 0.
        grad: the gradient of `f`, from (n,) to (n,); None means `numerical_gradient`.

    Returns:
        The whole walk. Where the learning rate is too large its last values are infinite or nan.

    Raises:
        ValueError: `init_x` is not of shape (n,), `lr` or `step_num` is not as above, or `grad` gives another shape.
    """
    start = at_least_double(init_x, "init_x")
    if start.ndim != 1 or start.size == 0:
        raise ValueError(f"init_x must be a point of shape (n,), not {start.shape}")
    if np.shape(lr) not in ((), start.shape):
        raise ValueError(f"lr must be one number, or one for each of {start.size} coordinates, not {np.shape(lr)}")
    rates = np.array([finite_number(rate, "lr", least=0) for rate in np.ravel(lr)])
    step_num = whole_number(step_num, "step_num", least=0)
    if grad is None:
        grad = lambda x: numerical_gradient(f, x)

    path = np.empty((step_num + 1, start.size), start.dtype)
    values = np.empty(step_num + 1, start.dtype)
    path[0] = start
    for step in range(step_num):
        values[step] = one_number(f(path[step].copy()), "f")
        slope = at_least_double(grad(path[step].copy()), "grad")
        if slope.shape != start.shape:
            raise ValueError(f"grad must give an array of shape {start.shape}, not {slope.shape}")
        path[step + 1] = path[step] - rates * slope
    values[step_num] = one_number(f(path[step_num].copy()), "f")
    return Descent(path, values)
