"""Accuracy against how much the images are harmed."""

import numpy as np

from explorer.charts.ahead import Ahead
from explorer.charts.arrays import Array
from explorer.charts.colours import REFERENCE, RIGHT
from explorer.charts.marks import DASHED, DOT, LINE, Spec, at_line, read
from explorer.inside.harm import Harm
from explorer.words.numbers import percent


def harm_ahead(harm: Harm, strength: float) -> Ahead:
    """The pictures that the chart is sent with; the slider's key is the harm's."""
    return Ahead(now={harm.key: strength}, sliders={harm.key: harm.strengths})


def harm_chart(harm: Harm, accuracy: Array, strength: float, classes: int) -> Spec:
    """The curve as far as the slider is, a dot at its end, and what somebody who guesses gets right.

    What comes after is not seen before somebody goes there, so that it can be asked.

    Args:
        harm: what is done to the images.
        accuracy: at each of its strengths.
        strength: that is looked at, one of these.
        classes: how many there are to guess from.
    """
    picture = harm_ahead(harm, strength)
    curve = picture.data("curve", lambda **now: _curve(harm, accuracy, now[harm.key]), dtype=np.float64)
    dot = picture.data("dot", lambda **now: _dot(harm, accuracy, now[harm.key]), dtype=np.float64)
    x: Spec = {"field": "strength", "type": "quantitative", "title": harm.of}
    x["scale"] = {"domain": [0, harm.strengths[-1]], "nice": False}
    x["axis"] = {"tickCount": 6, "format": harm.axis, "grid": False}
    y: Spec = {"field": "accuracy", "type": "quantitative", "title": None, "scale": {"domain": [0, 1], "nice": False}}
    y["axis"] = {"format": ".0%", "tickCount": 5}
    guess = {"values": [{"accuracy": 1 / classes, "said": f"guessing: {1 / classes:.0%}"}]}
    told = read(strength=f"{harm.of}:{harm.axis}", accuracy="Read right:.1%")
    return picture.chart(
        height=270,
        title={
            "text": "How many images are still read right",
            "anchor": "start",
            "fontSize": 14,
            "offset": 8,
        },
        layer=[
            {
                "data": guess,
                "mark": {"type": "rule", **DASHED, "color": REFERENCE.shown},
                "encoding": {"y": y},
            },
            *at_line({"data": guess}, {"field": "said"}, REFERENCE, x={"value": 4}, y=y, align="left", dy=-9),
            {**curve, "mark": {**LINE, "color": RIGHT.shown}, "encoding": {"x": x, "y": y}},
            {
                **curve,
                "mark": {**DOT, "size": 36, "color": RIGHT.shown},
                "encoding": {"x": x, "y": y, "tooltip": told},
            },
            {**dot, "mark": {**DOT, "size": 160, "color": RIGHT.shown}, "encoding": {"x": x, "y": y, "tooltip": told}},
            *at_line(
                dot,
                {"field": "said"},
                RIGHT,
                x=x,
                y=y,
                align={"expr": "scale('x', datum.strength) > width / 2 ? 'right' : 'left'"},
                dx={"expr": "scale('x', datum.strength) > width / 2 ? -10 : 10"},
                dy=-14,
                fontSize=14,
            ),
        ],
    )


def _curve(harm: Harm, accuracy: Array, strength: Array) -> dict[str, list[Array]]:
    ends = [int(np.searchsorted(harm.strengths, one, side="right")) for one in strength.tolist()]
    return {
        "strength": [np.array(harm.strengths[:end]) for end in ends],
        "accuracy": [accuracy[:end] for end in ends],
    }


def _dot(harm: Harm, accuracy: Array, strength: Array) -> dict[str, Array]:
    at = np.abs(np.subtract.outer(strength, np.array(harm.strengths))).argmin(axis=1)
    said = [percent(part) for part in accuracy[at].tolist()]
    return {"strength": strength, "accuracy": accuracy[at], "said": np.array(said)}
