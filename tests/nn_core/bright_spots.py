"""Data sets that are easy to learn, and settings under which a network learns them in no time."""

from dataclasses import replace

import numpy as np

import nn_core as nn


def bright_spots(samples: int, features: int, classes: int) -> nn.Dataset:
    """Noise in which pixel number t is bright."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 128, size=(2 * samples, features), dtype=np.uint8)
    t = np.arange(2 * samples) % classes
    x[np.arange(2 * samples), t] = 255
    return nn.Dataset(x[:samples], t[:samples], x[samples:], t[samples:], scale=1 / 255)


SMALL = bright_spots(samples=60, features=8, classes=3)
WITH_MARGINS = nn.Dataset(  # the same, between features that are 0 in every training input, but not in every test input
    np.pad(SMALL.x_train, [(0, 0), (2, 3)]),
    SMALL.t_train,
    np.pad(SMALL.x_test, [(0, 0), (2, 3)], constant_values=9),
    SMALL.t_test,
    scale=1 / 255,
)
SELDOM = np.zeros((120, 4), np.uint8)  # features: one that an input in twelve has, others that two inputs and none have
SELDOM[::12, 0], SELDOM[7:60:30, 1:3] = 200, 99
WITH_RARE_ONES = replace(
    SMALL,
    x_train=np.hstack([SMALL.x_train, SELDOM[:60]]),
    x_test=np.hstack([SMALL.x_test, SELDOM[60:]]),
)
SHIFTED = nn.Dataset(  # the same, each feature on a scale of its own
    SMALL.x_train,
    SMALL.t_train,
    SMALL.x_test,
    SMALL.t_test,
    scale=np.linspace(0.001, 0.01, 8),
    offset=np.linspace(-1, 1, 8),
)
AS_LARGE_AS_MNIST = bright_spots(samples=250, features=784, classes=10)
DATASETS = {
    "small": SMALL,
    "margins": WITH_MARGINS,
    "rare": WITH_RARE_ONES,
    "shifted": SHIFTED,
    "large": AS_LARGE_AS_MNIST,
}

CONFIG = nn.TrainingConfig(hidden_size=5, learning_rate=0.5, batch_size=10, iterations=40, weight_init_std=0.5)


def network_for(dataset: nn.Dataset) -> nn.TwoLayerNet:
    """A network with the first weights of `CONFIG`."""
    return nn.TwoLayerNet(dataset.features, 5, dataset.classes, weight_init_std=0.5, seed=0)
