"""The lesson's network drawn as a network: a circle for each unit, a line for each weight and bias.

What moves with an input is sent ahead; the rest of the chart never changes.
"""

import numpy as np

import nn_core as nn
from explorer.charts.ahead import Ahead, Place
from explorer.charts.arrays import Array
from explorer.charts.colours import INK, NEGATIVE, PAPER, POSITIVE, REFERENCE, UNSEEN
from explorer.charts.marks import HALO, Spec, at_line, by_name, chosen_by_click, read
from explorer.charts.network import ALONG, AT, CIRCLE, EDGES, PLACES, scenery
from explorer.forward.network import UNITS, Unit
from explorer.forward.sliders import INPUT, LARGEST
from explorer.words.numbers import brief, signed

WITHIN = 6  # pixels from its line: there an edge answers
_INPUTS = ("x1", "x2")  # the sliders
_ABOVE, _BELOW = "weight above 0", "weight below 0"


def network_chart(net: nn.ThreeLayerNet, x: tuple[float, float], unit: Unit) -> Spec:
    """The network with the numbers that it computes for the input `x`; lit is this unit, and what it adds up."""
    picture = _picture(x)
    edges = picture.data("edges", lambda: _edges(net, unit), on=())
    units = picture.data("units", lambda x1, x2: _units(net, unit, np.stack([x1, x2], axis=1)))
    size: Spec = {"field": "size", "type": "quantitative", "legend": None}
    size["scale"] = {"type": "sqrt", "domain": [0, LARGEST], "range": [0, 16]}
    sign = by_name("sign", {_ABOVE: POSITIVE, _BELOW: NEGATIVE})
    dash = by_name("sign", {_ABOVE: [1, 0], _BELOW: [7, 5]})
    click = chosen_by_click("unit")  # said once, by one layer, and heard of every mark that has a tooltip
    return picture.chart(
        height=360,
        layer=[
            {
                **_lit(edges),
                "mark": {"type": "rule", "color": REFERENCE.shown, "opacity": 0.35, "strokeWidth": 16},
                "encoding": ALONG,
            },
            {
                **edges,
                "mark": {"type": "rule", "opacity": 0.85},
                "encoding": {**ALONG, "strokeWidth": size, "color": sign, "strokeDash": dash},
            },
            {
                **edges,
                "transform": [*edges["transform"], *click["transform"]],
                # What is pointed at and touched: a line much wider than the one that is seen.
                "mark": {"type": "rule", "color": UNSEEN, "strokeWidth": 2 * WITHIN + 1, "cursor": "pointer"},
                "encoding": {**ALONG, "tooltip": read(name="Weight"), "description": {"field": "name"}},
            },
            *scenery(("", "sigmoid", "sigmoid", "identity")),
            {
                **_lit(units),
                "mark": {**CIRCLE, "size": 3000, "color": REFERENCE.shown, "opacity": 0.5},
                "encoding": AT,
            },
            {**units, "mark": {**CIRCLE, "size": 2000}, "encoding": AT},
            {
                **units,
                "mark": {"type": "text", "color": PAPER, "fontSize": 13, "fontWeight": "bold"},
                "encoding": {**AT, "text": {"field": "value"}},
            },
            *(
                {
                    **units,
                    "mark": {"type": "text", "dy": 34, "fontSize": 12, **looks},
                    "encoding": {**AT, "text": {"field": "sum"}},
                }
                for looks in (HALO, {"color": REFERENCE.shown})
            ),
            *_weights(_lit(edges)),
            {
                **units,
                "transform": [*units["transform"], {"filter": "datum.unit != ''"}, *click["transform"]],
                "params": click["params"],
                "mark": {**CIRCLE, "color": UNSEEN, "size": 2400, "cursor": "pointer"},
                "encoding": {**AT, "tooltip": read(unit="Unit", value="Hands on")},
            },
        ],
    )


def places(x: tuple[float, float]) -> dict[str, Place]:
    """Where both sliders are, and where they may go."""
    return _picture(x).places


def _picture(x: tuple[float, float]) -> Ahead:
    return Ahead(now=dict(zip(_INPUTS, x, strict=True)), sliders=dict.fromkeys(_INPUTS, INPUT))


def _lit(data: Spec) -> Spec:
    return {**data, "transform": [*data["transform"], {"filter": "datum.lit"}]}


def _weights(edges: Spec) -> list[Spec]:
    """What each of these edges multiplies by, in the middle of its line, which is kept out of the way."""
    middle: Spec = {
        **edges,
        "transform": [
            *edges["transform"],
            *({"calculate": f"(datum.{end} + datum.{end}2) / 2", "as": f"middle_{end}"} for end in ("x", "y")),
        ],
    }
    x, y = ({**AT[end], "field": f"middle_{end}"} for end in ("x", "y"))
    return at_line(middle, {"field": "factor"}, INK, x=x, y=y)


def _edges(net: nn.ThreeLayerNet, unit: Unit) -> dict[str, Array]:
    """A row for each weight and each bias: its two ends, its sign, its size, its name with its value, and its unit."""
    leads_to = [Unit(int(edge.x2), edge.place[-1] + 1) for edge in EDGES]
    values = [float(net.params[edge.array][edge.place]) for edge in EDGES]
    return {
        **{end: np.array([[getattr(edge, end) for edge in EDGES]]) for end in ("x", "y", "x2", "y2")},
        "size": np.abs([values]),
        "sign": np.where(np.array([values]) < 0, _BELOW, _ABOVE),
        "name": np.array([[f"{edge.name}: {signed(value, 'g')}" for edge, value in zip(EDGES, values, strict=True)]]),
        "factor": np.array([[f"×{signed(value, '.3g')}" for value in values]]),
        "unit": np.array([[one.name for one in leads_to]]),
        "lit": np.array([[one == unit for one in leads_to]]),
    }


def _units(net: nn.ThreeLayerNet, unit: Unit, x: Array) -> dict[str, Array]:
    """Of each unit: where it is, the value it hands on, the weighted sum that this was made of, and its name.

    The names of the inputs and of the answers stand in the place of their sums. Inputs add up nothing, and have no
    other name.
    """
    layers = net.activations(x)
    values = np.concatenate([x, *(layer.z for layer in layers)], axis=1)
    sums = np.concatenate([layer.a for layer in layers[:-1]], axis=1)
    places = np.array(PLACES)
    names = np.array([["", "", *UNITS]])
    return {
        "x": places[None, :, 0],
        "y": places[None, :, 1],
        "value": np.array([[brief(value) for value in row] for row in values.tolist()]),
        "sum": np.array([["x1", "x2", *(f"a = {brief(a)}" for a in row), "y1", "y2"] for row in sums.tolist()]),
        "unit": names,
        "lit": names == unit.name,
    }
