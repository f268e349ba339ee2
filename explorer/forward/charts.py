"""The lesson's network drawn as a network: a circle for each unit, a line for each weight and bias.

What moves with an input is sent ahead; the rest of the chart never changes.
"""

import numpy as np

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.charts.colours import NEGATIVE, PAPER, POSITIVE, REFERENCE
from explorer.charts.marks import Spec, by_name
from explorer.charts.network import ALONG, AT, CIRCLE, EDGES, UNITS, scenery, short
from explorer.charts.tables import Array
from explorer.forward.sliders import INPUT, LARGEST

_INPUTS = ("x1", "x2")  # the sliders
_ABOVE, _BELOW = "weight above 0", "weight below 0"


def network_chart(net: nn.ThreeLayerNet, x: tuple[float, float]) -> Spec:
    """The network with the numbers that it computes for the input `x`."""
    picture = Ahead(now=dict(zip(_INPUTS, x, strict=True)), sliders=dict.fromkeys(_INPUTS, INPUT))
    edges = picture.data("edges", lambda: _edges(net), on=())
    units = picture.data("units", lambda x1, x2: _units(net, np.stack([x1, x2], axis=1)))
    size: Spec = {"field": "size", "type": "quantitative", "legend": None}
    size["scale"] = {"type": "sqrt", "domain": [0, LARGEST], "range": [0, 16]}
    sign = by_name("sign", {_ABOVE: POSITIVE, _BELOW: NEGATIVE})
    dash = by_name("sign", {_ABOVE: [1, 0], _BELOW: [7, 5]})
    return picture.chart(
        height=400,
        layer=[
            {
                **edges,
                "mark": {"type": "rule", "opacity": 0.85},
                "encoding": {
                    **ALONG,
                    "strokeWidth": size,
                    "color": sign,
                    "strokeDash": dash,
                    "tooltip": {"field": "name", "type": "nominal", "title": "Weight"},
                },
            },
            *scenery(("", "sigmoid", "sigmoid", "identity")),
            {**units, "mark": {**CIRCLE, "size": 2000}, "encoding": AT},
            {
                **units,
                "mark": {"type": "text", "color": PAPER, "fontSize": 13, "fontWeight": "bold"},
                "encoding": {**AT, "text": {"field": "value"}},
            },
            {
                **units,
                "mark": {"type": "text", "color": REFERENCE.shown, "dy": 34, "fontSize": 12},
                "encoding": {**AT, "text": {"field": "sum"}},
            },
        ],
    )


def _edges(net: nn.ThreeLayerNet) -> dict[str, Array]:
    """A row for each weight and each bias: its two ends, its sign, its size and its name with its value."""
    values = [float(net.params[edge.array][edge.place]) for edge in EDGES]
    return {
        **{end: np.array([[getattr(edge, end) for edge in EDGES]]) for end in ("x", "y", "x2", "y2")},
        "size": np.abs([values]),
        "sign": np.where(np.array([values]) < 0, _BELOW, _ABOVE),
        "name": np.array([[f"{edge.name}: {value:g}" for edge, value in zip(EDGES, values, strict=True)]]),
    }


def _units(net: nn.ThreeLayerNet, x: Array) -> dict[str, Array]:
    """Of each unit: where it is, the value it hands on, and the weighted sum that this was made of.

    The names of the inputs and of the answers stand in the place of their sums.
    """
    layers = net.activations(x)
    values = np.concatenate([x, *(layer.z for layer in layers)], axis=1)
    sums = np.concatenate([layer.a for layer in layers[:-1]], axis=1)
    places = np.array(UNITS)
    return {
        "x": places[None, :, 0],
        "y": places[None, :, 1],
        "value": np.array([[short(value) for value in row] for row in values.tolist()]),
        "sum": np.array([["x1", "x2", *(f"a {short(a)}" for a in row), "y1", "y2"] for row in sums.tolist()]),
    }
