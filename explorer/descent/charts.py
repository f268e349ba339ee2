"""Contours with walks on them, and the height of each walk against its steps, as Vega-Lite charts.

A chart is fixed by the surface and the methods that were chosen, so that a slider moves nothing but the walks, and
those are sent ahead.
"""

import functools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np
from contourpy import contour_generator

from explorer.charts.ahead import Ahead, Place
from explorer.charts.marks import DOT, LINE, LINES, Spec, coordinate, named
from explorer.charts.stops import Range
from explorer.charts.tables import Array
from explorer.descent.sliders import RATES, START
from explorer.descent.walks import MAX_STEPS, METHODS, REACH, SURFACES, theory, walk

SIZE = 300  # pixels; as wide as high, so that a gradient is seen at right angles to its contour
HEIGHT = 260
CELL = 0.2  # a click on the contours goes to a multiple of this
FAR = 100.0  # lines to points farther out than this are cut off there: they look the same, and no number is too large
PICTURES = 16  # sent ahead for each slider; each has hundreds of numbers
LOWEST, HIGHEST = 1e-12, 1e6  # the ends of the height axis

LEVELS: dict[str, list[float]] = {
    "bowl": [1, 4, 9, 16, 25, 36],
    "ravine": [0.1, 0.5, 1, 2, 4, 9, 16],
    "saddle": [-16, -9, -4, -1, 0, 1, 4, 9, 16],
    "Rosenbrock": [3, 30, 300, 1_000, 3_000, 10_000, 30_000],
    "Himmelblau": [5, 20, 50, 100, 150, 200, 400],
}

# The sliders that lead to other walks. The other two choose from the steps of a walk: that needs no other picture.
SLIDERS: dict[str, Range | Sequence[float]] = {"x0": START, "x1": START, "lr": RATES}
STEPS = "(moved && moved.slider == 'steps' ? moved.at : datum.steps)"
SHOWN = "(moved && indexof(['steps', 'step'], moved.slider) >= 0 ? moved.at : datum.shown)"


class Course(NamedTuple):
    """What is chosen on the page, apart from its sliders."""

    surface: str
    methods: tuple[str, ...]
    gradient: str


# The charts


def contour_chart(course: Course, now: dict[str, float], ahead: bool = True) -> Spec:
    """The walk of each method from above, up to the step shown; a click anywhere is the selection `start`.

    Args:
        course: what is chosen.
        now: the value of each slider, under its key.
        ahead: whether to send pictures ahead. While it plays, that would be too much ten times a second.
    """
    picture = _picture(course, now, ahead)
    walks = picture.data("walks", functools.partial(_points, course))
    walks["transform"].append({"filter": f"datum.step <= {STEPS}"})
    x, y = coordinate("x0", REACH), coordinate("x1", REACH)
    walked = {"filter": f"datum.step <= {SHOWN}"}
    legend = _legend(course.methods) | {"columns": 2} if len(course.methods) > 1 else None
    color = {"field": "method", "type": "nominal", "scale": {"domain": list(METHODS)}, "legend": legend}
    along = {"x": x, "y": y, "color": color, "order": {"field": "step"}}
    read = [
        {"field": "method", "title": "Method"},
        {"field": "step", "title": "Step"},
        {"field": "x0", "title": "x0", "format": ".4g"},
        {"field": "x1", "title": "x1", "format": ".4g"},
        {"field": "value", "title": "Value", "format": ".4g"},
    ]
    return picture.chart(
        width=SIZE,
        height=SIZE,
        autosize={"type": "pad"},
        **walks,
        layer=[
            *_contours(course.surface),
            {"mark": {"type": "line", "clip": True, "opacity": 0.35, "strokeWidth": 1.5}, "encoding": along},
            {"transform": [walked], "mark": {**LINE, "clip": True}, "encoding": along},
            _clickable(x, y),
            {
                "transform": [walked],
                "mark": {**DOT, "clip": True, "size": 25},
                "encoding": {"x": x, "y": y, "color": color, "tooltip": read},
            },
            {
                "transform": [{"filter": "datum.step == 0"}],
                "mark": {"type": "point", "filled": False, "size": 160, "strokeWidth": 2, "color": "gray"},
                "encoding": {"x": x, "y": y},
            },
            {
                "transform": [{"filter": f"datum.step == {SHOWN}"}],
                "mark": {**DOT, "clip": True, "size": 160},
                "encoding": {"x": x, "y": y, "color": color, "tooltip": read},
            },
        ],
    )


def height_chart(course: Course, now: dict[str, float], ahead: bool = True) -> Spec:
    """The value of each walk against its steps, on a logarithmic axis, where a constant factor is a straight line.

    Args:
        course, now, ahead: as for `contour_chart`.
    """
    picture, methods = _picture(course, now, ahead), course.methods
    heights = picture.data("heights", functools.partial(_heights, course))
    heights["transform"].append({"filter": f"datum.step <= {STEPS}"})
    x = {"field": "step", "type": "quantitative", "title": "Step", "scale": {"domain": [0, MAX_STEPS], "nice": False}}
    scale = {"type": "log", "domain": [LOWEST, HIGHEST], "nice": False}
    ticks = {"values": [10.0**exponent for exponent in range(-12, 7, 3)], "format": "~e"}
    y = {"type": "quantitative", "title": "Value", "scale": scale, "axis": ticks}
    lines = [
        {
            "mark": LINE,
            "encoding": {"x": x, "y": {**y, "field": method}, "color": named(method, list(METHODS), _legend(methods))},
        }
        for method in methods
    ]
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
    return picture.chart(
        height=HEIGHT,
        **heights,
        layer=[
            {
                "transform": [{"filter": f"datum.step == {SHOWN}"}],
                "mark": {"type": "rule", "clip": True, "color": "gray", "opacity": 0.6},
                "encoding": {"x": x},
            },
            *(band if has_theory(course) else []),
            *lines,
            {
                # Without the clip it would reach beyond the axis, and the chart would shrink to make room for it.
                "mark": {"type": "rule", "clip": True, "strokeWidth": 8, "opacity": 0},
                "encoding": {"x": x, "tooltip": read},
            },
        ],
    )


def places(course: Course, now: dict[str, float], ahead: bool = True) -> dict[str, Place]:
    """Where every slider is, and where it may go: in every picture there are all steps of its walk.

    Args:
        course, now, ahead: as for `contour_chart`.
    """
    every = [float(step) for step in range(MAX_STEPS + 1)]
    return {**_picture(course, now, ahead).places, **{key: Place(now[key], every) for key in ("steps", "step")}}


def has_theory(course: Course) -> bool:
    """Whether there is a line that the theory of gradient descent says for its walk."""
    return "gradient descent" in course.methods and SURFACES[course.surface].curvature is not None


def _picture(course: Course, now: dict[str, float], ahead: bool) -> Ahead:
    return Ahead(now, SLIDERS, at_most=PICTURES // len(course.methods) if ahead else 0)


def _legend(methods: tuple[str, ...]) -> Spec:
    return {**LINES, "values": methods}


@functools.cache
def _contours(surface: str) -> list[Spec]:
    """Lines of equal height, each with its height on it, and a cross at every lowest point."""
    sides = np.linspace(-REACH, REACH, 401)  # fine enough for Rosenbrock's narrow valley; every sixth point will do
    generator = contour_generator(sides, sides, SURFACES[surface].f(np.array(np.meshgrid(sides, sides))))
    lines, labels = [], []
    for level in LEVELS[surface]:
        found = cast(list[Array], generator.lines(level))
        parts = [np.concatenate([line[:-1:6], line[-1:]]).round(2) for line in found]
        lines += [
            {"line": f"{level}-{i}", "x0": part[:, 0].tolist(), "x1": part[:, 1].tolist()}
            for i, part in enumerate(parts)
        ]
        inside = [point for part in parts for point in part.tolist() if max(map(abs, point)) < 0.94 * REACH]
        x0, x1 = min(inside, key=lambda point: (round(math.hypot(*point), 1), -point[1]))  # the middle has most room
        labels.append({"x0": x0, "x1": x1, "height": f"{level:,g}"})
    lowest = [{"x0": x0, "x1": x1} for x0, x1 in SURFACES[surface].minima]
    at = {"x": coordinate("x0", REACH), "y": coordinate("x1", REACH)}
    return [
        {
            "data": {"values": lines},
            "transform": [{"flatten": ["x0", "x1"]}],
            "mark": {"type": "line", "order": False, "color": "gray", "opacity": 0.5, "strokeWidth": 1},
            "encoding": {**at, "detail": {"field": "line"}},
        },
        {
            "data": {"values": labels},
            "mark": {"type": "text", "color": "gray", "fontSize": 10, "dy": -6},
            "encoding": {**at, "text": {"field": "height"}},
        },
        {
            "data": {"values": lowest},
            "mark": {"type": "text", "text": "×", "fontSize": 18, "color": "gray"},
            "encoding": at,
        },
    ]


def clicked(selection: dict[str, Any]) -> dict[str, float]:
    """The start that a click on the contours asks for, as values of the sliders; empty where nothing is selected."""
    points = selection.get("start") or []
    return {key: float(np.clip(round(points[0][key], 1), -REACH, REACH)) for key in ("x0", "x1") if points}


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


# The data: of many pictures at once


@np.errstate(over="ignore", invalid="ignore")
def _points(course: Course, x0: Array, x1: Array, lr: Array, steps: Array, step: Array) -> dict[str, Array]:
    """Every point of every walk: nan where it has left all numbers."""
    walks = [_walks(course, method, x0, x1, lr) for method in course.methods]
    path = np.concatenate([path for path, _ in walks])
    distance = np.hypot(path[:, 0], path[:, 1])
    path = path * np.where(np.isfinite(distance), np.minimum(1, FAR / np.maximum(distance, FAR)), np.nan)[:, None]
    path = path.round(3) + 0.0  # a thousandth is far less than a pixel; no -0
    return {
        "method": np.repeat(course.methods, MAX_STEPS + 1)[None],
        "step": np.tile(np.arange(MAX_STEPS + 1), len(walks))[None],
        "steps": steps,
        "shown": step,
        "x0": path[:, 0].T,
        "x1": path[:, 1].T,
        "value": np.concatenate([values for _, values in walks]).T,
    }


def _heights(course: Course, x0: Array, x1: Array, lr: Array, steps: Array, step: Array) -> dict[str, Array]:
    """The value at every step of every walk, and what theory says; values beyond the axis lie at its end."""
    columns = {method: _walks(course, method, x0, x1, lr)[1] for method in course.methods}
    if has_theory(course):
        columns["theory"] = theory(course.surface, np.array([x0, x1]), lr, MAX_STEPS)
    drawn = {name: _on_the_axis(values).T for name, values in columns.items()}
    return {"step": np.arange(MAX_STEPS + 1)[None], "steps": steps, "shown": step, **drawn}


def _walks(course: Course, method: str, x0: Any, x1: Any, lr: Any) -> tuple[Any, Any]:
    """Walks of `MAX_STEPS` steps: their points, shape (steps + 1, 2, walks), and their values, (steps + 1, walks)."""
    walks = walk(course.surface, method, (tuple(x0), tuple(x1)), tuple(lr), MAX_STEPS, course.gradient)
    return walks.path, walks.values


def _on_the_axis(values: Any) -> Any:
    """Heights as a logarithmic axis can show them: none below 0, and none where a walk has left all numbers."""
    return np.where(values >= 0, np.clip(values, LOWEST, HIGHEST), np.nan)
