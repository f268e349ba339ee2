"""The loop of `nn_core.plain`, fast: the same batches, passes and steps, written into arrays that are made once.

It comes out as the plain one but for float32's last digits, with two exceptions. The slope of a unit that is all but
saturated is z (1 - z) here, which has few digits left where z is next to 1. And the learning rate is multiplied in
before the way back: beyond some 1e20 that is too large for float32 where the plain loop goes on.

`train` is the loop. What it repeats are functions that are made together with the arrays they write into: `batches`
makes the one that draws, `forward_pass` and `backward_pass` the two that `TwoLayerNet.gradient` consists of. A test
holds all of it to the plain loop.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nn_core.arrays import Floats, quietly
from nn_core.dataset import Dataset, Pixels
from nn_core.ordered import Indices
from nn_core.two_layer_net import Params

BLOCK = 100  # images that are scaled at a time
ONE = np.array(1, np.float32)  # an array: NumPy would have to find a type for a number at every use


@quietly
def train(
    params: Params, dataset: Dataset, rng: np.random.Generator, lr: float, batch_size: int, iterations: int
) -> NDArray[np.float32]:
    """Train the parameters of a `TwoLayerNet` in place, for so many iterations or until the loss is not finite.

    Args:
        params: W1, b1, W2 and b2 in float32; they change.
        dataset: what is learned from.
        rng: draws the batches. In the end it has drawn those that were used and no others.
        lr: the learning rate.
        batch_size: samples in a batch.
        iterations: how many steps, at least 1.

    Returns:
        The loss of every batch, before the step that it led to. They are fewer than `iterations` where the last of
        them is not finite; that one led to no step. What is 0 in all of a batch is left out: where a weight has become
        infinite by then, weights that 0 times infinity would have made nan are as they were.

    >>> dataset = nn.Dataset([[0], [1]], [0, 1], [[0], [1]], [0, 1])
    >>> net = nn.TwoLayerNet(input_size=1, hidden_size=5, output_size=2, seed=0)
    >>> losses = train(net.params, dataset, np.random.default_rng(0), lr=5, batch_size=4, iterations=200)
    >>> accuracy(net.params, dataset)
    1.0
    """
    dataset, features, places, zeros_train, _ = dataset.ordered
    ordered = params | {"W1": params["W1"][features]}
    draw = batches(dataset, batch_size)
    forward = forward_pass(ordered, batch_size)
    backward = backward_pass(ordered, batch_size, lr)
    p = np.empty((iterations, batch_size), np.float32)  # what the right class of every sample was given

    before = rng.bit_generator.state
    drawn = places[rng.integers(len(places), size=p.shape)]
    at_right = dataset.t_train[drawn] * batch_size + np.arange(batch_size)  # where the right classes are in flat_y
    zeros = zeros_train[drawn].min(axis=1)  # in all of a batch: the weights of these features stay
    for i, (rows, right, begin) in enumerate(zip(drawn, at_right, zeros, strict=True)):
        x = draw(rows)[:, begin:]
        z1, y = forward(x)
        softmax(y)
        flat_y = y.reshape(-1)
        p[i] = flat_y[right]
        flat_y[right] = p[i] - ONE  # y - t
        if not backward(x, z1, y):
            p = p[: i + 1]
            rng.bit_generator.state = before  # as if no more batches had been drawn than were used
            rng.integers(len(places), size=p.shape)
            break
    params["W1"][features] = ordered["W1"]
    losses: NDArray[np.float32] = -np.log(p + np.float32(1e-7)).mean(axis=1)
    return losses


@quietly
def accuracy(params: Params, dataset: Dataset, *, training: bool = False) -> float:
    """The part of the test images, from 0 to 1, that is classified right; or of the training images.

    They are taken a thousand at a time, to need little memory.

    >>> dataset = nn.Dataset([[0], [1]], [0, 1], [[0], [1]], [0, 1])
    >>> net = nn.TwoLayerNet(input_size=1, hidden_size=5, output_size=2, weight_init_std=0)
    >>> accuracy(net.params, dataset)  # it says 0, whatever it is shown
    0.5
    """
    dataset, features, _, zeros_train, zeros_test = dataset.ordered
    ordered = params | {"W1": params["W1"][features]}
    pixels, labels, zeros = dataset.x_test, dataset.t_test, zeros_test
    if training:
        pixels, labels, zeros = dataset.x_train, dataset.t_train, zeros_train
    right = 0
    most = min(1000, len(pixels))
    scaled = scaling(dataset, most)
    for start in range(0, len(pixels), most):
        part = slice(start, start + most)
        x = scaled(pixels[part])[:, zeros[part].min() :]
        _, logits = forward_pass(ordered, len(x))(x)
        right += int(np.count_nonzero(logits.argmax(axis=0) == labels[part]))
    return right / len(pixels)


def batches(dataset: Dataset, size: int) -> Callable[[Indices], Floats]:
    """A function that takes the numbers of `size` training images and gives their inputs, always in the same array.

    >>> dataset = nn.Dataset([[0], [51], [255]], [0, 1, 1], [[0]], [0], scale=0.5)
    >>> draw = batches(dataset, size=2)
    >>> draw(np.array([2, 1]))
    array([[127.5],
           [ 25.5]], dtype=float32)
    """
    stored, scaled = dataset.x_train, scaling(dataset, size)
    if not stored.flags.c_contiguous:  # all of it would be copied for every batch
        return lambda rows: scaled(stored[rows])
    pixels = np.empty((size, dataset.features), stored.dtype)
    return lambda rows: scaled(stored.take(rows, axis=0, out=pixels, mode="clip"))


def scaling(dataset: Dataset, most: int) -> Callable[[Pixels], Floats]:
    """A function that gives the inputs for up to `most` images, always in the same array.

    It does what `Dataset.scaled` does, but a block of images at a time, by a block of scales: all of it is then in
    the processor's cache, and NumPy need not begin anew for every row.

    >>> dataset = nn.Dataset([[0], [51], [255]], [0, 1, 1], [[0]], [0], scale=0.5)
    >>> scaling(dataset, most=2)(dataset.x_train[1:])
    array([[ 25.5],
           [127.5]], dtype=float32)
    """
    x = np.empty((most, dataset.features), np.float32)
    scale, offset = (np.tile(value, (min(BLOCK, most), 1)) for value in (dataset.scale, dataset.offset))
    shifted = offset.any()

    def scaled(pixels: Pixels) -> Floats:
        for start in range(0, len(pixels), BLOCK):
            raw = pixels[start : start + BLOCK]
            block = x[start : start + len(raw)]
            block[...] = raw
            block *= scale[: len(raw)]
            if shifted:
                block += offset[: len(raw)]
        return x[: len(pixels)]

    return scaled


def forward_pass(params: Params, samples: int) -> Callable[[Floats], tuple[Floats, Floats]]:
    """A function that takes inputs x and gives z1 = sigmoid(x W1 + b1) and the logits a2 = z1 W2 + b2.

    They are always in the same arrays. a2 has a row for each class and a column for each sample: a maximum or a sum
    over classes is then one over whole rows, several times as fast. Of x, the first features may be missing where all
    of them are 0.

    >>> net = nn.TwoLayerNet(1, 2, 3, weight_init_std=0)
    >>> z1, a2 = forward_pass(net.params, samples=1)(np.ones((1, 1), np.float32))
    >>> z1.tolist(), a2.tolist()
    ([[0.5, 0.5]], [[0.0], [0.0], [0.0]])
    """
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z1, a2 = np.empty((samples, len(b1)), np.float32), np.empty((len(b2), samples), np.float32)

    def forward(x: Floats) -> tuple[Floats, Floats]:
        nonlocal z1, a2
        np.matmul(x, W1[-x.shape[1] :], out=z1)
        z1 += b1
        np.negative(z1, out=z1)
        np.exp(z1, out=z1)
        z1 += ONE
        np.divide(ONE, z1, out=z1)
        np.matmul(W2.T, z1.T, out=a2)
        a2 += b2[:, np.newaxis]
        return z1, a2

    return forward


def softmax(y: Floats) -> None:
    """Turn logits, a column for each sample, into probabilities in place.

    >>> y = np.array([[1000.0, 0.0], [1000.0, np.log(3)]])
    >>> softmax(y)
    >>> y
    array([[0.5 , 0.25],
           [0.5 , 0.75]])
    """
    y -= np.maximum.reduce(y, axis=0)
    np.exp(y, out=y)
    y /= np.add.reduce(y, axis=0)


def backward_pass(params: Params, samples: int, lr: float) -> Callable[[Floats, Floats, Floats], bool]:
    """A function that takes x, z1 and da2 = y - t, a column for each sample, and does W -= lr * gradient.

    It writes over da2. Where a probability is not finite it changes no parameter, and gives False.

    >>> net = nn.TwoLayerNet(1, 1, 2, weight_init_std=0)
    >>> x, z1, da2 = (np.array(value, np.float32) for value in ([[1]], [[0.5]], [[-0.5], [0.5]]))
    >>> backward_pass(net.params, samples=1, lr=1)(x, z1, da2)
    True
    >>> net.params["b2"]
    array([ 0.5, -0.5], dtype=float32)
    """
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    dW1, dW2 = np.empty_like(W1), np.empty_like(W2)
    da1, rest = (np.empty((samples, len(b1)), np.float32) for _ in range(2))
    ones = np.ones(samples, np.float32)
    step = np.array(lr / samples, np.float32)

    def backward(x: Floats, z1: Floats, da2: Floats) -> bool:
        nonlocal b1, W2, b2, da1
        db2 = da2 @ ones
        if math.isnan(db2[0]):  # as all of it is where the probabilities of one sample are not finite
            return False
        da2 *= step  # every gradient from here on comes out times lr / samples
        np.matmul(da2.T, W2.T, out=da1)
        da1 *= z1
        da1 *= np.subtract(ONE, z1, out=rest)
        here = slice(-x.shape[1], None)  # the weights of the features in x
        W1[here] -= np.matmul(x.T, da1, out=dW1[here])
        W2 -= np.matmul(z1.T, da2.T, out=dW2)
        b1 -= ones @ da1
        b2 -= step * db2
        return True

    return backward
