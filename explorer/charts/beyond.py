"""What lies beyond an axis: a line is cut off at the axis's end and a dot becomes an arrow there, with its true value.

Nothing is ever moved onto an axis as if it belonged there. Who reads a number, in a tooltip or beside an arrow, reads
the one that was computed.

    UP = Axis(0, 5)
    y = {"field": "loss", "type": "quantitative", "scale": UP.scale}
    dot = {**point, "transform": [*point["transform"], inside({"p": ACROSS, "loss": UP})], "mark": DOT, ...}
    arrows(picture.data("beyond", lambda p: beyond(p, losses(p), ACROSS, UP)), x, y)
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.charts.arrays import Array, in_rows
from explorer.charts.colours import REFERENCE
from explorer.charts.marks import Spec

FAR = 10  # lengths of an axis: lines go on to there, unseen, as if to wherever they go
MARGIN = 0.03  # of an axis: this far from its end an arrow has its middle, so that all of it is in the picture

# The value beside an arrow, where there is more room; below or above others where there is a column `line`.
_ON_THE_LEFT = "scale('x', datum.at_x) < width / 2"
_BESIDE: Spec = {
    "type": "text",
    "color": REFERENCE.shown,
    "align": {"expr": f"{_ON_THE_LEFT} ? 'left' : 'right'"},
    "dx": {"expr": f"{_ON_THE_LEFT} ? 9 : -9"},
    "dy": {"expr": "(scale('y', datum.at_y) < height / 2 ? 1 : -1) * (9 + 14 * (datum.line || 0))"},
    "baseline": "middle",
    "fontSize": 12,
}
_ARROW: Spec = {"type": "point", "shape": "triangle", "filled": True, "opacity": 1}


class Axis(NamedTuple):
    """What there is room for on an axis: from `low` to `high`."""

    low: float
    high: float
    logarithmic: bool = False

    @property
    def scale(self) -> Spec:
        """The scale of an axis that ends there."""
        return {"type": "log" if self.logarithmic else "linear", "domain": [self.low, self.high], "nice": False}

    @np.errstate(divide="ignore", over="ignore", invalid="ignore")
    def part(self, values: Any) -> Any:
        """How far along the axis: 0 at its low end, 1 at the high one; shape of `values`, and nan stays nan.

        What is not above 0 is infinitely far below the low end of a logarithmic axis.
        """
        low, high, values = self._measured(self.low), self._measured(self.high), self._measured(values)
        return (values - low) / (high - low)

    def side(self, values: Array) -> NDArray[np.intp]:
        """On which side of the axis: 1 above its high end, -1 below the low one, 0 on it or no number."""
        return (values > self.high).astype(np.intp) - (values < self.low)

    def value(self, part: Any) -> Any:
        """What stands in a place of the axis: the opposite of `part`."""
        low, high = self._measured(self.low), self._measured(self.high)
        measured = low + part * (high - low)
        return 10**measured if self.logarithmic else measured

    def drawn(self, field: str) -> Spec:
        """Calculates `{field} drawn` for a line that is clipped: where it goes, as far as a browser can draw."""
        ends = self.value(np.array([-FAR, 1 + FAR])).tolist()
        return {"calculate": f"clamp(datum['{field}'], {ends[0]:g}, {ends[1]:g})", "as": f"{field} drawn"}

    def _measured(self, values: Any) -> Any:
        return np.log10(np.maximum(values, 0)) if self.logarithmic else np.asarray(values, np.float64)


def inside(fields: dict[str, Axis]) -> Spec:
    """Keeps the rows that have a place within all these axes, each under its field's name."""
    return {"filter": " && ".join(f"inrange(datum['{field}'], [{a.low}, {a.high}])" for field, a in fields.items())}


def beyond(x: Array, y: Array, across: Axis, up: Axis, **carried: Array) -> dict[str, list[Array]]:
    """The points beyond the axes, of many pictures at once: where their arrows stand, and their true values.

    Args:
        x, y: of points, shape (pictures,) or (pictures, n), or (1, n) for the same in all pictures.
        across, up: the axes.
        carried: other columns of the same shapes, which come along.

    Returns:
        For each picture, of those of its points that are beyond: `at_x` and `at_y`, `towards` in degrees clockwise from
        straight up, `x` and `y` as they are, and what was carried.
    """
    columns = in_rows(x=x, y=y, **carried)
    picture, point = np.nonzero((across.side(columns["x"]) != 0) | (up.side(columns["y"]) != 0))
    u, v = across.part(columns["x"][picture, point]), up.part(columns["y"][picture, point])
    return _arrows(columns, picture, point, u, v, across, up)


def leaving(x: Array, y: Array, across: Axis, up: Axis, **carried: Array) -> dict[str, list[Array]]:
    """Where lines leave the picture: the same for each crossing of its edge, with the first point beyond it.

    Args:
        x, y: of the points of a line, in the order in which they are joined, shape (pictures, n) or (1, n).
        across, up: the axes.
        carried: other columns.
    """
    columns = in_rows(x=x, y=y, **carried)
    u, v = (np.clip(part, -FAR, 1 + FAR) for part in (across.part(columns["x"]), up.part(columns["y"])))
    within = (across.side(columns["x"]) == 0) & (up.side(columns["y"]) == 0)
    known = ~np.isnan(u + v)
    picture, leg = np.nonzero((within[:, :-1] != within[:, 1:]) & known[:, :-1] & known[:, 1:])
    goes_out = within[picture, leg]
    inner, outer = leg + ~goes_out, leg + goes_out
    (u0, v0), (u1, v1) = ((u[picture, end], v[picture, end]) for end in (inner, outer))
    part = np.minimum(_part_within(u0, u1), _part_within(v0, v1))
    return _arrows(columns, picture, outer, u0 + part * (u1 - u0), v0 + part * (v1 - v0), across, up)


def together(*several: dict[str, list[Array]]) -> dict[str, list[Array]]:
    """What `beyond` or `leaving` found, for several lines of each picture."""
    return {
        name: [np.concatenate(rows) for rows in zip(*(one[name] for one in several), strict=True)]
        for name in several[0]
    }


def straight(x: Array, y: Array, slope: Array, ends: Array, across: Axis, up: Axis) -> dict[str, Array]:
    """Straight lines, which hold no values: cut off exactly where they meet the edge of the picture.

    Args:
        x, y, slope: a point of each line, within linear axes, and its slope; shape (pictures,).
        ends: how far each goes from there, along x, shape (pictures, n).
        across, up: the axes.

    Returns:
        `x` and `y` of the ends, shape (pictures, n).
    """
    x, y, slope = x[:, None], y[:, None], slope[:, None]
    part = np.minimum(
        _part_within(across.part(x), across.part(x + ends)), _part_within(up.part(y), up.part(y + slope * ends))
    )
    return {"x": x + part * ends, "y": np.clip(y + slope * part * ends, up.low, up.high)}


def arrows(data: Spec, x: Spec, y: Spec, text: str | None = None, size: int = 130, **encoding: Any) -> list[Spec]:
    """An arrow at the end of an axis for each row of `beyond` or `leaving`.

    Args:
        data: the layer's `data` and `transform`.
        x, y: the axes, as they are encoded elsewhere.
        text: what stands beside the arrow, as an expression of Vega's; None for nothing.
        size: the arrow's, in square pixels.
        encoding: of the arrow: its colour, its tooltip.
    """
    at = {"x": {**x, "field": "at_x"}, "y": {**y, "field": "at_y"}}
    angle = {"field": "towards", "type": "quantitative", "scale": {"domain": [0, 360], "range": [0, 360]}}
    layers: list[Spec] = [{**data, "mark": {**_ARROW, "size": size}, "encoding": {**at, "angle": angle, **encoding}}]
    if text is not None:
        layers.append({**data, "mark": {**_BESIDE, "text": {"expr": text}}, "encoding": at})
    return layers


def _part_within(inner: Array, outer: Array) -> Array:
    """Of the way from a place within an axis to another, as parts of the axis: how much of it is still within."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):  # in the branch that is not taken
        return np.where(outer > 1, (1 - inner) / (outer - inner), np.where(outer < 0, inner / (inner - outer), 1.0))


def _arrows(
    columns: dict[str, Array],
    picture: Array,
    point: Array,
    u: Array,
    v: Array,
    across: Axis,
    up: Axis,
) -> dict[str, list[Array]]:
    """A list for each picture: of each of these points the place of its arrow, and the direction that it points in."""
    away_u, away_v = across.side(columns["x"][picture, point]), up.side(columns["y"][picture, point])
    at_edge = lambda part, away: np.where(away != 0, np.clip(part, MARGIN, 1 - MARGIN), part)
    found = {
        "at_x": across.value(at_edge(u, away_u)),
        "at_y": up.value(at_edge(v, away_v)),
        "towards": np.degrees(np.arctan2(away_u, away_v)) % 360,
        **{name: column[picture, point] for name, column in columns.items()},
    }
    ends = np.bincount(picture, minlength=len(columns["x"])).cumsum()[:-1]
    return {name: np.split(column, ends) for name, column in found.items()}
