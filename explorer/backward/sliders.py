"""Where the controls of the backward page go."""

from explorer.charts.network import EDGES
from explorer.charts.stops import Range

INPUT = Range(-5.0, 5.0, 0.1)  # each of the two
CHANGE = Range(-1.0, 1.0, 0.1)  # what is added to the chosen weight
RATE = Range(0.0, 2.0, 0.1)
MOVES = (
    "start",
    "forward: layer 1",
    "forward: layer 2",
    "forward: layer 3",
    "loss",
    "backward: layer 3",
    "backward: layer 2",
    "backward: layer 1",
    "update",
)
LOSS, UPDATE = MOVES.index("loss"), MOVES.index("update")
EDGE_NAMES = tuple(edge.name for edge in EDGES)
ANSWERS = ("y1", "y2")
