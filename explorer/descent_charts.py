"""Contours with walks on them, and the height of each walk against its steps, as Vega-Lite charts.

A chart is fixed by the surface and the methods that were chosen, so that a slider moves nothing but the walks.
"""

import functools
import math
from typing import Any, cast

import numpy as np
import pyarrow as pa
from contourpy import contour_generator
from numpy.typing import NDArray

import nn_core as nn
from explorer.descent import METHODS, REACH, SURFACES
from explorer.tables import table

SIZE = 300  # pixels; as wide as high, so that a gradient is seen at right angles to its contour
HEIGHT = 260
CELL = 0.2  # a click on the contours goes to a multiple of this
FAR = 100.0  # lines to points farther out than this are cut off there: they look the same, and no number is too large
MAX_STEPS = 100
LOWEST, HIGHEST = 1e-12, 1e6  # the ends of the height axis

LEVELS: dict[str, list[float]] = {
    "bowl": [1, 4, 9, 16, 25, 36],
    "ravine": [0.1, 0.5, 1, 2, 4, 9, 16],
    "saddle": [-16, -9, -4, -1, 0, 1, 4, 9, 16],
    "Rosenbrock": [3, 30, 300, 1_000, 3_000, 10_000, 30_000],
    "Himmelblau": [5, 20, 50, 100, 150, 200, 400],
}

Spec = dict[str, Any]


# The data: what moves


@np.errstate(over="ignore", invalid="ignore")
def walk_points(walks: dict[str, nn.Descent], step: int) -> pa.Table:
    """Every point of every walk that can be drawn; `walked` up to `step`, and `now` at it."""
    paths = np.concatenate([walk.path for walk in walks.values()])
    values = np.concatenate([walk.values for walk in walks.values()])
    lengths = [len(walk.path) for walk in walks.values()]
    methods = np.repeat(list(walks), lengths)
    steps = np.concatenate([np.arange(length) for length in lengths])
    distance = np.hypot(*paths.T)
    x0, x1 = (paths * np.minimum(1, FAR / np.maximum(distance, FAR))[:, None]).T
    points = {"method": methods, "step": steps, "x0": x0, "x1": x1, "value": values}
    points |= {"walked": steps <= step, "now": steps == step}
    return table({name: column[np.isfinite(distance)] for name, column in points.items()})


def heights(walks: dict[str, nn.Descent], theory: Any, step: int) -> pa.Table:
    """The value at every step of every walk, and what theory says; values beyond the axis lie at its end.

    Args:
        walks: under the names of their methods.
        theory: the value at every step, shape (steps + 1,), or None.
        step: the one to mark.
    """
    columns = {method: walk.values for method, walk in walks.items()}
    if theory is not None:
        columns["theory"] = theory
    shown = {name: _on_the_axis(values) for name, values in columns.items()}
    steps = np.arange(len(next(iter(shown.values()))))
    return table({"step": steps, **shown, "now": steps == step})


def _on_the_axis(values: Any) -> Any:
    """Heights as a logarithmic axis can show them: none below 0, and none where a walk has left all numbers."""
    return np.where(values >= 0, np.clip(values, LOWEST, HIGHEST), np.nan)


# The charts: what stays


@functools.cache
def contour_chart(surface: str, methods: tuple[str, ...]) -> Spec:
    """Contours from above, with room for the walks of `methods`; a click anywhere is the selection `start`."""
    x, y = _coordinate("x0"), _coordinate("x1")
    walked = {"filter": "datum.walked"}
    legend = _legend(methods) | {"columns": 2} if len(methods) > 1 else None
    color = {"field": "method", "type": "nominal", "scale": {"domain": list(METHODS)}, "legend": legend}
    along = {"x": x, "y": y, "color": color, "order": {"field": "step"}}
    read = [
        {"field": "method", "title": "Method"},
        {"field": "step", "title": "Step"},
        {"field": "x0", "title": "x0", "format": ".4g"},
        {"field": "x1", "title": "x1", "format": ".4g"},
        {"field": "value", "title": "Value", "format": ".4g"},
    ]
    return {
        "width": SIZE,
        "height": SIZE,
        "autosize": {"type": "pad"},
        "layer": [
            *_contours(surface, x, y),
            {"mark": {"type": "line", "clip": True, "opacity": 0.35, "strokeWidth": 1.5}, "encoding": along},
            {
                "transform": [walked],
                "mark": {"type": "line", "clip": True, "strokeWidth": 2.5},
                "encoding": along,
            },
            _clickable(x, y),
            {
                "transform": [walked],
                "mark": {"type": "point", "clip": True, "filled": True, "size": 25, "opacity": 1},
                "encoding": {"x": x, "y": y, "color": color, "tooltip": read},
            },
            {
                "transform": [{"filter": "datum.step == 0"}],
                "mark": {"type": "point", "filled": False, "size": 160, "strokeWidth": 2, "color": "gray"},
                "encoding": {"x": x, "y": y},
            },
            {
                "transform": [{"filter": "datum.now"}],
                "mark": {"type": "point", "clip": True, "filled": True, "size": 160, "opacity": 1},
                "encoding": {"x": x, "y": y, "color": color, "tooltip": read},
            },
        ],
    }


@functools.cache
def height_chart(methods: tuple[str, ...], with_theory: bool) -> Spec:
    """The value of each walk against its steps, on a logarithmic axis, where a constant factor is a straight line."""
    x = {"field": "step", "type": "quantitative", "title": "Step", "scale": {"domain": [0, MAX_STEPS], "nice": False}}
    scale = {"type": "log", "domain": [LOWEST, HIGHEST], "nice": False}
    ticks = {"values": [10.0**exponent for exponent in range(-12, 7, 3)], "format": "~e"}
    y = {"type": "quantitative", "title": "Value", "scale": scale, "axis": ticks}
    lines = []
    for method in methods:
        color = {"datum": method, "type": "nominal", "scale": {"domain": list(METHODS)}, "legend": _legend(methods)}
        lines.append(
            {
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {"x": x, "y": {**y, "field": method}, "color": color},
            }
        )
    read = [{"field": name, "title": name.capitalize(), "format": ".4g"} for name in ("step", *methods)]
    band: list[Spec] = [
        {
            "mark": {"type": "line", "color": "gray", "strokeWidth": 9, "opacity": 0.3},
            "encoding": {"x": x, "y": {**y, "field": "theory"}},
        },
        {
            "data": {"values": [{}]},
            "mark": {"type": "text", "align": "right", "baseline": "top", "color": "gray", "text": "gray band: theory"},
            "encoding": {"x": {"value": "width"}, "y": {"value": 6}},
        },
    ]
    return {
        "height": HEIGHT,
        "layer": [
            {
                "transform": [{"filter": "datum.now"}],
                "mark": {"type": "rule", "color": "gray", "opacity": 0.6},
                "encoding": {"x": x},
            },
            *(band if with_theory else []),
            *lines,
            {
                "mark": {"type": "rule", "strokeWidth": 8, "opacity": 0},
                "encoding": {"x": x, "tooltip": read},
            },
        ],
    }


def _legend(methods: tuple[str, ...]) -> Spec:
    stroke = {"symbolType": "stroke", "symbolStrokeWidth": 3, "symbolOpacity": 1}
    return {"title": None, "orient": "top", "values": methods, **stroke}


def _coordinate(name: str) -> Spec:
    scale = {"domain": [-REACH, REACH], "nice": False}
    axis = {"grid": False, "tickCount": 6}
    return {"field": name, "type": "quantitative", "title": name, "scale": scale, "axis": axis}


def _contours(surface: str, x: Spec, y: Spec) -> list[Spec]:
    """Lines of equal height, each with its height on it, and a cross at every lowest point."""
    sides = np.linspace(-REACH, REACH, 401)  # fine enough for Rosenbrock's narrow valley; every sixth point will do
    generator = contour_generator(sides, sides, SURFACES[surface].f(np.array(np.meshgrid(sides, sides))))
    lines, labels = [], []
    for level in LEVELS[surface]:
        found = cast(list[NDArray[Any]], generator.lines(level))
        parts = [np.concatenate([line[:-1:6], line[-1:]]).round(2) for line in found]
        lines += [
            {"line": f"{level}-{i}", "x0": part[:, 0].tolist(), "x1": part[:, 1].tolist()}
            for i, part in enumerate(parts)
        ]
        inside = [point for part in parts for point in part.tolist() if max(map(abs, point)) < 0.94 * REACH]
        x0, x1 = min(inside, key=lambda point: (round(math.hypot(*point), 1), -point[1]))  # the middle has most room
        labels.append({"x0": x0, "x1": x1, "height": f"{level:,g}"})
    lowest = [{"x0": x0, "x1": x1} for x0, x1 in SURFACES[surface].minima]
    return [
        {
            "data": {"values": lines},
            "transform": [{"flatten": ["x0", "x1"]}],
            "mark": {"type": "line", "order": False, "color": "gray", "opacity": 0.5, "strokeWidth": 1},
            "encoding": {"x": x, "y": y, "detail": {"field": "line"}},
        },
        {
            "data": {"values": labels},
            "mark": {"type": "text", "color": "gray", "fontSize": 10, "dy": -6},
            "encoding": {"x": x, "y": y, "text": {"field": "height"}},
        },
        {
            "data": {"values": lowest},
            "mark": {"type": "text", "text": "×", "fontSize": 18, "color": "gray"},
            "encoding": {"x": x, "y": y},
        },
    ]


def _clickable(x: Spec, y: Spec) -> Spec:
    """Invisible cells all over the picture: the one that is clicked on tells where."""
    side = round(2 * REACH / CELL) + 1
    corner = {
        f"{name}{end}": f"datum.{name} {sign} {CELL / 2}"
        for name in ("x0", "x1")
        for end, sign in (("_low", "-"), ("_high", "+"))
    }
    place = {"x0": f"datum.cell % {side}", "x1": f"floor(datum.cell / {side})"}
    return {
        "data": {"sequence": {"start": 0, "stop": side**2, "as": "cell"}},
        "transform": [
            *({"calculate": f"{index} * {CELL} - {REACH}", "as": name} for name, index in place.items()),
            *({"calculate": formula, "as": name} for name, formula in corner.items()),
        ],
        "params": [
            {
                "name": "start",
                # Forgotten as the pointer moves on, so that a second click on the same cell is heard again.
                "select": {"type": "point", "fields": ["x0", "x1"], "toggle": False, "clear": "pointerout"},
            }
        ],
        "mark": {"type": "rect", "clip": True, "fill": "transparent", "cursor": "crosshair", "aria": False},
        "encoding": {
            "x": {**x, "field": "x0_low"},
            "x2": {"field": "x0_high"},
            "y": {**y, "field": "x1_low"},
            "y2": {"field": "x1_high"},
        },
    }
