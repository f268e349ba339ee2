"""Images for the server to look at: the test images of a data set, and what a visitor has drawn."""

from typing import NamedTuple

import nn_core as nn
from explorer.charts.arrays import Array
from explorer.data import datasets, store
from explorer.data.datasets import DatasetError, Digits
from explorer.inside.changes import Change
from explorer.inside.network import Known, clipped
from explorer.inside.strokes import Sheet


class Image(NamedTuple):
    """An image that is looked at.

    Attributes:
        name: in a sentence.
        pixels: shape (features,), 0 for paper and 255 for ink.
        x: the same as inputs for the network.
        meant: the right class; where nobody has said it, the one that the network says.
        told: has somebody said it?
    """

    name: str
    pixels: Array
    x: Array
    meant: int
    told: bool = True

    @property
    def right(self) -> int | None:
        """The right class, if it is known."""
        return self.meant if self.told else None


def tested(dataset: nn.Dataset, number: int) -> Image:
    """The test image of this number, counted from 1."""
    pixels = dataset.x_test[number - 1]
    return Image(f"test image {number:,}", pixels, dataset.scaled(pixels), int(dataset.t_test[number - 1]))


def drawn(known: Known, sheet: Sheet) -> Image:
    """What lies on the paper, as MNIST would have made it."""
    pixels = Change().prepared(sheet.ink).reshape(-1)
    x = clipped(known.digits.dataset, pixels)
    if (meant := sheet.meant(known.digits.name)) is not None:
        return Image("your drawing", pixels, x, meant)
    return Image("your drawing", pixels, x, int(known.network.predict(x).argmax()), told=False)


def with_tests(digits: Digits) -> nn.Dataset:
    """The data set with its test images in memory; its training images nobody looks at here.

    Raises:
        DatasetError: they cannot be had any more, and why.
    """
    try:
        return store.open_tests(digits.folder)
    except ValueError:
        datasets.load(digits.name)  # makes the store anew where it is damaged
    try:
        return store.open_tests(digits.folder)
    except ValueError as error:
        raise DatasetError(
            f"The images of {digits.name} have changed on the disk of the server. Train a new run, and look into that."
        ) from error
