"""Bars, one for each class, on one side of 0 or on both."""

from collections.abc import Sequence

import numpy as np

from explorer.charts.ahead import Ahead
from explorer.charts.arrays import Array
from explorer.charts.colours import INK, REFERENCE, UNSEEN, Colour
from explorer.charts.marks import Spec, by_name, read

ROW = 20  # pixels
_AXIS = 62  # below the rows


def bars_chart(
    names: Sequence[str],
    values: Array,
    texts: Sequence[str],
    title: str,
    colours: tuple[Colour, Colour],
    ends: tuple[float, float],
) -> Spec:
    """A bar for each class, with what it says at its end.

    Args:
        names: of the classes.
        values: shape (classes,); one that is nan has no bar.
        texts: what stands at each bar.
        title: of the values' axis.
        colours: of bars above 0, and below.
        ends: of the values' axis.
    """
    picture = Ahead(now={}, sliders={})
    rows = {
        "class": np.array([names]),
        "zero": np.zeros((1, len(names))),
        "value": np.nan_to_num(values)[None],
        "said": np.array([texts]),
        "sign": np.where(np.nan_to_num(values)[None] < 0, "below 0", "above 0"),
    }
    bars = picture.data("bars", lambda: rows, on=(), dtype=np.float64)
    low, high = ends
    room = 0.16 * (high - low)  # for the numbers at the bars' ends
    domain = np.array([[low - room if low < 0 else low, high + room if high > 0 else high]])
    # As data: where the spec changes the browser makes the whole chart anew.
    reach = picture.data("reach", lambda: {"value": domain}, on=(), dtype=np.float64)
    x: Spec = {"field": "value", "type": "quantitative", "title": title, "scale": {"nice": False}}
    x["axis"] = {"tickCount": 4, "grid": False}
    y: Spec = {"field": "class", "type": "nominal", "sort": None, "title": None}
    y["axis"] = {
        "labelFontSize": 13,
        "labelColor": INK.shown,
        "ticks": False,
        "domain": False,
        "labelLimit": 90,
        "labelOverlap": False,
    }
    signs = {"above 0": colours[0], "below 0": colours[1]}
    text = {"type": "text", "fontSize": 12, "baseline": "middle", "color": INK.shown}
    return picture.chart(
        height=ROW * len(names) + _AXIS,
        layer=[
            {
                **reach,
                "mark": {"type": "rule", "color": UNSEEN},
                "encoding": {"x": x},
            },
            {
                **bars,
                "mark": {"type": "bar", "height": {"band": 0.7}},
                "encoding": {
                    "x": x,
                    "x2": {"field": "zero"},
                    "y": y,
                    "color": by_name("sign", signs, legend=None),
                    "tooltip": read(**{"class": "Class", "said": title}),
                },
            },
            {
                "data": {"values": [{"zero": 0}]},
                "mark": {"type": "rule", "color": REFERENCE.shown},
                "encoding": {"x": {**x, "field": "zero"}},
            },
            *(
                {
                    **bars,
                    "transform": [*bars["transform"], {"filter": test}],
                    "mark": {**text, "align": side, "dx": away},
                    "encoding": {"x": x, "y": y, "text": {"field": "said"}},
                }
                for test, side, away in (("datum.value >= 0", "left", 4), ("datum.value < 0", "right", -4))
            ),
        ],
    )
