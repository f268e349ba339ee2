"""The lesson's network drawn as a network: a circle for each unit, a line for each weight and bias.

What moves with an input is sent ahead; the rest of the chart never changes.
"""

import numpy as np

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.charts.marks import LEGEND, Spec
from explorer.charts.tables import Array
from explorer.forward.sliders import INPUT, LARGEST

# Where the units of each layer are, from the first at the top; and above each layer that feeds another, the 1 that
# its biases are the weights of.
_PLACES = ((0.7, -0.7), (1.0, 0.0, -1.0), (0.7, -0.7), (0.7, -0.7))
_ONE = 1.9
_HEADINGS = ("input", "layer 1", "layer 2", "answer")
_BELOW = ("", "sigmoid", "sigmoid", "identity")
_INPUTS = ("x1", "x2")  # the sliders


def network_chart(net: nn.ThreeLayerNet, x: tuple[float, float]) -> Spec:
    """The network with the numbers that it computes for the input `x`."""
    picture = Ahead(now=dict(zip(_INPUTS, x, strict=True)), sliders=dict.fromkeys(_INPUTS, INPUT))
    edges = picture.data("edges", lambda: _edges(net), on=())
    units = picture.data("units", lambda x1, x2: _units(net, np.stack([x1, x2], axis=1)))
    across = {"type": "quantitative", "axis": None, "scale": {"domain": [-0.3, 3.3], "nice": False}}
    down = {"type": "quantitative", "axis": None, "scale": {"domain": [-1.7, 2.7], "nice": False}}
    at = {"x": {"field": "x", **across}, "y": {"field": "y", **down}}
    size: Spec = {"field": "size", "type": "quantitative", "legend": None}
    size["scale"] = {"type": "sqrt", "domain": [0, LARGEST], "range": [0, 16]}
    sign: Spec = {"field": "sign", "type": "nominal", "scale": {"domain": ["positive", "negative"]}}
    sign["legend"] = {**LEGEND, "symbolType": "stroke", "symbolStrokeWidth": 4}
    circle = {"type": "point", "shape": "circle", "filled": True, "opacity": 1, "color": "#495270"}
    ones = [{"x": column, "y": _ONE} for column in range(3)]
    headings = [
        {"x": column, "text": [heading, below] if below else heading, "y": 2.6}
        for column, (heading, below) in enumerate(zip(_HEADINGS, _BELOW, strict=True))
    ]
    return picture.chart(
        height=400,
        layer=[
            {
                **edges,
                "mark": {"type": "rule", "opacity": 0.75, "strokeCap": "round"},
                "encoding": {
                    **at,
                    "x2": {"field": "x2"},
                    "y2": {"field": "y2"},
                    "strokeWidth": size,
                    "color": sign,
                    "tooltip": {"field": "name", "type": "nominal", "title": "Weight"},
                },
            },
            {"data": {"values": ones}, "mark": {**circle, "size": 500}, "encoding": at},
            {
                "data": {"values": ones},
                "mark": {"type": "text", "color": "white"},
                "encoding": {**at, "text": {"value": "1"}},
            },
            {**units, "mark": {**circle, "size": 2000}, "encoding": at},
            {
                **units,
                "mark": {"type": "text", "color": "white", "fontSize": 13, "fontWeight": "bold"},
                "encoding": {**at, "text": {"field": "value"}},
            },
            {
                **units,
                "mark": {"type": "text", "color": "gray", "dy": 34, "fontSize": 12},
                "encoding": {**at, "text": {"field": "sum"}},
            },
            {
                "data": {"values": headings},
                "mark": {"type": "text", "color": "gray", "baseline": "top"},
                "encoding": {**at, "text": {"field": "text"}},
            },
        ],
    )


def _edges(net: nn.ThreeLayerNet) -> dict[str, Array]:
    """A row for each weight and each bias: its two ends, its sign, its size and its name with its value."""
    rows = []
    for layer in range(3):
        W, b = net.params[f"W{layer + 1}"], net.params[f"b{layer + 1}"]
        for unit, y2 in enumerate(_PLACES[layer + 1]):
            ends = [(_ONE, b[unit], f"b{layer + 1}, of {unit + 1}")]
            ends += [(y, W[i, unit], f"W{layer + 1}, from {i + 1} to {unit + 1}") for i, y in enumerate(_PLACES[layer])]
            rows += [
                (layer, y, layer + 1, y2, abs(value), "negative" if value < 0 else "positive", f"{name}: {value:g}")
                for y, value, name in ends
            ]
    names = ["x", "y", "x2", "y2", "size", "sign", "name"]
    return {name: np.array([column]) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def _units(net: nn.ThreeLayerNet, x: Array) -> dict[str, Array]:
    """Of each unit: where it is, the value it hands on, and the weighted sum that this was made of.

    The names of the inputs and of the answers stand in the place of their sums.
    """
    layers = net.activations(x)
    values = np.concatenate([x, *(layer.z for layer in layers)], axis=1)
    sums = np.concatenate([layer.a for layer in layers[:-1]], axis=1)
    places = np.array([(column, y) for column, ys in enumerate(_PLACES) for y in ys])
    return {
        "x": places[None, :, 0],
        "y": places[None, :, 1],
        "value": np.array([[_short(value) for value in row] for row in values.tolist()]),
        "sum": np.array([["x1", "x2", *(f"a {_short(a)}" for a in row), "y1", "y2"] for row in sums.tolist()]),
    }


def _short(value: float) -> str:
    """At most six characters, so that it fits into a circle."""
    return f"{value:z.3f}" if abs(value) < 10 else f"{value:.1f}"
