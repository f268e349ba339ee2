"""Rules: how a gradient becomes a step. Three of them remember the gradients that they have met.

A rule holds nothing but its constants. What it remembers of a walk is a value that is handed to it with each gradient
and comes back with the step, so that one rule serves any number of walks: `memory = rule.start`, and then, again and
again, `step, memory = rule.step(gradient, memory)` and x <- x - lr step. All works elementwise, on arrays of any shape.

They are for `gradient_descent`. `TrainingRun`s are trained by steepest descent alone, as the lesson's are.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from nn_core.arrays import Floats, finite_number, finite_numbers, quietly

Decay = float | tuple[float, ...]  # how much of the past is kept: one number, or one for each of many walks


class Rule(Protocol):
    """What `gradient_descent` asks of a rule.

    Attributes:
        start: the memory that a walk begins with.

    >>> rule = nn.momentum(beta=0.9)
    >>> memory = rule.start
    >>> for gradient in np.array([1.0, 1.0]):
    ...     step, memory = rule.step(gradient, memory)
    >>> print(step)
    1.9
    """

    @property
    def start(self) -> Any: ...

    def step(self, gradient: Floats, memory: Any) -> tuple[Floats, Any]:
        """The step that is taken times the learning rate, and the memory that the next one needs.

        Args:
            gradient: any shape; where a constant of the rule has a number for each walk, (n, walks).
            memory: `start`, or what the step before gave.

        Returns:
            The step, of the shape of `gradient`, and the memory, whatever it is.

        Raises:
            ValueError: the constants are for another number of walks.
        """


@dataclass(frozen=True)
class steepest_descent:
    """Straight against the gradient: x <- x - lr g.

    >>> nn.gradient_descent(nn.BOWL.f, [-3, 4], 0.25, 1, nn.BOWL.grad, nn.steepest_descent()).x
    array([-1.5,  2. ])
    """

    start = None

    def step(self, gradient: Floats, memory: None) -> tuple[Floats, None]:
        """The gradient itself."""
        return gradient, memory


@dataclass(frozen=True)
class momentum:
    """Like a heavy ball: v <- beta v + g, x <- x - lr v, where g is the gradient at x.

    Steps that agree add up, to 1 / (1 - beta) times a plain one; steps that contradict each other cancel.
    Source: B. Polyak, Some methods of speeding up the convergence of iteration methods (1964), equation 9.

    Args:
        beta: the part of the speed that is left after a step, from 0 (plain gradient descent) to below 1; one number,
            or a tuple with one for each walk.

    Raises:
        ValueError: `beta` is not as above.

    >>> nn.gradient_descent(nn.BOWL.f, [-3, 4], 0.25, 2, nn.BOWL.grad, nn.momentum(beta=0.5)).path
    array([[-3. ,  4. ],
           [-1.5,  2. ],
           [ 0. ,  0. ]])
    """

    beta: Decay = 0.9
    start = 0.0

    def __post_init__(self) -> None:
        _check_decay(self.beta, "beta")

    @quietly
    def step(self, gradient: Floats, speed: Any) -> tuple[Floats, Any]:
        """The new speed; it is also the memory."""
        speed = _of_each_walk(self.beta, "beta", gradient) * speed + gradient
        return speed, speed


@dataclass(frozen=True)
class adagrad:
    """With a learning rate for each coordinate: s <- s + g^2, x <- x - lr g / (sqrt(s) + epsilon).

    The first step is lr long in every coordinate, however steep it is there, unless that is next to nothing beside
    epsilon, or its square too large for a float; later ones get shorter and shorter.
    Source: J. Duchi, E. Hazan and Y. Singer, Adaptive subgradient methods for online learning and stochastic
    optimization (2011), figure 1, with diagonal matrices.

    Args:
        epsilon: above 0; keeps a coordinate that has no slope yet from dividing by zero.

    Raises:
        ValueError: `epsilon` is not as above.

    >>> nn.gradient_descent(nn.BOWL.f, [-3, 4], 0.5, 1, nn.BOWL.grad, nn.adagrad()).x.round(6)
    array([-2.5,  3.5])
    """

    epsilon: float = 1e-8
    start = 0.0

    def __post_init__(self) -> None:
        finite_number(self.epsilon, "epsilon", above=0)

    @quietly
    def step(self, gradient: Floats, squares: Any) -> tuple[Floats, Any]:
        """The gradient over the root of the sum of all squares so far, which is the memory."""
        squares = squares + np.square(gradient)
        return gradient / (np.sqrt(squares) + self.epsilon), squares


@dataclass(frozen=True)
class adam:
    """Along the mean of the latest gradients, over the root of the mean of their squares.

    At step t: m <- beta1 m + (1 - beta1) g, v <- beta2 v + (1 - beta2) g^2, and
    x <- x - lr M / (sqrt(V) + epsilon), where M = m / (1 - beta1^t) and V = v / (1 - beta2^t) make up for m and v
    starting at 0. Source: D. Kingma and J. Ba, Adam: a method for stochastic optimization (2015), algorithm 1.

    Args:
        beta1, beta2: how much of the past the two means keep, from 0 to below 1; one number each, or a tuple with
            one for each walk.
        epsilon: above 0; keeps a coordinate that has no slope yet from dividing by zero.

    Raises:
        ValueError: `beta1`, `beta2` or `epsilon` is not as above.

    >>> nn.gradient_descent(nn.BOWL.f, [-3, 4], 0.5, 1, nn.BOWL.grad, nn.adam()).x.round(6)
    array([-2.5,  3.5])
    """

    beta1: Decay = 0.9
    beta2: Decay = 0.999
    epsilon: float = 1e-8
    start = (0.0, 0.0, 0)

    def __post_init__(self) -> None:
        _check_decay(self.beta1, "beta1")
        _check_decay(self.beta2, "beta2")
        finite_number(self.epsilon, "epsilon", above=0)

    @quietly
    def step(self, gradient: Floats, memory: tuple[Any, Any, int]) -> tuple[Floats, tuple[Any, Any, int]]:
        """One mean over the root of the other; the memory is (m, v, t)."""
        m, v, t = memory
        beta1, beta2 = (_of_each_walk(getattr(self, name), name, gradient) for name in ("beta1", "beta2"))
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * np.square(gradient)
        memory = m, v, t + 1
        mean, square = self.means(memory)
        return mean / (np.sqrt(square) + self.epsilon), memory

    @quietly
    def means(self, memory: tuple[Any, Any, int]) -> tuple[Any, Any]:
        """M and V: the mean of the gradients that are remembered, and of their squares."""
        m, v, t = memory
        return m / (1 - np.asarray(self.beta1) ** t), v / (1 - np.asarray(self.beta2) ** t)


def _of_each_walk(decay: Decay, name: str, gradient: Floats) -> Floats:
    """`decay` as it is multiplied with what is remembered of these gradients, of shape (n, ..., walks).

    Raises:
        ValueError: it is for another number of walks. (That of a single walk has no axis of walks, and a number for
            each of its coordinates would pass for one.)
    """
    found = np.asarray(decay)
    if found.shape not in ((), np.shape(gradient)[1:][-1:]):
        raise ValueError(
            f"{name} has {found.size} numbers, one for each walk, and the gradient has the shape {np.shape(gradient)}"
        )
    return found


def _check_decay(value: Any, name: str) -> None:
    """Raises ValueError where `value` is no number, nor a tuple of numbers, from 0 to below 1."""
    found = finite_numbers(value, name, least=0) if isinstance(value, tuple) else finite_number(value, name, least=0)
    if isinstance(value, tuple) and (np.ndim(value) != 1 or not value):
        raise ValueError(f"{name} must have one number for each walk, not {value!r}")
    if not np.less(found, 1).all():
        raise ValueError(f"{name} must be below 1, not {value!r}")
