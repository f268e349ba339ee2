"""The softmax page's charts: logits, probabilities, how each probability moves with each logit, a batch of two.

The specs are constant and the data are in named datasets, so that the browser redraws only what has changed. What
moves with a slider is sent ahead.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import nn_core as nn
from explorer.charts.ahead import PARAMS, frames, frames_of
from explorer.charts.stops import Range, logarithmic
from explorer.softmax.steps import batch

CLASSES = Range(2, 10, 1)
# Where each logit begins. The later ones are 0 on every card of the page as well: a slider that first appears at a
# card's click leaves its value out of the link.
LOGITS = (3.0, 1.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
LOGIT = Range(-10.0, 10.0, 0.1)  # before the constant is added
SHIFT = Range(-1000, 1000, 10)
TEMPERATURES = tuple(logarithmic(0.01, 100))

Spec = dict[str, Any]
Array = NDArray[Any]

# The colour of text on a coloured ground. The theme has none for it, but tells the chart its background.
_INK = {"expr": "luminance(background) > 0.5 ? 'black' : 'white'"}
_TEXT: Spec = {"type": "text", "color": _INK, "opacity": 0.8, "baseline": "middle"}


def logit_chart(logits: tuple[float, ...], shift: float) -> Spec:
    """A bar for each logit. The constant is written beside it: a bar as long as 1000 would hide all others."""
    now, sliders = _named(logits), dict.fromkeys(_named(logits), LOGIT)
    bars = _frames(_logits, {**now, "shift": shift}, {**sliders, "shift": SHIFT})
    return {**_LOGIT_CHART, "datasets": {"bars": bars}}


def probability_chart(logits: tuple[float, ...], shift: float, temperature: float) -> Spec:
    """A bar for each probability."""
    bars = _frames(_probabilities, *_softmax(logits, shift, temperature))
    return {**_PROBABILITY_CHART, "datasets": {"bars": bars}}


def jacobian_chart(logits: tuple[float, ...], shift: float, temperature: float) -> Spec:
    """A heat map: row i and column j tell how probability i moves with logit j."""
    cells = _frames(_cells, *_softmax(logits, shift, temperature))
    return {**_JACOBIAN_CHART, "datasets": {"cells": cells}}


def batch_chart(logits: tuple[float, ...], shift: float, temperature: float) -> Spec:
    """Two rows, each row's probabilities end to end, and their sum."""
    pieces = _frames(_pieces, *_softmax(logits, shift, temperature))
    return {**_BATCH_CHART, "datasets": {"pieces": pieces}}


def _named(logits: Iterable[Any]) -> dict[str, Any]:
    """The logits under the keys of their sliders."""
    return dict(zip(_LOGITS, logits, strict=False))


def _softmax(logits: tuple[float, ...], shift: float, temperature: float) -> tuple[dict[str, float], dict[str, Any]]:
    """What probabilities depend on, and the sliders that move them: the constant should not, and has no frames."""
    now = _named(logits)
    sliders = {**dict.fromkeys(now, LOGIT), "temperature": TEMPERATURES}
    return {**now, "shift": shift, "temperature": temperature}, sliders


def _frames(draw: Callable[..., dict[str, Array]], now: dict[str, float], sliders: dict[str, Any]) -> pa.Table:
    """Frames for these sliders, and one for each number of classes."""
    others = {key: value for key, value in now.items() if key not in _LOGITS}
    logits = [now.get(key, begins) for key, begins in zip(_LOGITS, LOGITS, strict=True)]

    def draw_classes(n: Array, **others: Array) -> dict[str, Any]:
        pictures = [
            draw(**{key: column[:1] for key, column in others.items()}, **_named(np.array(logits[:count])[:, None]))
            for count in n.tolist()
        ]
        return {
            name: [one[name][0] for one in pictures]
            if column.ndim == 2
            else np.concatenate([one[name] for one in pictures])
            for name, column in pictures[0].items()
        }

    n = len(now) - len(others)
    classes = frames(draw_classes, {"n": n, **others}, {"n": CLASSES}, at_most=len(CLASSES.stops))
    return pa.concat_tables([frames(draw, now, sliders), classes.slice(1)])  # the first has the picture as it is


def _logits(shift: Array, **logits: Array) -> dict[str, Array]:
    added = ["" if one == 0 else f" {'+' if one > 0 else '−'} {abs(one):g}" for one in shift.tolist()]
    return {"logit": _rows(logits), "added": np.array(added)}


def _probabilities(shift: Array, temperature: Array, **logits: Array) -> dict[str, Array]:
    return {"probability": nn.softmax(_rows(logits) + shift[:, None], temperature)}


def _cells(shift: Array, temperature: Array, **logits: Array) -> dict[str, Array]:
    slopes = nn.softmax_jacobian(nn.softmax(_rows(logits) + shift[:, None], temperature))
    pictures, classes, _ = slopes.shape
    return {"slope": slopes.reshape(pictures, -1), "classes": np.full(pictures, classes)}


def _pieces(shift: Array, temperature: Array, **logits: Array) -> dict[str, Array]:
    rows = batch(_rows(logits) + shift[:, None], temperature)
    pictures, _, classes = rows.shape
    flat = lambda values: values.reshape(pictures, -1)
    return {"end": flat(rows.cumsum(axis=-1)), "probability": flat(rows), "classes": np.full(pictures, classes)}


def _rows(logits: dict[str, Array]) -> Array:
    """A row for each picture, shape (pictures, classes)."""
    return np.stack(list(logits.values()), axis=1)


_LOGITS = [f"a{k}" for k in range(len(LOGITS))]  # the keys of their sliders, as many as there may be
_OF_SOFTMAX = [*_LOGITS, "temperature", "n"]


def _derived(data: Spec, **columns: str) -> Spec:
    """The data with columns that the browser derives from those that there are."""
    derived = [{"calculate": expression, "as": column} for column, expression in columns.items()]
    return {**data, "transform": [*data["transform"], *derived]}


def _classes(field: str, title: str | None) -> Spec:
    return {"field": field, "type": "ordinal", "title": title, "axis": {"labelAngle": 0, "labelOverlap": False}}


def _logit_chart() -> Spec:
    x = {"field": "logit", "type": "quantitative", "title": "Logit", "scale": {"domain": list(LOGIT[:2])}}
    x["axis"] = {"values": [-10, -5, 0, 5, 10]}
    y = _classes("class", "Class")
    # The number stands on the free side of zero, where no bar is ever in its way.
    label = {"x": {"datum": 0, "type": "quantitative"}, "y": y, "text": {"field": "label"}}
    bars = frames_of("bars", [*_LOGITS, "shift", "n"], "logit", index="class")
    return {
        "height": 270,
        "params": PARAMS,
        **_derived(bars, label="replace(datum.logit, '-', '−') + datum.added", logit="toNumber(datum.logit)"),
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
        "params": PARAMS,
        **frames_of("bars", _OF_SOFTMAX, "probability", index="class"),
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
    cells = _derived(
        frames_of("cells", _OF_SOFTMAX, "slope", index="number"),
        i="floor(datum.number / datum.classes)",
        j="datum.number % datum.classes",
        size="abs(datum.slope)",
        sign="toNumber(datum.slope) < 0 ? 'falls' : 'rises'",
    )
    return {
        "height": 290,
        "params": PARAMS,
        **cells,
        "encoding": {"x": x, "y": y, "tooltip": [{"field": "i"}, {"field": "j"}, value]},
        "layer": [
            {"mark": {"type": "rect"}, "encoding": {"color": color, "opacity": {**strength, "field": "size"}}},
            {
                "mark": _TEXT,
                "encoding": {"text": {**value, "format": ".2f"}},
            },
            # Keeps room at the right end, where a rounded width would overlap it at every other answer of the server.
            {
                "data": {"values": [{}]},
                "mark": {"type": "point", "opacity": 0, "aria": False},
                "encoding": {"x": {"value": "width"}, "y": {"value": 20}, "tooltip": None},
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
    pieces = _derived(
        frames_of("pieces", _OF_SOFTMAX, "end", "probability", index="number"),
        **{"row": "'row ' + floor(datum.number / datum.classes)", "class": "datum.number % datum.classes"},
        probability="toNumber(datum.probability)",
        end="toNumber(datum.end)",
        start="datum.end - datum.probability",
    )
    return {
        "height": 150,
        "params": PARAMS,
        **pieces,
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "opacity": 0.45},
                "encoding": {
                    "x": {**x, "field": "start"},
                    "x2": {"field": "end"},
                    "color": color,
                    "tooltip": tooltip,
                },
            },
            {
                "transform": middle,
                "mark": _TEXT,
                "encoding": {"x": {**x, "field": "middle"}, "text": {"field": "class"}},
            },
            {
                "transform": [{"filter": "datum.class == datum.classes - 1"}],
                "mark": {**_TEXT, "align": "left", "dx": 6},
                "encoding": {"x": {**x, "field": "end"}, "text": {"field": "end", "title": "sum", "format": ".4f"}},
            },
        ],
    }


_LOGIT_CHART = _logit_chart()
_PROBABILITY_CHART = _probability_chart()
_JACOBIAN_CHART = _jacobian_chart()
_BATCH_CHART = _batch_chart()
