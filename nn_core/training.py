"""Training a `TwoLayerNet` by stochastic gradient descent (`nn_core.plain`), in steps that can be interrupted anywhere.

A `TrainingRun` is a value: `advance` gives a new one that is further on and leaves the old one as it was. However an
iteration count is cut into calls, also across processes, the numbers come out the same to the last bit. (Another kind
of processor may sum products in another order, and then the last bits differ, and with them the run.)
"""

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nn_core import fast
from nn_core.arrays import finite_number, whole_number
from nn_core.dataset import Dataset
from nn_core.two_layer_net import TwoLayerNet


@dataclass(frozen=True)
class TrainingConfig:
    """Everything that decides how a training run goes; the defaults are the lesson's.

    Attributes:
        hidden_size: units of the hidden layer.
        learning_rate: what the gradient is taken times to make a step.
        batch_size: samples in one batch, drawn at random with replacement.
        iterations: updates of the parameters in all.
        weight_init_std: standard deviation of the first weights.
        seed: decides the first weights and the order of the batches.

    Raises:
        ValueError: a size is not a whole number above 0, the rate is not above 0, or the deviation or seed is negative.

    >>> nn.TrainingConfig(learning_rate=1)
    TrainingConfig(hidden_size=50, learning_rate=1.0, batch_size=100, iterations=10000, weight_init_std=0.01, seed=0)
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
        evaluated_at: the iterations i after whose update accuracy was measured, counted from 0; where the run has
            diverged, also that whose loss was no number, after which there was no update.
        train_accuracy, test_accuracy: measured there, from 0 to 1, on all images of each set; nan where it was not.
        diverged: the loss, or after the last update a weight, is no longer finite, so the run has ended.
        rates: the learning rates so far, each with the iterations that were done when it came into force; the first
            with 0, and where nothing is given that is the one of `config`.

    >>> dataset = nn.Dataset([[0], [1]], [0, 1], [[0], [1]], [0, 1])
    >>> run = nn.start_training(nn.TrainingConfig(iterations=200), dataset)
    >>> half = nn.advance(run, dataset, 100)
    >>> half.iteration, half.fraction, half.finished, run.iteration
    (100, 0.5, False, 0)
    """

    config: TrainingConfig
    network: TwoLayerNet
    rng: np.random.Generator
    train_loss: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    evaluated_at: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    train_accuracy: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    test_accuracy: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    diverged: bool = False
    rates: tuple[tuple[int, float], ...] = ()

    def __post_init__(self) -> None:
        if not self.rates:
            object.__setattr__(self, "rates", ((0, self.config.learning_rate),))

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
    """A run at iteration 0, its weights drawn for the features and classes of `dataset`.

    >>> dataset = nn.Dataset([[0, 1]], [1], [[1, 0]], [2])
    >>> nn.start_training(nn.TrainingConfig(hidden_size=5), dataset).network.params["W2"].shape
    (5, 3)
    """
    network = TwoLayerNet(dataset.features, config.hidden_size, dataset.classes, config.weight_init_std, config.seed)
    # A stream of its own: batches must not repeat the numbers that the weights were drawn from.
    return TrainingRun(config, network, np.random.default_rng((config.seed, 1)))


def with_learning_rate(run: TrainingRun, lr: float) -> TrainingRun:
    """The same run, going on at another learning rate; `rates` has the iteration at which it came.

    Raises:
        ValueError: `lr` is no learning rate that `TrainingConfig` takes.

    >>> dataset = nn.Dataset([[0], [1]], [0, 1], [[0], [1]], [0, 1])
    >>> run = nn.advance(nn.start_training(nn.TrainingConfig(), dataset), dataset, 10)
    >>> faster = nn.with_learning_rate(run, 0.5)
    >>> faster.config.learning_rate, faster.rates
    (0.5, ((0, 0.1), (10, 0.5)))
    """
    config = replace(run.config, learning_rate=lr)
    used = tuple(since for since in run.rates if since[0] < run.iteration)  # one that came just now has trained nothing
    if not used or used[-1][1] != config.learning_rate:
        used += ((run.iteration, config.learning_rate),)
    return replace(run, config=config, rates=used)


def iterations_per_epoch(config: TrainingConfig, dataset: Dataset) -> int:
    """Iterations after which as many samples were drawn as the training set has, rounded down; at least 1.

    >>> nn.iterations_per_epoch(nn.TrainingConfig(batch_size=2), nn.Dataset([[0], [1], [2], [3]], [0] * 4, [[0]], [0]))
    2
    """
    return max(len(dataset.x_train) // config.batch_size, 1)


class Accuracy(NamedTuple):
    """The parts of the training and of the test images that a network reads right, from 0 to 1; nan where not measured.

    >>> nn.Accuracy(train=0.95, test=0.94).test
    0.94
    """

    train: float
    test: float


def measure_accuracy(network: TwoLayerNet, dataset: Dataset, train: bool = True) -> Accuracy:
    """Accuracy of a network on all images of `dataset`.

    Args:
        network: in float32, with the features and classes of `dataset`.
        dataset: where the images are.
        train: on the training images too; MNIST has six times as many of them as test images.

    Raises:
        ValueError: the network does not fit the data set, or is in float64.

    >>> dataset = nn.Dataset([[0], [1]], [0, 1], [[0]], [0])
    >>> net = nn.TwoLayerNet(input_size=1, hidden_size=5, output_size=2, weight_init_std=0)
    >>> nn.measure_accuracy(net, dataset)  # it says 0, whatever it is shown
    Accuracy(train=0.5, test=1.0)
    >>> nn.measure_accuracy(net, dataset, train=False)
    Accuracy(train=nan, test=1.0)
    """
    _check_that_it_fits(network, dataset)
    params = network.params
    return Accuracy(
        train=fast.accuracy(params, dataset, training=True) if train else math.nan,
        test=fast.accuracy(params, dataset),
    )


def advance(
    run: TrainingRun,
    dataset: Dataset,
    iterations: int,
    measure: Callable[[TrainingRun, Dataset], Accuracy] | None = None,
) -> TrainingRun:
    """The run `iterations` further on, or at its end where that comes first; `run` itself stays as it was.

    Accuracy is measured after update i for every i that is divisible by the iterations in an epoch, as in the
    lesson, and once at the end.

    Args:
        run: where to go on from.
        dataset: the one that the run was started with.
        iterations: how many more, at least 0.
        measure: takes the run, when its accuracy is due, and the data set; what is not worth its time may be nan, and
            nothing else in the run depends on it. The run's network changes later: copy it if you keep it.
            None means `measure_accuracy`, of both sets.

    Returns:
        The run, further on. Where the loss is no longer finite it has ended, and says `diverged`.

    Raises:
        ValueError: `iterations` is negative, the data set has other features or classes than the run, or the run's
            network is in float64.

    >>> dataset = nn.Dataset([[0], [1]], [0, 1], [[0], [1]], [0, 1])
    >>> run = nn.start_training(nn.TrainingConfig(learning_rate=5, batch_size=4, iterations=200), dataset)
    >>> run = nn.advance(nn.advance(run, dataset, 50), dataset, 150)
    >>> run.finished, float(run.test_accuracy[-1])
    (True, 1.0)
    """
    iterations = whole_number(iterations, "iterations", least=0)
    _check_that_it_fits(run.network, dataset)
    run = replace(run, network=copy.deepcopy(run.network), rng=copy.deepcopy(run.rng))  # both change
    stop = min(run.iteration + iterations, run.config.iterations)
    while run.iteration < stop and not run.diverged:
        evaluation = _next_evaluation(run, dataset)
        run = _trained(run, dataset, min(evaluation + 1, stop) - run.iteration)
        if run.iteration > evaluation or run.diverged:
            run = _evaluated(run, measure(run, dataset) if measure else measure_accuracy(run.network, dataset))
    return run


def _check_that_it_fits(network: TwoLayerNet, dataset: Dataset) -> None:
    if network.dtype != np.float32:
        raise ValueError(f"the network must be in float32, not in {network.dtype}")
    if (dataset.features, dataset.classes) != (network.input_size, network.output_size):
        raise ValueError(
            f"the network was not made for a data set of {dataset.features} features and {dataset.classes} classes"
        )


def _next_evaluation(run: TrainingRun, dataset: Dataset) -> int:
    """The first iteration, of those that are left, after whose update accuracy is measured."""
    epoch = iterations_per_epoch(run.config, dataset)
    return min(math.ceil(run.iteration / epoch) * epoch, run.config.iterations - 1)


def _trained(run: TrainingRun, dataset: Dataset, iterations: int) -> TrainingRun:
    """`run` and more losses; its network is trained in place, and its generator has drawn the batches for it."""
    config, params = run.config, run.network.params
    losses = fast.train(params, dataset, run.rng, config.learning_rate, config.batch_size, iterations)
    run = replace(run, train_loss=np.append(run.train_loss, losses), diverged=not np.isfinite(losses[-1]))
    if run.finished and not all(np.isfinite(value).all() for value in params.values()):
        return replace(run, diverged=True)  # with the last update: no batch is left whose loss could tell
    return run


def _evaluated(run: TrainingRun, accuracy: Accuracy) -> TrainingRun:
    """`run` with what was measured after its latest update."""
    return replace(
        run,
        evaluated_at=np.append(run.evaluated_at, run.iteration - 1),
        train_accuracy=np.append(run.train_accuracy, accuracy.train),
        test_accuracy=np.append(run.test_accuracy, accuracy.test),
    )
