"""Contours with walks on them, and the height of each walk against its steps, as Vega-Lite charts.

A chart is fixed by the surface and the methods that were chosen, so that a slider moves nothing but the walks, and
those are sent ahead.
"""

import functools
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

import numpy as np
from contourpy import contour_generator
from PIL import Image

import nn_core as nn
from explorer.charts.ahead import Ahead, Place
from explorer.charts.aloud import said, spoken
from explorer.charts.arrays import Array
from explorer.charts.beyond import MARGIN, Axis, arrows, beyond, inside, leaving, together
from explorer.charts.colours import (
    ADAGRAD,
    ADAM,
    INK,
    MOMENTUM,
    REFERENCE,
    SHADE,
    SHADE_AT_MOST,
    STEEPEST,
    UNSEEN,
    WRONG,
    Colour,
)
from explorer.charts.handles import ANYWHERE, Grip, Handle
from explorer.charts.images import address
from explorer.charts.marks import (
    AT_END,
    DOT,
    DOTTED,
    FROM_ABOVE,
    HALO,
    LINE,
    LINES,
    ONE,
    SIZE,
    Spec,
    at_line,
    by_name,
    coordinate,
    legible,
    read,
)
from explorer.charts.stops import Range
from explorer.charts.tables import six_digits
from explorer.descent.sliders import BETAS, RATES, START
from explorer.descent.walks import (
    MAX_STEPS,
    NUMERICAL,
    REACH,
    REMEMBERING,
    SURFACES,
    Settings,
    digits_lost,
    theory,
    walk,
)
from explorer.words.numbers import signed

HEIGHT = 260
FAR = 100.0  # lines to points farther out than this are drawn to there: they look the same, and a browser can draw them
PICTURES = 12  # sent ahead for each slider; each has hundreds of numbers
COORDINATE, STEP = Axis(-REACH, REACH), Axis(0, MAX_STEPS)
START_HANDLE = Handle(x=Grip("x0", -REACH, REACH), y=Grip("x1", -REACH, REACH))  # of the contours
VALUE = Axis(1e-12, 1e6, logarithmic=True)

LEVELS: dict[str, list[float]] = {
    "bowl": [1, 4, 9, 16, 25, 36],
    "ravine": [0.1, 0.5, 1, 2, 4, 9, 16],
    "saddle": [-16, -9, -4, -1, 0, 1, 4, 9, 16],
    "Rosenbrock": [3, 30, 300, 1_000, 3_000, 10_000, 30_000],
    "Himmelblau": [5, 20, 50, 100, 150, 200, 400],
}

_STEPS = np.arange(MAX_STEPS + 1)[None]

# The sliders that lead to other walks. The other two choose from the steps of a walk: that needs no other picture.
SLIDERS: dict[str, Range | Sequence[float]] = {"x0": START, "x1": START, "lr": RATES, "beta": BETAS}
STEPS = "if(moved && moved.slider == 'steps', moved.at, datum.steps)"
# Another number of steps is shown to its end. Where the server has set it, the step that is shown is the server's too.
_BY_HAND = "moved && (moved.slider == 'step' || moved.slider == 'steps' && moved.at != datum.steps)"
SHOWN = f"if({_BY_HAND}, moved.at, datum.shown)"


# How the walk of each method is drawn.
COLOURS: dict[str, Colour] = {"gradient descent": STEEPEST, "momentum": MOMENTUM, "AdaGrad": ADAGRAD, "Adam": ADAM}
DASHES = {"gradient descent": [1, 0], "momentum": [10, 4], "AdaGrad": [3, 3], "Adam": [10, 3, 2, 3]}


class Course(NamedTuple):
    """What is chosen on the page, apart from its sliders."""

    surface: str
    methods: tuple[str, ...]
    gradient: str


# The charts


def contour_chart(course: Course, now: dict[str, float], ahead: bool = True) -> Spec:
    """The walk of each method from above, up to the step shown.

    Args:
        course: what is chosen.
        now: the value of each slider, under its key.
        ahead: whether to send pictures ahead. While it plays, that would be too much ten times a second.
    """
    picture = _picture(course, now, ahead)
    walks = picture.data("walks", functools.partial(_points, course), dtype=np.float64)
    left = picture.data("walks_left", functools.partial(_walks_leave, course), dtype=np.float64)
    off = picture.data("walks_off", functools.partial(_points_off, course), dtype=np.float64)
    left["transform"] += [{"filter": f"datum.step <= {SHOWN}"}, *spoken("x0", "x1", "value")]
    off["transform"] += [{"filter": f"datum.step == {SHOWN}"}, *spoken("x0", "x1", "value")]
    farther = f"(max({FAR}, abs(datum.x0), abs(datum.x1)) / {FAR})"
    walks["transform"] += [
        {"filter": f"datum.step <= {STEPS}"},
        *({"calculate": f"datum.{name} / {farther}", "as": f"{name} drawn"} for name in ("x0", "x1")),
    ]
    lost = picture.data("lost", functools.partial(_lost, course))
    lost["transform"].append({"filter": f"datum.far && datum.step <= {SHOWN}"})
    x, y = coordinate("x0", REACH, **AT_END), coordinate("x1", REACH)
    walked, within = {"filter": f"datum.step <= {SHOWN}"}, inside({"x0": COORDINATE, "x1": COORDINATE})
    # Below, so that the map stays where it is when there are several; and so long that dashes are seen.
    below = {**LINES, "orient": "bottom", "columns": 2, "labelFontSize": legible(14), "symbolSize": 900}
    legend = below if len(course.methods) > 1 else None
    color, dash = _by_method(course.methods, COLOURS, legend), _by_method(course.methods, DASHES, legend)
    along = {"x": {**x, "field": "x0 drawn"}, "y": {**y, "field": "x1 drawn"}, "color": color, "strokeDash": dash}
    along["order"] = {"field": "step"}
    tooltip = read(method="Method", step="Step", x0="x0:.4~g", x1="x1:.4~g", value="Value:.4~g")
    away = read(method="Method", step="Step", **{"x0 said": "x0", "x1 said": "x1", "value said": "Value"})
    return picture.chart(
        config=FROM_ABOVE,
        width=SIZE,
        height=SIZE,
        autosize={"type": "pad"},
        layer=[
            _shading(course.surface),
            *_contours(course.surface),
            {
                **walks,
                "transform": [*walks["transform"], walked],
                "mark": {**LINE, "clip": True},
                "encoding": along,
            },
            ANYWHERE,
            {
                **walks,
                "transform": [*walks["transform"], walked, within],
                "mark": {**DOT, "size": 25},
                "encoding": {"x": x, "y": y, "color": color, "tooltip": tooltip},
            },
            *arrows(left, x, y, size=60, color=color, tooltip=away),
            {
                **walks,
                "transform": [*walks["transform"], {"filter": f"datum.step == {SHOWN}"}, within],
                "mark": {**DOT, "size": 160},
                "encoding": {"x": x, "y": y, "color": color, "tooltip": tooltip},
            },
            *arrows(off, x, y, size=160, color=color, tooltip=away),
            *at_line(lost, {"field": "text"}, WRONG, x={"value": SIZE / 2}, y={"value": SIZE - 12}),
        ],
    )


def height_chart(course: Course, now: dict[str, float], ahead: bool = True) -> Spec:
    """The value of each walk up to the step shown, on a logarithmic axis, where a constant factor is a straight line.

    Args:
        course, now, ahead: as for `contour_chart`.
    """
    picture, methods = _picture(course, now, ahead), course.methods
    columns = [*methods, *(["theory"] if has_theory(course) else [])]
    heights = picture.data("heights", functools.partial(_heights, course), dtype=np.float64)
    left = picture.data("heights_left", functools.partial(_heights_leave, course), dtype=np.float64)
    off = picture.data("heights_off", functools.partial(_heights_off, course), dtype=np.float64)
    lost = picture.data("lost", functools.partial(_lost, course))
    for data in (heights, lost, left):
        data["transform"].append({"filter": f"datum.step <= {SHOWN}"})
    left["transform"] += spoken("value")
    off["transform"] += [{"filter": f"datum.step == {SHOWN}"}, *spoken("value")]
    lines = {**heights, "transform": [*heights["transform"], *map(VALUE.drawn, columns)]}
    x = {"field": "step", "type": "quantitative", "title": "Step", "scale": STEP.scale}
    ticks = {"values": [10.0**exponent for exponent in range(-12, 7, 3)], "format": "~e", **ONE}
    y = {"type": "quantitative", "title": "Value", "scale": VALUE.scale, "axis": ticks}
    color = _by_method(methods, COLOURS)
    tooltip = read(step="Step", **{f"{name} said": f"{name[0].upper()}{name[1:]}" for name in columns})
    away = read(method="Method", step="Step", **{"value said": "Value"})
    above_the_name = {"value": {"expr": "height - 44"}}  # of the band, which is above a value that is off the axis
    band: list[Spec] = [
        {
            **lines,
            "mark": {"type": "line", "clip": True, "color": REFERENCE.shown, "strokeWidth": 9, "opacity": 0.3},
            "encoding": {"x": x, "y": {**y, "field": "theory drawn"}},
        },
        {
            "data": {"values": [{}]},
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "bottom",
                "color": REFERENCE.shown,
                "text": "grey band: theory",
            },
            "encoding": {"x": {"value": 16}, "y": {"value": {"expr": "height - 22"}}},
        },
    ]
    return picture.chart(
        height=HEIGHT,
        layer=[
            {
                **heights,
                "transform": [*heights["transform"], {"filter": f"datum.step == {SHOWN}"}],
                "mark": {"type": "rule", "clip": True, "color": REFERENCE.shown},
                "encoding": {"x": x},
            },
            {
                **lost,
                "mark": {"type": "rule", "clip": True, "color": WRONG.shown, **DOTTED},
                "encoding": {"x": x},
            },
            *at_line(lost, {"value": "rounding →"}, WRONG, x=x, y=above_the_name, align="left", dx=4),
            *(band if has_theory(course) else []),
            *(
                {
                    **lines,
                    "mark": {**LINE, "clip": True, "color": COLOURS[method].shown, "strokeDash": DASHES[method]},
                    "encoding": {"x": x, "y": {**y, "field": f"{method} drawn"}},
                }
                for method in methods
            ),
            *(layer for number in range(len(methods)) for layer in _name(heights, methods, number, x, y)),
            *arrows(left, x, y, size=60, color=color, tooltip=away),
            *arrows(off, x, y, _labelled(methods), color=color, tooltip=away),
            {
                **heights,
                "transform": [*heights["transform"], *spoken(*columns)],
                # Without the clip it would reach beyond the axis, and the chart would shrink to make room for it.
                "mark": {"type": "rule", "clip": True, "strokeWidth": 8, "color": UNSEEN},
                "encoding": {"x": x, "tooltip": tooltip},
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
    """Where nothing remembers, β leads to no other picture."""
    remembers = not set(REMEMBERING).isdisjoint(course.methods)
    sliders = {key: stops for key, stops in SLIDERS.items() if remembers or key != "beta"}
    return Ahead(now, sliders, at_most=PICTURES // len(course.methods) if ahead else 0)


def _by_method(methods: tuple[str, ...], looks: Mapping[str, Any], legend: Spec | None = None) -> Spec:
    return by_name("method", {method: looks[method] for method in methods}, legend)


def _name(heights: Spec, methods: tuple[str, ...], number: int, x: Spec, y: Spec) -> list[Spec]:
    """The name of a walk at its line, where there are several: each at another step, so that none is on another."""
    if len(methods) == 1:
        return []
    method = methods[number]
    at = f"datum.step == round(datum.steps * {(number + 1) / (len(methods) + 1)})"
    there = {**heights, "transform": [*heights["transform"], {"filter": at}, inside({method: VALUE})]}
    return at_line(there, {"value": method}, COLOURS[method], x=x, y={**y, "field": method}, dy=-10)


def _labelled(methods: tuple[str, ...]) -> str:
    """What stands beside an arrow: the value there and, where there are several walks, whose it is."""
    whose = "datum.method + ' '" if len(methods) > 1 else "'value '"
    return f"{whose} + {said('datum.value')}"


@functools.cache
def _shading(surface: str) -> Spec:
    """The map's ground: the higher, the darker, a shade for each stretch between two contours."""
    pixels = np.linspace(-REACH, REACH, SIZE // 2)
    height = SURFACES[surface].f(np.array(np.meshgrid(pixels, pixels[::-1])))
    picture = Image.fromarray(np.searchsorted(LEVELS[surface], height).astype(np.uint8))
    opacities = np.linspace(0, 255 * SHADE_AT_MOST, len(LEVELS[surface]) + 1).astype(int).tolist()
    picture.putpalette([part for opacity in opacities for part in (*SHADE, opacity)], "RGBA")
    url, square = address(picture), {"width": SIZE, "height": SIZE}
    return {
        "name": "still_ground",
        "data": {"values": [{}]},
        "mark": {"type": "image", "url": url, "align": "left", "baseline": "top", **square},
        "encoding": {"x": {"value": 0}, "y": {"value": 0}},
    }


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
        labels.append({"x0": x0, "x1": x1, "height": signed(level, ",g")})
    lowest = [{"x0": x0, "x1": x1} for x0, x1 in SURFACES[surface].minima]
    at = {"x": coordinate("x0", REACH, **AT_END), "y": coordinate("x1", REACH)}
    return [
        {
            "name": "still_lines",
            "data": {"values": lines},
            "transform": [{"flatten": ["x0", "x1"]}],
            "mark": {"type": "line", "order": False, "color": REFERENCE.shown, "strokeWidth": 1},
            "encoding": {**at, "detail": {"field": "line"}},
        },
        {
            "name": "still_heights",
            "data": {"values": labels},
            "encoding": {**at, "text": {"field": "height"}},
            "layer": [{"mark": {"type": "text", "dy": -6, **looks}} for looks in (HALO, {"color": INK.shown})],
        },
        {
            "name": "still_lowest",
            "data": {"values": lowest},
            "mark": {"type": "text", "text": "×", "fontSize": 22, "color": INK.shown},
            "encoding": at,
        },
    ]


# The data: of many pictures at once


def _points(course: Course, steps: Array, step: Array, **now: Array) -> dict[str, Array]:
    """Every point of every walk, method after method."""
    walks = [_walks(course, method, **now) for method in course.methods]
    path = np.concatenate([path for path, _ in walks])
    return {
        "method": np.repeat(course.methods, MAX_STEPS + 1)[None],
        "step": np.tile(_STEPS, len(walks)),
        "steps": steps,
        "shown": step,
        "x0": path[:, 0].T,
        "x1": path[:, 1].T,
        "value": np.concatenate([values for _, values in walks]).T,
    }


def _walks_leave(course: Course, steps: Array, step: Array, **now: Array) -> dict[str, list[Array]]:
    """Where the line of each walk leaves the picture."""
    found = []
    for method in course.methods:
        path, values = _walks(course, method, **now)
        told = _told(course, method, values, steps=steps, shown=step, x0=path[:, 0].T, x1=path[:, 1].T)
        found.append(leaving(*_nearer(path), COORDINATE, COORDINATE, **told))
    return together(*found)


def _points_off(course: Course, steps: Array, step: Array, **now: Array) -> dict[str, list[Array]]:
    """The points outside the picture: each at its edge, in the direction in which it lies from the middle.

    One that has left all numbers keeps the direction of the last that had not.
    """
    found = []
    for method in course.methods:
        path, values = _walks(course, method, **now)
        told = _told(course, method, values, steps=steps, shown=step, x0=path[:, 0].T, x1=path[:, 1].T)
        outside = ~(np.abs(path).max(axis=1).T <= REACH)
        x0, x1 = _nearer(path)
        last = np.maximum.accumulate(np.where(np.isnan(x0), 0, np.arange(len(path))), axis=1)
        x0, x1 = (np.take_along_axis(x, last, axis=1) for x in (x0, x1))
        edge = (1 - 2 * MARGIN) * REACH / np.maximum(np.maximum(abs(x0), abs(x1)), REACH * MARGIN)
        arrow = {"at_x": x0 * edge, "at_y": x1 * edge, "towards": np.degrees(np.arctan2(x0, x1)) % 360}
        columns = {name: np.broadcast_to(column, outside.shape) for name, column in (arrow | told).items()}
        found.append({name: [row[out] for row, out in zip(columns[name], outside, strict=True)] for name in columns})
    return together(*found)


def _heights(course: Course, steps: Array, step: Array, **now: Array) -> dict[str, Array]:
    """The value at every step of every walk, and what theory says."""
    columns = {method: _walks(course, method, **now)[1].T for method in course.methods}
    if has_theory(course):
        columns["theory"] = six_digits(theory(course.surface, np.array([now["x0"], now["x1"]]), now["lr"], MAX_STEPS)).T
    return {"step": _STEPS, "steps": steps, "shown": step, **columns}


def _heights_leave(course: Course, steps: Array, step: Array, **now: Array) -> dict[str, list[Array]]:
    """Where the line of each walk leaves the axis."""
    walked = {method: _walks(course, method, **now)[1] for method in course.methods}
    return together(
        *(
            leaving(_STEPS, values.T, STEP, VALUE, **_told(course, method, values, steps=steps, shown=step))
            for method, values in walked.items()
        )
    )


def _heights_off(course: Course, steps: Array, step: Array, **now: Array) -> dict[str, list[Array]]:
    """The values beyond the axis. One that is no number any more was infinite before."""
    found = []
    for method in course.methods:
        values = _walks(course, method, **now)[1]
        told = _told(course, method, values, steps=steps, shown=step)
        found.append(
            beyond(_STEPS, np.nan_to_num(values.T, nan=np.inf, posinf=np.inf, neginf=-np.inf), STEP, VALUE, **told)
        )
    return together(*found)


def _told(course: Course, method: str, values: Array, **columns: Array) -> dict[str, Array]:
    """What an arrow of a walk tells, for each walk and step: shapes that fit (walks, steps + 1)."""
    columns = {name: column if column.ndim > 1 else column[:, None] for name, column in columns.items()}
    whose, line = (np.full((len(values.T), 1), one) for one in (method, course.methods.index(method)))
    return {"method": whose, "line": line, "step": _STEPS, "value": values.T, **columns}


@np.errstate(invalid="ignore")
def _nearer(path: Array) -> tuple[Array, Array]:
    """Both coordinates of paths, at most `FAR`, each of shape (walks, steps + 1); nan beyond all numbers."""
    near = path / (np.maximum(np.abs(path).max(axis=1, keepdims=True), FAR) / FAR)
    near[~np.isfinite(near).all(axis=1, keepdims=True).repeat(2, axis=1)] = np.nan
    return near[:, 0].T, near[:, 1].T


def _lost(course: Course, steps: Array, step: Array, **now: Array) -> dict[str, list[Array]]:
    """The step of each walk from which on the numerical gradient is off by rounding, where there is one.

    `far` is true where that is outside the picture, and not near a point without a slope.
    """
    found = []
    for method in course.methods:
        path = _exactly(course, method, **now).path
        lost = np.zeros(path[:, 0].shape, bool)
        if course.gradient == NUMERICAL:
            lost = digits_lost(course.surface, path)
        first, there = lost.argmax(axis=0), np.any(lost, axis=0).tolist()
        before = path[first - 1, :, np.arange(len(first))]
        whose = f"{method}: " if len(course.methods) > 1 else ""
        said = [f"{whose}from step {one} on the measured slope is off by rounding" for one in first.tolist()]
        columns = {"step": first, "steps": steps, "shown": step, "far": np.abs(before).max(axis=1) > REACH}
        found.append(
            {
                name: [column[number : number + seen] for number, seen in enumerate(there)]
                for name, column in (columns | {"text": np.array(said)}).items()
            }
        )
    return together(*found)


def _walks(course: Course, method: str, **now: Array) -> tuple[Any, Any]:
    """Walks of `MAX_STEPS` steps: points of shape (steps + 1, 2, walks) and values of shape (steps + 1, walks)."""
    walks = _exactly(course, method, **now)
    return six_digits(walks.path), six_digits(walks.values)


def _exactly(course: Course, method: str, x0: Array, x1: Array, lr: Array, beta: Array) -> nn.Descent:
    """The same with all their digits."""
    start, rates, betas = (tuple(x0), tuple(x1)), tuple(lr), tuple(beta)
    return walk(Settings(course.surface, method, start, rates, MAX_STEPS, course.gradient, betas))
