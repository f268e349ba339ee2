"""What breaks a reader: images that are noisy, moved, turned or inverted, and how many are still read right."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

import nn_core as nn
from explorer.inside.answers import Array
from explorer.inside.kept import kept

TESTED = 1000  # images that each strength is tried on, spread evenly over the test set
INK = 255.0

Change = Callable[[Array, float], Array]


def noisy(pixels: Array, strength: float) -> Array:
    """Each pixel is changed at random; none becomes blacker than ink or whiter than paper.

    Args:
        pixels: shape (images, side, side), 0 for paper and 255 for ink; likewise below.
        strength: the standard deviation of the noise, as a part of full ink.

    Returns:
        Pixels of the same shape, float32; likewise below.
    """
    noise = np.random.default_rng(0).standard_normal(pixels.shape, np.float32)  # the same for all strengths
    return np.clip(pixels + np.float32(strength * INK) * noise, 0, INK)


def shifted(pixels: Array, by: float) -> Array:
    """Every image is moved to the right by so many whole pixels; what leaves it is lost, and paper comes in."""
    to = min(int(by), pixels.shape[-1])
    moved = np.zeros(pixels.shape, np.float32)
    moved[..., to:] = pixels[..., : pixels.shape[-1] - to]
    return moved


def rotated(pixels: Array, degrees: float) -> Array:
    """Every image is turned about its middle, anticlockwise; a pixel is mixed of the four that it then lies between."""
    side = pixels.shape[-1]
    middle, turn = (side - 1) / 2, np.deg2rad(degrees)
    down, across = np.indices((side, side)) - middle
    # Where the pixel came from, with its rows counted downwards; paper all round, for what came from outside.
    row, column = (
        np.clip(place + middle + 1, 0, side + 1).round(9)  # a right angle is exact
        for place in (
            np.cos(turn) * down + np.sin(turn) * across,
            np.cos(turn) * across - np.sin(turn) * down,
        )
    )
    padded = np.pad(pixels.astype(np.float32), ((0, 0), (1, 1), (1, 1)))
    top, left = (np.minimum(np.floor(place), side).astype(int) for place in (row, column))
    low, right = (row - top).astype(np.float32), (column - left).astype(np.float32)
    upper = padded[:, top, left] * (1 - right) + padded[:, top, left + 1] * right
    lower = padded[:, top + 1, left] * (1 - right) + padded[:, top + 1, left + 1] * right
    return upper * (1 - low) + lower * low


def inverted(pixels: Array, part: float) -> Array:
    """Ink fades and paper darkens: at 0.5 all is one grey, at 1 white ink stands on black paper."""
    return np.float32(1 - part) * pixels + np.float32(part) * (np.float32(INK) - pixels)


class Harm(NamedTuple):
    """One way to harm an image.

    Attributes:
        key: of its slider.
        name: as it is chosen.
        of: what the strength is, as the name of an axis.
        strengths: that are tried, from none on.
        change: takes pixels and a strength.
        axis: the strength as an axis has it, a format of D3's.
        said: the same with its unit, a format of Python's.
    """

    key: str
    name: str
    of: str
    strengths: tuple[float, ...]
    change: Change
    axis: str
    said: str


def _parts(last: float, steps: int) -> tuple[float, ...]:
    return tuple(float(value) for value in np.linspace(0, last, steps + 1).round(10))


HARMS = {
    harm.key: harm
    for harm in (
        Harm("shift", "Shift", "Pixels to the right", _parts(10, 10), shifted, "d", "{:.0f} pixels"),
        Harm("rotation", "Rotation", "Degrees, anticlockwise", _parts(180, 18), rotated, "d", "{:.0f}°"),
        Harm("noise", "Noise", "Strength of the noise, as a part of full ink", _parts(1, 10), noisy, ".0%", "{:.0%}"),
        Harm(
            "inverted",
            "Inverted ink",
            "How far black and white change places",
            _parts(1, 10),
            inverted,
            ".0%",
            "{:.0%}",
        ),
    )
}


def chosen(images: int) -> Array:
    """Numbers of the test images that are tried: all of them, or `TESTED` at even distances."""
    return np.arange(images) if images <= TESTED else np.arange(TESTED) * images // TESTED


def harmed(dataset: nn.Dataset, numbers: Array, name: str, strength: float) -> Array:
    """Test images of these numbers after the harm of this key: pixels, shape (images, features), float32."""
    pixels = dataset.x_test[numbers]
    side = round(dataset.features**0.5)
    return HARMS[name].change(pixels.reshape(-1, side, side), strength).reshape(pixels.shape)


@kept
def curve(network: nn.TwoLayerNet, dataset: nn.Dataset, key: str) -> Array:
    """The part of the tried images that is read right at each strength of this harm, shape (strengths,)."""
    numbers = chosen(len(dataset.x_test))
    return np.mean(_said(network, dataset, key, numbers) == dataset.t_test[numbers], axis=1)


@kept
def said(network: nn.TwoLayerNet, dataset: nn.Dataset, key: str) -> Array:
    """The class that the network says of `one_of_each` image at each strength, shape (strengths, images)."""
    return _said(network, dataset, key, one_of_each(dataset))


def _said(network: nn.TwoLayerNet, dataset: nn.Dataset, key: str, numbers: Array) -> Array:
    """The same of any images.

    In training no input was ever outside 0 ... 1, since the scaling was fitted to that. Where hardly a training image
    has ink the scale is up to 1 instead of 1/255, and the ink of a harmed image would come in as 255.
    """
    all_of_them = []
    for strength in HARMS[key].strengths:
        x = dataset.scaled(harmed(dataset, numbers, key, strength)).clip(0, 1)
        all_of_them.append(network.predict(x).argmax(axis=1))
    return np.array(all_of_them)


def one_of_each(dataset: nn.Dataset) -> Array:
    """The number of the first test image of each class that has one."""
    return np.unique(dataset.t_test, return_index=True)[1]
