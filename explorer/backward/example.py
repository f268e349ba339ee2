"""One example on its way through the network and back: what the backward page asks of the core.

All of it works for one example with plain numbers, and for many pictures at once with arrays of shape (pictures,).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

import nn_core as nn
from explorer.charts.arrays import Array
from explorer.charts.network import EDGES, Edge
from explorer.words.latex import is_rounding

_LESSON = nn.ThreeLayerNet.lesson().params
SMALL, STEEP, CUT, ALIKE = "small", "layer 1 ten times as large", "layer 2 all 0", "all 0.5, no bias"
WEIGHTS = {
    SMALL: _LESSON,
    STEEP: _LESSON | {"W1": 10 * _LESSON["W1"]},
    CUT: _LESSON | {"W2": np.zeros((3, 2))},
    ALIKE: {name: np.full_like(value, 0.5 if name.startswith("W") else 0) for name, value in _LESSON.items()},
}


@dataclass(frozen=True)
class Example:
    """An input, its right answer, and the network that it is shown to.

    Attributes:
        net: one network; or one for each picture.
        x: the input, shape (2,) or (pictures, 2).
        t: which answer is right, 0 or 1.
    """

    net: nn.ThreeLayerNet
    x: Array
    t: int

    @cached_property
    def layers(self) -> list[nn.Layer]:
        """Every layer's sums and activations."""
        return self.net.activations(self.x)

    @cached_property
    def probabilities(self) -> Any:
        """What softmax makes of the answer, shape (..., 2)."""
        return self.net.predict(self.x)

    @cached_property
    def loss(self) -> Any:
        """The cross-entropy of that, shape (...)."""
        return self.net.loss(self.x, self.t)

    @cached_property
    def deltas(self) -> list[Any]:
        """dL/da of every layer, the first layer's first."""
        first, second, last = self.net.deltas(self.x, self.t)
        second = self._without_rounding(second, "W3", last)
        return [self._without_rounding(first, "W2", second), second, last]

    def _without_rounding(self, delta: Array, weights: str, after: Array) -> Array:
        """A layer's deltas, but 0 where nothing but rounding is left of what the layer after it hands back."""
        handed_back = self.net.params[weights] * after[..., np.newaxis, :]
        return np.where(is_rounding(handed_back.sum(axis=-1), np.abs(handed_back).max(axis=-1)), 0.0, delta)

    @cached_property
    def weights(self) -> Array:
        """All weights and biases in the order of `EDGES`, shape (..., 23)."""
        return in_a_row(self.net.params)

    @cached_property
    def gradient(self) -> Array:
        """The slope of the loss by each of them, shape (..., 23)."""
        of_unit = np.stack([self.deltas[int(edge.x2) - 1][..., edge.place[-1]] for edge in EDGES], axis=-1)
        return np.where(of_unit == 0, 0.0, in_a_row(self.net.gradient(self.x, self.t)))

    def after(self, lr: Any) -> "Example":
        """The same, a step of learning later."""
        return Example(self.net.stepped(self.net.gradient(self.x, self.t), lr), self.x, self.t)

    def promised(self, lr: Any) -> Any:
        """The loss after that step if it went on falling as steeply as here, in a straight line: L - lr |g|^2."""
        return self.loss - lr * np.sum(self.gradient**2, axis=-1)

    def loss_with(self, weights: Array) -> Any:
        """The loss if these were the weights and biases, shape (..., 23)."""
        return nn.ThreeLayerNet(in_arrays(weights)).loss(self.x, self.t)

    def check(self) -> float:
        """How far the gradient is from slopes that are measured, over all weights: a part of its length."""
        return nn.check_gradient(self.loss_with, self.gradient, self.weights)

    def measured(self, edge: Edge, h: float) -> tuple[float, float, float]:
        """The loss with one weight moved ahead by h and behind by h, and the slope that these two show."""
        alone = np.eye(len(EDGES))[EDGES.index(edge)]
        along = lambda far: self.loss_with(self.weights + np.multiply.outer(far, alone))
        return float(along(h)), float(along(-h)), float(nn.numerical_diff(along, 0.0, h))


def example(weights: str, edge: Edge, add: Any, x1: Any, x2: Any, t: int) -> Example:
    """An example for the network with these weights, with something added to one of them."""
    add = np.asarray(add, np.float64)
    params = {
        name: np.broadcast_to(value, (*add.shape, *value.shape)).copy() for name, value in WEIGHTS[weights].items()
    }
    _number(params, edge)[...] += add
    return Example(nn.ThreeLayerNet(params), np.stack([x1, x2], axis=-1), t)


def in_a_row(params: Mapping[str, Array]) -> Array:
    """Parameters in the order of `EDGES`, shape (..., 23)."""
    return np.stack([_number(params, edge) for edge in EDGES], axis=-1)


def in_arrays(row: Array) -> dict[str, Array]:
    """The opposite of `in_a_row`."""
    params = {name: np.empty((*row.shape[:-1], *value.shape)) for name, value in _LESSON.items()}
    for number, edge in enumerate(EDGES):
        _number(params, edge)[...] = row[..., number]
    return params


def _number(params: Mapping[str, Array], edge: Edge) -> Array:
    """A view of one weight or bias, in each of the networks."""
    array: Array = params[edge.array]
    for index in reversed(edge.place):
        array = array[..., index]
    return array
