"""The losses page's curves: both losses against the probability p of the right digit, and how hard each pulls.

What moves with a slider is sent ahead; the rest of a chart never changes.
"""

import math
from collections.abc import Callable, Collection
from typing import Any

import numpy as np

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.charts.aloud import said
from explorer.charts.arrays import Array
from explorer.charts.beyond import MARGIN, Axis, arrows, beyond, inside, leaving
from explorer.charts.colours import REFERENCE, SLOPE, WRONG, Colour
from explorer.charts.marks import DOT, DOTTED, HALO, LINE, Spec, at_line, read
from explorer.losses import both
from explorer.losses.prediction import RIGHT, one_hot, prediction
from explorer.losses.sliders import LINEAR, LOGARITHMIC

SMALLEST = 1e-10  # where the logarithmic axis begins, which has no place for 0
ACROSS = {LINEAR: Axis(0, 1), LOGARITHMIC: Axis(SMALLEST, 1, logarithmic=True)}
# Delta takes the loss of a right answer a little below 0, and below the curve there is room for its name.
LOSS = {LINEAR: Axis(-0.6, 5), LOGARITHMIC: Axis(-2, 25)}
PULL = Axis(0, 1)

# The probabilities that the curves are drawn through: closer together where they bend.
STOPS = {LINEAR: np.linspace(0, 1, 51) ** 2, LOGARITHMIC: np.logspace(math.log10(SMALLEST), 0, 81)}

_HELPER = {**LINE, "strokeWidth": 1.5, **DOTTED, "color": REFERENCE.shown}
_RULE = {"type": "rule", "color": REFERENCE.shown}
_EXTENT = {"minExtent": 36, "maxExtent": 36}  # room left of the charts, so that they stand in line

# Where the name of each curve stands, by the axis of p: there it has most room, also on a phone.
_NAMED_AT = {
    LINEAR: {both.CROSS_ENTROPY: 0.14, both.SQUARED_ERROR: 0.12},
    LOGARITHMIC: {both.CROSS_ENTROPY: 1e-7, both.SQUARED_ERROR: 1e-6},
}
_BELOW = {"expr": f"datum.loss == '{both.SQUARED_ERROR}' ? 14 : -9"}


# The charts


def loss_chart(p: float, rest: str, delta: float, axis: str) -> Spec:
    """Both losses against the probability p of the right digit, and the height at which delta caps one of them."""
    picture = both.ahead(p, delta)
    across, up = ACROSS[axis], LOSS[axis]
    losses = lambda p, delta: both.long(p, both.losses(p, delta, rest))
    curve = picture.data("curve", lambda delta: _loss_curve(delta, rest, axis), on=["delta"])
    left = picture.data("curve_off", lambda delta: _curve_leaves(delta, rest, axis), on=["delta"])
    capped = picture.data("cap", _cap, on=["delta"])
    cap_off = picture.data("cap_off", lambda delta: _cap_off(delta, across, up), on=["delta"])
    names = picture.data(
        "names", lambda delta: _names(axis, lambda p: both.losses(p, delta[:, None], rest)), on=["delta"]
    )
    for field in ("cross_entropy", "without_delta"):
        curve["transform"].append(up.drawn(field))
    capped["transform"].append(inside({"cap": up}))
    x = _probability(axis)
    y = {"type": "quantitative", "title": "Loss", "scale": up.scale, "axis": {"tickCount": 5, **_EXTENT}}
    cap, helper = {**y, "field": "cap"}, {"x": x, "y": {**y, "field": "without_delta drawn"}}
    label = {"type": "text", "color": REFERENCE.shown, "align": "right", "dx": -4, "dy": -8}
    words = {"x": {"value": "width"}, "y": cap, "text": {"field": "label"}}
    return picture.chart(
        height=250,
        layer=[
            {**capped, "mark": {**_RULE, **DOTTED}, "encoding": {"y": cap}},
            *({**capped, "mark": {**label, **looks}, "encoding": words} for looks in (HALO, {})),
            *arrows(cap_off, x, y, "datum.label", size=50, color={"value": REFERENCE.shown}),
            _upright(picture, x, across),
            {**curve, "mark": {**_HELPER, "clip": True}, "encoding": helper},
            *_two_lines(curve, WRONG, x, y, ("cross_entropy drawn", "squared_error")),
            *arrows(left, x, y, size=50, color={"value": WRONG.shown}),
            *_two_names(names, WRONG, x, y, dy=_BELOW),
            *_two_dots(picture, losses, WRONG, x, y, "Loss", across, up),
        ],
    )


def pull_chart(p: float, rest: str, delta: float, axis: str) -> Spec:
    """How hard each loss pulls the right digit's logit up: minus its gradient, against p."""
    picture = both.ahead(p, delta)
    across = ACROSS[axis]
    pulls = lambda p: both.long(p, _pulls(p, rest))
    curve = picture.data("curve", lambda delta: _pull_curve(delta, rest, axis), on=["delta"])
    names = picture.data("names", lambda: _names(axis, lambda p: _pulls(p, rest)), on=[])
    x = _probability(axis)
    y = {"type": "quantitative", "title": "Pull on its logit", "scale": PULL.scale}
    y["axis"] = {"values": [0, 0.5, 1], **_EXTENT}
    return picture.chart(
        height=250,
        layer=[
            _upright(picture, x, across),
            {**curve, "mark": _HELPER, "encoding": {"x": x, "y": {**y, "field": "with_delta"}}},
            *_two_lines(curve, SLOPE, x, y, ("cross_entropy", "squared_error")),
            *_two_names(names, SLOPE, x, y, dy=_BELOW if axis == LINEAR else -9),
            *_two_dots(picture, pulls, SLOPE, x, y, "Pull", across, PULL, on=["p"]),
        ],
    )


def _probability(axis: str) -> Spec:
    x: Spec = {"field": "p", "type": "quantitative", "title": "Probability p of the right digit"}
    x["scale"] = ACROSS[axis].scale
    if axis == LINEAR:
        x["axis"] = {"tickCount": 5}
    else:
        labels = "datum.value == 1 ? '1' : format(datum.value, '.0e')"
        x["axis"] = {"values": [1e-9, 1e-6, 1e-3, 1], "labelExpr": labels, "grid": False}
    return x


def _two_lines(curve: Spec, color: Colour, x: Spec, y: Spec, fields: tuple[str, str]) -> list[Spec]:
    """The curves of both losses."""
    return [
        {
            **curve,
            "mark": {**LINE, "clip": True, "color": color.shown, **dash},
            "encoding": {"x": x, "y": {**y, "field": field}},
        }
        for dash, field in zip(both.DASHES.values(), fields, strict=True)
    ]


def _two_names(names: Spec, color: Colour, x: Spec, y: Spec, dy: Any) -> list[Spec]:
    """The names of both, at their curves."""
    return at_line(names, {"field": "loss"}, color, x=x, y={**y, "field": "value"}, align="left", dx=6, dy=dy)


def _two_dots(
    picture: Ahead,
    draw: Callable[..., dict[str, Array]],
    color: Colour,
    x: Spec,
    y: Spec,
    title: str,
    across: Axis,
    up: Axis,
    on: Collection[str] | None = None,
) -> list[Spec]:
    """On each curve the point where p is now."""

    def off(**now: Array) -> dict[str, list[Array]]:
        points = draw(**now)
        return beyond(points["p"], points["value"], across, up, loss=points["loss"])

    dots, away = picture.data("point", draw, on, np.float64), picture.data("point_off", off, on, np.float64)
    dots["transform"].append(inside({"p": across, "value": up}))
    at: Spec = {"x": x, "y": {**y, "field": "value"}, "color": {"value": color.shown}}
    tooltip = read(loss="Curve", p="p:.4~g", value=f"{title}:.4~g")
    where = f"if(inrange(datum.x, [{across.low}, {across.high}]), '', 'at p = ' + {said('datum.x')} + ': ')"
    text = f"{where} + {said('datum.y')}"
    return [
        {**dots, "mark": DOT, "encoding": {**at, "tooltip": tooltip}},
        *arrows(away, x, y, text, color=at["color"], tooltip=read(loss="Curve", x="p:.4~g", y=f"{title}:.4~g")),
    ]


def _upright(picture: Ahead, x: Spec, across: Axis) -> Spec:
    here = picture.data("here", lambda p: {"p": p}, on=["p"], dtype=np.float64)
    here["transform"].append(inside({"p": across}))
    return {**here, "mark": {**_RULE, **DOTTED}, "encoding": {"x": x}}


# The data: of many pictures at once


def _loss_curve(delta: Array, rest: str, axis: str) -> dict[str, Array]:
    p = STOPS[axis][None]
    without_delta = both.cross_entropy(p, rest, 0.0)
    return {"p": p, "without_delta": without_delta, **both.losses(p, delta[:, None], rest)}


def _curve_leaves(delta: Array, rest: str, axis: str) -> dict[str, list[Array]]:
    """Where the cross-entropy's curve goes beyond the axis."""
    curve = _loss_curve(delta, rest, axis)
    loss = np.full((len(delta), curve["p"].size), both.CROSS_ENTROPY)
    return leaving(curve["p"], curve["cross_entropy"], ACROSS[axis], LOSS[axis], loss=loss)


def _pull_curve(delta: Array, rest: str, axis: str) -> dict[str, Array]:
    p = STOPS[axis][None]
    capped = -nn.cross_entropy_gradient(prediction(p, rest), RIGHT, delta[:, None])[..., RIGHT]
    return {"p": p, "with_delta": capped, **_pulls(p, rest)}


def _pulls(p: Array, rest: str) -> dict[str, Array]:
    """Both pulls for each p, without delta."""
    gradients = both.gradients(p, rest)
    return {
        "cross_entropy": -gradients[both.CROSS_ENTROPY][..., RIGHT],
        "squared_error": -gradients[both.SQUARED_ERROR][..., RIGHT],
    }


def _names(axis: str, draw: Callable[[Array], dict[str, Array]]) -> dict[str, Array]:
    """Where the names of the two curves stand; `draw` gives both for each p of shape (1, n)."""
    p = np.array([list(_NAMED_AT[axis].values())])
    first, second = np.broadcast_arrays(*draw(p).values())
    return {"loss": np.array([list(both.DASHES)]), "p": p, "value": np.stack([first[:, 0], second[:, 1]], axis=1)}


def _cap(delta: Array) -> dict[str, Array]:
    """The loss of a right digit that was ruled out, which no loss is above."""
    caps = nn.cross_entropy(one_hot(0), 1, delta)
    labels = [f"delta caps it at {cap:.1f}" if math.isfinite(cap) else "without delta nothing caps it" for cap in caps]
    return {"cap": caps, "label": np.array(labels)}


def _cap_off(delta: Array, across: Axis, up: Axis) -> dict[str, list[Array]]:
    """The same where the axis has no room for it: at its right end."""
    caps = _cap(delta)
    right = np.full(len(delta), across.value(1 - MARGIN))
    return beyond(right, caps["cap"], across, up, label=caps["label"])
