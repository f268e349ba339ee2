"""The test images of a data set, for the server to look at."""

import nn_core as nn
from explorer.data import datasets, store
from explorer.data.datasets import DatasetError, Digits


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
