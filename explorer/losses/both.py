"""Both losses, for one prediction or for many at once, and what tells the one from the other in a chart.

A colour says what is drawn, a loss or a pull; a dash says which of the two losses it belongs to.
"""

import numpy as np

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.charts.arrays import Array
from explorer.charts.marks import DASHED, Spec
from explorer.losses.prediction import RIGHT, one_hot, prediction
from explorer.losses.sliders import DELTAS, PROBABILITIES

CROSS_ENTROPY = "cross-entropy"
SQUARED_ERROR = "half squared error"
DASHES: dict[str, Spec] = {CROSS_ENTROPY: {}, SQUARED_ERROR: DASHED}


def ahead(p: float, delta: float) -> Ahead:
    """The picture for these and for all that both sliders can be moved to."""
    return Ahead(now={"p": p, "delta": delta}, sliders={"p": PROBABILITIES, "delta": DELTAS})


def long(p: Array, both: dict[str, Array]) -> dict[str, Array]:
    """A row for each of the two losses."""
    return {
        "loss": np.array([[CROSS_ENTROPY, SQUARED_ERROR]]),
        "p": p,
        "value": np.stack(list(both.values()), axis=1),
    }


def losses(p: Array, delta: Array, rest: str) -> dict[str, Array]:
    """Both losses for each p, and the delta that stands in the same place."""
    return {"cross_entropy": cross_entropy(p, rest, delta), "squared_error": squared_error(p, rest)}


def cross_entropy(p: Array, rest: str, delta: Array | float) -> Array:
    return nn.cross_entropy(prediction(p, rest), RIGHT, delta)


def squared_error(p: Array, rest: str) -> Array:
    y = prediction(p, rest)
    return nn.sum_squared_error(y, np.broadcast_to(one_hot(RIGHT), y.shape), axis=-1)


def gradients(p: Array, rest: str) -> dict[str, Array]:
    """The gradients of both losses for each p, shape (*p.shape, CLASSES)."""
    y, t = prediction(p, rest), one_hot(RIGHT)
    return {CROSS_ENTROPY: nn.cross_entropy_gradient(y, t), SQUARED_ERROR: nn.sum_squared_error_gradient(y, t)}
