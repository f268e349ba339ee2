"""The lesson's 2-3-2-2 network as a drawing: where its units are, and the line of each weight and bias."""

from itertools import pairwise
from typing import NamedTuple

from explorer.charts.colours import PAPER, REFERENCE, SAYS
from explorer.charts.marks import Spec

# Where the units of each layer are, from the first at the top; and above each layer that feeds another, the 1 that
# its biases are the weights of.
HEIGHTS = ((0.7, -0.7), (1.15, 0.0, -1.15), (0.7, -0.7), (0.7, -0.7))
ONE = 1.9
PLACES = tuple((column, y) for column, ys in enumerate(HEIGHTS) for y in ys)

_LAYERS = ("Input", "Layer 1, unit", "Layer 2, unit", "Answer")
NAMES = tuple(f"{layer} {k}" for layer, ys in zip(_LAYERS, HEIGHTS, strict=True) for k in range(1, len(ys) + 1))


class Edge(NamedTuple):
    """The line of one weight or bias, from (x, y) to (x2, y2).

    Attributes:
        name: in words, units counted from 1.
        array: "W1", "b1" and so on.
        place: its index in that array.
    """

    name: str
    array: str
    place: tuple[int, ...]
    x: float
    y: float
    x2: float
    y2: float


def _edges() -> tuple[Edge, ...]:
    edges = []
    for layer, (before, after) in enumerate(pairwise(HEIGHTS), start=1):
        for k, y2 in enumerate(after):
            ends = (layer, y2)
            edges.append(Edge(f"b{layer}, of {k + 1}", f"b{layer}", (k,), layer - 1, ONE, *ends))
            edges += [
                Edge(f"W{layer}, from {i + 1} to {k + 1}", f"W{layer}", (i, k), layer - 1, y, *ends)
                for i, y in enumerate(before)
            ]
    return tuple(edges)


EDGES = _edges()

_ACROSS = {"type": "quantitative", "axis": None, "scale": {"domain": [-0.3, 3.3], "nice": False}}
_DOWN = {"type": "quantitative", "axis": None, "scale": {"domain": [-1.85, 2.7], "nice": False}}
AT: Spec = {"x": {"field": "x", **_ACROSS}, "y": {"field": "y", **_DOWN}}
ALONG: Spec = {**AT, "x2": {"field": "x2"}, "y2": {"field": "y2"}}
CIRCLE: Spec = {"type": "point", "shape": "circle", "filled": True, "opacity": 1, "color": SAYS.shown}


def scenery(below: tuple[str, str, str, str]) -> list[Spec]:
    """What never changes: the ones that biases are the weights of, and a heading above each layer.

    Args:
        below: a second line under each heading; empty for none.
    """
    ones = [{"x": column, "y": ONE} for column in range(3)]
    headings = [
        {"x": column, "text": [heading, second] if second else heading, "y": 2.6}
        for column, (heading, second) in enumerate(zip(("input", "layer 1", "layer 2", "answer"), below, strict=True))
    ]
    return [
        {"data": {"values": ones}, "mark": {**CIRCLE, "size": 500, "color": REFERENCE.shown}, "encoding": AT},
        {
            "data": {"values": ones},
            "mark": {"type": "text", "color": PAPER},
            "encoding": {**AT, "text": {"value": "1"}},
        },
        {
            "data": {"values": headings},
            "mark": {"type": "text", "color": REFERENCE.shown, "baseline": "top"},
            "encoding": {**AT, "text": {"field": "text"}},
        },
    ]
