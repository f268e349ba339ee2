"""The walks of the gradient descent page: on which surfaces, by which methods, and how each of them ends."""

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import nn_core as nn

SURFACES = {
    "bowl": nn.BOWL,
    "ravine": nn.RAVINE,
    "saddle": nn.SADDLE,
    "Rosenbrock": nn.ROSENBROCK,
    "Himmelblau": nn.HIMMELBLAU,
}
METHODS = {
    "gradient descent": nn.gradient_descent,
    "momentum": nn.momentum,
    "AdaGrad": nn.adagrad,
    "Adam": nn.adam,
}
ALL = "all four"
NUMERICAL = "numerical"

REACH = 5.0  # the picture shows both coordinates from -REACH to REACH
MAX_STEPS = 100
NEAR = 0.05  # closer to a lowest point than this counts as arrived


@functools.lru_cache(maxsize=256)
def walk(surface: str, method: str, start: tuple[float, float], lr: float, steps: int, gradient: str) -> nn.Descent:
    """One walk; kept, since a scrubber over its steps asks for it again and again."""
    grad = None if gradient == NUMERICAL else SURFACES[surface].grad
    return METHODS[method](SURFACES[surface].f, start, lr, steps, grad)


def walks(
    surface: str, method: str, start: tuple[float, float], lr: float, steps: int, gradient: str
) -> dict[str, nn.Descent]:
    """The walk of each method that was chosen, from the same start, under the method's name."""
    chosen = METHODS if method == ALL else [method]
    return {name: walk(surface, name, start, lr, steps, gradient) for name in chosen}


@np.errstate(over="ignore", invalid="ignore")  # a walk that diverges may end in inf or nan
def many_walks(surface: str, method: str, x0: Any, x1: Any, lr: Any, gradient: str) -> tuple[Any, Any]:
    """Walks of `MAX_STEPS` steps from many starts, each with a learning rate of its own; all of shape (walks,).

    All methods treat each coordinate by itself, so many walks in the plane are one walk in a space of many dimensions.

    Returns:
        Their points, shape (steps + 1, 2, walks), and their values, shape (steps + 1, walks).
    """
    known, count = SURFACES[surface], len(x0)
    slope = lambda point: _slopes(surface, point.reshape(2, count), gradient).ravel()
    total = lambda point: known.f(point.reshape(2, count)).sum()
    path = METHODS[method](total, np.concatenate([x0, x1]), np.tile(lr, 2), MAX_STEPS, slope).path
    path = path.reshape(-1, 2, count)
    return path, known.f(np.moveaxis(path, 1, 0))


@np.errstate(over="ignore", invalid="ignore")
def theory(surface: str, start: Any, lr: Any, steps: int) -> NDArray[Any] | None:
    """The heights that gradient descent must pass where the surface is quadratic; None where it is not.

    Each step multiplies each coordinate by 1 - lr c, where c is the curvature along it.

    Args:
        surface: its name.
        start: a point, shape (2,), or many of them, shape (2, walks).
        lr: the learning rate, or one for each, shape (walks,).
        steps: how many steps.

    Returns:
        A height for each step, the start first; shape (steps + 1,) or (steps + 1, walks).
    """
    curvature = SURFACES[surface].curvature
    if curvature is None:
        return None
    factors = 1 - np.multiply.outer(curvature, lr)
    shrunk = np.array([start * factors**step for step in range(steps + 1)])
    return SURFACES[surface].f(np.moveaxis(shrunk, 1, 0))


@np.errstate(over="ignore", invalid="ignore")  # a walk that diverged may end in inf or nan
def slopes(surface: str, points: Any, gradient: str) -> Any:
    """The gradient at each of `points`, shape (n, 2), taken as the walk took it."""
    return _slopes(surface, points.T, gradient).T


def _slopes(surface: str, points: Any, gradient: str) -> Any:
    """The gradient at each of `points`, shape (2, n)."""
    known = SURFACES[surface]
    if gradient == NUMERICAL:
        x0, x1 = points
        along_x0 = nn.numerical_diff(lambda moved: known.f(np.array([moved, x1])), x0)
        along_x1 = nn.numerical_diff(lambda moved: known.f(np.array([x0, moved])), x1)
        return np.array([along_x0, along_x1])
    return known.grad(points)


@np.errstate(over="ignore", invalid="ignore")
def values_beside(surface: str, point: Any, axis: int) -> tuple[float, float]:
    """The heights a step of 1e-4 ahead of `point` and behind it, along one coordinate: what `slopes` subtracts."""
    ahead = point + 1e-4 * np.eye(2)[axis]
    behind = point - 1e-4 * np.eye(2)[axis]
    return float(SURFACES[surface].f(ahead)), float(SURFACES[surface].f(behind))


@dataclass(frozen=True)
class Ending:
    """What became of a walk.

    Attributes:
        still: it never left its start.
        diverged: it ended higher than it began, far outside the picture, or beyond all numbers.
        oscillated: most of its steps, at the beginning or at the end, turned back on the one before.
        overshot: some steps led clearly uphill.
        left_at: the first step outside the picture; None where there is none.
        target: the lowest point nearest to the end (on a saddle, the point without a slope).
        distance: from the end to that point.
        moved: the part of the way to it that is done, from 0 to 1; negative where it is farther away than before.
    """

    still: bool
    diverged: bool
    oscillated: bool
    overshot: bool
    left_at: int | None
    target: tuple[float, float]
    distance: float
    moved: float


@np.errstate(over="ignore", invalid="ignore")  # a walk that diverged may end in inf or nan
def ending(surface: str, walk: nn.Descent) -> Ending:
    """What became of `walk`."""
    path, values = walk.path, walk.values
    targets = np.array(SURFACES[surface].minima or [(0.0, 0.0)])
    distances = np.hypot(*(targets - path[-1]).T)
    nearest = int(np.argmin(distances))
    distance, before = float(distances[nearest]), float(np.hypot(*(targets[nearest] - path[0])))

    legs = np.diff(path, axis=0)
    legs = legs[np.hypot(*legs.T) > 1e-3]  # shorter ones cannot be seen, and may be nothing but rounding
    turned = (legs[1:] * legs[:-1]).sum(axis=1) < 0
    outside = ~(np.abs(path).max(axis=1) <= REACH)
    clearly = 0.01 * abs(values[0]) + 1e-6

    return Ending(
        still=bool(np.abs(path - path[0]).max() < 1e-6),
        diverged=not np.isfinite(path[-1]).all()
        or np.abs(path[-1]).max() > 2 * REACH
        or bool(values[-1] - values[0] > clearly),
        oscillated=len(turned) > 0 and bool(max(turned[:10].mean(), turned[-10:].mean()) > 0.5),
        overshot=bool((np.diff(values) > clearly).any()),
        left_at=int(np.argmax(outside)) if outside.any() else None,
        target=(float(targets[nearest][0]), float(targets[nearest][1])),
        distance=distance,
        moved=1 - distance / before if before else 1.0,
    )


def clicked(selection: dict[str, Any]) -> dict[str, float]:
    """The start that a click on the contours asks for, as values of the sliders; empty where nothing is selected."""
    points = selection.get("start") or []
    return {key: float(np.clip(round(points[0][key], 1), -REACH, REACH)) for key in ("x0", "x1") if points}
