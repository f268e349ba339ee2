"""The walks of the gradient descent page: on which surfaces, and by which methods."""

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import nn_core as nn

SURFACES = {
    "bowl": nn.BOWL,
    "ravine": nn.RAVINE,
    "saddle": nn.SADDLE,
    "Rosenbrock": nn.ROSENBROCK,
    "Himmelblau": nn.HIMMELBLAU,
}
# The rule of each method, for a β; two have none.
METHODS: dict[str, Callable[[Any], nn.Rule]] = {
    "gradient descent": lambda beta: nn.steepest_descent(),
    "momentum": nn.momentum,
    "AdaGrad": lambda beta: nn.adagrad(),
    "Adam": lambda beta: nn.adam(beta1=beta),
}
REMEMBERING = ("momentum", "Adam")  # of these β says how much of the past they keep at each step
BETA = 0.9  # what both keep where nobody says otherwise
ALL = "all four"
ANALYTIC, NUMERICAL = "analytic", "numerical"
H = 1e-4  # how far the numerical one tries on either side: the core's default

REACH = 5.0  # the picture shows both coordinates from -REACH to REACH
MAX_STEPS = 100
FURTHER = 600  # steps that tell what a walk comes to
NEAR = 0.05  # closer to a lowest point than this counts as arrived


class Settings(NamedTuple):
    """Those of a walk, or of many at once.

    Attributes:
        surface, method: their names; the method may be `ALL` where several walks are meant.
        start: both coordinates of the start; for many walks, a tuple of each.
        lr: the learning rate; for many walks, a tuple of them.
        steps: how many steps.
        gradient: `NUMERICAL`, or anything else for the one by formula.
        beta: what a method that remembers keeps of the past; for many walks, a tuple of them.
    """

    surface: str
    method: str
    start: tuple[Any, Any]
    lr: Any
    steps: int
    gradient: str = ANALYTIC
    beta: Any = BETA


@functools.lru_cache(maxsize=128)
def walk(settings: Settings) -> nn.Descent:
    """One walk, or many at once; kept, since a scrubber over its steps asks for it again and again."""
    surface, method, start, lr, steps, gradient, beta = settings
    known = SURFACES[surface]
    grad = None if gradient == NUMERICAL else known.grad
    return nn.gradient_descent(known.f, start, lr, steps, grad, METHODS[method](beta))


def further(settings: Settings) -> nn.Descent:
    """The same walk, taken to where one sees what it comes to."""
    return walk(settings._replace(steps=FURTHER))


def walks(settings: Settings) -> dict[str, nn.Descent]:
    """The walk of each method that was chosen, from the same start, under the method's name."""
    chosen = METHODS if settings.method == ALL else [settings.method]
    return {name: walk(settings._replace(method=name)) for name in chosen}


def theory(surface: str, start: Any, lr: Any, steps: int) -> Any:
    """The heights that gradient descent must pass.

    Args:
        surface: the name of one that is quadratic.
        start: a point, shape (2,), or many of them, shape (2, walks).
        lr: the learning rate, or one for each, shape (walks,).
        steps: how many steps.

    Returns:
        A height for each step, the start first; shape (steps + 1,) or (steps + 1, walks).
    """
    f, curvature = SURFACES[surface].f, SURFACES[surface].curvature
    assert curvature is not None, surface
    return f(np.moveaxis(nn.quadratic_descent(curvature, start, lr, steps), 1, 0))


def slopes(surface: str, points: Any, gradient: str) -> Any:
    """The gradient at each of `points`, shape (n, 2), taken as the walk took it."""
    known = SURFACES[surface]
    return (nn.numerical_gradient_field(known.f, points.T, H) if gradient == NUMERICAL else known.grad(points.T)).T


def digits_lost_at(surface: str, path: Any) -> int | None:
    """The first step of a walk that the numerical gradient, more than 1% off by rounding, leads astray; None: none."""
    (lost,) = digits_lost(surface, path[..., None]).T
    return int(np.argmax(lost)) if lost.any() else None


@np.errstate(over="ignore", invalid="ignore")  # a walk that diverged may end in inf or nan
def digits_lost(surface: str, paths: Any) -> Any:
    """Which steps of walks by the numerical gradient are more than 1% off by rounding.

    A step of `H` changes a value of 1e20 in its last digits only, and those are rounded. It is the same near a point
    without a slope, once the slope is far smaller than that step.

    Args:
        surface: its name.
        paths: shape (steps + 1, 2, walks).

    Returns:
        A truth for each step, shape (steps + 1, walks); the first, which is the start, is false.
    """
    known, points = SURFACES[surface], np.moveaxis(paths[:-1], 1, 0)
    exact, measured = known.grad(points), nn.numerical_gradient_field(known.f, points, H)
    moved = H * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])[..., None, None]
    beside = [abs(known.f(points + one)) for one in moved]
    off, steep = np.hypot(*(measured - exact)), np.hypot(*exact)
    # Not off by rounding is what is off because h is not 0: near a lowest point, where the slope is 0.
    lost = (off > 0.01 * steep) & (off <= 100 * nn.rounding_error(np.max(beside, axis=0), H))
    return np.concatenate([np.zeros_like(lost[:1]), lost])


@np.errstate(over="ignore", invalid="ignore")  # a walk that diverged may end in inf or nan
def values_beside(surface: str, point: Any, axis: int) -> tuple[float, float]:
    """The heights a step of `H` ahead of `point` and behind it, along one coordinate: what `slopes` subtracts."""
    beside = np.array([point, point]).T  # an array, as there: the square of a single number may be rounded otherwise
    beside[axis] += [H, -H]
    ahead, behind = SURFACES[surface].f(beside)
    return float(ahead), float(behind)
