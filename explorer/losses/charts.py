"""The losses page's charts: a prediction with the pull of both losses on it, and both against the probability p.

A colour says what is drawn, a loss or a pull; a dash says which of the two losses it belongs to.

What moves with a slider is sent ahead; the rest of a chart never changes.
"""

import functools
import math
from collections.abc import Callable, Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import nn_core as nn
from explorer.charts.ahead import Ahead, Place
from explorer.charts.arrays import Array
from explorer.charts.beyond import MARGIN, Axis, arrows, beyond, inside, leaving, said
from explorer.charts.colours import INK, REFERENCE, SAYS, SLOPE, WRONG, Colour
from explorer.charts.colours import RIGHT as RIGHT_ANSWER
from explorer.charts.images import address
from explorer.charts.marks import DASHED, DOT, DOTTED, HALO, LINE, Spec, at_line, read
from explorer.losses.prediction import CLASSES, RIGHT, one_hot, prediction
from explorer.losses.sliders import DELTAS, PROBABILITIES
from explorer.words.numbers import signed

LINEAR = "linear"
LOGARITHMIC = "logarithmic"
AXES = (LINEAR, LOGARITHMIC)
SMALLEST = 1e-10  # where the logarithmic axis begins, which has no place for 0
ACROSS = {LINEAR: Axis(0, 1), LOGARITHMIC: Axis(SMALLEST, 1, logarithmic=True)}
# Delta takes the loss of a right answer a little below 0, and below the curve there is room for its name.
LOSS = {LINEAR: Axis(-0.6, 5), LOGARITHMIC: Axis(-2, 25)}
PULL = Axis(0, 1)

# The probabilities that the curves are drawn through: closer together where they bend.
STOPS = {LINEAR: np.linspace(0, 1, 51) ** 2, LOGARITHMIC: np.logspace(math.log10(SMALLEST), 0, 81)}

CROSS_ENTROPY = "cross-entropy"
SQUARED_ERROR = "half squared error"

_DASHES: dict[str, Spec] = {CROSS_ENTROPY: {}, SQUARED_ERROR: DASHED}
_HELPER = {**LINE, "strokeWidth": 1.5, **DOTTED, "color": REFERENCE.shown}
_RULE = {"type": "rule", "color": REFERENCE.shown}
_EXTENT = {"minExtent": 36, "maxExtent": 36}  # room left of the charts, so that they stand in line

# Where the name of each curve stands, by the axis of p: there it has most room, also on a phone.
_NAMED_AT = {
    LINEAR: {CROSS_ENTROPY: 0.14, SQUARED_ERROR: 0.12},
    LOGARITHMIC: {CROSS_ENTROPY: 1e-7, SQUARED_ERROR: 1e-6},
}
_BELOW = {"expr": f"datum.loss == '{SQUARED_ERROR}' ? 14 : -9"}

# The figure: the image on the left and what belongs to it, then the digits, then their bars.
_SIDE = "min(170, width * 0.3)"  # of the image, in pixels
_BARS: Spec = {"domain": [0, 1.15], "range": [{"expr": f"{_SIDE} + 40"}, {"expr": "width"}], "nice": False}
_ROWS: Spec = {"type": "quantitative", "axis": None, "scale": {"domain": [-0.6, 9.6], "reverse": True, "nice": False}}
_ROW: Spec = {"field": "digit", **_ROWS}
_PROBABILITY: Spec = {"field": "probability", "type": "quantitative", "title": "Probability", "scale": _BARS}
_PROBABILITY["axis"] = {"values": [0, 0.5, 1], "format": ".1~f", "grid": False}
_BAR, _BESIDE = 0.17, 0.34  # of a row: half as high is a bar, so far from its middle are the arrows
_SEEN = 0.012  # a shorter arrow has no room for its head


# The charts


def digit_chart(image: NDArray[np.uint8], p: float, rest: str, delta: float) -> Spec:
    """The image, the ten probabilities, the two losses, and on each bar the pull of each loss on that digit's logit.

    A pull is minus the gradient, drawn from the end of the bar in the units of the bar: that of cross-entropy leads
    from what the network says to the right answer.

    Args:
        image: the digit, shape (28, 28), 0 for paper.
        p, rest, delta: the prediction, and what is added to it before its logarithm is taken.
    """
    picture = _picture(p, delta)
    bars = picture.data("bars", lambda p: _bars(p, rest), on=["p"], dtype=np.float64)
    pulls = picture.data("pulls", lambda p: _arrows(p, rest), on=["p"], dtype=np.float64)
    said_of = picture.data("losses", lambda p, delta: _said(p, delta, rest))
    return picture.chart(
        height=340,
        layer=[
            _image(image),
            *_bar_layers(bars),
            *_pull_layers(pulls),
            *(layer for number, name in enumerate(_DASHES) for layer in _key(number, name, said_of)),
        ],
    )


def _bar_layers(bars: Spec) -> list[Spec]:
    """A bar for each probability, with its digit and its number; a frame from 0 to 1 around the right answer."""
    text: Spec = {"type": "text", "fontSize": 13, "baseline": "middle", "aria": False}
    beside = {"x": {**_PROBABILITY, "datum": 0}, "y": _ROW}
    del beside["x"]["field"]
    whole = [
        {"calculate": f"datum.digit - {_BAR}", "as": "top"},
        {"calculate": f"datum.digit + {_BAR}", "as": "bottom"},
    ]
    high = {"x": {**_PROBABILITY, "field": "zero"}, "y": {"field": "top", **_ROWS}, "y2": {"field": "bottom"}}
    right_answer = {"values": [{"digit": RIGHT, "zero": 0, "one": 1}]}
    return [
        {
            "data": right_answer,
            "transform": whole,
            "mark": {"type": "rect", "color": RIGHT_ANSWER.shown, "filled": False, "strokeWidth": 2, "aria": False},
            "encoding": {**high, "x2": {"field": "one"}},
        },
        {
            **bars,
            "transform": [*bars["transform"], *whole],
            "mark": {"type": "rect", "color": SAYS.shown},
            "encoding": {
                **high,
                "x2": {"field": "probability"},
                "tooltip": read(digit="Digit", probability="Probability:.4~g"),
            },
        },
        {  # of the right answer beside its frame, where no arrow crosses it
            **bars,
            "transform": [
                *bars["transform"],
                {"calculate": f"if(datum.digit == {RIGHT}, 1, datum.probability)", "as": "place"},
            ],
            "mark": {**text, "align": "left", "dx": 6, "fontSize": 12, "color": SAYS.shown},
            "encoding": {
                "x": {**_PROBABILITY, "field": "place"},
                "y": _ROW,
                "text": {"field": "probability", "type": "quantitative", "format": ".3~g"},
            },
        },
        {
            **bars,
            "mark": {**text, "align": "right", "dx": -10, "fontWeight": "bold", "color": INK.shown},
            "encoding": {**beside, "text": {"field": "digit"}},
        },
        {
            "data": right_answer,
            "mark": {**text, "align": "right", "dx": -24, "fontWeight": "bold", "text": "✓"}
            | {"color": RIGHT_ANSWER.shown},
            "encoding": beside,
        },
    ]


def _pull_layers(pulls: Spec) -> list[Spec]:
    """The pull of each loss on each logit, as an arrow from the end of its bar."""
    tooltip = read(loss="Loss", digit="Digit", pull="Pull on its logit:.4~g")
    end = {"x": {**_PROBABILITY, "field": "tip"}, "y": {"field": "row", **_ROWS}}
    return [
        *(
            {
                **pulls,
                "transform": [*pulls["transform"], {"filter": f"datum.loss == '{name}'"}],
                "mark": {"type": "rule", "color": SLOPE.shown, "strokeWidth": 2, **dash},
                "encoding": {"x": _PROBABILITY, "x2": {"field": "tip"}, "y": end["y"], "tooltip": tooltip},
            }
            for name, dash in _DASHES.items()
        ),
        {
            **pulls,
            "transform": [*pulls["transform"], {"filter": f"abs(datum.pull) > {_SEEN}"}],
            "mark": {
                "type": "point",
                "shape": "triangle",
                "filled": True,
                "opacity": 1,
                "size": 70,
                "color": SLOPE.shown,
                "aria": False,
                "angle": {"expr": "datum.pull > 0 ? 90 : -90"},
            },
            "encoding": {**end, "tooltip": tooltip},
        },
    ]


def _image(image: NDArray[np.uint8]) -> Spec:
    """The digit in the ink of the page."""
    on_paper, on_dark = (_inked(image.tobytes(), ink) for ink in INK)
    url = {"expr": f"luminance(background) > 0.5 ? '{on_paper}' : '{on_dark}'"}
    side = {"expr": _SIDE}
    # To a screen reader the image is what the chart's own words say of it.
    mark = {
        "type": "image",
        "url": url,
        "width": side,
        "height": side,
        "align": "left",
        "baseline": "top",
        "aria": False,
    }
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {"x": {"value": 0}, "y": {"value": 0}}}


@functools.cache
def _inked(pixels: bytes, ink: str) -> str:
    """An image of 28 times 28 pixels in a colour, as an address."""
    picture = Image.new("RGBA", (28, 28), ink)
    picture.putalpha(Image.frombytes("L", (28, 28), pixels))
    return address(picture.resize((112, 112), Image.Resampling.NEAREST))


def _key(number: int, name: str, said_of: Spec) -> list[Spec]:
    """Under the image: how the pulls of a loss are drawn, its name, and the loss."""
    at = lambda down: {"x": {"value": 0}, "y": {"value": {"expr": f"{_SIDE} + {22 + 76 * number + down}"}}}
    text: Spec = {"type": "text", "align": "left", "baseline": "middle", "aria": False}
    line = {"type": "rule", "color": SLOPE.shown, "strokeWidth": 2, "aria": False, **_DASHES[name]}
    return [
        {"data": {"values": [{}]}, "mark": line, "encoding": {**at(0), "x2": {"value": 40}}},
        {
            "data": {"values": [{}]},
            "mark": {**text, "text": "pull", "fontSize": 12, "dx": 46, "color": SLOPE.shown},
            "encoding": at(0),
        },
        {
            "data": {"values": [{}]},
            "mark": {**text, "text": name, "fontSize": 12, "color": INK.shown},
            "encoding": at(16),
        },
        {
            **said_of,
            "transform": [*said_of["transform"], {"filter": f"datum.loss == '{name}'"}],
            "mark": {**text, "fontSize": 16, "fontWeight": "bold", "color": WRONG.shown},
            "encoding": {**at(36), "text": {"field": "said"}},
        },
    ]


def loss_chart(p: float, rest: str, delta: float, axis: str) -> Spec:
    """Both losses against the probability p of the right digit, and the height at which delta caps one of them."""
    picture = _picture(p, delta)
    across, up = ACROSS[axis], LOSS[axis]
    losses = lambda p, delta: _long(p, _losses(p, delta, rest))
    curve = picture.data("curve", lambda delta: _loss_curve(delta, rest, axis), on=["delta"])
    left = picture.data("curve_off", lambda delta: _curve_leaves(delta, rest, axis), on=["delta"])
    capped = picture.data("cap", _cap, on=["delta"])
    cap_off = picture.data("cap_off", lambda delta: _cap_off(delta, across, up), on=["delta"])
    names = picture.data("names", lambda delta: _names(axis, lambda p: _losses(p, delta[:, None], rest)), on=["delta"])
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
    picture = _picture(p, delta)
    across = ACROSS[axis]
    pulls = lambda p: _long(p, _pulls(p, rest))
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


def places(p: float, delta: float) -> dict[str, Place]:
    """Where both sliders are, and where they may go."""
    return _picture(p, delta).places


def _picture(p: float, delta: float) -> Ahead:
    return Ahead(now={"p": p, "delta": delta}, sliders={"p": PROBABILITIES, "delta": DELTAS})


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
        for dash, field in zip(_DASHES.values(), fields, strict=True)
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
    where = f"if(inrange(datum.x, [{across.low}, {across.high}]), '', 'p = ' + {said('datum.x')} + ', ')"
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


def _names(axis: str, draw: Callable[[Array], dict[str, Array]]) -> dict[str, Array]:
    """Where the names of the two curves stand; `draw` gives both for each p of shape (1, n)."""
    p = np.array([list(_NAMED_AT[axis].values())])
    first, second = np.broadcast_arrays(*draw(p).values())
    return {"loss": np.array([list(_DASHES)]), "p": p, "value": np.stack([first[:, 0], second[:, 1]], axis=1)}


def _bars(p: Array, rest: str) -> dict[str, Array]:
    """The ten probabilities."""
    return {"digit": np.arange(CLASSES)[None], "zero": np.zeros((1, 1)), "probability": prediction(p, rest)}


def _arrows(p: Array, rest: str) -> dict[str, Array]:
    """The pulls of both losses on each of the ten logits, as arrows from the ends of the bars."""
    y, pulls = prediction(p, rest), {name: -gradient for name, gradient in _gradients(p, rest).items()}
    digit = np.arange(CLASSES)
    pull = np.concatenate(list(pulls.values()), axis=1)
    return {
        "digit": np.tile(digit, 2)[None],
        "row": np.concatenate([digit - _BESIDE, digit + _BESIDE])[None],
        "loss": np.repeat(list(pulls), CLASSES)[None],
        "probability": np.tile(y, 2),
        "pull": pull,
        "tip": np.tile(y, 2) + pull,
    }


def _said(p: Array, delta: Array, rest: str) -> dict[str, Array]:
    """Both losses as one reads them."""
    both = _long(p, _losses(p, delta, rest))
    return {
        "loss": both["loss"],
        "said": np.array(
            [
                [f"loss {'∞' if math.isinf(one) else signed(one, '.4g')}" for one in row]
                for row in both["value"].tolist()
            ]
        ),
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
