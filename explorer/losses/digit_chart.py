"""The losses page's figure: an image of a digit, what a network makes of it, and on that the pull of both losses.

What moves with a slider is sent ahead; the rest of the chart never changes.
"""

import functools
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explorer.charts.arrays import Array
from explorer.charts.colours import INK, SAYS, SLOPE, WRONG
from explorer.charts.colours import RIGHT as RIGHT_ANSWER
from explorer.charts.images import address
from explorer.charts.marks import Spec, read
from explorer.losses import both
from explorer.losses.prediction import CLASSES, RIGHT, prediction
from explorer.words.numbers import signed

# The image on the left and what belongs to it, then the digits, then their bars.
_SIDE = "min(170, width * 0.3)"  # of the image, in pixels
_BARS: Spec = {"domain": [0, 1.15], "range": [{"expr": f"{_SIDE} + 40"}, {"expr": "width"}], "nice": False}
_ROWS: Spec = {"type": "quantitative", "axis": None, "scale": {"domain": [-0.6, 9.6], "reverse": True, "nice": False}}
_ROW: Spec = {"field": "digit", **_ROWS}
_PROBABILITY: Spec = {"field": "probability", "type": "quantitative", "title": "Probability", "scale": _BARS}
_PROBABILITY["axis"] = {"values": [0, 0.5, 1], "format": ".1~f", "grid": False}
_BAR, _BESIDE = 0.17, 0.34  # of a row: half as high is a bar, so far from its middle are the arrows
_SEEN = 0.012  # a shorter arrow has no room for its head


def digit_chart(image: NDArray[np.uint8], p: float, rest: str, delta: float) -> Spec:
    """The image, the ten probabilities, the two losses, and on each bar the pull of each loss on that digit's logit.

    A pull is minus the gradient, drawn from the end of the bar in the units of the bar: that of cross-entropy leads
    from what the network says to the right answer.

    Args:
        image: the digit, shape (28, 28), 0 for paper.
        p, rest, delta: the prediction, and what is added to it before its logarithm is taken.
    """
    picture = both.ahead(p, delta)
    bars = picture.data("bars", lambda p: _bars(p, rest), on=["p"], dtype=np.float64)
    pulls = picture.data("pulls", lambda p: _arrows(p, rest), on=["p"], dtype=np.float64)
    said_of = picture.data("losses", lambda p, delta: _said(p, delta, rest))
    return picture.chart(
        height=340,
        layer=[
            _image(image),
            *_bar_layers(bars),
            *_pull_layers(pulls),
            *(layer for number, name in enumerate(both.DASHES) for layer in _key(number, name, said_of)),
        ],
    )


def _bar_layers(bars: Spec) -> list[Spec]:
    """A bar for each probability, with its digit and its number; a frame from 0 to 1 around the right answer."""
    text: Spec = {"type": "text", "fontSize": 13, "baseline": "middle"}
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
            "mark": {"type": "rect", "color": RIGHT_ANSWER.shown, "filled": False, "strokeWidth": 2},
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
            for name, dash in both.DASHES.items()
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
                "angle": {"expr": "datum.pull > 0 ? 90 : -90"},
                "aria": False,  # the same is told of its shaft
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
    text: Spec = {"type": "text", "align": "left", "baseline": "middle"}
    line = {"type": "rule", "color": SLOPE.shown, "strokeWidth": 2, **both.DASHES[name]}
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


# The data: of many pictures at once


def _bars(p: Array, rest: str) -> dict[str, Array]:
    """The ten probabilities."""
    return {"digit": np.arange(CLASSES)[None], "zero": np.zeros((1, 1)), "probability": prediction(p, rest)}


def _arrows(p: Array, rest: str) -> dict[str, Array]:
    """The pulls of both losses on each of the ten logits, as arrows from the ends of the bars."""
    y, pulls = prediction(p, rest), {name: -gradient for name, gradient in both.gradients(p, rest).items()}
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
    said = both.long(p, both.losses(p, delta, rest))
    return {
        "loss": said["loss"],
        "said": np.array(
            [
                [f"loss {'∞' if math.isinf(one) else signed(one, '.4g')}" for one in row]
                for row in said["value"].tolist()
            ]
        ),
    }
