"""The sigmoid page's charts: a unit with its tangent and its derivative, and how wrong a numerical slope is.

The specs are constant and the data are in named datasets, so that the browser redraws only what has changed. What
moves with a slider is sent ahead.
"""

from functools import cache, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from explorer.charts.ahead import PARAMS, frames, frames_of
from explorer.charts.stops import Range
from explorer.sigmoid.unit import Unit

REACH = 10.0  # the input goes from -REACH to REACH
X = Range(-REACH, REACH, 0.1)
UNIT = {"w": Range(-4.0, 4.0, 0.1), "b": Range(-10.0, 10.0, 0.1)}
FLAT = 0.01  # a unit whose derivative is below this is called saturated
CURVE = Range(-REACH, REACH, 0.25)  # the inputs that curves are drawn through
SMALLEST_ERROR = 1e-17  # the foot of the error's axis: where an error of 0 is drawn

Spec = dict[str, Any]
Array = NDArray[Any]


def output_chart(unit: Unit, x: float) -> Spec:
    """y against x, the tangent at x, and where the unit is saturated."""
    now, sliders = _point(unit, x)
    data = {
        "curve": _curves(unit),
        "flat": _flat(unit),
        "tangent": frames(_tangents, now, sliders),
        "point": frames(_points, now, sliders),
    }
    return {**_OUTPUT_CHART, "datasets": data}


def derivative_chart(unit: Unit, x: float) -> Spec:
    """dy/da against x, to stand below the other."""
    data = {"curve": _slopes(unit), "flat": _flat(unit), "point": frames(_points, *_point(unit, x))}
    return {**_DERIVATIVE_CHART, "datasets": data}


def error_chart(unit: Unit, x: float, h: float, all_h: tuple[float, ...]) -> Spec:
    """The error of the numerical slope at x against h: a U, made of two errors that go opposite ways.

    Args:
        unit: what is differentiated.
        x: where.
        h: the one that stands out.
        all_h: those that may be chosen, in ascending order; every other one is drawn.
    """
    now, sliders = _point(unit, x)
    drawn = all_h[::2]
    data = {
        "errors": frames(lambda x, w, b: {"error": _errors(Unit(w, b), x, drawn)}, now, sliders),
        "theory": frames(lambda x, w, b: _theory(Unit(w, b), x, (all_h[0], all_h[-1])), now, sliders),
        "now": frames(_error, {**now, "h": h}, {**sliders, "h": all_h}),
    }
    return {**_error_chart(drawn), "datasets": data}


def _unit(unit: Unit) -> dict[str, float]:
    return {"w": unit.weight, "b": unit.bias}


def _point(unit: Unit, x: float) -> tuple[dict[str, float], dict[str, Range]]:
    """What the point on the curve depends on, and the sliders that move it."""
    return {"x": x, **_unit(unit)}, {"x": X, **UNIT}


@lru_cache(maxsize=64)
def _curves(unit: Unit) -> pa.Table:
    return frames(lambda w, b: {"y": Unit(w[:, None], b[:, None]).output(CURVE.stops)}, _unit(unit), UNIT)


@lru_cache(maxsize=64)
def _slopes(unit: Unit) -> pa.Table:
    draw = lambda w, b: {"derivative": Unit(w[:, None], b[:, None]).derivative(CURVE.stops)}
    return frames(draw, _unit(unit), UNIT)


@lru_cache(maxsize=64)
def _flat(unit: Unit) -> pa.Table:
    return frames(_stretches, _unit(unit), UNIT)


def _stretches(w: Array, b: Array) -> dict[str, Array]:
    """The stretches of x, at most two, on which the derivative is below `FLAT`; nan in the place of a missing one."""
    flat = np.pad(Unit(w[:, None], b[:, None]).derivative(X.stops) < FLAT, ((0, 0), (1, 1)))
    edges = np.full((len(w), 4), np.nan)
    for stretch, changes in zip(edges, flat[:, 1:] != flat[:, :-1], strict=True):
        found = np.flatnonzero(changes)
        found[1::2] -= 1  # a stretch ends before the change
        stretch[: len(found)] = X.stops[found]
    return {"start": edges[:, ::2], "end": edges[:, 1::2]}


def _points(x: Array, w: Array, b: Array) -> dict[str, Array]:
    unit = Unit(w, b)
    return {"x": x, "y": unit.output(x), "derivative": unit.derivative(x)}


def _tangents(x: Array, w: Array, b: Array) -> dict[str, Array]:
    """Two ends of the tangent at x, near enough to stay in the picture where it is steep."""
    y, slope = Unit(w, b).output(x), Unit(w, b).slope(x)
    reach = 3 / (1 + 3 * abs(slope))
    ends = np.stack([x - reach, x + reach], axis=1)
    return {"x": ends, "y": y[:, None] + slope[:, None] * (ends - x[:, None])}


def _errors(unit: Unit, x: Array, all_h: tuple[float, ...]) -> Array:
    """How far the numerical slope at each x is from the analytic one, for each h; shape (pictures, all_h)."""
    slope = unit.slope(x)
    return np.stack([abs(unit.numerical_slope(x, h) - slope) for h in all_h], axis=1)


def _error(x: Array, w: Array, b: Array, h: Array) -> dict[str, Array]:
    """The same for an h of its own at each x."""
    unit = Unit(w, b)
    return {"h": h, "error": abs(unit.numerical_slope(x, h) - unit.slope(x))}


def _theory(unit: Unit, x: Array, ends: tuple[float, float]) -> dict[str, Array]:
    """The two errors that add up, each a straight line on these axes. Source: Numerical Recipes, section 5.7."""
    h = np.tile(ends, (len(x), 1))
    truncation = h**2 / 6 * abs(unit.third_derivative(x))[:, None]
    return {
        "h": h,
        "truncation": np.maximum(truncation, np.finfo(float).tiny),
        "rounding": np.finfo(float).eps * unit.output(x)[:, None] / h,
    }


_X: Spec = {
    "field": "x",
    "type": "quantitative",
    "title": "Input x",
    "scale": {"domain": [-REACH, REACH], "nice": False},
    "axis": {"tickCount": 9},
}
_EXTENT = {"minExtent": 44, "maxExtent": 44}  # room left of both charts of the unit, so that they stand in line
_OF_POINT = ("x", *UNIT)
_POINT = frames_of("point", _OF_POINT)
_UPRIGHT: Spec = {
    **_POINT,
    "mark": {"type": "rule", "color": "gray", "strokeDash": [2, 4]},
    "encoding": {"x": _X},
}


def _colors(*names: str) -> dict[str, Spec]:
    """The theme's first colours under these names, with a legend above the chart."""
    legend = {"title": None, "orient": "top", "symbolType": "stroke", "symbolStrokeWidth": 3, "symbolOpacity": 1}
    shared = {"type": "nominal", "scale": {"domain": names}, "legend": legend}
    return {name: {"datum": name, **shared} for name in names}


def _layer(data: Spec, mark: Spec, x: Spec, y: Spec, color: Spec, **encoding: Any) -> Spec:
    return {**data, "mark": {"clip": True, **mark}, "encoding": {"x": x, "y": y, "color": color, **encoding}}


def _curve(column: str) -> Spec:
    """The column of the dataset `curve` against the inputs that it was computed for."""
    curve = frames_of("curve", UNIT, column, index="number")
    curve["transform"].append({"calculate": f"{CURVE.min_value} + {CURVE.step} * datum.number", "as": "x"})
    return curve


_UNIT = _colors("output", "tangent", "saturated")
_LINE = {"type": "line", "strokeWidth": 2.5, "interpolate": "monotone"}
_HELPER = {"type": "line", "strokeWidth": 1.5, "strokeDash": [6, 4]}
_DOT = {"type": "point", "filled": True, "size": 110, "opacity": 1, "clip": False}
# Keeps room for a dot at the right end of the axis, so that the chart does not shrink as the dot gets there.
_ROOM = {
    "data": {"values": [{}]},
    "mark": {**_DOT, "opacity": 0, "aria": False},
    "encoding": {"x": {"value": "width"}, "y": {"value": 20}},
}


def _saturated(color: Spec) -> Spec:
    encoding = {"x": {**_X, "field": "start"}, "x2": {"field": "end"}, "color": color}
    stretches = frames_of("flat", UNIT, "start", "end")
    return {**stretches, "mark": {"type": "rect", "opacity": 0.15}, "encoding": encoding}


def _output_chart() -> Spec:
    y = {"type": "quantitative", "title": "Output y", "scale": {"domain": [0, 1]}}
    y["axis"] = {"values": [0, 0.25, 0.5, 0.75, 1], "format": ".2f", **_EXTENT}
    return {
        "height": 330,
        "params": PARAMS,
        "layer": [
            _layer(_curve("y"), _LINE, _X, {**y, "field": "y"}, _UNIT["output"]),
            _layer(
                frames_of("tangent", _OF_POINT, "x", "y"),
                {**_LINE, "strokeWidth": 2},
                _X,
                {**y, "field": "y"},
                _UNIT["tangent"],
            ),
            _saturated(_UNIT["saturated"]),
            _UPRIGHT,
            _layer(_POINT, _DOT, _X, {**y, "field": "y"}, _UNIT["output"]),
            _ROOM,
        ],
    }


def _derivative_chart() -> Spec:
    y = {"field": "derivative", "type": "quantitative", "title": "Derivative σ′(a)", "scale": {"domain": [0, 0.26]}}
    y["axis"] = {"values": [0, 0.125, 0.25], "format": ".3~f", **_EXTENT}
    color = {name: {**color, "legend": None} for name, color in _UNIT.items()}  # the chart above has it
    return {
        "height": 200,
        "params": PARAMS,
        "layer": [
            _layer(_curve("derivative"), _LINE, _X, y, color["tangent"]),  # whose slope it is, up to the weight
            _saturated(color["saturated"]),
            _UPRIGHT,
            _layer(_POINT, _DOT, _X, y, color["tangent"]),
            _ROOM,
        ],
    }


_AT_THE_FOOT = {"calculate": f"max(toNumber(datum.error), {SMALLEST_ERROR})", "as": "drawn"}  # where an error is 0


@cache
def _error_chart(drawn: tuple[float, ...]) -> Spec:
    """The axes, with room for an error for each h that is drawn."""
    ends = {"type": "log", "domain": [5e-14, 0.2], "nice": False}
    x = {"field": "h", "type": "quantitative", "title": "Distance h", "scale": ends}
    x["axis"] = {"values": [1e-13, 1e-11, 1e-9, 1e-7, 1e-5, 1e-3, 1e-1], "format": ".0e", "grid": False}
    y: Spec = {"type": "quantitative", "title": "Error of the numerical slope"}
    y["scale"] = {"type": "log", "domain": [SMALLEST_ERROR, 1], "nice": False}
    y["axis"] = {"values": [1e-16, 1e-12, 1e-8, 1e-4, 1], "format": ".0e", **_EXTENT}
    lesson = {"data": {"values": [{"h": 1e-4}]}, "encoding": {"x": x}}
    label = {"type": "text", "text": "the lesson's h", "align": "left", "baseline": "top", "dx": 5, "dy": 4}
    tooltip = [
        {"field": "h", "type": "quantitative", "format": ".2~e"},
        {"field": "error", "type": "quantitative", "title": "Error", "format": ".2~e"},
    ]
    color = _colors("error", "truncation", "rounding")
    dots = {"type": "point", "filled": True, "size": 18, "opacity": 0.8}
    errors = frames_of("errors", _OF_POINT, "error", index="number")
    errors["transform"] += [{"calculate": f"{list(drawn)}[datum.number]", "as": "h"}, _AT_THE_FOOT]
    now = frames_of("now", [*_OF_POINT, "h"])
    now["transform"].append(_AT_THE_FOOT)
    theory = frames_of("theory", _OF_POINT, "h", "truncation", "rounding")
    return {
        "height": 320,
        "params": PARAMS,
        "layer": [
            {**lesson, "mark": {"type": "rule", "color": "gray", "strokeDash": [2, 4]}},
            {**lesson, "mark": {**label, "color": "gray"}, "encoding": {"x": x, "y": {"value": 0}}},
            _layer(errors, dots, x, {**y, "field": "drawn"}, color["error"], tooltip=tooltip),
            _layer(now, _DOT, x, {**y, "field": "drawn"}, color["error"]),
            _layer(theory, _HELPER, x, {**y, "field": "truncation"}, color["truncation"]),
            _layer(theory, _HELPER, x, {**y, "field": "rounding"}, color["rounding"]),
        ],
    }


_OUTPUT_CHART = _output_chart()
_DERIVATIVE_CHART = _derivative_chart()
