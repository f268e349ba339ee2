"""Three ways to walk downhill that remember the gradients they have seen.

Each of them is gradient descent along another direction than the gradient, so each hands `gradient_descent` such a
direction: x <- x - lr * direction(x).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nn_core.arrays import at_least_double, finite_number
from nn_core.descent import Descent, gradient_descent
from nn_core.differentiation import numerical_gradient

Function = Callable[[NDArray[Any]], Any]
Gradient = Callable[[NDArray[Any]], ArrayLike]


def momentum(
    f: Function,
    init_x: ArrayLike,
    lr: ArrayLike = 0.01,
    step_num: int = 100,
    grad: Gradient | None = None,
    beta: float = 0.9,
) -> Descent:
    """Walk downhill like a heavy ball: v <- beta v + g, x <- x - lr v, where g is the gradient at x.

    Steps that agree add up, to 1 / (1 - beta) times a plain one; steps that contradict each other cancel.
    Source: B. Polyak, Some methods of speeding up the convergence of iteration methods (1964), equation 9.

    Args:
        f, init_x, lr, step_num, grad: as for `gradient_descent`.
        beta: the part of the speed that is left after a step, from 0 (plain gradient descent) to below 1.

    Returns:
        The whole walk.

    Raises:
        ValueError: as for `gradient_descent`, or `beta` is not as above.
    """
    beta = _decay(beta, "beta")
    slope = _gradient(f, grad)
    speed: Any = 0.0

    def direction(x: NDArray[Any]) -> NDArray[Any]:
        nonlocal speed
        speed = beta * speed + slope(x)
        return speed

    return gradient_descent(f, init_x, lr, step_num, direction)


def adagrad(
    f: Function,
    init_x: ArrayLike,
    lr: ArrayLike = 0.01,
    step_num: int = 100,
    grad: Gradient | None = None,
    epsilon: float = 1e-8,
) -> Descent:
    """Walk downhill with a learning rate for each coordinate: s <- s + g^2, x <- x - lr g / (sqrt(s) + epsilon).

    The first step is lr long in every coordinate, however steep it is there; later ones get shorter and shorter.
    Source: J. Duchi, E. Hazan and Y. Singer, Adaptive subgradient methods for online learning and stochastic
    optimization (2011), figure 1, with diagonal matrices.

    Args:
        f, init_x, lr, step_num, grad: as for `gradient_descent`.
        epsilon: above 0; keeps a coordinate that has no slope yet from dividing by zero.

    Returns:
        The whole walk.

    Raises:
        ValueError: as for `gradient_descent`, or `epsilon` is not as above.
    """
    epsilon = finite_number(epsilon, "epsilon", above=0)
    slope = _gradient(f, grad)
    squares: Any = 0.0

    def direction(x: NDArray[Any]) -> NDArray[Any]:
        nonlocal squares
        g = slope(x)
        squares = squares + g**2
        return g / (np.sqrt(squares) + epsilon)

    return gradient_descent(f, init_x, lr, step_num, direction)


def adam(
    f: Function,
    init_x: ArrayLike,
    lr: ArrayLike = 0.01,
    step_num: int = 100,
    grad: Gradient | None = None,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Descent:
    """Walk downhill along the mean of the latest gradients, over the root of the mean of their squares.

    At step t: m <- beta1 m + (1 - beta1) g, v <- beta2 v + (1 - beta2) g^2, and
    x <- x - lr M / (sqrt(V) + epsilon), where M = m / (1 - beta1^t) and V = v / (1 - beta2^t) make up for m and v
    starting at 0. Source: D. Kingma and J. Ba, Adam: a method for stochastic optimization (2015), algorithm 1.

    Args:
        f, init_x, lr, step_num, grad: as for `gradient_descent`.
        beta1, beta2: how much of the past the two means keep, from 0 to below 1.
        epsilon: above 0; keeps a coordinate that has no slope yet from dividing by zero.

    Returns:
        The whole walk.

    Raises:
        ValueError: as for `gradient_descent`, or `beta1`, `beta2` or `epsilon` is not as above.
    """
    beta1, beta2 = _decay(beta1, "beta1"), _decay(beta2, "beta2")
    epsilon = finite_number(epsilon, "epsilon", above=0)
    slope = _gradient(f, grad)
    m: Any = 0.0
    v: Any = 0.0
    t = 0

    def direction(x: NDArray[Any]) -> NDArray[Any]:
        nonlocal m, v, t
        g, t = slope(x), t + 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        return m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon)

    return gradient_descent(f, init_x, lr, step_num, direction)


def _gradient(f: Function, grad: Gradient | None) -> Callable[[NDArray[Any]], NDArray[Any]]:
    """The gradient of `f` in double precision; None means `numerical_gradient`."""
    if grad is None:
        return lambda x: numerical_gradient(f, x)
    return lambda x: at_least_double(grad(x), "grad")


def _decay(value: Any, name: str) -> float:
    """`value` as a float from 0 to below 1."""
    number = finite_number(value, name, least=0)
    if number >= 1:
        raise ValueError(f"{name} must be below 1, not {value!r}")
    return number
