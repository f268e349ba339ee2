"""Networks and images for these tests: small, at random, or made so that one knows what comes out."""

import numpy as np

import nn_core as nn


def noise(classes: int = 4, images: int = 60, features: int = 16, seed: int = 0) -> nn.Dataset:
    """Images of noise and labels that have nothing to do with them; more than a slice of those to be tested on."""
    rng = np.random.default_rng(seed)
    x, t = rng.integers(0, 256, (images, features), np.uint8), rng.integers(0, classes, images)
    return nn.Dataset(x, t, x[::-1], t[::-1], scale=np.full(features, 1 / 255), offset=np.full(features, -0.1))


def network(dataset: nn.Dataset, hidden: int = 6, std: float = 2.0, seed: int = 1) -> nn.TwoLayerNet:
    """A network with large random weights, also for its biases: it says something else of nearly every image."""
    net = nn.TwoLayerNet(dataset.features, hidden, dataset.classes, std, seed)
    rng = np.random.default_rng(seed)
    net.params |= {name: rng.standard_normal(net.params[name].shape).astype(np.float32) for name in ("b1", "b2")}
    return net
