"""What a network says of all test images, and how often that is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

import nn_core as nn
from explorer.charts.arrays import Array
from explorer.training.cache import cached

SLICE = 1000  # images at a time: 500 hidden units of all 10,000 would be 20 MB, of so many they are 2


@dataclass(frozen=True, eq=False)
class Answers:
    """A network's answers.

    Attributes:
        logits: shape (images, classes), float32.
        labels: the right answers, shape (images,).
    """

    logits: Array
    labels: Array

    @cached_property
    def said(self) -> Array:
        """The most probable class of each image."""
        return self.logits.argmax(axis=1)

    @cached_property
    def right(self) -> Array:
        """Is that the class which was meant? Shape (images,)."""
        return self.said == self.labels

    @cached_property
    def sure(self) -> Array:
        """The probability that the network gives to what it says, shape (images,)."""
        return nn.softmax(self.logits).max(axis=1)

    @property
    def accuracy(self) -> float:
        """The part of all images, from 0 to 1, that it gets right."""
        return float(self.right.mean())

    @cached_property
    def by_class(self) -> Array:
        """The same for the images of each class, shape (classes,); nan where there are none."""
        return shares(self.right, self.labels, self.logits.shape[1])


def shares(right: Array, labels: Array, classes: int) -> Array:
    """Of the images of each class the part that is `right`, shape (classes,); nan where there are none."""
    counts, rights = (np.bincount(labels, weights, classes) for weights in (None, right))
    return np.divide(rights, counts, out=np.full(classes, np.nan), where=counts > 0)


def _asked(network: nn.TwoLayerNet, dataset: nn.Dataset) -> Answers:
    logits = np.concatenate([network.activations(x)[-1].a for x in in_slices(dataset)])
    return Answers(logits, dataset.t_test)


@cached
def answers(network: nn.TwoLayerNet, dataset: nn.Dataset) -> Answers:
    """What `network` says of the test images of `dataset`, asked for a slice of them at a time."""
    return _asked(network, dataset)


@cached
def right(network: nn.TwoLayerNet, dataset: nn.Dataset) -> Array:
    """Which of them it reads right, shape (images,): a fiftieth of all that it says, where many networks are asked."""
    return _asked(network, dataset).right


def without_looking(dataset: nn.Dataset) -> float:
    """The part of the test images, from 0 to 1, that is right where all are said to be what most of them are."""
    return float(np.bincount(dataset.t_test).max() / len(dataset.t_test))


def in_slices(dataset: nn.Dataset) -> Iterator[Array]:
    """The test images as inputs, shape (SLICE, features) at a time."""
    for start in range(0, len(dataset.x_test), SLICE):
        yield dataset.scaled(dataset.x_test[start : start + SLICE])
