"""The losses page's charts: two losses, and how each pulls at the logits, against the right digit's probability.

For each axis the specs are constant and the data are in named datasets, so that the browser redraws only what has
changed. What moves with a slider is sent ahead.
"""

import math
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import nn_core as nn
from explorer.charts.ahead import PARAMS, frames, frames_of
from explorer.losses.prediction import DELTAS, PROBABILITIES, RIGHT, one_hot, prediction

LINEAR = "linear"
LOGARITHMIC = "logarithmic"
AXES = (LINEAR, LOGARITHMIC)
TOP = {LINEAR: 5.0, LOGARITHMIC: 25.0}  # the largest loss that each axis has room for
SMALLEST = 1e-10  # where the logarithmic axis begins; a probability of 0 is drawn there

# The probabilities that the curves are drawn through: closer together where they bend.
STOPS = {LINEAR: np.linspace(0, 1, 51) ** 2, LOGARITHMIC: np.logspace(math.log10(SMALLEST), 0, 81)}

CROSS_ENTROPY = "cross-entropy"
SQUARED_ERROR = "half squared error"

Spec = dict[str, Any]
Array = NDArray[Any]

_P, _DELTA = {"p": PROBABILITIES}, {"delta": DELTAS}


def loss_chart(p: float, rest: str, delta: float, axis: str) -> Spec:
    """Both losses against the probability p of the right digit, and the height at which delta caps one of them."""
    point = frames(lambda p, delta: _losses(p, delta, rest, axis), {"p": p, "delta": delta}, _P | _DELTA)
    data = {"curve": _loss_curve(rest, delta, axis), "point": point, "cap": _cap(delta, axis)}
    return {**_LOSS_CHARTS[axis], "datasets": data}


def pull_chart(p: float, rest: str, delta: float, axis: str) -> Spec:
    """How hard each loss pulls the right digit's logit up: minus its gradient, against p."""
    point = frames(lambda p: _pulls(p, rest, axis), {"p": p}, _P)
    return {**_PULL_CHARTS[axis], "datasets": {"curve": _pull_curve(rest, delta, axis), "point": point}}


def gradient_chart(p: float, rest: str) -> Spec:
    """The gradient of both losses with respect to each of the ten logits."""
    return {**_GRADIENT_CHART, "datasets": {"bars": frames(lambda p: _gradients(p, rest), {"p": p}, _P)}}


@lru_cache(maxsize=64)
def _loss_curve(rest: str, delta: float, axis: str) -> pa.Table:
    def draw(delta: Array) -> dict[str, Array]:
        p, delta = np.broadcast_arrays(STOPS[axis], delta[:, None])
        return _losses(p, delta, rest, axis) | {"without_delta": _drawn_loss(p, 0.0, rest, axis)}

    return frames(draw, {"delta": delta}, _DELTA)


@lru_cache(maxsize=64)
def _pull_curve(rest: str, delta: float, axis: str) -> pa.Table:
    def draw(delta: Array) -> dict[str, Array]:
        p = np.tile(STOPS[axis], (len(delta), 1))
        capped = -nn.cross_entropy_gradient(prediction(p, rest), RIGHT, delta[:, None])[..., RIGHT]
        return _pulls(p, rest, axis) | {"with_delta": capped}

    return frames(draw, {"delta": delta}, _DELTA)


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


def _drawn(p: Array, axis: str) -> Array:
    """Where on its axis a probability is drawn: a logarithmic one has no place for 0."""
    return np.maximum(p, SMALLEST) if axis == LOGARITHMIC else p


@lru_cache(maxsize=64)
def _cap(delta: float, axis: str) -> pa.Table:
    """The loss of a right digit that was ruled out; nan where the chart has no room for it."""

    def draw(delta: Array) -> dict[str, Array]:
        caps = nn.cross_entropy(one_hot(0), 1, delta)
        labels = np.array([f"delta caps it at {cap:.1f}" for cap in caps])
        return {"cap": np.where(caps <= TOP[axis], caps, np.nan), "label": labels}

    return frames(draw, {"delta": delta}, _DELTA)


def _probability(axis: str) -> Spec:
    x: Spec = {"field": "p", "type": "quantitative", "title": "Probability p of the right digit"}
    if axis == LINEAR:
        x |= {"scale": {"domain": [0, 1]}, "axis": {"tickCount": 5}}
    else:
        x |= {"scale": {"type": "log", "domain": [SMALLEST, 1], "nice": False}}
        labels = "datum.value == 1 ? '1' : format(datum.value, '.0e')"
        x["axis"] = {"values": [1e-9, 1e-6, 1e-3, 1], "labelExpr": labels, "grid": False}
    return x


def _color(name: str, legend: Spec | None) -> Spec:
    return {"datum": name, "type": "nominal", "legend": legend}


def _two_losses(curve: Spec, point: Spec, x: Spec, y: Spec, legend: Spec | None = None) -> list[Spec]:
    """The curves of both losses and, on each, the point where p is now."""
    return [
        {
            **data,
            "mark": mark,
            "encoding": {"x": x, "y": {**y, "field": field}, "color": _color(name, legend)},
        }
        for data, mark in ((curve, _LINE), (point, _DOT))
        for name, field in ((CROSS_ENTROPY, "cross_entropy"), (SQUARED_ERROR, "squared_error"))
    ]


def _dashed(curve: Spec, x: Spec, y: Spec) -> Spec:
    return {**curve, "mark": _HELPER, "encoding": {"x": x, "y": y}}


def _upright(point: Spec, x: Spec) -> Spec:
    return {**point, "mark": {**_RULE, "strokeDash": [2, 4]}, "encoding": {"x": x}}


_LINE = {"type": "line", "strokeWidth": 2.5}
_HELPER = {"type": "line", "strokeWidth": 2, "strokeDash": [4, 4], "color": "gray"}
_RULE = {"type": "rule", "color": "gray"}
_DOT = {"type": "point", "filled": True, "size": 110, "opacity": 1}
# Keeps room for a dot in the upper right corner, so that the chart does not shrink as a dot gets there.
_ROOM = {
    "data": {"values": [{}]},
    "mark": {**_DOT, "opacity": 0, "aria": False},
    "encoding": {"x": {"value": "width"}, "y": {"value": 0}},
}
_EXTENT = {"minExtent": 36, "maxExtent": 36}  # room left of all three charts, so that they stand in line


def _loss_chart(axis: str) -> Spec:
    x = {**_probability(axis), "title": None}
    y = {"type": "quantitative", "title": "Loss", "scale": {"domain": [0, TOP[axis]]}, "axis": _EXTENT}
    curve = frames_of("curve", ["delta"], "p", "cross_entropy", "without_delta", "squared_error")
    point, capped = frames_of("point", ["p", "delta"]), frames_of("cap", ["delta"])
    cap = {**y, "field": "cap"}
    label = {"type": "text", "color": "gray", "align": "right", "dx": -4, "dy": -8}
    words = {"x": {"value": "width"}, "y": cap, "text": {"field": "label"}}
    legend = {"title": None, "orient": "top", "symbolType": "stroke", "symbolStrokeWidth": 3, "symbolOpacity": 1}
    return {
        "height": 250,
        "params": PARAMS,
        "layer": [
            {**capped, "mark": {**_RULE, "strokeDash": [6, 4]}, "encoding": {"y": cap}},
            {**capped, "mark": label, "encoding": words},
            _upright(point, x),
            _dashed(curve, x, {**y, "field": "without_delta"}),
            *_two_losses(curve, point, x, y, legend),
            _ROOM,
        ],
    }


def _pull_chart(axis: str) -> Spec:
    x = _probability(axis)
    y = {"type": "quantitative", "title": "Pull on logit", "scale": {"domain": [0, 1]}}
    y["axis"] = {"values": [0, 0.5, 1], **_EXTENT}
    curve = frames_of("curve", ["delta"], "p", "cross_entropy", "with_delta", "squared_error")
    point = frames_of("point", ["p"])
    return {
        "height": 190,
        "params": PARAMS,
        "layer": [
            _upright(point, x),
            _dashed(curve, x, {**y, "field": "with_delta"}),
            *_two_losses(curve, point, x, y),
            _ROOM,
        ],
    }


def _gradient_chart() -> Spec:
    order = [CROSS_ENTROPY, SQUARED_ERROR]
    y = {"field": "gradient", "type": "quantitative", "title": "Gradient", "scale": {"domain": [-1, 1]}}
    bars = frames_of("bars", ["p"], *order, index="digit")
    bars["transform"].append({"fold": order, "as": ["loss", "gradient"]})
    return {
        "height": 170,
        "params": PARAMS,
        **bars,
        "mark": "bar",
        "encoding": {
            "x": {"field": "digit", "type": "ordinal", "title": "Logit of the digit", "axis": {"labelAngle": 0}},
            "xOffset": {"field": "loss", "type": "nominal", "sort": order},
            "y": {**y, "axis": {"values": [-1, 0, 1], **_EXTENT}},
            "color": {"field": "loss", "type": "nominal", "sort": order, "legend": None},
        },
    }


_LOSS_CHARTS = {axis: _loss_chart(axis) for axis in AXES}
_PULL_CHARTS = {axis: _pull_chart(axis) for axis in AXES}
_GRADIENT_CHART = _gradient_chart()
