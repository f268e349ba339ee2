"""What breaks a reader: images that are noisy, moved, turned or inverted, and how many are still read right."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

import nn_core as nn
from explorer.charts.arrays import Array
from explorer.inside.drawing import Ink, shifted, turned
from explorer.inside.network import clipped
from explorer.training.cache import cached
from explorer.words.numbers import counted

TESTED = 500  # images that each strength is tried on, spread evenly over the test set


def noisy(pictures: Ink, strength: float) -> Ink:
    """Each pixel is changed at random; none becomes blacker than ink or whiter than paper.

    Args:
        pictures: shape (images, side, side), 0 for paper and 255 for ink; likewise below.
        strength: the standard deviation of the noise, as a part of full ink.

    Returns:
        Pictures of the same shape; likewise below.
    """
    noise = np.random.default_rng(0).standard_normal(pictures.shape, np.float32)  # the same for all strengths
    return (pictures + np.float32(strength * 255) * noise).clip(0, 255).round().astype(np.uint8)


def moved(pictures: Ink, by: float) -> Ink:
    """Every picture is moved to the right by so many whole pixels."""
    return shifted(pictures, right=int(by))


def rotated(pictures: Ink, degrees: float) -> Ink:
    """Every picture is turned about its middle, clockwise."""
    return np.stack([turned(picture, degrees) for picture in pictures])


def inverted(pictures: Ink, part: float) -> Ink:
    """Ink fades and paper darkens: at 0.5 all is one grey, at 1 white ink stands on black paper."""
    return ((1 - part) * pictures + part * (255.0 - pictures)).round().astype(np.uint8)


class Harm(NamedTuple):
    """One way to harm an image.

    Attributes:
        key: of its slider.
        name: as it is chosen.
        of: what the strength is, as the name of an axis.
        strengths: that are tried, from none on.
        change: takes pixels and a strength.
        axis: the strength as an axis has it, a format of D3's.
        said: the same with its unit, for people.
    """

    key: str
    name: str
    of: str
    strengths: tuple[float, ...]
    change: Callable[[Ink, float], Ink]
    axis: str
    said: Callable[[float], str]


def _parts(last: float, steps: int) -> tuple[float, ...]:
    return tuple(float(value) for value in np.linspace(0, last, steps + 1).round(10))


def _pixels(strength: float) -> str:
    return counted(round(strength), "pixel")


HARMS = {
    harm.key: harm
    for harm in (
        Harm("shift", "Shift", "Pixels to the right", _parts(10, 10), moved, "d", _pixels),
        Harm("rotation", "Rotation", "Degrees, clockwise", _parts(180, 9), rotated, "d", "{:.0f}°".format),
        Harm(
            "noise",
            "Noise",
            "Strength of the noise, as a part of full ink",
            _parts(1, 10),
            noisy,
            ".0%",
            "{:.0%}".format,
        ),
        Harm(
            "inverted",
            "Inverted ink",
            "How far ink and paper change places",
            _parts(1, 10),
            inverted,
            ".0%",
            "{:.0%}".format,
        ),
    )
}


def chosen(images: int) -> Array:
    """Numbers of the test images that are tried: all of them, or `TESTED` at even distances."""
    return np.arange(images) if images <= TESTED else np.arange(TESTED) * images // TESTED


def harmed(dataset: nn.Dataset, numbers: Array, key: str, strength: float) -> Ink:
    """Test images of these numbers after the harm of this key, shape (images, features)."""
    side = round(dataset.features**0.5)
    pictures = dataset.x_test[numbers].astype(np.uint8).reshape(-1, side, side)
    return HARMS[key].change(pictures, strength).reshape(len(pictures), -1)


@cached
def curve(network: nn.TwoLayerNet, dataset: nn.Dataset, key: str) -> Array:
    """The part of the tried images that is read right at each strength of this harm, shape (strengths,)."""
    numbers = chosen(len(dataset.x_test))
    return np.mean(_said(network, dataset, key, numbers) == dataset.t_test[numbers], axis=1)


@cached
def said(network: nn.TwoLayerNet, dataset: nn.Dataset, key: str) -> Array:
    """The class that the network says of `one_of_each` image at each strength, shape (strengths, images)."""
    return _said(network, dataset, key, one_of_each(dataset))


def _said(network: nn.TwoLayerNet, dataset: nn.Dataset, key: str, numbers: Array) -> Array:
    """The same of any images: as they are they come in as all test images do."""
    all_of_them = []
    for strength in HARMS[key].strengths:
        pixels = harmed(dataset, numbers, key, strength)
        x = clipped(dataset, pixels) if strength else dataset.scaled(pixels)
        all_of_them.append(network.predict(x).argmax(axis=1))
    return np.array(all_of_them)


def one_of_each(dataset: nn.Dataset) -> Array:
    """The number of the first test image of each class that has one."""
    return np.unique(dataset.t_test, return_index=True)[1]
