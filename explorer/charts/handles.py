"""Handles: where one takes hold of a chart, and the sliders that one moves there; see `assets/grab.js`.

HANDLE = Handle(x=Grip("x0", -5, 5), y=Grip("x1", -5, 5))  # the point at x0 and x1 is pulled both ways
BAR = Handle(x=Grip("a0", -10, 10), y=0.5)  # the end of a bar in the middle, along its length
"""

from typing import NamedTuple

from explorer.charts.colours import UNSEEN
from explorer.charts.marks import Spec

# A layer under the points of a chart whose handle is pulled both ways: there the pointer says that a click brings it.
ANYWHERE: Spec = {
    "data": {"values": [{}]},
    "mark": {"type": "rect", "fill": UNSEEN, "cursor": "crosshair"},
    "encoding": {"x": {"value": 0}, "x2": {"value": "width"}, "y": {"value": 0}, "y2": {"value": "height"}},
}


class Grip(NamedTuple):
    """What is pulled along one axis.

    Attributes:
        slider: its key.
        low, high: its values at the two ends of the axis, which is linear.
    """

    slider: str
    low: float
    high: float


class Handle(NamedTuple):
    """What can be taken hold of: along each axis a slider, or the place where it stays.

    Attributes:
        x: a place is a part of the axis, from the left.
        y: the same from the bottom.
    """

    x: Grip | float
    y: Grip | float
