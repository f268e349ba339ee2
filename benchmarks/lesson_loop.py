"""The lesson's training, as one writes it who has just read the lesson: the loop that ours is measured against.

Everything in float64, one-hot labels, new arrays in every line, and a second forward pass for the loss.
"""

from typing import Any

import numpy as np

Array = Any


def sigmoid(a: Array) -> Array:
    return 1 / (1 + np.exp(-a))


def softmax(a: Array) -> Array:
    exponentials = np.exp(a - a.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def forward(params: dict[str, Array], x: Array) -> tuple[Array, Array]:
    z1 = sigmoid(np.dot(x, params["W1"]) + params["b1"])
    return z1, softmax(np.dot(z1, params["W2"]) + params["b2"])


def gradient(params: dict[str, Array], x: Array, t: Array) -> dict[str, Array]:
    z1, y = forward(params, x)
    da2 = (y - t) / len(x)
    da1 = np.dot(da2, params["W2"].T) * (1 - z1) * z1
    return {"W1": np.dot(x.T, da1), "b1": da1.sum(axis=0), "W2": np.dot(z1.T, da2), "b2": da2.sum(axis=0)}


def train(params: dict[str, Array], x_train: Array, one_hot: Array, iterations: int, batch: int, lr: float) -> list:
    """Train `params` in place on inputs (samples, features) and labels (samples, classes); the losses."""
    losses = []
    for _ in range(iterations):
        chosen = np.random.choice(len(x_train), batch)  # noqa: NPY002, as the lesson draws
        x, t = x_train[chosen], one_hot[chosen]
        for name, slope in gradient(params, x, t).items():
            params[name] -= lr * slope
        y = forward(params, x)[1]
        losses.append(-np.sum(t * np.log(y + 1e-7)) / batch)
    return losses
