"""The gradient as an arrow on the contours, as slopes along two cuts, and the check of backpropagation.

What moves with the point or with h is sent ahead; the rest of a chart never changes.
"""

import functools
import math
from collections.abc import Callable

import numpy as np

import nn_core as nn
from explorer.charts.ahead import Ahead, Place
from explorer.charts.aloud import said
from explorer.charts.arrays import Array
from explorer.charts.beyond import Axis, arrows, beyond, inside, leaving, straight
from explorer.charts.colours import REFERENCE, SLOPE
from explorer.charts.handles import ANYWHERE, Grip, Handle
from explorer.charts.marks import AT_END, DOT, FROM_ABOVE, LEGEND, LINE, SIZE, Spec, by_name, coordinate, read
from explorer.charts.stops import Range
from explorer.gradients import check
from explorer.gradients.sliders import ALL_H, HIDDEN, POINT

REACH = 5.0  # the picture shows both coordinates from -REACH to REACH
CURVE = Range(-REACH, REACH, 0.25)  # the places along a cut that its curve is drawn through
CHECK_SIZE = 280  # a little smaller, to leave room for its longer numbers on a phone
CUT_HEIGHT = 200
ARROW = 0.1  # length on the picture for each unit of slope
FIELD_ARROW = 0.07  # the same for the arrows all around, which must not touch each other
TANGENT = 1.5  # half the length of a tangent along its axis
COORDINATE, HEIGHT = Axis(-REACH, REACH), Axis(0, 45)
POINT_HANDLE = Handle(x=Grip("x0", -REACH, REACH), y=Grip("x1", -REACH, REACH))  # of the field
SLOPES = Axis(-0.45, 0.45)  # both axes of the check

ANALYTIC, NUMERICAL = "analytic", "numerical"
_SHAPES = {"W1": "circle", "b1": "square", "W2": "diamond", "b2": "cross"}
PARAMETERS = tuple(_SHAPES)

_SLOPE: Spec = {"value": SLOPE.shown}
_PALE = {"opacity": 0.55}
# Both are slopes: what is analytic is thin, and lies on what is numerical.
_THIN, _WIDE = LINE, {"type": "line", "strokeWidth": 7, **_PALE}

_READ = read(slope0="Slope along x0:.6~g", slope1="Slope along x1:.6~g")
_SLOPES = f"'(' + {said('datum.slope0')} + ', ' + {said('datum.slope1')} + ')'"


# The charts


def field_chart(point: tuple[float, float], h: float) -> Spec:
    """Contours of x0^2 + x1^2 with its gradient all around, and at the point by both ways."""
    picture = _picture(point, h)
    analytic, numerical = _both(picture, functools.partial(_arrows_from, scale=ARROW))
    off = picture.data(f"{NUMERICAL}_off", lambda x0, x1, h: _arrows_leave(np.stack([x0, x1]), _numerical(x0, x1, h)))
    x, y = coordinate("x0", REACH, **AT_END), coordinate("x1", REACH)
    around = {"opacity": 0.45, "color": REFERENCE.shown}
    line = {"type": "line", "clip": True, "order": False, "strokeWidth": 1, **around}
    return picture.chart(
        config=FROM_ABOVE,
        width=SIZE,
        height=SIZE,
        autosize={"type": "pad"},
        layer=[
            {
                "name": "still_circles",
                "data": {"values": _circles()},
                "transform": [{"flatten": ["x0", "x1"]}],
                "mark": line,
                "encoding": {"x": x, "y": y, "detail": {"field": "r"}},
            },
            {"name": "still_field", "data": {"values": _field()}, "layer": _arrows({}, x, y, around, around, {}, 18)},
            ANYWHERE,
            *(
                layer
                for data, line, head, size in (
                    (numerical, {"strokeWidth": 7, **_PALE}, _PALE, 330),
                    (analytic, {"strokeWidth": 2.5}, {"opacity": 1}, 90),
                )
                for layer in _arrows(data, x, y, line, head, {"color": _SLOPE}, size)
            ),
            *arrows(off, x, y, _SLOPES, 330, color=_SLOPE, tooltip=_READ),
            {**analytic, "mark": {**DOT, "size": 90, "color": REFERENCE.shown}, "encoding": {"x": x, "y": y}},
        ],
    )


def cut_chart(axis: int, point: tuple[float, float], h: float) -> Spec:
    """The surface from the side, cut along an axis through the point: both slopes there, and the points h beside it."""
    picture = _picture(point, h)
    curve = picture.data("curve", functools.partial(_curve, axis), on=[f"x{1 - axis}"])
    analytic, numerical = _both(picture, functools.partial(_tangents, axis))
    beside = picture.data("beside", functools.partial(_beside, axis), dtype=np.float64)
    x = coordinate("x", REACH) | {"title": f"x{axis}, with x{1 - axis} held still"}
    y = {
        "field": "value",
        "type": "quantitative",
        "title": "f",
        "axis": {"tickCount": 4},
        "scale": HEIGHT.scale,
    }
    tooltip = read(x=f"x{axis}:.10~g", value="f:.10~g")
    marks: list[tuple[Spec, Spec, Spec]] = [
        (curve, {"type": "line", "color": REFERENCE.shown, "strokeWidth": 2}, {}),
        (numerical, _WIDE, {"color": _SLOPE}),
        (analytic, _THIN, {"color": _SLOPE}),
        (beside, {**DOT, "size": 50, "color": REFERENCE.shown}, {"tooltip": tooltip}),
    ]
    return picture.chart(
        height=CUT_HEIGHT,
        layer=[
            {**data, "mark": {**mark, "clip": True}, "encoding": {"x": x, "y": y, **encoding}}
            for data, mark, encoding in marks
        ],
    )


@functools.lru_cache(maxsize=64)
def check_chart(hidden: int, bug: str) -> Spec:
    """A dot for each parameter: where both ways agree, it lies on the diagonal."""
    picture = Ahead(now={"hidden": hidden}, sliders={"hidden": HIDDEN})
    dots = picture.data("dots", functools.partial(_dots, bug), dtype=np.float64)  # whose ten digits can be read
    off = picture.data("dots_off", functools.partial(_dots_off, bug), dtype=np.float64)
    dots["transform"].append(inside({"numerical": SLOPES, "backpropagation": SLOPES}))
    scale = SLOPES.scale
    shape = by_name("parameter", _SHAPES, {**LEGEND, "symbolOpacity": 1})
    axis = {"tickCount": 6, "grid": False}
    x = {"field": "numerical", "type": "quantitative", "title": "Numerical gradient", "scale": scale, "axis": axis}
    y = {**x, "field": "backpropagation", "title": "Backpropagation"}
    return picture.chart(
        width=CHECK_SIZE,
        height=CHECK_SIZE,
        autosize={"type": "pad"},
        layer=[
            {
                "data": {"values": [{"numerical": end, "backpropagation": end} for end in SLOPES[:2]]},
                "mark": {"type": "line", "color": REFERENCE.shown, "strokeWidth": 1},
                "encoding": {"x": x, "y": y},
            },
            {
                **dots,
                "mark": {"type": "point", "filled": True, "size": 35, "opacity": 0.75},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": _SLOPE,
                    "shape": shape,
                    "tooltip": read(
                        parameter="Parameter",
                        numerical="Numerical:.10f",
                        backpropagation="Backpropagation:.10f",
                    ),
                },
            },
            *arrows(
                off,
                x,
                y,
                size=45,
                color=_SLOPE,
                tooltip=read(parameter="Parameter", x="Numerical:.10f", y="Backpropagation:.10f"),
            ),
        ],
    )


def places(point: tuple[float, float], h: float) -> dict[str, Place]:
    """Where the sliders of the point and of h are, and where they may go."""
    return _picture(point, h).places


def _picture(point: tuple[float, float], h: float) -> Ahead:
    return Ahead(now={"x0": point[0], "x1": point[1], "h": h}, sliders={"x0": POINT, "x1": POINT, "h": ALL_H})


def _both(picture: Ahead, draw: Callable[[Array, Array], dict[str, Array]]) -> tuple[Spec, Spec]:
    """What `draw` makes of points and the gradients there, both of shape (2, pictures): analytic, and numerical."""
    known = lambda x0, x1: draw(np.stack([x0, x1]), nn.BOWL.grad([x0, x1]))
    measured = lambda x0, x1, h: draw(np.stack([x0, x1]), _numerical(x0, x1, h))
    return picture.data(ANALYTIC, known, ["x0", "x1"]), picture.data(NUMERICAL, measured)


def _arrows(data: Spec, x: Spec, y: Spec, line: Spec, head: Spec, encoding: Spec, size: int) -> list[Spec]:
    """A shaft and, where it ends in the picture, a head for each row of `_arrows_from`."""
    end = {"x": {**x, "field": "to0"}, "y": {**y, "field": "to1"}}
    angle = {"field": "angle", "type": "quantitative", "scale": {"domain": [0, 360], "range": [0, 360]}}
    ends = [*data.get("transform", []), inside({"to0": COORDINATE, "to1": COORDINATE})]
    # An arrow without a length has no head, but tells its slopes all the same.
    flat = {"test": "datum.slope0 == 0 && datum.slope1 == 0", "value": 0}
    opacity = {"condition": flat, "value": head.get("opacity", 1)}
    return [
        {
            **data,
            "mark": {"type": "rule", "clip": True, **line},
            "encoding": {"x": x, "y": y, "x2": {"field": "to0"}, "y2": {"field": "to1"}, **encoding},
        },
        {
            **data,
            "transform": ends,
            "mark": {"type": "point", "shape": "triangle", "filled": True, "size": size, **head},
            "encoding": {**end, "angle": angle, "opacity": opacity, "tooltip": _READ, **encoding},
        },
    ]


@functools.cache
def _circles() -> list[Spec]:
    """Contours of x0^2 + x1^2, each a row."""
    turn = np.linspace(0, 2 * math.pi, 73)
    return [
        {"r": r, "x0": (r * np.cos(turn)).round(2).tolist(), "x1": (r * np.sin(turn)).round(2).tolist()}
        for r in range(1, 8)
    ]


@functools.cache
def _field() -> list[Spec]:
    """The gradient at whole coordinates all over the picture, each a row."""
    grid = np.array(np.meshgrid(np.arange(-4.0, 5), np.arange(-4.0, 5))).reshape(2, -1)
    columns = _arrows_from(grid, nn.BOWL.grad(grid), FIELD_ARROW)
    return [dict(zip(columns, row, strict=True)) for row in np.transpose(list(columns.values())).tolist()]


# The data: of many pictures at once


def _dots(bug: str, hidden: Array) -> dict[str, list[Array]]:
    """Each parameter's slope by both ways, in the order of `PARAMETERS`."""
    flat = lambda gradient: np.concatenate([gradient[name].ravel() for name in PARAMETERS])
    numerical = [check.numerical(units) for units in hidden.tolist()]
    return {
        "parameter": [np.repeat(PARAMETERS, [one[name].size for name in PARAMETERS]) for one in numerical],
        "numerical": [flat(one) for one in numerical],
        "backpropagation": [flat(check.backpropagation(units, bug)) for units in hidden.tolist()],
    }


def _dots_off(bug: str, hidden: Array) -> dict[str, list[Array]]:
    """Those of them that are too steep for the axes."""
    dots = _dots(bug, hidden)
    found = [
        beyond(numerical[None], backpropagation[None], SLOPES, SLOPES, parameter=parameter[None])
        for parameter, numerical, backpropagation in zip(*dots.values(), strict=True)
    ]
    return {name: [one[name][0] for one in found] for name in found[0]}


def _numerical(x0: Array, x1: Array, h: Array) -> Array:
    """The numerical gradient at many points, shape (2, pictures)."""
    return nn.numerical_gradient_field(nn.BOWL.f, np.stack([x0, x1]), h)


def _arrows_from(points: Array, slopes: Array, scale: float) -> dict[str, Array]:
    """Arrows from points along their slopes, both of shape (2, n); `angle` is clockwise from straight up."""
    (x0, x1), (s0, s1) = points, slopes
    angle = np.degrees(np.arctan2(s0, s1))
    ends = {"to0": x0 + scale * s0, "to1": x1 + scale * s1, "angle": angle}
    return {"x0": x0, "x1": x1, **ends, "slope0": s0, "slope1": s1}


def _arrows_leave(points: Array, slopes: Array) -> dict[str, list[Array]]:
    """Where arrows that are too long leave the picture, with their own direction."""
    drawn = _arrows_from(points, slopes, ARROW)
    x0, x1 = (np.stack([drawn[f"x{axis}"], drawn[f"to{axis}"]], axis=1) for axis in (0, 1))
    known = {name: drawn[name] for name in ("angle", "slope0", "slope1")}
    found = leaving(x0, x1, COORDINATE, COORDINATE, **known)
    return found | {"towards": found.pop("angle")}


def _curve(axis: int, **still: Array) -> dict[str, Array]:
    """The heights along a cut, which only the coordinate that is held still can change."""
    (held,) = still.values()
    points = np.zeros((2, len(held)))
    points[1 - axis] = held
    return {"x": CURVE.stops[None], "value": nn.BOWL.f(_along(points, axis, CURVE.stops))}


def _tangents(axis: int, points: Array, slopes: Array) -> dict[str, Array]:
    """Two ends of the tangent along the axis, at each of the points; cut off where it would leave the picture."""
    ends = straight(points[axis], nn.BOWL.f(points), slopes[axis], np.array([[-TANGENT, TANGENT]]), COORDINATE, HEIGHT)
    return {"x": ends["x"], "value": ends["y"]}


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
