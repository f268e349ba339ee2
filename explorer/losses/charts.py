"""The losses page's charts: two losses, and how each pulls at the logits, against the right digit's probability.

What moves with a slider is sent ahead; the rest of a chart never changes.
"""

import math
from collections.abc import Callable, Collection

import numpy as np

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.charts.beyond import MARGIN, Axis, arrows, beyond, inside, leaving, said
from explorer.charts.marks import DASHED, DOT, DOTTED, LINE, LINES, Spec, named, read, room
from explorer.charts.tables import Array
from explorer.losses.prediction import CLASSES, RIGHT, one_hot, prediction
from explorer.losses.sliders import DELTAS, PROBABILITIES

LINEAR = "linear"
LOGARITHMIC = "logarithmic"
AXES = (LINEAR, LOGARITHMIC)
SMALLEST = 1e-10  # where the logarithmic axis begins, which has no place for 0
ACROSS = {LINEAR: Axis(0, 1), LOGARITHMIC: Axis(SMALLEST, 1, logarithmic=True)}
LOSS = {LINEAR: Axis(-0.2, 5), LOGARITHMIC: Axis(-1, 25)}  # delta takes the loss of a right answer a little below 0
PULL = Axis(0, 1)

# The probabilities that the curves are drawn through: closer together where they bend.
STOPS = {LINEAR: np.linspace(0, 1, 51) ** 2, LOGARITHMIC: np.logspace(math.log10(SMALLEST), 0, 81)}

CROSS_ENTROPY = "cross-entropy"
SQUARED_ERROR = "half squared error"

_LOSS = {"field": "loss", "type": "nominal", "title": None, "scale": {"domain": [CROSS_ENTROPY, SQUARED_ERROR]}}
_HELPER = {**LINE, "strokeWidth": 2, "strokeDash": [4, 4], "color": "gray"}
_RULE = {"type": "rule", "color": "gray"}
_ROOM = room(0)
_EXTENT = {"minExtent": 36, "maxExtent": 36}  # room left of all three charts, so that they stand in line


# The charts


def loss_chart(p: float, rest: str, delta: float, axis: str) -> Spec:
    """Both losses against the probability p of the right digit, and the height at which delta caps one of them."""
    picture = Ahead(now={"p": p, "delta": delta}, sliders={"p": PROBABILITIES, "delta": DELTAS})
    across, up = ACROSS[axis], LOSS[axis]
    losses = lambda p, delta: _long(p, _losses(p, delta, rest))
    curve = picture.data("curve", lambda delta: _loss_curve(delta, rest, axis), on=["delta"])
    left = picture.data("curve_off", lambda delta: _curve_leaves(delta, rest, axis), on=["delta"])
    capped = picture.data("cap", _cap, on=["delta"])
    cap_off = picture.data("cap_off", lambda delta: _cap_off(delta, across, up), on=["delta"])
    for field in ("cross_entropy", "without_delta"):
        curve["transform"].append(up.drawn(field))
    capped["transform"].append(inside({"cap": up}))
    x = {**_probability(axis), "title": None}
    y = {"type": "quantitative", "title": "Loss", "scale": up.scale, "axis": {"tickCount": 5, **_EXTENT}}
    cap, helper = {**y, "field": "cap"}, {"x": x, "y": {**y, "field": "without_delta drawn"}}
    label = {"type": "text", "color": "gray", "align": "right", "dx": -4, "dy": -8}
    words = {"x": {"value": "width"}, "y": cap, "text": {"field": "label"}}
    return picture.chart(
        height=250,
        layer=[
            {**capped, "mark": {**_RULE, **DASHED}, "encoding": {"y": cap}},
            {**capped, "mark": label, "encoding": words},
            *arrows(cap_off, x, y, "datum.label", size=50, color={"value": "gray"}),
            _upright(picture, x, across),
            {**curve, "mark": {**_HELPER, "clip": True}, "encoding": helper},
            *_two_lines(curve, x, y, ("cross_entropy drawn", "squared_error"), LINES),
            *arrows(left, x, y, size=50, color=_LOSS),
            *_two_dots(picture, losses, x, y, "Loss", across, up),
            _ROOM,
        ],
    )


def pull_chart(p: float, rest: str, delta: float, axis: str) -> Spec:
    """How hard each loss pulls the right digit's logit up: minus its gradient, against p."""
    picture = Ahead(now={"p": p, "delta": delta}, sliders={"p": PROBABILITIES, "delta": DELTAS})
    across = ACROSS[axis]
    pulls = lambda p: _long(p, _pulls(p, rest))
    curve = picture.data("curve", lambda delta: _pull_curve(delta, rest, axis), on=["delta"])
    x = _probability(axis)
    y = {"type": "quantitative", "title": "Pull on logit", "scale": PULL.scale}
    y["axis"] = {"values": [0, 0.5, 1], **_EXTENT}
    return picture.chart(
        height=190,
        layer=[
            _upright(picture, x, across),
            {**curve, "mark": _HELPER, "encoding": {"x": x, "y": {**y, "field": "with_delta"}}},
            *_two_lines(curve, x, y, ("cross_entropy", "squared_error")),
            *_two_dots(picture, pulls, x, y, "Pull", across, PULL, on=["p"]),
            _ROOM,
        ],
    )


def gradient_chart(p: float, rest: str) -> Spec:
    """The gradient of both losses with respect to each of the ten logits."""
    picture = Ahead(now={"p": p}, sliders={"p": PROBABILITIES})
    y = {"field": "gradient", "type": "quantitative", "title": "Gradient", "scale": {"domain": [-1, 1]}}
    return picture.chart(
        height=170,
        **picture.data("bars", lambda p: _bars(p, rest)),
        mark="bar",
        encoding={
            "x": {"field": "digit", "type": "ordinal", "title": "Logit of the digit", "axis": {"labelAngle": 0}},
            "xOffset": {"field": "loss", "type": "nominal", "sort": [CROSS_ENTROPY, SQUARED_ERROR]},
            "y": {**y, "axis": {"values": [-1, 0, 1], **_EXTENT}},
            "color": {**_LOSS, "legend": None},
            "tooltip": read(loss="Loss", digit="Digit", gradient="Gradient:.4~g"),
        },
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


def _two_lines(curve: Spec, x: Spec, y: Spec, fields: tuple[str, str], legend: Spec | None = None) -> list[Spec]:
    """The curves of both losses."""
    return [
        {
            **curve,
            "mark": {**LINE, "clip": True},
            "encoding": {"x": x, "y": {**y, "field": field}, "color": named(name, legend=legend)},
        }
        for name, field in zip((CROSS_ENTROPY, SQUARED_ERROR), fields, strict=True)
    ]


def _two_dots(
    picture: Ahead,
    draw: Callable[..., dict[str, Array]],
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
    at = {"x": x, "y": {**y, "field": "value"}, "color": _LOSS}
    tooltip = read(loss="Curve", p="p:.4~g", value=f"{title}:.4~g")
    where = f"if(inrange(datum.x, [{across.low}, {across.high}]), '', 'p = ' + {said('datum.x')} + ', ')"
    text = f"{where} + {said('datum.y')}"
    return [
        {**dots, "mark": DOT, "encoding": {**at, "tooltip": tooltip}},
        *arrows(away, x, y, text, color=_LOSS, tooltip=read(loss="Curve", x="p:.4~g", y=f"{title}:.4~g")),
    ]


def _upright(picture: Ahead, x: Spec, across: Axis) -> Spec:
    here = picture.data("here", lambda p: {"p": p}, on=["p"], dtype=np.float64)
    here["transform"].append(inside({"p": across}))
    return {**here, "mark": {**_RULE, **DOTTED}, "encoding": {"x": x}}


# The data: of many pictures at once


def _loss_curve(delta: Array, rest: str, axis: str) -> dict[str, Array]:
    p = STOPS[axis][None]
    losses = _losses(p, delta[:, None], rest)
    return {"p": p, "without_delta": _cross_entropy(p, rest, 0.0), **losses}


def _curve_leaves(delta: Array, rest: str, axis: str) -> dict[str, list[Array]]:
    """Where the cross-entropy's curve goes beyond the axis."""
    curve = _loss_curve(delta, rest, axis)
    loss = np.full((len(delta), curve["p"].size), CROSS_ENTROPY)
    return leaving(curve["p"], curve["cross_entropy"], ACROSS[axis], LOSS[axis], loss=loss)


def _pull_curve(delta: Array, rest: str, axis: str) -> dict[str, Array]:
    p = STOPS[axis][None]
    capped = -nn.cross_entropy_gradient(prediction(p, rest), RIGHT, delta[:, None])[..., RIGHT]
    return {"p": p, "with_delta": capped, **_pulls(p, rest)}


def _long(p: Array, both: dict[str, Array]) -> dict[str, Array]:
    """A row for each of the two losses."""
    return {
        "loss": np.array([[CROSS_ENTROPY, SQUARED_ERROR]]),
        "p": p,
        "value": np.stack(list(both.values()), axis=1),
    }


def _losses(p: Array, delta: Array, rest: str) -> dict[str, Array]:
    """Both losses for each p, and the delta that stands in the same place."""
    return {"cross_entropy": _cross_entropy(p, rest, delta), "squared_error": _squared_error(p, rest)}


def _cross_entropy(p: Array, rest: str, delta: Array | float) -> Array:
    return nn.cross_entropy(prediction(p, rest), RIGHT, delta)


def _squared_error(p: Array, rest: str) -> Array:
    y = prediction(p, rest)
    return nn.sum_squared_error(y, np.broadcast_to(one_hot(RIGHT), y.shape), axis=-1)


def _pulls(p: Array, rest: str) -> dict[str, Array]:
    """Both pulls for each p, without delta."""
    gradients = _gradients(p, rest)
    return {
        "cross_entropy": -gradients[CROSS_ENTROPY][..., RIGHT],
        "squared_error": -gradients[SQUARED_ERROR][..., RIGHT],
    }


def _gradients(p: Array, rest: str) -> dict[str, Array]:
    """The gradients of both losses for each p, shape (*p.shape, CLASSES)."""
    y, t = prediction(p, rest), one_hot(RIGHT)
    return {CROSS_ENTROPY: nn.cross_entropy_gradient(y, t), SQUARED_ERROR: nn.sum_squared_error_gradient(y, t)}


def _bars(p: Array, rest: str) -> dict[str, Array]:
    """The gradients of both losses, end to end."""
    gradients = _gradients(p, rest)
    return {
        "digit": np.tile(np.arange(CLASSES), len(gradients))[None],
        "loss": np.repeat(list(gradients), CLASSES)[None],
        "gradient": np.concatenate(list(gradients.values()), axis=1),
    }


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
