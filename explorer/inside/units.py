"""Hidden units: which of them matter, which images each of them answers to, and what is lost without it."""

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

import nn_core as nn
from explorer.charts.arrays import Array
from explorer.inside.tiles import diverging
from explorer.training.answers import Answers, answers, in_slices, shares
from explorer.training.cache import cached
from explorer.training.moments import Moment

MOST_SHOWN = 100  # on one sheet: more could not be told apart on a phone
TOGETHER = 50  # units whose activations are found at once: of 10,000 images 2 MB
BLOCKS = 16  # of so many units that are kept, each with its network, of all networks that anybody looks into
EXTREMES = 8  # images that are shown of those that a unit answers to most, and least


def strength(network: nn.TwoLayerNet) -> Array:
    """How much each hidden unit can move the answer: the length of its outgoing weights, shape (hidden,).

    A unit hands on a number from 0 to 1, whatever its incoming weights are; what it does to the logits is that number
    times these. What it adds to all logits alike moves nothing, as softmax looks at their differences alone: so it is
    the length of what is left beside their mean.
    """
    outgoing = network.params["W2"]
    return np.linalg.norm(outgoing - outgoing.mean(axis=1, keepdims=True), axis=1)


def shown(network: nn.TwoLayerNet) -> Array:
    """The units that are shown, at most `MOST_SHOWN`: all in their order, or else the strongest, those first."""
    of_all = strength(network)
    if len(of_all) <= MOST_SHOWN:
        return np.arange(len(of_all))
    return np.argsort(-of_all, kind="stable")[:MOST_SHOWN]


def place(shown: Array, number: int) -> int | None:
    """Where the unit of this number is among those that are shown; None where it is not."""
    at = np.flatnonzero(shown == number)
    return int(at[0]) if at.size else None


def full_colour(moments: Sequence[Moment]) -> float:
    """The size of a weight of W1 that is drawn in full colour, the same for all units and at all of these moments.

    One in a thousand is larger: by the largest of all, nearly everything would be pale.
    """
    return max(_nearly_largest(moment.network) for moment in moments)


@cached
def _nearly_largest(network: nn.TwoLayerNet) -> float:
    return float(np.quantile(np.abs(network.params["W1"]), 0.999))


def largest_outgoing(moments: Sequence[Moment]) -> float:
    """The size of the largest weight of W2 at any of these moments."""
    return max(float(np.abs(moment.network.params["W2"]).max()) for moment in moments)


class Unit(NamedTuple):
    """What one hidden unit does on the test images.

    Attributes:
        strongest, weakest: numbers of the images that it answers to most, and least, the most extreme first.
        activations: its own on each of those, from 0 to 1, by the number of the image.
        by_class: the part of each class that is read right with the unit, shape (classes,); nan where there are none.
        without: the same when the unit is switched off.
        accuracy, accuracy_without: the part of all images, with the unit and when it is switched off.
    """

    strongest: Array
    weakest: Array
    activations: dict[int, float]
    by_class: Array
    without: Array
    accuracy: float
    accuracy_without: float


@cached
def unit(network: nn.TwoLayerNet, dataset: nn.Dataset, number: int) -> Unit:
    """The hidden unit of this number, counted from 0."""
    z = activations(network, dataset, number)
    with_it = answers(network, dataset)
    off = switched_off(with_it, z, network.params["W2"][number])
    # Copied: a part of an array keeps the whole, and this is kept as long as the network.
    strongest, weakest = (np.argsort(by, kind="stable")[:EXTREMES].copy() for by in (-z, z))
    return Unit(
        strongest=strongest,
        weakest=weakest,
        activations={number: float(z[number]) for number in (*strongest.tolist(), *weakest.tolist())},
        by_class=with_it.by_class,
        without=shares(off, with_it.labels, with_it.logits.shape[1]),
        accuracy=with_it.accuracy,
        accuracy_without=float(off.mean()),
    )


def activations(network: nn.TwoLayerNet, dataset: nn.Dataset, number: int) -> Array:
    """One unit's activation for each test image, shape (images,)."""
    block, place = divmod(number, TOGETHER)
    return _of_block(network, dataset, block)[place]


@functools.lru_cache(maxsize=BLOCKS)
@np.errstate(over="ignore", invalid="ignore")  # a network that is about to diverge
def _of_block(network: nn.TwoLayerNet, dataset: nn.Dataset, block: int) -> Array:
    """The activations of neighbouring units, shape (units, images).

    Whoever looks at one unit looks at the next, and what takes longest, turning all pixels into inputs, is the same.
    """
    these = slice(TOGETHER * block, TOGETHER * (block + 1))
    w, b = network.params["W1"][:, these], network.params["b1"][these]
    return np.concatenate([nn.sigmoid(x @ w + b).T for x in in_slices(dataset)], axis=1)


@cached
def pictures(network: nn.TwoLayerNet, numbers: tuple[int, ...], full: float) -> dict[str, Any]:
    """The weights of the units of these numbers as a sheet, see `explorer.inside.tiles.diverging`."""
    return diverging(network.params["W1"].T[list(numbers)], full)


@np.errstate(over="ignore", invalid="ignore")  # a network that is about to diverge
def switched_off(with_it: Answers, activations: Array, outgoing: Array) -> Array:
    """Which images are read right if one unit hands on 0 in the place of its activation, shape (images,).

    Its part in the logits is its activation times its outgoing weights, so that is all that has to be taken away.
    """
    logits = with_it.logits - np.outer(activations, outgoing)
    return logits.argmax(axis=1) == with_it.labels
