"""The gradient as an arrow on the contours, as slopes along two cuts, and the check of backpropagation.

The specs are constant and the data are in named datasets, so that the browser redraws only what has changed. What
moves with the point or with h is sent ahead.
"""

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import nn_core as nn
from explorer.charts.ahead import PARAMS, frames, frames_of
from explorer.charts.stops import Range, logarithmic
from explorer.charts.tables import table
from explorer.gradients import check
from explorer.gradients.check import HIDDEN

REACH = 5.0  # the picture shows both coordinates from -REACH to REACH
POINT = Range(-4.0, 4.0, 0.1)  # either coordinate of the point
ALL_H = logarithmic(1e-16, 1)
CURVE = Range(-REACH, REACH, 0.25)  # the places along a cut that its curve is drawn through
SIZE = 300  # pixels; as wide as high, so that right angles look like right angles
CHECK_SIZE = 280  # a little smaller, to leave room for its longer numbers on a phone
CUT_HEIGHT = 200
ARROW = 0.1  # length on the picture for each unit of slope
FIELD_ARROW = 0.07  # the same for the arrows all around, which must not touch each other
TANGENT = 1.5  # half the length of a tangent along its axis
HIGHEST = 45.0  # the end of the height axis
LARGEST = 0.45  # the ends of the axes of the check

ANALYTIC, NUMERICAL = "analytic", "numerical"
PARAMETERS = ("W1", "b1", "W2", "b2")

Spec = dict[str, Any]
Array = NDArray[Any]

# The sliders that move each gradient.
_SLIDERS: dict[str, dict[str, Range | Sequence[float]]] = {
    ANALYTIC: {"x0": POINT, "x1": POINT},
    NUMERICAL: {"x0": POINT, "x1": POINT, "h": ALL_H},
}


# The data: what moves


def field_chart(point: tuple[float, float], h: float) -> Spec:
    """Contours of x0^2 + x1^2 with its gradient all around, and at the point by both ways."""
    return {**_FIELD_CHART, "datasets": _both(functools.partial(_arrows_from, scale=ARROW), point, h)}


def cut_chart(axis: int, point: tuple[float, float], h: float) -> Spec:
    """The surface from the side, cut along an axis through the point: both slopes there, and the points h beside it."""
    data = {
        "curve": _curves(axis, point[1 - axis]),
        **_both(functools.partial(_tangents, axis), point, h),
        "beside": frames(functools.partial(_beside, axis), _place(point, h), _SLIDERS[NUMERICAL]),
    }
    return {**_CUT_CHARTS[axis], "datasets": data}


@functools.lru_cache(maxsize=64)
def check_chart(hidden: int, bug: str) -> Spec:
    """A dot for each parameter: where both ways agree, it lies on the diagonal."""
    dots = frames(
        functools.partial(_dots, bug), {"hidden": hidden}, {"hidden": HIDDEN}, at_most=HIDDEN.stops.size, digits=11
    )
    return {**_CHECK_CHART, "datasets": {"dots": dots}}


def _dots(bug: str, hidden: Array) -> dict[str, list[Array]]:
    """Each parameter's slope by both ways, in the order of `PARAMETERS`."""
    flat = lambda gradient: np.concatenate([gradient[name].ravel() for name in PARAMETERS])
    numerical = [check.numerical(units) for units in hidden.tolist()]
    return {
        "parameter": [np.repeat(PARAMETERS, [one[name].size for name in PARAMETERS]) for one in numerical],
        "numerical": [flat(one) for one in numerical],
        "backpropagation": [flat(check.backpropagation(units, bug)) for units in hidden.tolist()],
    }


def _place(point: tuple[float, float], h: float) -> dict[str, float]:
    """What a numerical gradient depends on."""
    return {"x0": point[0], "x1": point[1], "h": h}


def _both(
    draw: Callable[[Array, Array], dict[str, Array]], point: tuple[float, float], h: float
) -> dict[str, pa.Table]:
    """What `draw` makes of points and the gradients there, both of shape (2, pictures), by both ways."""
    ways = {
        ANALYTIC: lambda x0, x1, h: draw(np.stack([x0, x1]), nn.BOWL.grad([x0, x1])),
        NUMERICAL: lambda x0, x1, h: draw(np.stack([x0, x1]), _numerical(x0, x1, h)),
    }
    return {kind: frames(way, _place(point, h), _SLIDERS[kind]) for kind, way in ways.items()}


def _numerical(x0: Array, x1: Array, h: Array) -> Array:
    """The numerical gradient at many points, shape (2, pictures)."""
    return nn.numerical_gradient_field(nn.BOWL.f, np.stack([x0, x1]), h)


def _arrows_from(points: Array, slopes: Array, scale: float) -> dict[str, Array]:
    """Arrows from points along their slopes, both of shape (2, n); `angle` is clockwise from straight up."""
    (x0, x1), (s0, s1) = points, slopes
    angle = np.degrees(np.arctan2(s0, s1))
    return {"x0": x0, "x1": x1, "to0": x0 + scale * s0, "to1": x1 + scale * s1, "angle": angle}


@functools.lru_cache(maxsize=64)
def _curves(axis: int, still: float) -> pa.Table:
    """The heights along a cut, which only the coordinate that is held still can change."""
    moving, name = f"x{axis}", f"x{1 - axis}"
    draw = lambda x0, x1: {"value": nn.BOWL.f(_along(np.stack([x0, x1]), axis, CURVE.stops))}
    return frames(draw, {moving: 0.0, name: still}, {name: POINT})


def _tangents(axis: int, points: Array, slopes: Array) -> dict[str, Array]:
    """Two ends of the tangent along the axis, at each of the points."""
    here, slope, height = points[axis][:, None], slopes[axis][:, None], nn.BOWL.f(points)[:, None]
    ends = here + np.array([-TANGENT, TANGENT])
    return {"x": ends, "value": height + slope * (ends - here)}


def _beside(axis: int, x0: Array, x1: Array, h: Array) -> dict[str, Array]:
    """The two points that the numerical slope along the axis is measured at."""
    points = np.stack([x0, x1])
    x = points[axis][:, None] + h[:, None] * np.array([-1, 1])
    return {"x": x, "value": nn.BOWL.f(_along(points, axis, x))}


def _along(points: Array, axis: int, values: Array) -> Array:
    """Each of the points moved to n values along one axis, shape (2, pictures, n)."""
    moved = np.repeat(points[:, :, None], values.shape[-1], axis=2)
    moved[axis] = values
    return moved


# The charts: what stays


def _field_chart() -> Spec:
    grid = np.array(np.meshgrid(np.arange(-4.0, 5), np.arange(-4.0, 5))).reshape(2, -1)
    field = table(_arrows_from(grid, nn.BOWL.grad(grid), FIELD_ARROW))
    turn = np.linspace(0, 2 * math.pi, 73)
    circles = [
        {"r": r, "x0": (r * np.cos(turn)).round(2).tolist(), "x1": (r * np.sin(turn)).round(2).tolist()}
        for r in range(1, 8)
    ]
    x, y = _coordinate("x0"), _coordinate("x1")
    around = {"opacity": 0.45, "color": "gray"}
    return {
        "width": SIZE,
        "height": SIZE,
        "autosize": {"type": "pad"},
        "params": PARAMS,
        "layer": [
            {
                "data": {"values": circles},
                "transform": [{"flatten": ["x0", "x1"]}],
                "mark": {"type": "line", "clip": True, "order": False, "strokeWidth": 1, **around},
                "encoding": {"x": x, "y": y, "detail": {"field": "r"}},
            },
            {"data": {"values": field.to_pylist()}, "layer": _arrows(x, y, around, around, {}, 18)},
            *(
                {
                    **frames_of(kind, _SLIDERS[kind]),
                    "layer": _arrows(x, y, line, head, {"color": _colour(kind)}, size),
                }
                for kind, line, head, size in (
                    (NUMERICAL, {"strokeWidth": 7, "opacity": 0.5}, {"opacity": 0.5}, 330),
                    (ANALYTIC, {"strokeWidth": 2.5}, {"opacity": 1}, 90),
                )
            ),
            {
                **frames_of(ANALYTIC, _SLIDERS[ANALYTIC]),
                "mark": {"type": "point", "filled": True, "size": 90, "color": "gray", "opacity": 1},
                "encoding": {"x": x, "y": y},
            },
        ],
    }


def _cut_chart(axis: int) -> Spec:
    x = _coordinate("x") | {"title": f"x{axis}, with x{1 - axis} held still"}
    y = {
        "field": "value",
        "type": "quantitative",
        "title": "f",
        "axis": {"tickCount": 4},
        "scale": {"domain": [0, HIGHEST], "nice": False},
    }
    curve = frames_of("curve", [f"x{1 - axis}"], "value", index="number")
    curve["transform"].append({"calculate": f"{CURVE.min_value} + {CURVE.step} * datum.number", "as": "x"})
    numerical, analytic = (frames_of(kind, _SLIDERS[kind], "x", "value") for kind in (NUMERICAL, ANALYTIC))
    beside = frames_of("beside", _SLIDERS[NUMERICAL], "x", "value")
    marks: list[tuple[Spec, Spec, Spec]] = [
        (curve, {"type": "line", "color": "gray", "strokeWidth": 2}, {}),
        (
            numerical,
            {"type": "line", "strokeWidth": 7, "opacity": 0.5},
            {"color": _colour(NUMERICAL) | {"legend": None}},
        ),
        (analytic, {"type": "line", "strokeWidth": 2.5}, {"color": _colour(ANALYTIC) | {"legend": None}}),
        (beside, {"type": "point", "filled": True, "size": 50, "color": "gray", "opacity": 1}, {}),
    ]
    return {
        "height": CUT_HEIGHT,
        "params": PARAMS,
        "layer": [
            {**data, "mark": {**mark, "clip": True}, "encoding": {"x": x, "y": y, **encoding}}
            for data, mark, encoding in marks
        ],
    }


def _check_chart() -> Spec:
    scale = {"domain": [-LARGEST, LARGEST], "nice": False}
    axis = {"tickCount": 6, "grid": False}
    x = {"field": "numerical", "type": "quantitative", "title": "Numerical gradient", "scale": scale, "axis": axis}
    y = {**x, "field": "backpropagation", "title": "Backpropagation"}
    legend = {"title": None, "orient": "top", "symbolOpacity": 1}
    return {
        "width": CHECK_SIZE,
        "height": CHECK_SIZE,
        "autosize": {"type": "pad"},
        "params": PARAMS,
        "layer": [
            {
                "data": {"values": [{"numerical": end, "backpropagation": end} for end in (-LARGEST, LARGEST)]},
                "mark": {"type": "line", "color": "gray", "strokeWidth": 1},
                "encoding": {"x": x, "y": y},
            },
            {
                **frames_of("dots", ["hidden"], "parameter", "numerical", "backpropagation"),
                "mark": {"type": "point", "clip": True, "filled": True, "size": 35, "opacity": 0.75},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {"field": "parameter", "scale": {"domain": list(PARAMETERS)}, "legend": legend},
                    "tooltip": [
                        {"field": "parameter", "title": "Parameter"},
                        {"field": "numerical", "title": "Numerical", "format": ".10f"},
                        {"field": "backpropagation", "title": "Backpropagation", "format": ".10f"},
                    ],
                },
            },
        ],
    }


def _coordinate(name: str) -> Spec:
    scale = {"domain": [-REACH, REACH], "nice": False}
    axis = {"grid": False, "tickCount": 6}
    return {"field": name, "type": "quantitative", "title": name, "scale": scale, "axis": axis}


def _colour(kind: str) -> Spec:
    stroke = {"symbolType": "stroke", "symbolStrokeWidth": 3, "symbolOpacity": 1}
    legend = {"title": None, "orient": "top", **stroke}
    return {"datum": kind, "type": "nominal", "scale": {"domain": [ANALYTIC, NUMERICAL]}, "legend": legend}


def _arrows(x: Spec, y: Spec, line: Spec, head: Spec, encoding: Spec, size: int) -> list[Spec]:
    """A shaft and a head for each row of `_arrows_from`."""
    end = {"x": {**x, "field": "to0"}, "y": {**y, "field": "to1"}}
    angle = {"field": "angle", "type": "quantitative", "scale": {"domain": [0, 360], "range": [0, 360]}}
    return [
        {
            "mark": {"type": "rule", "clip": True, **line},
            "encoding": {"x": x, "y": y, "x2": {"field": "to0"}, "y2": {"field": "to1"}, **encoding},
        },
        {
            "mark": {"type": "point", "shape": "triangle", "clip": True, "filled": True, "size": size, **head},
            "encoding": {**end, "angle": angle, **encoding},
        },
    ]


_FIELD_CHART = _field_chart()
_CUT_CHARTS = (_cut_chart(0), _cut_chart(1))
_CHECK_CHART = _check_chart()
