"""The losses page's charts: two losses, and how each pulls at the logits, against the right digit's probability.

What moves with a slider is sent ahead; the rest of a chart never changes.
"""

import math

import numpy as np

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.charts.marks import DASHED, DOT, DOTTED, LINE, LINES, Spec, named, room
from explorer.charts.tables import Array
from explorer.losses.prediction import CLASSES, RIGHT, one_hot, prediction
from explorer.losses.sliders import DELTAS, PROBABILITIES

LINEAR = "linear"
LOGARITHMIC = "logarithmic"
AXES = (LINEAR, LOGARITHMIC)
TOP = {LINEAR: 5.0, LOGARITHMIC: 25.0}  # the largest loss that each axis has room for
SMALLEST = 1e-10  # where the logarithmic axis begins; a probability of 0 is drawn there

# The probabilities that the curves are drawn through: closer together where they bend.
STOPS = {LINEAR: np.linspace(0, 1, 51) ** 2, LOGARITHMIC: np.logspace(math.log10(SMALLEST), 0, 81)}

CROSS_ENTROPY = "cross-entropy"
SQUARED_ERROR = "half squared error"

_HELPER = {**LINE, "strokeWidth": 2, "strokeDash": [4, 4], "color": "gray"}
_RULE = {"type": "rule", "color": "gray"}
_ROOM = room(0)
_EXTENT = {"minExtent": 36, "maxExtent": 36}  # room left of all three charts, so that they stand in line


# The charts


def loss_chart(p: float, rest: str, delta: float, axis: str) -> Spec:
    """Both losses against the probability p of the right digit, and the height at which delta caps one of them."""
    picture = Ahead(now={"p": p, "delta": delta}, sliders={"p": PROBABILITIES, "delta": DELTAS})
    curve = picture.data("curve", lambda delta: _loss_curve(delta, rest, axis), on=["delta"])
    point = picture.data("point", lambda p, delta: _losses(p, delta, rest, axis))
    capped = picture.data("cap", lambda delta: _cap(delta, axis), on=["delta"])
    x = {**_probability(axis), "title": None}
    y = {"type": "quantitative", "title": "Loss", "scale": {"domain": [0, TOP[axis]]}, "axis": _EXTENT}
    cap = {**y, "field": "cap"}
    label = {"type": "text", "color": "gray", "align": "right", "dx": -4, "dy": -8}
    words = {"x": {"value": "width"}, "y": cap, "text": {"field": "label"}}
    return picture.chart(
        height=250,
        layer=[
            {**capped, "mark": {**_RULE, **DASHED}, "encoding": {"y": cap}},
            {**capped, "mark": label, "encoding": words},
            _upright(point, x),
            {**curve, "mark": _HELPER, "encoding": {"x": x, "y": {**y, "field": "without_delta"}}},
            *_two_losses(curve, point, x, y, LINES),
            _ROOM,
        ],
    )


def pull_chart(p: float, rest: str, delta: float, axis: str) -> Spec:
    """How hard each loss pulls the right digit's logit up: minus its gradient, against p."""
    picture = Ahead(now={"p": p, "delta": delta}, sliders={"p": PROBABILITIES, "delta": DELTAS})
    curve = picture.data("curve", lambda delta: _pull_curve(delta, rest, axis), on=["delta"])
    point = picture.data("point", lambda p: _pulls(p, rest, axis), on=["p"])
    x = _probability(axis)
    y = {"type": "quantitative", "title": "Pull on logit", "scale": {"domain": [0, 1]}}
    y["axis"] = {"values": [0, 0.5, 1], **_EXTENT}
    return picture.chart(
        height=190,
        layer=[
            _upright(point, x),
            {**curve, "mark": _HELPER, "encoding": {"x": x, "y": {**y, "field": "with_delta"}}},
            *_two_losses(curve, point, x, y),
            _ROOM,
        ],
    )


def gradient_chart(p: float, rest: str) -> Spec:
    """The gradient of both losses with respect to each of the ten logits."""
    picture = Ahead(now={"p": p}, sliders={"p": PROBABILITIES})
    order = [CROSS_ENTROPY, SQUARED_ERROR]
    y = {"field": "gradient", "type": "quantitative", "title": "Gradient", "scale": {"domain": [-1, 1]}}
    return picture.chart(
        height=170,
        **picture.data("bars", lambda p: _bars(p, rest)),
        mark="bar",
        encoding={
            "x": {"field": "digit", "type": "ordinal", "title": "Logit of the digit", "axis": {"labelAngle": 0}},
            "xOffset": {"field": "loss", "type": "nominal", "sort": order},
            "y": {**y, "axis": {"values": [-1, 0, 1], **_EXTENT}},
            "color": {"field": "loss", "type": "nominal", "sort": order, "legend": None},
        },
    )


def _probability(axis: str) -> Spec:
    x: Spec = {"field": "p", "type": "quantitative", "title": "Probability p of the right digit"}
    if axis == LINEAR:
        x |= {"scale": {"domain": [0, 1]}, "axis": {"tickCount": 5}}
    else:
        x |= {"scale": {"type": "log", "domain": [SMALLEST, 1], "nice": False}}
        labels = "datum.value == 1 ? '1' : format(datum.value, '.0e')"
        x["axis"] = {"values": [1e-9, 1e-6, 1e-3, 1], "labelExpr": labels, "grid": False}
    return x


def _two_losses(curve: Spec, point: Spec, x: Spec, y: Spec, legend: Spec | None = None) -> list[Spec]:
    """The curves of both losses and, on each, the point where p is now."""
    return [
        {
            **data,
            "mark": mark,
            "encoding": {"x": x, "y": {**y, "field": field}, "color": named(name, legend=legend)},
        }
        for data, mark in ((curve, LINE), (point, DOT))
        for name, field in ((CROSS_ENTROPY, "cross_entropy"), (SQUARED_ERROR, "squared_error"))
    ]


def _upright(point: Spec, x: Spec) -> Spec:
    return {**point, "mark": {**_RULE, **DOTTED}, "encoding": {"x": x}}


# The data: of many pictures at once


def _loss_curve(delta: Array, rest: str, axis: str) -> dict[str, Array]:
    p = STOPS[axis][None]
    without_delta = _drawn_loss(p, 0.0, rest, axis)
    return _losses(p, delta[:, None], rest, axis) | {"without_delta": without_delta}


def _pull_curve(delta: Array, rest: str, axis: str) -> dict[str, Array]:
    p = STOPS[axis][None]
    capped = -nn.cross_entropy_gradient(prediction(p, rest), RIGHT, delta[:, None])[..., RIGHT]
    return _pulls(p, rest, axis) | {"with_delta": capped}


def _losses(p: Array, delta: Array, rest: str, axis: str) -> dict[str, Array]:
    """Both losses for each p, and the delta that stands in the same place."""
    return {
        "p": _drawn(p, axis),
        "cross_entropy": _drawn_loss(p, delta, rest, axis),
        "squared_error": _squared_error(p, rest),
    }


def _drawn_loss(p: Array, delta: Array | float, rest: str, axis: str) -> Array:
    """Cross-entropy. What is too large for the chart is drawn at its upper edge."""
    return np.minimum(_cross_entropy(p, rest, delta), TOP[axis])


def _cross_entropy(p: Array, rest: str, delta: Array | float) -> Array:
    return nn.cross_entropy(prediction(p, rest), RIGHT, delta)


def _squared_error(p: Array, rest: str) -> Array:
    y = prediction(p, rest)
    return nn.sum_squared_error(y, np.broadcast_to(one_hot(RIGHT), y.shape), axis=-1)


def _pulls(p: Array, rest: str, axis: str) -> dict[str, Array]:
    """Both pulls for each p, without delta."""
    gradients = _gradients(p, rest)
    return {
        "p": _drawn(p, axis),
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


def _drawn(p: Array, axis: str) -> Array:
    """Where on its axis a probability is drawn: a logarithmic one has no place for 0."""
    return np.maximum(p, SMALLEST) if axis == LOGARITHMIC else p


def _cap(delta: Array, axis: str) -> dict[str, Array]:
    """The loss of a right digit that was ruled out; nan where the chart has no room for it."""
    caps = nn.cross_entropy(one_hot(0), 1, delta)
    labels = np.array([f"delta caps it at {cap:.1f}" for cap in caps])
    return {"cap": np.where(caps <= TOP[axis], caps, np.nan), "label": labels}
