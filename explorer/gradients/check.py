"""Backpropagation against the numerical gradient: do they agree, and what does each of them cost?"""

import functools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

import nn_core as nn

INPUTS, CLASSES, SAMPLES = 12, 3, 20  # a network and a batch that are small enough for thousands of forward passes
FULL = (784, 50, 10)
FULL_BATCH = 100

NONE = "none"
NO_SLOPE = "the sigmoid's slope is forgotten"
NO_MEAN = "the mean over the batch is forgotten"
BUGS = (NONE, NO_SLOPE, NO_MEAN)

Gradient = dict[str, NDArray[Any]]

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_computing = threading.RLock()


def _one_at_a_time(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """For what is cached: a class that asks at once has it computed once, and disturbs nothing that is measured."""

    @functools.wraps(function)
    def ask(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with _computing:
            return function(*args, **kwargs)

    return ask


@dataclass(frozen=True)
class Check:
    """Both gradients of one network.

    Attributes:
        backpropagation, numerical: under the names of the parameters.
        backpropagation_seconds, numerical_seconds: measured on this machine.
    """

    backpropagation: Gradient
    numerical: Gradient
    backpropagation_seconds: float
    numerical_seconds: float

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


@dataclass(frozen=True)
class Cost:
    """What one step costs on the lesson's network: measured seconds, for a batch of `FULL_BATCH`."""

    parameters: int
    forward_pass_seconds: float
    backpropagation_seconds: float

    @property
    def forward_passes(self) -> int:
        return 2 * self.parameters

    @property
    def numerical_seconds(self) -> float:
        """Not measured: nobody would wait for it."""
        return self.forward_passes * self.forward_pass_seconds


@_one_at_a_time
@functools.cache
def check(hidden: int, bug: str = NONE) -> Check:
    """Both gradients of a network with random weights on random inputs, the one by backpropagation with `bug` in it."""
    net, (x, t) = _network(hidden), _batch(INPUTS, CLASSES, SAMPLES)
    numerical, numerical_seconds = _numerical(hidden)
    seconds = _seconds(lambda: net.gradient(x, t), 0.01)
    return Check(backpropagation(hidden, bug), numerical, seconds, numerical_seconds)


def backpropagation(hidden: int, bug: str) -> Gradient:
    """The gradient by backpropagation with `bug` in it."""
    net, (x, t) = _network(hidden), _batch(INPUTS, CLASSES, SAMPLES)
    gradient = net.gradient(x, t)
    if bug == NO_SLOPE:
        gradient |= _without_slope(net, x, t)
    elif bug == NO_MEAN:
        gradient = {name: values * SAMPLES for name, values in gradient.items()}
    return gradient


def numerical(hidden: int) -> Gradient:
    """The numerical gradient, which no bug can touch."""
    return _numerical(hidden)[0]


@_one_at_a_time
@functools.cache
def _numerical(hidden: int) -> tuple[Gradient, float]:
    """The numerical gradient and the seconds that it took."""
    net, (x, t) = _network(hidden), _batch(INPUTS, CLASSES, SAMPLES)
    started = time.perf_counter()
    gradient = net.numerical_gradient(x, t)
    return gradient, time.perf_counter() - started


def _network(hidden: int) -> nn.TwoLayerNet:
    return nn.TwoLayerNet(INPUTS, hidden, CLASSES, weight_init_std=0.5, seed=3, dtype=np.float64)


@_one_at_a_time
@functools.cache
def full_cost() -> Cost:
    """What the lesson's network costs, measured once."""
    net = nn.TwoLayerNet(*FULL, seed=0)
    x, t = _batch(FULL[0], FULL[-1], FULL_BATCH)
    parameters = sum(values.size for values in net.params.values())
    forward_pass = _seconds(lambda: net.loss(x, t), 0.2)
    return Cost(parameters, forward_pass, _seconds(lambda: net.gradient(x, t), 0.2))


def _batch(inputs: int, classes: int, samples: int) -> tuple[NDArray[Any], NDArray[Any]]:
    rng = np.random.default_rng(0)
    return rng.random((samples, inputs)), rng.integers(classes, size=samples)


def _seconds(task: Callable[[], Any], trials: float) -> float:
    """How long it takes: the shortest of `trials` seconds of trials, the one that other work disturbed least."""
    shortest, until = float("inf"), time.perf_counter() + trials
    while (started := time.perf_counter()) < until:
        task()
        shortest = min(shortest, time.perf_counter() - started)
    return shortest


def _without_slope(net: nn.TwoLayerNet, x: NDArray[Any], t: NDArray[Any]) -> Gradient:
    """W1 and b1 by backpropagation, but without the factor sigmoid'(a1): a mistake that is easily made."""
    y = net.predict(x)
    da2 = (y - np.eye(y.shape[1])[t]) / len(x)
    da1 = da2 @ net.params["W2"].T
    return {"W1": x.T @ da1, "b1": da1.sum(axis=0)}
