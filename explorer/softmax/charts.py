"""The softmax page's charts: logits, probabilities, how each probability moves with each logit, a batch of two.

What moves with a slider is sent ahead; the rest of a chart never changes.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

import nn_core as nn
from explorer.charts.ahead import FRAMES, Ahead, Place
from explorer.charts.arrays import Array
from explorer.charts.colours import INK, PAPER, SAYS, SLOPE
from explorer.charts.handles import Grip, Handle
from explorer.charts.marks import HALO, Spec, read
from explorer.charts.tables import six_digits
from explorer.softmax.sliders import CLASSES, LOGIT, LOGITS, SHIFT, TEMPERATURES
from explorer.softmax.steps import batch, rests
from explorer.words.numbers import probability, signed

HEIGHT = 380  # so that each of ten bars has room for a fingertip
_KEYS = [f"a{k}" for k in range(len(LOGITS))]  # of the logits' sliders, as many as there may be

_TEXT: Spec = {"type": "text", "color": INK.shown, "baseline": "middle"}
_SAYS: Spec = {"value": SAYS.shown}  # logits and probabilities are both what the network says


# The charts


def logit_chart(logits: tuple[float, ...], shift: float) -> Spec:
    """A bar for each logit. The constant is written beside it: a bar as long as 1000 would hide all others."""
    picture = _picture(logits, {"shift": shift}, {"shift": SHIFT})
    x = {"field": "logit", "type": "quantitative", "title": "Logit", "scale": {"domain": list(LOGIT[:2])}}
    x["axis"] = {"values": [-10, -5, 0, 5, 10]}
    y = _classes("class", "Digit")
    # The number stands on the free side of zero, where no bar is ever in its way.
    label = {"x": {"datum": 0, "type": "quantitative"}, "y": y, "text": {"field": "label"}}
    return picture.chart(
        height=HEIGHT,
        **picture.data("bars", _by_classes(_logits)),
        layer=[
            {
                "mark": "bar",
                "encoding": {"x": x, "y": y, "color": _SAYS, "tooltip": read(**{"class": "Digit", "label": "Logit"})},
            },
            {
                "transform": [{"filter": "datum.logit >= 0"}],
                "mark": {**_TEXT, "align": "right", "dx": -11},
                "encoding": label,
            },
            {
                "transform": [{"filter": "datum.logit < 0"}],
                "mark": {**_TEXT, "align": "left", "dx": 11},
                "encoding": label,
            },
        ],
    )


def bar_ends(classes: int) -> list[Handle]:
    """A handle at the end of each bar of `logit_chart`, in the middle of its band; class 0 is at the top."""
    low, high, _ = LOGIT
    return [Handle(x=Grip(key, low, high), y=1 - (k + 0.5) / classes) for k, key in enumerate(_KEYS[:classes])]


def probability_chart(logits: tuple[float, ...], shift: float, temperature: float) -> Spec:
    """A bar for each probability."""
    picture = _softmax(logits, shift, temperature)
    x = {"field": "probability", "type": "quantitative", "title": "Probability", "scale": {"domain": [0, 1.3]}}
    x["axis"] = {"values": [0, 0.5, 1], "format": ".1f"}
    y = _classes("class", None)
    tooltip = read(**{"class": "Digit", "shown": "Probability"})
    bars = picture.data("bars", _by_classes(_probabilities), dtype=np.float64)
    at = {"x": x, "y": y}
    return picture.chart(
        height=HEIGHT,
        **bars,
        layer=[
            {"mark": "bar", "encoding": {**at, "color": _SAYS, "tooltip": tooltip}},
            *(
                {"mark": {**_TEXT, "align": "left", "dx": 5, **looks}, "encoding": {**at, "text": {"field": "shown"}}}
                for looks in (HALO, {})
            ),
        ],
    )


def jacobian_chart(logits: tuple[float, ...], shift: float, temperature: float) -> Spec:
    """A heat map: row i and column j tell how probability i moves with logit j; filled where it rises."""
    picture = _softmax(logits, shift, temperature)
    x = _classes("j", "Logit j")
    x["axis"]["orient"] = "top"
    y = _classes("i", "Probability i")
    # However little it falls, that it does can be seen.
    strength: dict[str, Spec] = {
        "rises": {"opacity": {"field": "slope", "scale": {"domain": [0, 0.25], "range": [0, 0.5]}}},
        "falls": {"strokeOpacity": {"field": "slope", "scale": {"domain": [-0.25, 0], "range": [0.5, 0.2]}}},
    }
    for channels in strength.values():
        for channel in channels.values():
            channel |= {"type": "quantitative", "legend": None}
    x["scale"] = y["scale"] = {"paddingInner": 0.1}
    value = {"field": "slope", "type": "quantitative", "title": "dy_i / dz_j", "format": ".4~g"}
    told = {"tooltip": [{"field": "i"}, {"field": "j"}, value]}
    marks: dict[str, Spec] = {
        "rises": {"type": "rect", "color": SLOPE.shown},
        "falls": {"type": "rect", "color": SLOPE.shown, "filled": False, "strokeWidth": 4},
    }
    # 0 is said of what is 0, and of nothing that only rounds to it.
    nearly_0 = [{"test": "datum.slope == 0", "value": "0"}, {"test": "abs(datum.slope) < 0.005", "value": "≈0"}]
    return picture.chart(
        height=290,
        **picture.data("cells", _by_classes(_cells), dtype=np.float64),
        encoding={"x": x, "y": y},
        layer=[
            *(
                {"transform": [{"filter": f"datum.sign == '{sign}'"}], "mark": mark, "encoding": strength[sign] | told}
                for sign, mark in marks.items()
            ),
            {  # lies on them, and so it has their tooltip, which is read aloud of them
                "mark": {**_TEXT, "aria": False},
                "encoding": {"text": {**value, "format": ".2f", "condition": nearly_0}, **told},
            },
        ],
    )


def batch_chart(logits: tuple[float, ...], shift: float, temperature: float) -> Spec:
    """Two rows, each row's probabilities end to end, and their sum."""
    picture = _softmax(logits, shift, temperature)
    x = {"type": "quantitative", "title": "Probabilities, end to end", "scale": {"domain": [0, 1.25]}}
    x["axis"] = {"values": [0, 0.5, 1], "format": ".1f"}
    tooltip = read(**{"row": "Row", "class": "Digit", "shown": "Probability"})
    pieces = picture.data("pieces", _by_classes(_pieces), dtype=np.float64)
    pieces["transform"].append({"calculate": "datum.end - datum.probability", "as": "start"})
    middle = [{"filter": "datum.probability > 0.06"}, {"calculate": "(datum.start + datum.end) / 2", "as": "middle"}]
    return picture.chart(
        height=150,
        **pieces,
        encoding={"y": {"field": "row", "type": "ordinal", "title": None}},
        layer=[
            {
                "mark": {"type": "bar", "opacity": 0.45, "stroke": PAPER, "strokeWidth": 2},
                "encoding": {
                    "x": {**x, "field": "start"},
                    "x2": {"field": "end"},
                    "color": _SAYS,
                    "tooltip": tooltip,
                },
            },
            {
                "transform": middle,
                "mark": _TEXT,
                "encoding": {"x": {**x, "field": "middle"}, "text": {"field": "class"}},
            },
            {
                "transform": [{"filter": "datum.last"}],
                "mark": {**_TEXT, "align": "left", "dx": 6},
                "encoding": {"x": {**x, "field": "end"}, "text": {"field": "end", "title": "sum", "format": ".4f"}},
            },
        ],
    )


def places(logits: tuple[float, ...], shift: float, temperature: float) -> dict[str, Place]:
    """Where every slider is, and where it may go."""
    sliders = {"shift": SHIFT, "temperature": TEMPERATURES}
    return _picture(logits, {"shift": shift, "temperature": temperature}, sliders).places


def _picture(logits: tuple[float, ...], others: dict[str, float], sliders: dict[str, Any]) -> Ahead:
    """A picture of so many classes, which `n` may change."""
    classes = len(logits)
    absent = {key: (begins,) for key, begins in zip(_KEYS[classes:], LOGITS[classes:], strict=True)}
    return Ahead(
        now={**dict(zip(_KEYS, (*logits, *LOGITS[classes:]), strict=True)), "n": classes, **others},
        sliders={**dict.fromkeys(_KEYS[:classes], LOGIT), **absent, "n": CLASSES, **sliders},
        at_most=4 * FRAMES // (classes + 1),  # the more sliders, the fewer pictures of each
    )


def _softmax(logits: tuple[float, ...], shift: float, temperature: float) -> Ahead:
    """What probabilities depend on, and the sliders that move them: the constant should not, and has no frames."""
    return _picture(logits, {"shift": shift, "temperature": temperature}, {"temperature": TEMPERATURES})


def _classes(field: str, title: str | None) -> Spec:
    return {"field": field, "type": "ordinal", "title": title, "axis": {"labelAngle": 0, "labelOverlap": False}}


# The data: of many pictures at once, of one number of classes


def _by_classes(draw: Callable[..., dict[str, Array]]) -> Callable[..., dict[str, list[Array]]]:
    """Draws pictures of different numbers of classes `n`: all those of one number together.

    Args:
        draw: is given logits of shape (pictures, classes) and what else there is, of shape (pictures,); gives columns
            of shape (pictures, items) or (1, items).
    """

    def drawn(n: Array, **now: Array) -> dict[str, list[Array]]:
        logits = np.stack([now.pop(key) for key in _KEYS], axis=1)
        columns: dict[str, list[Array]] = {}
        for classes in np.unique(n).tolist():
            here = np.flatnonzero(n == classes)
            found = draw(logits[here, :classes], **{key: column[here] for key, column in now.items()})
            items = max(column.shape[1] for column in found.values())
            for name, column in found.items():
                rows = np.broadcast_to(column, (len(here), items))
                into = columns.setdefault(name, [np.empty(0)] * len(n))
                for picture, row in zip(here.tolist(), rows, strict=True):
                    into[picture] = row
        return columns

    return drawn


def _logits(logits: Array, shift: Array) -> dict[str, Array]:
    added = ["" if one == 0 else f" {'+' if one > 0 else '−'} {abs(one):g}" for one in shift.tolist()]
    labels = [
        [signed(logit, "g") + constant for logit in row] for row, constant in zip(logits.tolist(), added, strict=True)
    ]
    return {"class": np.arange(logits.shape[1])[None], "logit": logits, "label": np.array(labels)}


def _probabilities(logits: Array, shift: Array, temperature: Array) -> dict[str, Array]:
    y = nn.softmax(logits + shift[:, None], temperature)
    return {"class": np.arange(y.shape[1])[None], "probability": six_digits(y), "shown": _shown(y)}


def _shown(probabilities: Array) -> Array:
    each = zip(probabilities.ravel().tolist(), rests(probabilities).ravel().tolist(), strict=True)
    return np.array([probability(p, 4, rest) for p, rest in each]).reshape(probabilities.shape)


def _cells(logits: Array, shift: Array, temperature: Array) -> dict[str, Array]:
    slopes = nn.softmax_jacobian(nn.softmax(logits + shift[:, None], temperature))
    pictures, classes, _ = slopes.shape
    i, j = np.indices((classes, classes)).reshape(2, 1, -1)
    slopes = slopes.reshape(pictures, -1)
    return {"i": i, "j": j, "slope": six_digits(slopes), "sign": np.where(slopes < 0, "falls", "rises")}


def _pieces(logits: Array, shift: Array, temperature: Array) -> dict[str, Array]:
    rows = batch(logits + shift[:, None], temperature)
    pictures, _, classes = rows.shape
    flat = lambda values: values.reshape(pictures, -1)
    number = np.tile(np.arange(classes), 2)[None]
    return {
        "row": np.repeat(["row 0", "row 1"], classes)[None],
        "class": number,
        "last": number == classes - 1,
        "probability": six_digits(flat(rows)),
        "shown": flat(_shown(rows)),
        "end": six_digits(flat(rows.cumsum(axis=-1))),
    }
