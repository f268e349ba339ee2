"""The sigmoid page's charts: a unit with its tangent and its derivative, and how wrong a numerical slope is.

What moves with a slider is sent ahead; the rest of a chart never changes.
"""

from typing import Any

import numpy as np

import nn_core as nn
from explorer.charts.ahead import Ahead, Place
from explorer.charts.aloud import said
from explorer.charts.arrays import Array
from explorer.charts.beyond import Axis, arrows, beyond, inside, leaving, straight, together
from explorer.charts.colours import REFERENCE, SAYS, SLOPE, WRONG
from explorer.charts.marks import DASHED, DOT, DOTTED, LINE, ONE, Spec, at_line, read
from explorer.charts.stops import Range
from explorer.charts.tables import six_digits
from explorer.sigmoid.sliders import ALL_H, REACH, UNIT, X
from explorer.sigmoid.unit import FLAT, Unit

CURVE = Range(-REACH, REACH, 0.25)  # the inputs that curves are drawn through
OUTPUT_HEIGHT, DERIVATIVE_HEIGHT = 260, 170  # one below the other, and both in sight
ACROSS, UP = Axis(-REACH, REACH), Axis(0, 1)  # the axes of the output
H, ERROR = Axis(5e-14, 0.2, logarithmic=True), Axis(1e-17, 1, logarithmic=True)  # those of the error

_TRUNCATION, _ROUNDING = _THEORY = ("truncation", "rounding")

_X: Spec = {
    "field": "x",
    "type": "quantitative",
    "title": "Input x",
    "scale": ACROSS.scale,
    "axis": {"tickCount": 9},
}
_EXTENT = {"minExtent": 44, "maxExtent": 44}  # room left of all charts, so that they stand in line
_CURVE = {**LINE, "interpolate": "monotone"}
_OUTPUT, _SLOPE, _GREY, _ERROR = ({"value": colour.shown} for colour in (SAYS, SLOPE, REFERENCE, WRONG))
_UPRIGHT: Spec = {"mark": {"type": "rule", "color": REFERENCE.shown, **DOTTED}}
_SAID = (
    "'slope ' + format(datum.slope, if(datum.slope != 0 && abs(datum.slope) < 0.0001, '.2~e',"
    " if(abs(datum.slope) < 0.01, '.3~g', '.3~f')))"
)
_FLAT = 0.08  # a tangent that rises or falls by less: its slope stands below or above it, at its right end
_IS_FLAT, _LEFT = f"abs(datum.slope) <= {_FLAT}", "(datum.slope >= 0 || datum.x > 5)"
_LETTERS, _TO_END = "7 * length(datum.said)", "(width - scale('x', datum.x))"
# Far right the curve's name is in the way: of a flat tangent the slope stands beyond it.
_ALONG = f"(datum.x > 5 ? {_TO_END} - 4 : max(-8, {_LETTERS} + 4 - scale('x', datum.x)))"
_STEEPLY = f"({_LEFT} ? (datum.x > 5 ? -64 : -8) : min(8, {_TO_END} - {_LETTERS}))"
_BESIDE: Spec = {  # of the tangent's tip, where the curve is not
    "align": {"expr": f"{_IS_FLAT} || {_LEFT} ? 'right' : 'left'"},
    "dx": {"expr": f"{_IS_FLAT} ? {_ALONG} : {_STEEPLY}"},
    "dy": {"expr": f"{_IS_FLAT} ? (datum.y > 0.5 ? 14 : -14) * (datum.x > 5 ? 2 : 1) : (datum.y > 0.95 ? 8 : 0)"},
}


# The charts


def output_chart(unit: Unit, x: float, alone: bool = False) -> Spec:
    """y against x, the tangent at x, and where the unit is saturated.

    Args:
        unit: what is drawn.
        x: where the tangent is.
        alone: the slope is to be guessed: no other chart stands below, the tangent does not say its slope, and nothing
            shows where there is next to none.
    """
    picture = _picture(unit, x)
    curve, point = picture.data("curve", _curve, on=UNIT), picture.data("point", _point)
    end, tangent = picture.data("end", _end, on=UNIT), picture.data("tangent", _tangent)
    tip = {**tangent, "transform": [*tangent["transform"], {"filter": "datum.tip"}, {"calculate": _SAID, "as": "said"}]}
    y: Spec = {"field": "y", "type": "quantitative", "title": "Output y", "scale": UP.scale}
    y["axis"] = {"values": [0, 0.25, 0.5, 0.75, 1], "format": ".2f", **_EXTENT}
    # The numbers of the axis stand below the last chart.
    across = _X if alone else {**_X, "axis": {**_X["axis"], "labels": False, "title": None}}
    up_or_down = {"expr": "datum.y > 0.5 ? 14 : -14"}
    return picture.chart(
        height=OUTPUT_HEIGHT,
        layer=[
            *([] if alone else _saturated(picture, across)),
            _layer(curve, _CURVE, across, y, _OUTPUT),
            _layer(tangent, {**LINE, "strokeWidth": 2}, across, y, _SLOPE),
            {**point, **_UPRIGHT, "encoding": {"x": across}},
            *at_line(end, {"value": "output"}, SAYS, x=across, y=y, align="right", dx=-4, dy=up_or_down),
            *([] if alone else at_line(tip, {"field": "said"}, SLOPE, x=across, y=y, **_BESIDE)),
            _layer(
                point, {**DOT, "clip": False}, across, y, _OUTPUT, tooltip=read(x="Input x:.4~g", y="Output y:.4~g")
            ),
        ],
    )


def derivative_chart(unit: Unit, x: float) -> Spec:
    """dy/da against x, to stand below the other."""
    picture = _picture(unit, x)
    curve, point = picture.data("curve", _slope_curve, on=UNIT), picture.data("point", _point)
    y: Spec = {
        "field": "derivative",
        "type": "quantitative",
        "title": "Derivative σ′(a)",
        "scale": {"domain": [0, 0.26]},
    }
    y["axis"] = {"values": [0, 0.125, 0.25], "format": ".3~f", **_EXTENT}
    tooltip = read(x="Input x:.4~g", derivative="Derivative:.4~g")
    return picture.chart(
        height=DERIVATIVE_HEIGHT,
        layer=[
            *_saturated(picture, _X),
            _layer(curve, _CURVE, _X, y, _SLOPE),
            {**point, **_UPRIGHT, "encoding": {"x": _X}},
            _layer(point, {**DOT, "clip": False}, _X, y, _SLOPE, tooltip=tooltip),
        ],
    )


def error_chart(unit: Unit, x: float, h: float) -> Spec:
    """The error of the numerical slope at x against h: a U, made of two errors that go opposite ways.

    Every other h that may be chosen is drawn.

    Args:
        unit: what is differentiated.
        x: where.
        h: the one that stands out.
    """
    drawn, ends = np.array(ALL_H[::2]), np.array([ALL_H[0], ALL_H[-1]])
    picture = Ahead(now={"x": x, **_settings(unit), "h": h}, sliders={"x": X, **UNIT, "h": ALL_H})
    at_x = ("x", *UNIT)
    errors = lambda x, w, b: {"h": drawn[None], "error": _errors(Unit(w, b), x, drawn)}
    theory = picture.data("theory", lambda x, w, b: _theory(Unit(w, b), x, ends), at_x)
    dots, chosen = picture.data("errors", errors, at_x, np.float64), picture.data("now", _error, dtype=np.float64)
    outside = lambda data: beyond(data["h"], data["error"], H, ERROR)
    off = picture.data("errors_off", lambda **now: outside(errors(**now)), at_x, np.float64)
    chosen_off = picture.data("now_off", lambda **now: outside(_error(**now)), dtype=np.float64)
    left = picture.data("theory_off", lambda x, w, b: _theory_leaves(Unit(w, b), x, ends), at_x, np.float64)

    h_axis: Spec = {"field": "h", "type": "quantitative", "title": "Distance h", "scale": H.scale}
    h_axis["axis"] = {"values": [1e-13, 1e-11, 1e-9, 1e-7, 1e-5, 1e-3, 1e-1], "format": ".0e", "grid": False}
    y: Spec = {"field": "error", "type": "quantitative", "title": "Error of the numerical slope", "scale": ERROR.scale}
    y["axis"] = {"values": [1e-16, 1e-12, 1e-8, 1e-4, 1], "format": ".0e", **ONE, **_EXTENT}
    usual = {"data": {"values": [{"h": 1e-4}]}, "encoding": {"x": h_axis, "y": {"value": 0}}}
    label = {"type": "text", "text": "1e-4, a usual choice", "align": "left", "baseline": "top", "dx": 5, "dy": 4}
    names = picture.data("names", lambda x, w, b: _theory_names(Unit(w, b), x, ends), at_x)
    names["transform"].append(inside({"error": ERROR}))
    small = {"type": "point", "filled": True, "size": 18, "opacity": 0.8}
    within = {"h": H, "error": ERROR}
    for data in (dots, chosen):
        data["transform"].append(inside(within))
    for name in _THEORY:
        theory["transform"].append(ERROR.drawn(name))
    at, away = read(h="h:.2~e", error="Error:.2~e"), read(x="h:.2~e", y="Error:.2~e")
    return picture.chart(
        height=320,
        layer=[
            {**usual, "mark": {"type": "rule", "color": REFERENCE.shown, **DOTTED}, "encoding": {"x": h_axis}},
            {**usual, "mark": {**label, "color": REFERENCE.shown}},
            _layer(dots, small, h_axis, y, _ERROR, tooltip=at),
            *arrows(off, h_axis, y, size=30, color=_ERROR, tooltip=away),
            _layer(chosen, {**DOT, "clip": False}, h_axis, y, _ERROR, tooltip=at),
            *arrows(chosen_off, h_axis, y, said("datum.y"), color=_ERROR, tooltip=away),
            *(
                _layer(theory, {**LINE, "strokeWidth": 1.5, **dash}, h_axis, {**y, "field": f"{name} drawn"}, _GREY)
                for name, dash in zip(_THEORY, (DASHED, DOTTED), strict=True)
            ),
            *arrows(left, h_axis, y, size=50, color=_GREY),
            *at_line(names, {"field": "name"}, REFERENCE, x=h_axis, y=y, align="left", dx=8),
        ],
    )


def _settings(unit: Unit) -> dict[str, float]:
    return {"w": unit.weight, "b": unit.bias}


def places(unit: Unit, x: float) -> dict[str, Place]:
    """Where the sliders of the unit and of its input are, and where they may go."""
    return _picture(unit, x).places


def _picture(unit: Unit, x: float) -> Ahead:
    return Ahead(now={"x": x, **_settings(unit)}, sliders={"x": X, **UNIT})


def _layer(data: Spec, mark: Spec, x: Spec, y: Spec, color: Spec, **encoding: Any) -> Spec:
    return {**data, "mark": {"clip": True, **mark}, "encoding": {"x": x, "y": y, "color": color, **encoding}}


def _saturated(picture: Ahead, x: Spec) -> list[Spec]:
    flat = picture.data("flat", _stretches, on=UNIT)
    wide = [{"filter": "datum.end - datum.start > 3"}, {"calculate": "(datum.start + datum.end) / 2", "as": "middle"}]
    return [
        {
            **flat,
            "mark": {"type": "rect", "opacity": 0.15},
            "encoding": {"x": {**x, "field": "start"}, "x2": {"field": "end"}, "color": _GREY},
        },
        {
            **flat,
            "transform": [*flat["transform"], *wide],
            "mark": {"type": "text", "text": "saturated", "fontSize": 12, "dy": -20},
            "encoding": {"x": {**x, "field": "middle"}, "color": _GREY},
        },
    ]


# The data: of many pictures at once


def _curve(w: Array, b: Array) -> dict[str, Array]:
    return {"x": CURVE.stops[None], "y": Unit(w[:, None], b[:, None]).output(CURVE.stops)}


def _end(w: Array, b: Array) -> dict[str, Array]:
    """Where the curve leaves the picture on the right."""
    right = np.full(len(w), REACH)
    return {"x": right, "y": Unit(w, b).output(right)}


def _slope_curve(w: Array, b: Array) -> dict[str, Array]:
    return {"x": CURVE.stops[None], "derivative": Unit(w[:, None], b[:, None]).derivative(CURVE.stops)}


def _stretches(w: Array, b: Array) -> dict[str, list[Array]]:
    """The stretches of x on which the derivative is below `FLAT`: none, one or two in each picture."""
    flat = np.pad(Unit(w[:, None], b[:, None]).derivative(X.stops) < FLAT, ((0, 0), (1, 1)))
    picture, change = np.nonzero(flat[:, 1:] != flat[:, :-1])  # begin and end in turns; an end is before its change
    pictures = np.bincount(picture[::2], minlength=len(w)).cumsum()[:-1]
    return {
        "start": np.split(X.stops[change[::2]], pictures),
        "end": np.split(X.stops[change[1::2] - 1], pictures),
    }


def _point(x: Array, w: Array, b: Array) -> dict[str, Array]:
    unit = Unit(w, b)
    return {"x": x, "y": unit.output(x), "derivative": unit.derivative(x)}


def _tangent(x: Array, w: Array, b: Array) -> dict[str, Array]:
    """The tangent at x, cut off where it would leave the picture; short where it is steep. Its tip has a label.

    That is its higher end, or the right one where it is flat.
    """
    y, slope = Unit(w, b).output(x), Unit(w, b).slope(x)
    reach = 3 / (1 + 3 * abs(slope))
    ends = straight(x, y, slope, np.stack([-reach, reach], axis=1), ACROSS, UP)
    return {**ends, "slope": slope, "tip": np.stack([slope < -_FLAT, slope >= -_FLAT], axis=1)}


def _errors(unit: Unit, x: Array, drawn: Array) -> Array:
    """How far the numerical slope at each x is from the analytic one, for each h; shape (pictures, drawn)."""
    return six_digits(np.stack([unit.numerical_error(x, h) for h in drawn], axis=1))


def _error(x: Array, w: Array, b: Array, h: Array) -> dict[str, Array]:
    """The same for an h of its own at each x."""
    return {"h": h, "error": six_digits(Unit(w, b).numerical_error(x, h))}


def _theory(unit: Unit, x: Array, h: Array) -> dict[str, Array]:
    """The two errors that add up, each a straight line on these axes. Source: Numerical Recipes, section 5.7.

    What is rounded is the output, and x + h and x - h before it.
    """
    rounded = unit.output(x) + abs(x * unit.slope(x))
    return {
        "h": h[None],
        "truncation": h**2 / 6 * abs(unit.third_derivative(x))[:, None],
        "rounding": nn.rounding_error(rounded[:, None], h),
    }


def _theory_names(unit: Unit, x: Array, h: Array) -> dict[str, Array]:
    """The names of these two lines, each at the end at which it is the larger error."""
    at = np.array([h[-1] / 30, h[0] * 30])
    values = _theory(unit, x, at)
    return {
        "name": np.array([_THEORY]),
        "h": at[None],
        "error": np.stack([values[_TRUNCATION][:, 0], values[_ROUNDING][:, 1]], axis=1),
    }


def _theory_leaves(unit: Unit, x: Array, h: Array) -> dict[str, list[Array]]:
    """Where these two lines leave the picture, each with its name."""
    theory = _theory(unit, x, h)
    return together(
        *(
            leaving(theory["h"], theory[name], H, ERROR, line=np.full_like(theory[name], name, np.dtype("U10")))
            for name in _THEORY
        )
    )
