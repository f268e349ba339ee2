"""Why a network says one class of an image and not another: what each hidden unit adds to the gap of their logits.

A logit is a sum over the hidden units, activation times weight, plus a bias. So the difference of two logits is a sum
over the units as well: each has its share in it, and nothing is left over but the difference of two biases.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

import nn_core as nn
from explorer.charts.arrays import Array
from explorer.inside import through
from explorer.inside.through import Way

MOST = 3  # units that are shown on either side


class Gap(NamedTuple):
    """How far the logit of what is said is above that of another class, and what this is made of.

    Attributes:
        said: the class that the network says.
        other: the class that was meant; where that is what it says, the runner-up.
        logits: of both.
        shares: z (w_said - w_other) of every hidden unit, shape (hidden,): above 0 it speaks for what is said.
        bias: b_said - b_other.
    """

    said: int
    other: int
    logits: tuple[float, float]
    shares: Array
    bias: float

    @property
    def size(self) -> float:
        """The sum of all shares and the bias."""
        return self.logits[0] - self.logits[1]

    @property
    def speaks_for(self) -> Array:
        """Numbers of the units with the largest shares above 0, at most `MOST`, the largest first."""
        return _largest(self.shares)

    @property
    def speaks_against(self) -> Array:
        """The same of those below 0: they speak for the other class."""
        return _largest(-self.shares)

    @property
    def others(self) -> float:
        """What all other units add."""
        return float(np.delete(self.shares, [*self.speaks_for, *self.speaks_against]).sum())


def gap(network: nn.TwoLayerNet, way: Way, meant: int) -> Gap | None:
    """Between what a network says of an image and what was meant, or the runner-up.

    Args:
        network: the one that the image went through.
        way: that the image took.
        meant: the right class.

    Returns:
        None where nothing can be compared: there is a single class, or numbers have become infinite.
    """
    logits = way.answer.a
    if len(logits) < 2 or not np.isfinite(logits).all():
        return None
    said, runner_up = np.argsort(-logits, kind="stable")[:2].tolist()
    other = runner_up if said == meant else meant
    w, b = (network.params[name].astype(np.float64) for name in ("W2", "b2"))
    shares = way.hidden.z * (w[:, said] - w[:, other])
    return Gap(said, other, (float(logits[said]), float(logits[other])), shares, float(b[said] - b[other]))


def spoke_most(network: nn.TwoLayerNet, x: Array, meant: int) -> int | None:
    """The unit, counted from 0, that spoke most for what the network says of the inputs `x`; None where none did."""
    found = gap(network, through.way(network, x, meant), meant)
    return int(found.speaks_for[0]) if found is not None and len(found.speaks_for) else None


def without(network: nn.TwoLayerNet, way: Way, units: Sequence[int] | Array) -> int:
    """What the network would say of the image if these hidden units handed on 0."""
    taken = way.hidden.z[units] @ network.params["W2"][units].astype(np.float64)
    return int((way.answer.a - taken).argmax())


def _largest(shares: Array) -> Array:
    order = np.argsort(-shares, kind="stable")[:MOST]
    return order[shares[order] > 0]
