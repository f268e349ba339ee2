"""The softmax page's charts: logits, probabilities, how each probability moves with each logit, a batch of two.

The specs are constant and the data are in named datasets, so that the browser redraws only what has changed.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.tables import table

REACH = 10.0  # a logit goes from -REACH to REACH, before the constant is added

Spec = dict[str, Any]

# The colour of text on a coloured ground. The theme has none for it, but tells the chart its background.
_INK = {"expr": "luminance(background) > 0.5 ? 'black' : 'white'"}
_TEXT: Spec = {"type": "text", "color": _INK, "opacity": 0.8, "baseline": "middle"}


def logit_chart(logits: tuple[float, ...], shift: float) -> Spec:
    """A bar for each logit. The constant is written beside it: a bar as long as 1000 would hide all others."""
    added = "" if shift == 0 else f" {'+' if shift > 0 else '−'} {abs(shift):g}"
    labels = [f"{a:g}".replace("-", "−") + added for a in logits]
    bars = table({"class": np.arange(len(logits)), "logit": logits, "label": labels})
    return {**_LOGIT_CHART, "datasets": {"bars": bars}}


def probability_chart(probabilities: NDArray[Any]) -> Spec:
    """A bar for each probability."""
    bars = table({"class": np.arange(len(probabilities)), "probability": probabilities})
    return {**_PROBABILITY_CHART, "datasets": {"bars": bars}}


def jacobian_chart(jacobian: NDArray[Any]) -> Spec:
    """A heat map: row i and column j tell how probability i moves with logit j."""
    i, j = np.indices(jacobian.shape)
    sign = np.where(jacobian >= 0, "rises", "falls")
    cells = table({"i": i.ravel(), "j": j.ravel(), "slope": jacobian.ravel(), "sign": sign.ravel()})
    return {**_JACOBIAN_CHART, "datasets": {"cells": cells}}


def batch_chart(rows: NDArray[Any]) -> Spec:
    """Each row's probabilities end to end, and their sum.

    Args:
        rows: shape (samples, classes).
    """
    samples, classes = rows.shape
    end = rows.cumsum(axis=1)
    pieces = table(
        {
            "row": np.repeat([f"row {number}" for number in range(samples)], classes),
            "class": np.tile(np.arange(classes), samples),
            "start": (end - rows).ravel(),
            "end": end.ravel(),
            "probability": rows.ravel(),
        }
    )
    sums = table({"row": [f"row {number}" for number in range(samples)], "sum": rows.sum(axis=1)})
    return {**_BATCH_CHART, "datasets": {"pieces": pieces, "sums": sums}}


def _classes(field: str, title: str | None) -> Spec:
    return {"field": field, "type": "ordinal", "title": title, "axis": {"labelAngle": 0, "labelOverlap": False}}


def _logit_chart() -> Spec:
    x = {"field": "logit", "type": "quantitative", "title": "Logit", "scale": {"domain": [-REACH, REACH]}}
    x["axis"] = {"values": [-10, -5, 0, 5, 10]}
    y = _classes("class", "Class")
    # The number stands on the free side of zero, where no bar is ever in its way.
    label = {"x": {"datum": 0, "type": "quantitative"}, "y": y, "text": {"field": "label"}}
    return {
        "height": 270,
        "data": {"name": "bars"},
        "layer": [
            {"mark": {"type": "bar"}, "encoding": {"x": x, "y": y, "color": _datum("logit")}},
            {
                "transform": [{"filter": "datum.logit >= 0"}],
                "mark": {**_TEXT, "align": "right", "dx": -5},
                "encoding": label,
            },
            {
                "transform": [{"filter": "datum.logit < 0"}],
                "mark": {**_TEXT, "align": "left", "dx": 5},
                "encoding": label,
            },
        ],
    }


def _probability_chart() -> Spec:
    x = {"field": "probability", "type": "quantitative", "title": "Probability", "scale": {"domain": [0, 1.3]}}
    x["axis"] = {"values": [0, 0.5, 1], "format": ".1f"}
    y = _classes("class", None)
    text = {"field": "probability", "format": ".4f"}
    return {
        "height": 270,
        "data": {"name": "bars"},
        "layer": [
            {"mark": {"type": "bar"}, "encoding": {"x": x, "y": y, "color": _datum("probability")}},
            {
                "mark": {**_TEXT, "align": "left", "dx": 5},
                "encoding": {"x": x, "y": y, "text": text},
            },
        ],
    }


def _datum(name: str) -> Spec:
    """A colour of its own in both bar charts: the theme's first for logits, its second for probabilities."""
    return {"datum": name, "type": "nominal", "legend": None, "scale": {"domain": ["logit", "probability"]}}


def _jacobian_chart() -> Spec:
    x = _classes("j", "Logit j")
    x["axis"]["orient"] = "top"
    y = _classes("i", "Probability i")
    color: Spec = {"field": "sign", "type": "nominal", "title": None, "scale": {"domain": ["rises", "falls"]}}
    color["legend"] = {"orient": "bottom", "symbolType": "square"}
    strength = {"type": "quantitative", "legend": None, "scale": {"domain": [0, 0.25], "range": [0, 0.8]}}
    value = {"field": "slope", "type": "quantitative", "title": "dy_i / dz_j", "format": ".4f"}
    return {
        "height": 290,
        "data": {"name": "cells"},
        "transform": [{"calculate": "abs(datum.slope)", "as": "size"}],
        "encoding": {"x": x, "y": y, "tooltip": [{"field": "i"}, {"field": "j"}, value]},
        "layer": [
            {"mark": {"type": "rect"}, "encoding": {"color": color, "opacity": {**strength, "field": "size"}}},
            {
                "mark": _TEXT,
                "encoding": {"text": {**value, "format": ".2f"}},
            },
        ],
    }


def _batch_chart() -> Spec:
    x = {"type": "quantitative", "title": "Probabilities, end to end", "scale": {"domain": [0, 1.25]}}
    x["axis"] = {"values": [0, 0.5, 1], "format": ".1f"}
    y = {"field": "row", "type": "ordinal", "title": None}
    color = {"field": "class", "type": "nominal", "legend": None}
    tooltip = [
        {"field": "class", "title": "Class"},
        {"field": "probability", "type": "quantitative", "title": "Probability", "format": ".4f"},
    ]
    middle = [{"filter": "datum.probability > 0.06"}, {"calculate": "(datum.start + datum.end) / 2", "as": "middle"}]
    return {
        "height": 150,
        "encoding": {"y": y},
        "layer": [
            {
                "data": {"name": "pieces"},
                "mark": {"type": "bar", "opacity": 0.45},
                "encoding": {
                    "x": {**x, "field": "start"},
                    "x2": {"field": "end"},
                    "color": color,
                    "tooltip": tooltip,
                },
            },
            {
                "data": {"name": "pieces"},
                "transform": middle,
                "mark": _TEXT,
                "encoding": {"x": {**x, "field": "middle"}, "text": {"field": "class"}},
            },
            {
                "data": {"name": "sums"},
                "mark": {**_TEXT, "align": "left", "dx": 6},
                "encoding": {"x": {**x, "field": "sum"}, "text": {"field": "sum", "format": ".4f"}},
            },
        ],
    }


_LOGIT_CHART = _logit_chart()
_PROBABILITY_CHART = _probability_chart()
_JACOBIAN_CHART = _jacobian_chart()
_BATCH_CHART = _batch_chart()
