"""The losses page's charts: two losses, and how each pulls at the logits, against the right digit's probability.

The specs are constant and the data are in named datasets, so that the browser redraws only what has changed.
"""

import math
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import nn_core as nn
from explorer.losses_numbers import (
    CLASSES,
    RIGHT,
    cross_entropy_gradient,
    one_hot,
    prediction,
    squared_error_gradient,
)
from explorer.tables import table

LINEAR = "linear"
LOGARITHMIC = "logarithmic"
AXES = (LINEAR, LOGARITHMIC)
TOP = {LINEAR: 5.0, LOGARITHMIC: 25.0}  # the largest loss that each axis has room for
SMALLEST = 1e-10  # where the logarithmic axis begins; a probability of 0 is drawn there

# The probabilities that the curves are drawn through: closer together where they bend.
_STOPS = {LINEAR: np.linspace(0, 1, 51) ** 2, LOGARITHMIC: np.logspace(math.log10(SMALLEST), 0, 81)}

CROSS_ENTROPY = "cross-entropy"
SQUARED_ERROR = "half squared error"

Spec = dict[str, Any]


def loss_chart(p: float, rest: str, delta: float, axis: str) -> Spec:
    """Both losses against the probability p of the right digit, and the height at which delta caps one of them."""
    curve, point = _loss_curve(rest, delta, axis), _losses(np.array([p]), rest, delta, axis)
    return {**_LOSS_CHARTS[axis], "datasets": {"curve": curve, "point": point, "cap": _cap(delta, axis)}}


def pull_chart(p: float, rest: str, delta: float, axis: str) -> Spec:
    """How hard each loss pulls the right digit's logit up: minus its gradient, against p."""
    curve, point = _pull_curve(rest, delta, axis), _pulls(np.array([p]), rest, delta, axis)
    return {**_PULL_CHARTS[axis], "datasets": {"curve": curve, "point": point}}


def gradient_chart(p: float, rest: str) -> Spec:
    """The gradient of both losses with respect to each of the ten logits."""
    y, t = prediction(p, rest), one_hot(RIGHT)
    gradients = {CROSS_ENTROPY: cross_entropy_gradient(y, t), SQUARED_ERROR: squared_error_gradient(y, t)}
    bars = table(
        {
            "digit": np.tile(np.arange(CLASSES), 2),
            "loss": np.repeat(list(gradients), CLASSES),
            "gradient": np.concatenate(list(gradients.values())),
        }
    )
    return {**_GRADIENT_CHART, "datasets": {"bars": bars}}


@lru_cache(maxsize=64)
def _loss_curve(rest: str, delta: float, axis: str) -> pa.Table:
    return _losses(_STOPS[axis], rest, delta, axis)


@lru_cache(maxsize=64)
def _pull_curve(rest: str, delta: float, axis: str) -> pa.Table:
    return _pulls(_STOPS[axis], rest, delta, axis)


def _losses(p: NDArray[np.float64], rest: str, delta: float, axis: str) -> pa.Table:
    """A row for each p. What is too large for the chart is drawn at its upper edge."""
    y, t = prediction(p, rest), one_hot(RIGHT)
    return table(
        {
            "p": _drawn(p, axis),
            "cross_entropy": [min(nn.cross_entropy_error(row, RIGHT, delta), TOP[axis]) for row in y],
            "without_delta": [min(nn.cross_entropy_error(row, RIGHT, 0), TOP[axis]) for row in y],
            "squared_error": [nn.sum_squared_error(row, t) for row in y],
        }
    )


def _pulls(p: NDArray[np.float64], rest: str, delta: float, axis: str) -> pa.Table:
    """A row for each p."""
    y, t = prediction(p, rest), one_hot(RIGHT)
    return table(
        {
            "p": _drawn(p, axis),
            "cross_entropy": -cross_entropy_gradient(y, t)[:, RIGHT],
            "with_delta": -cross_entropy_gradient(y, t, delta)[:, RIGHT],
            "squared_error": -squared_error_gradient(y, t)[:, RIGHT],
        }
    )


def _drawn(p: NDArray[np.float64], axis: str) -> NDArray[np.float64]:
    """Where on its axis a probability is drawn: a logarithmic one has no place for 0."""
    return np.maximum(p, SMALLEST) if axis == LOGARITHMIC else p


@lru_cache(maxsize=64)
def _cap(delta: float, axis: str) -> pa.Table:
    """The loss of a right digit that was ruled out, where the chart has room for it."""
    cap = nn.cross_entropy_error(one_hot(0), 1, delta)
    caps = [cap] if cap <= TOP[axis] else []
    return table(
        {"cap": np.array(caps, float), "label": np.array([f"delta caps it at {cap:.1f}" for cap in caps], str)}
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


def _color(name: str, legend: Spec | None) -> Spec:
    return {"datum": name, "type": "nominal", "legend": legend}


def _two_losses(x: Spec, y: Spec, legend: Spec | None = None) -> list[Spec]:
    """The curves of both losses and, on each, the point where p is now."""
    return [
        {
            "data": {"name": data},
            "mark": mark,
            "encoding": {"x": x, "y": {**y, "field": field}, "color": _color(name, legend)},
        }
        for data, mark in (("curve", _LINE), ("point", _DOT))
        for name, field in ((CROSS_ENTROPY, "cross_entropy"), (SQUARED_ERROR, "squared_error"))
    ]


def _dashed(x: Spec, y: Spec) -> Spec:
    return {"data": {"name": "curve"}, "mark": _HELPER, "encoding": {"x": x, "y": y}}


def _upright(x: Spec) -> Spec:
    return {"data": {"name": "point"}, "mark": {**_RULE, "strokeDash": [2, 4]}, "encoding": {"x": x}}


_LINE = {"type": "line", "strokeWidth": 2.5}
_HELPER = {"type": "line", "strokeWidth": 2, "strokeDash": [4, 4], "color": "gray"}
_RULE = {"type": "rule", "color": "gray"}
_DOT = {"type": "point", "filled": True, "size": 110, "opacity": 1}
_EXTENT = {"minExtent": 36, "maxExtent": 36}  # room left of all three charts, so that they stand in line


def _loss_chart(axis: str) -> Spec:
    x = {**_probability(axis), "title": None}
    y = {"type": "quantitative", "title": "Loss", "scale": {"domain": [0, TOP[axis]]}, "axis": _EXTENT}
    cap = {**y, "field": "cap"}
    label = {"type": "text", "color": "gray", "align": "right", "dx": -4, "dy": -8}
    words = {"x": {"value": "width"}, "y": cap, "text": {"field": "label"}}
    legend = {"title": None, "orient": "top", "symbolType": "stroke", "symbolStrokeWidth": 3, "symbolOpacity": 1}
    return {
        "height": 250,
        "layer": [
            {"data": {"name": "cap"}, "mark": {**_RULE, "strokeDash": [6, 4]}, "encoding": {"y": cap}},
            {"data": {"name": "cap"}, "mark": label, "encoding": words},
            _upright(x),
            _dashed(x, {**y, "field": "without_delta"}),
            *_two_losses(x, y, legend),
        ],
    }


def _pull_chart(axis: str) -> Spec:
    x = _probability(axis)
    y = {"type": "quantitative", "title": "Pull on logit", "scale": {"domain": [0, 1]}}
    y["axis"] = {"values": [0, 0.5, 1], **_EXTENT}
    return {
        "height": 190,
        "layer": [
            _upright(x),
            _dashed(x, {**y, "field": "with_delta"}),
            *_two_losses(x, y),
        ],
    }


def _gradient_chart() -> Spec:
    order = [CROSS_ENTROPY, SQUARED_ERROR]
    y = {"field": "gradient", "type": "quantitative", "title": "Gradient", "scale": {"domain": [-1, 1]}}
    return {
        "height": 170,
        "data": {"name": "bars"},
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
