"""The gradient as an arrow on the contours, as slopes along two cuts, and the check of backpropagation."""

import functools
import math
from typing import Any

import numpy as np
import pyarrow as pa

import nn_core as nn
from explorer.gradient_check import Check
from explorer.tables import table

REACH = 5.0  # the picture shows both coordinates from -REACH to REACH
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


# The data: what moves


def arrows(point: tuple[float, float], analytic: Any, numerical: Any) -> pa.Table:
    """Both gradients at `point`, as arrows."""
    x0, x1 = np.repeat(point, 2).reshape(2, 2)
    slopes = np.array([analytic, numerical]).T
    return table({"kind": [ANALYTIC, NUMERICAL], **_arrows_from(x0, x1, slopes, ARROW)})


def cut(axis: int, point: tuple[float, float], h: float, analytic: Any, numerical: Any) -> pa.Table:
    """The surface cut along one axis through `point`: the curve, both slopes as tangents, the points h beside it."""
    here = np.array(point)
    height = nn.BOWL.f(here)
    across = np.linspace(-REACH, REACH, 41)
    ends = here[axis] + np.array([-TANGENT, TANGENT])
    beside = here[axis] + np.array([-h, h])
    rows = {
        "curve": (across, nn.BOWL.f(_along(here, axis, across))),
        ANALYTIC: (ends, height + analytic[axis] * (ends - here[axis])),
        NUMERICAL: (ends, height + numerical[axis] * (ends - here[axis])),
        "beside": (beside, nn.BOWL.f(_along(here, axis, beside))),
    }
    kinds = np.repeat(list(rows), [len(x) for x, _ in rows.values()])
    x, value = (np.concatenate(column) for column in zip(*rows.values(), strict=True))
    return table({"kind": kinds, "x": x, "value": value})


def gradients(check: Check) -> pa.Table:
    """Each parameter's slope by both ways, in the order of `PARAMETERS`."""
    ways = {"numerical": check.numerical, "backpropagation": check.backpropagation}
    columns = {way: np.concatenate([found[name].ravel() for name in PARAMETERS]) for way, found in ways.items()}
    names = np.repeat(PARAMETERS, [check.numerical[name].size for name in PARAMETERS])
    return table({"parameter": names, **columns})


def _along(point: Any, axis: int, values: Any) -> Any:
    """Points through `point` along one axis, shape (2, n)."""
    points = np.tile(point[:, None], len(values))
    points[axis] = values
    return points


def _arrows_from(x0: Any, x1: Any, slopes: Any, scale: float) -> dict[str, Any]:
    """Columns of arrows from points along their slopes, shape (2, n); `angle` is clockwise from straight up."""
    s0, s1 = slopes
    angle = np.degrees(np.arctan2(s0, s1))
    return {"x0": x0, "x1": x1, "to0": x0 + scale * s0, "to1": x1 + scale * s1, "angle": angle}


# The charts: what stays


@functools.cache
def field_chart() -> Spec:
    """Contours of x0^2 + x1^2 with its gradient all around, and room for the two arrows at one point."""
    grid = np.array(np.meshgrid(np.arange(-4.0, 5), np.arange(-4.0, 5))).reshape(2, -1)
    field = table(_arrows_from(grid[0], grid[1], nn.BOWL.grad(grid), FIELD_ARROW))
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
                    "transform": [{"filter": f"datum.kind == '{kind}'"}],
                    "layer": _arrows(x, y, line, head, {"color": _colour(kind)}, size),
                }
                for kind, line, head, size in (
                    (NUMERICAL, {"strokeWidth": 7, "opacity": 0.5}, {"opacity": 0.5}, 330),
                    (ANALYTIC, {"strokeWidth": 2.5}, {"opacity": 1}, 90),
                )
            ),
            {
                "mark": {"type": "point", "filled": True, "size": 90, "color": "gray", "opacity": 1},
                "encoding": {"x": x, "y": y},
            },
        ],
    }


@functools.cache
def cut_chart(axis: int) -> Spec:
    """The surface from the side, cut along one axis, with both slopes at the point."""
    x = _coordinate("x") | {"title": f"x{axis}, with x{1 - axis} held still"}
    y = {
        "field": "value",
        "type": "quantitative",
        "title": "f",
        "axis": {"tickCount": 4},
        "scale": {"domain": [0, HIGHEST], "nice": False},
    }
    marks: list[tuple[str, Spec, Spec]] = [
        ("curve", {"type": "line", "color": "gray", "strokeWidth": 2}, {}),
        (
            NUMERICAL,
            {"type": "line", "strokeWidth": 7, "opacity": 0.5},
            {"color": _colour(NUMERICAL) | {"legend": None}},
        ),
        (ANALYTIC, {"type": "line", "strokeWidth": 2.5}, {"color": _colour(ANALYTIC) | {"legend": None}}),
        ("beside", {"type": "point", "filled": True, "size": 50, "color": "gray", "opacity": 1}, {}),
    ]
    return {
        "height": CUT_HEIGHT,
        "layer": [
            {
                "transform": [{"filter": f"datum.kind == '{kind}'"}],
                "mark": {**mark, "clip": True},
                "encoding": {"x": x, "y": y, **encoding},
            }
            for kind, mark, encoding in marks
        ],
    }


@functools.cache
def check_chart() -> Spec:
    """A dot for each parameter: where both ways agree, it lies on the diagonal."""
    scale = {"domain": [-LARGEST, LARGEST], "nice": False}
    axis = {"tickCount": 6, "grid": False}
    x = {"field": "numerical", "type": "quantitative", "title": "Numerical gradient", "scale": scale, "axis": axis}
    y = {**x, "field": "backpropagation", "title": "Backpropagation"}
    legend = {"title": None, "orient": "top", "symbolOpacity": 1}
    return {
        "width": CHECK_SIZE,
        "height": CHECK_SIZE,
        "autosize": {"type": "pad"},
        "layer": [
            {
                "data": {"values": [{"numerical": end, "backpropagation": end} for end in (-LARGEST, LARGEST)]},
                "mark": {"type": "line", "color": "gray", "strokeWidth": 1},
                "encoding": {"x": x, "y": y},
            },
            {
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
    """A shaft and a head for each row of `_arrow`."""
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
