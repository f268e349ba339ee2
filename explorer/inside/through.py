"""One image all the way: pixels, activations, logits, probabilities, loss; and back, the gradient and its check.

In float64, so that the numbers that a student adds up come out as they are shown, and the check has room.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

import nn_core as nn
from explorer.charts.arrays import Array

Params = dict[str, Array]
AGREES = 1e-3  # relative errors below that are taken for none


class Way(NamedTuple):
    """What one image becomes on its way through a network.

    Attributes:
        x: the inputs, shape (features,).
        hidden: sums and activations of the hidden units, each of shape (hidden,).
        answer: logits and probabilities, each of shape (classes,).
        loss: the cross-entropy of the answer.
    """

    x: Array
    hidden: nn.Layer
    answer: nn.Layer
    loss: float


def way(network: nn.TwoLayerNet, x: Array, meant: int) -> Way:
    """The way of the inputs `x`, shape (features,), through a network; `meant` is the right class."""
    hidden, answer = network.in_double().activations(x)
    return Way(x.astype(np.float64), hidden, answer, float(nn.cross_entropy_of_logits(answer.a, meant)))


class Sum(NamedTuple):
    """How a hidden unit adds up: a = sum of the terms + bias, z = sigmoid(a).

    Attributes:
        terms: each pixel's weight times the pixel, shape (features,).
        largest: numbers of the pixels whose terms matter most, in descending order of their size.
        bias, a, z: as in the formula.
    """

    terms: Array
    largest: Array
    bias: float
    a: float
    z: float

    @property
    def size(self) -> float:
        """The size of the largest term; 0 where there is no ink."""
        return float(np.abs(self.terms).max())


@np.errstate(over="ignore", invalid="ignore")  # a network that is about to diverge
def added_up(network: nn.TwoLayerNet, x: Array, number: int, count: int) -> Sum:
    """The sum of the hidden unit of this number for the inputs `x`, and so many of its largest terms."""
    terms = network.params["W1"][:, number].astype(np.float64) * x
    most = np.argsort(-np.abs(terms), kind="stable")[:count]
    most = most[terms[most] != 0]
    bias = float(network.params["b1"][number])
    a = float(terms.sum()) + bias
    return Sum(terms, most, bias, a, float(nn.sigmoid(a)))


class Slopes(NamedTuple):
    """The gradient of one image's loss, and whether it can be believed.

    Attributes:
        gradient: by backpropagation, under the names of the parameters.
        errors: for each of them the relative error that `nn.check_gradient` finds; None where the slopes are so small
            that it would be little but rounding.
        rounding: how far off a slope is that is measured, by the rounding of the losses alone.
    """

    gradient: Params
    errors: dict[str, float | None]
    rounding: float


def slopes(network: nn.TwoLayerNet, x: Array, meant: int) -> Slopes:
    """Backpropagation for the inputs `x`, and its check along random directions, array by array."""
    gradient = network.in_double().gradient(x, meant)
    passed = way(network, x, meant)
    # A loss is a difference of logits, and of the logarithm of a sum over the classes: those are rounded, too.
    summed = passed.loss + float(np.abs(passed.answer.a).max()) + math.log(network.output_size)
    rounding = float(nn.rounding_error(summed))
    errors = {
        name: nn.check_gradient(network.loss_of(name, x, meant), slope, network.params[name])
        if can_be_told(along_directions(slope), rounding)
        else None
        for name, slope in gradient.items()
    }
    return Slopes(gradient, errors, rounding)


def along_directions(gradient: Array) -> float:
    """About how large the slope is along a direction drawn at random: the length of the gradient over the root of n."""
    return float(np.sqrt(np.mean(gradient**2)))


def can_be_told(slope: float, rounding: float) -> bool:
    """Is a slope so much larger than the rounding that agreement with it would mean something?"""
    return rounding < AGREES * slope


def measured(network: nn.TwoLayerNet, x: Array, meant: int, name: str, place: tuple[int, ...]) -> float:
    """The slope of the loss with respect to a single parameter, from two losses and nothing else.

    Args:
        network, x, meant: as above.
        name, place: the array of parameters, and which number of it.
    """
    loss, value = network.loss_of(name, x, meant), network.params[name].astype(np.float64)

    def along(far: float) -> float:
        moved = value.copy()
        moved[place] += far
        return loss(moved)

    return float(nn.numerical_diff(along, 0.0))


def compared(
    network: nn.TwoLayerNet, found: Slopes, x: Array, meant: int, unit: int, names: Sequence[str]
) -> list[tuple[str, float, float]]:
    """Slopes for a hidden unit's bias and its outgoing weights: in words what for, by backpropagation, and measured."""
    parameters: list[tuple[str, str, tuple[int, ...]]] = [("bias", "b1", (unit,))]
    parameters += [(f"to {name}", "W2", (unit, label)) for label, name in enumerate(names)]
    return [
        (words, float(found.gradient[name][place]), measured(network, x, meant, name, place))
        for words, name, place in parameters
    ]
