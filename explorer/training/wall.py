"""A wall of test images, some of each class, and what a network says of each of them at the moments of its run."""

import base64
import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import nn_core as nn
from explorer.charts.images import address, square
from explorer.data import store
from explorer.data.datasets import Digits
from explorer.training.cache import cached
from explorer.training.moments import Moment

MOST = 30
NO_ANSWER = 255  # in the place of a class


def chosen(labels: NDArray[np.intp]) -> NDArray[np.intp]:
    """The numbers of the test images on the wall: the same count of each class where there are enough, in turns.

    They lie evenly apart in the test set, whatever they look like. The first ones would not do: in MNIST's, those of
    the first half come from neater writers.

    Args:
        labels: of all test images, shape (images,).
    """
    classes = np.unique(labels)
    each = max(MOST // len(classes), 1)
    turns: list[tuple[int, int]] = []
    for label in classes:
        of_this = np.flatnonzero(labels == label)
        count = min(each, len(of_this))
        turns += enumerate(of_this[(2 * np.arange(count) + 1) * len(of_this) // (2 * count)].tolist())
    return np.array([number for _, number in sorted(turns, key=lambda turn: turn[0])])


@functools.lru_cache(maxsize=store.MOST_OPEN)
def shown(digits: Digits) -> dict[str, Any]:
    """What the wall looks like before anybody has said anything, as `explorer.page.wall` takes it.

    Raises:
        ValueError: the images cannot be had: somebody has damaged the data set. A worker has it made again.
    """
    numbers, pixels = _images(digits)
    names = digits.contents.class_names(digits.dataset.classes)
    labels = digits.dataset.t_test[numbers].tolist()
    images = [address(square(image)) for image in pixels]
    return {
        "title": f"What it says of {len(numbers)} test images",
        "names": names,
        "images": [{"name": names[t], "label": t, "image": one} for t, one in zip(labels, images, strict=True)],
    }


@cached
def probabilities(network: nn.TwoLayerNet, digits: Digits) -> NDArray[np.floating]:
    """What the network says of each image on the wall, shape (images, classes)."""
    return network.predict(digits.dataset.scaled(_images(digits)[1]))


def said(moments: Sequence[Moment], digits: Digits, at: int) -> dict[str, Any]:
    """What the network says of the images at each moment, in few bytes.

    Args:
        moments: from the first to the latest.
        digits: what the network learns from.
        at: the image of which all probabilities are wanted.

    Returns:
        The iterations as `after`; as `said` for each of them and for each image two bytes, the class that it says
        (`NO_ANSWER` where its probabilities are no numbers) and how sure it is; as `bars` for each of them the
        probabilities of image `at`, a byte each. A probability is sent in half percents: those in the first and in the
        last percent as a half and as 99 and a half, 0 and 1 alone as 0 and 100. Bytes are in base64.
    """
    y = np.array([probabilities(moment.network, digits) for moment in moments])
    answers = np.isfinite(y).all(axis=2)
    y = np.where(answers[..., np.newaxis], y, 0)
    percent = np.select([(y > 0) & (y < 0.01), (y > 0.99) & (y < 1)], [0.5, 99.5], np.rint(100 * y))
    halves = (2 * percent).astype(np.uint8)
    guess = np.where(answers, y.argmax(axis=2), NO_ANSWER).astype(np.uint8)
    return {
        "after": [moment.iteration for moment in moments],
        "said": _text(np.stack([guess, halves.max(axis=2)], axis=2)),
        "at": at,
        "bars": _text(halves[:, at]),
    }


@functools.lru_cache(maxsize=store.MOST_OPEN)
def _images(digits: Digits) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """The numbers of the images on the wall and their pixels, shape (images, 784)."""
    numbers = chosen(digits.dataset.t_test)
    return numbers, np.asarray(store.open_tests(digits.folder).x_test[numbers])


def _text(values: NDArray[np.uint8]) -> str:
    return base64.b64encode(values.tobytes()).decode()
