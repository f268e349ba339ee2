"""Backpropagation against the numerical gradient: do they agree?"""

import functools
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import nn_core as nn

INPUTS, CLASSES, SAMPLES = 12, 3, 20  # a network and a batch that are small enough for thousands of forward passes

NONE = "none"
NO_SLOPE = "the sigmoid's slope is forgotten"
NO_MEAN = "the mean over the batch is forgotten"
BUGS = (NONE, NO_SLOPE, NO_MEAN)

Gradient = dict[str, NDArray[Any]]

_computing = threading.Lock()


@dataclass(frozen=True)
class Check:
    """Both gradients of one network, under the names of its parameters."""

    backpropagation: Gradient
    numerical: Gradient

    @property
    def parameters(self) -> int:
        return sum(values.size for values in self.numerical.values())

    @property
    def forward_passes(self) -> int:
        """Of the numerical gradient: one on either side of every parameter."""
        return 2 * self.parameters

    @property
    def largest_difference(self) -> float:
        differences = (np.abs(self.backpropagation[name] - self.numerical[name]).max() for name in self.numerical)
        return float(max(differences))


def check(hidden: int, bug: str = NONE) -> Check:
    """Both gradients of a network with random weights on random inputs, the one by backpropagation with `bug` in it."""
    return Check(backpropagation(hidden, bug), numerical(hidden))


def backpropagation(hidden: int, bug: str) -> Gradient:
    """The gradient by backpropagation with `bug` in it."""
    net, (x, t) = network(hidden), batch(INPUTS, CLASSES, SAMPLES)
    gradient = net.gradient(x, t)
    if bug == NO_SLOPE:
        gradient |= _without_slope(net, x, t)
    elif bug == NO_MEAN:
        gradient = {name: values * SAMPLES for name, values in gradient.items()}
    return gradient


def numerical(hidden: int) -> Gradient:
    """The numerical gradient, which no bug can touch. A class that asks at once has it computed once."""
    with _computing:
        return _numerical(hidden)


@functools.cache
def _numerical(hidden: int) -> Gradient:
    return network(hidden).numerical_gradient(*batch(INPUTS, CLASSES, SAMPLES))


def network(hidden: int) -> nn.TwoLayerNet:
    """The network that is checked."""
    return nn.TwoLayerNet(INPUTS, hidden, CLASSES, weight_init_std=0.5, seed=3, dtype=np.float64)


def batch(inputs: int, classes: int, samples: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Random inputs, always the same, and a random label for each."""
    rng = np.random.default_rng(0)
    return rng.random((samples, inputs)), rng.integers(classes, size=samples)


def _without_slope(net: nn.TwoLayerNet, x: NDArray[Any], t: NDArray[Any]) -> Gradient:
    """W1 and b1 by backpropagation, but without the factor sigmoid'(a1): a mistake that is easily made."""
    y = net.predict(x)
    da2 = nn.cross_entropy_gradient(y, t) / len(x)
    da1 = da2 @ net.params["W2"].T
    return {"W1": x.T @ da1, "b1": da1.sum(axis=0)}
