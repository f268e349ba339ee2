"""A network that knows what is drawn on the left and what on the right, made by hand."""

from pathlib import Path

import numpy as np
import pytest

import nn_core as nn
from explorer.data.classes import DIGITS
from explorer.data.datasets import Digits
from explorer.inside.network import Known


@pytest.fixture
def known() -> Known:
    """A network that says 3 where more ink is on the left, 7 where more is on the right."""
    network = nn.TwoLayerNet(784, 2, 10, weight_init_std=0)
    left = np.tile(np.arange(28) < 14, 28)
    network.params["W1"] = np.where(left, 1, -1)[:, None] * np.array([1, -1], np.float32)
    network.params["W2"][0, 3] = network.params["W2"][1, 7] = 6
    pixels = np.zeros((10, 784), np.uint8)
    dataset = nn.Dataset(pixels, np.arange(10), pixels, np.arange(10), scale=1 / 255)
    digits = Digits("sample", Path("nowhere"), dataset, DIGITS)
    return Known(
        network, digits, iterations=1000, test_accuracy=0.947, tested_after=1000, own=True, under_way=False, moments=()
    )
