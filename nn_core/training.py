"""Training a `TwoLayerNet` by stochastic gradient descent, in steps that can be interrupted anywhere.

A `TrainingRun` is a value: `advance` gives a new one that is further on and leaves the old one as it was. However an
iteration count is cut into calls, also across processes, the numbers come out the same to the last bit.
"""

import copy
import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nn_core.arrays import finite_number, whole_number
from nn_core.dataset import Dataset
from nn_core.two_layer_net import Params, TwoLayerNet

Floats = NDArray[np.float32]

BLOCK = 100  # samples that are fetched and scaled at a time


@dataclass(frozen=True)
class TrainingConfig:
    """Everything that decides how a training run goes; the defaults are the lesson's.

    Attributes:
        hidden_size: units of the hidden layer.
        learning_rate: how far one step goes against the gradient.
        batch_size: samples in one batch, drawn at random with replacement.
        iterations: updates of the parameters in all.
        weight_init_std: standard deviation of the first weights.
        seed: decides the first weights and the order of the batches.

    Raises:
        ValueError: a size is not a whole number above 0, the rate is not above 0, or the deviation or seed is negative.
    """

    hidden_size: int = 50
    learning_rate: float = 0.1
    batch_size: int = 100
    iterations: int = 10_000
    weight_init_std: float = 0.01
    seed: int = 0

    def __post_init__(self) -> None:
        for name, least in (("hidden_size", 1), ("batch_size", 1), ("iterations", 1), ("seed", 0)):
            object.__setattr__(self, name, whole_number(getattr(self, name), name, least))
        object.__setattr__(self, "learning_rate", finite_number(self.learning_rate, "learning_rate", above=0))
        object.__setattr__(self, "weight_init_std", finite_number(self.weight_init_std, "weight_init_std", least=0))


@dataclass(frozen=True, eq=False)
class TrainingRun:
    """How far a training run has come. Small and picklable; the data set is not in it.

    Attributes:
        config: the settings; `config.learning_rate` is the one in force now.
        network: the network as trained so far.
        rng: draws the batches that are still to come.
        train_loss: the loss of every batch so far, before the update that it led to; shape (iteration,), float32.
        evaluated_at: the iterations i after whose update accuracy was measured, counted from 0.
        train_accuracy, test_accuracy: measured there, from 0 to 1, on all images of each set.
        diverged: the loss is no longer finite, so the run has ended.
    """

    config: TrainingConfig
    network: TwoLayerNet
    rng: np.random.Generator
    train_loss: Floats = field(default_factory=lambda: np.empty(0, np.float32))
    evaluated_at: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    train_accuracy: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    test_accuracy: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    diverged: bool = False

    @property
    def iteration(self) -> int:
        """Iterations done."""
        return len(self.train_loss)

    @property
    def fraction(self) -> float:
        """The part of its iterations that is done, from 0 to 1."""
        return self.iteration / self.config.iterations

    @property
    def finished(self) -> bool:
        """Nothing is left to do."""
        return self.diverged or self.iteration >= self.config.iterations


def start_training(config: TrainingConfig, dataset: Dataset) -> TrainingRun:
    """A run at iteration 0, its weights drawn for the features and classes of `dataset`."""
    network = TwoLayerNet(dataset.features, config.hidden_size, dataset.classes, config.weight_init_std, config.seed)
    # A stream of its own: batches must not repeat the numbers that the weights were drawn from.
    return TrainingRun(config, network, np.random.default_rng((config.seed, 1)))


def with_learning_rate(run: TrainingRun, lr: float) -> TrainingRun:
    """The same run, going on at another learning rate."""
    return replace(run, config=replace(run.config, learning_rate=lr))


def iterations_per_epoch(config: TrainingConfig, dataset: Dataset) -> int:
    """Iterations after which as many samples were drawn as the training set has; at least 1."""
    return max(len(dataset.x_train) // config.batch_size, 1)


def advance(run: TrainingRun, dataset: Dataset, iterations: int) -> TrainingRun:
    """The run `iterations` further on, or at its end where that comes first; `run` itself stays as it was.

    Accuracy is measured after update i for every i that is divisible by the iterations in an epoch, as in the
    lesson, and once at the end.

    Args:
        run: where to go on from.
        dataset: the one that the run was started with.
        iterations: how many more, at least 0.

    Returns:
        The run, further on. Where the loss is no longer finite it has ended, and says `diverged`.

    Raises:
        ValueError: `iterations` is negative, or the data set has other features or more classes than the run.
    """
    iterations = whole_number(iterations, "iterations", least=0)
    network = copy.deepcopy(run.network)
    if (dataset.features, dataset.classes) != (len(network.params["W1"]), len(network.params["b2"])):
        raise ValueError(
            f"the run was not started with a data set of {dataset.features} features and {dataset.classes} classes"
        )
    rng, diverged = copy.deepcopy(run.rng), run.diverged
    losses, evaluated_at, train_accuracy, test_accuracy = [run.train_loss], [], [], []

    epoch = iterations_per_epoch(run.config, dataset)
    last = run.config.iterations - 1
    start, stop = run.iteration, min(run.iteration + iterations, run.config.iterations)
    while start < stop and not diverged:
        next_evaluation = min(-(-start // epoch) * epoch, last)
        loss = _train(network.params, dataset, rng, run.config, min(next_evaluation + 1, stop) - start)
        start += len(loss)
        diverged = not np.isfinite(loss[-1])
        if start > last:  # no batch is left whose loss could tell
            diverged = diverged or not all(np.isfinite(value).all() for value in network.params.values())
        losses.append(loss)
        if start - 1 == next_evaluation or diverged:
            evaluated_at.append(start - 1)
            train_accuracy.append(_accuracy(network.params, dataset, dataset.x_train, dataset.t_train))
            test_accuracy.append(_accuracy(network.params, dataset, dataset.x_test, dataset.t_test))
    return replace(
        run,
        network=network,
        rng=rng,
        train_loss=np.concatenate(losses),
        evaluated_at=np.append(run.evaluated_at, np.array(evaluated_at, np.int64)),
        train_accuracy=np.append(run.train_accuracy, train_accuracy),
        test_accuracy=np.append(run.test_accuracy, test_accuracy),
        diverged=diverged,
    )


@np.errstate(over="ignore", invalid="ignore", under="ignore")  # weights too large for float32: the loss tells
def _train(
    params: Params, dataset: Dataset, rng: np.random.Generator, config: TrainingConfig, iterations: int
) -> Floats:
    """Train `params` in place; the losses are fewer than `iterations` where the last of them is not finite.

    Each iteration is `TwoLayerNet.gradient` and W -= lr * gradient, written into buffers that are made once. The
    lesson runs a second forward pass after the update to get the loss; here it comes out of the forward pass that
    the gradient needs anyway, so it is the loss before the update.
    """
    used, dataset = dataset.used, dataset.trimmed
    W1, b1, W2, b2 = params["W1"][used], params["b1"], params["W2"], params["b2"]
    batch, samples = config.batch_size, len(dataset.x_train)
    step = np.array(config.learning_rate / batch, np.float32)
    x = np.empty((batch, dataset.features), np.float32)
    # Rows are fetched and scaled a block at a time, by a block of scales: all of it is then in the processor's cache.
    pixels = np.empty((min(BLOCK, batch), dataset.features), dataset.x_train.dtype)
    scale, offset = (np.tile(v, (len(pixels), 1)) for v in (dataset.scale, dataset.offset))
    shifted = offset.any()
    blocks = []
    for start in range(0, batch, BLOCK):
        n = min(BLOCK, batch - start)
        part = slice(start, start + n)
        blocks.append((part, x[part], pixels[:n], scale[:n], offset[:n]))
    z1, da1, rest = (np.empty((batch, len(b1)), np.float32) for _ in range(3))
    # A column for each sample: a maximum or a sum over classes is then one over whole rows, several times as fast.
    y = np.empty((len(b2), batch), np.float32)
    flat_y = y.reshape(-1)
    dW1, dW2 = np.empty_like(W1), np.empty_like(W2)
    # Arrays even where they are one number: NumPy would have to find a type for a number at every use.
    half, one, ones = np.array(0.5, np.float32), np.array(1, np.float32), np.ones(batch, np.float32)
    p = np.empty((iterations, batch), np.float32)  # what the right class of every sample was given

    before = rng.bit_generator.state
    order = rng.integers(samples, size=(iterations, batch))
    at_right = dataset.t_train[order] * batch + np.arange(batch)  # where the right classes are in flat_y
    for i, (rows, right) in enumerate(zip(order, at_right, strict=True)):
        # Inputs, as `Dataset.scaled` makes them
        for part, block, raw, factor, shift in blocks:
            block[...] = dataset.x_train.take(rows[part], axis=0, out=raw, mode="clip")
            block *= factor
            if shifted:
                block += shift

        # Forward: z1 = sigmoid(x W1 + b1), y' = softmax(z1 W2 + b2). The sigmoid of a is (1 + tanh(a / 2)) / 2.
        np.matmul(x, W1, out=z1)
        z1 += b1
        z1 *= half
        np.tanh(z1, out=z1)
        z1 *= half
        z1 += half
        np.matmul(W2.T, z1.T, out=y)
        y += b2[:, np.newaxis]
        y -= np.maximum.reduce(y, axis=0)
        np.exp(y, out=y)
        y /= np.add.reduce(y, axis=0)
        p[i] = flat_y[right]

        # Backward, times lr / batch as soon as may be: da2 = y - t, da1 = (da2 W2') * z1 (1 - z1)
        flat_y[right] = p[i] - one
        db2 = y @ ones
        if math.isnan(db2[0]):  # as all of it is where the probabilities of one sample are not finite
            p = p[: i + 1]
            rng.bit_generator.state = before  # as if no more batches had been drawn than were used
            rng.integers(samples, size=p.shape)
            break
        y *= step
        np.matmul(y.T, W2.T, out=da1)
        da1 *= z1
        da1 *= np.subtract(one, z1, out=rest)

        # Downhill: W -= lr * gradient
        W1 -= np.matmul(x.T, da1, out=dW1)
        W2 -= np.matmul(z1.T, y.T, out=dW2)
        b1 -= ones @ da1
        b2 -= step * db2
    params["W1"][used] = W1
    losses: Floats = -np.log(p + np.float32(1e-7)).mean(axis=1)
    return losses


@np.errstate(over="ignore", invalid="ignore", under="ignore")
def _accuracy(params: Params, dataset: Dataset, pixels: NDArray[np.generic], labels: NDArray[np.intp]) -> float:
    """The part of `pixels`, from 0 to 1, that is classified right; a thousand at a time, to need little memory."""
    right = 0
    x = np.empty((min(1000, len(pixels)), dataset.features), np.float32)
    for start in range(0, len(pixels), len(x)):
        part = pixels[start : start + len(x)]
        z1 = dataset.scaled(part, out=x[: len(part)]) @ params["W1"]
        z1 += params["b1"]
        np.reciprocal(1 + np.exp(-z1), out=z1)
        logits = z1 @ params["W2"] + params["b2"]
        right += int(np.count_nonzero(logits.argmax(axis=1) == labels[start : start + len(x)]))
    return right / len(pixels)
