"""Stochastic gradient descent as one writes it on a blackboard: how a network learns."""

import numpy as np

from nn_core.arrays import quietly
from nn_core.dataset import Dataset
from nn_core.training import TrainingConfig
from nn_core.two_layer_net import TwoLayerNet


@quietly
def stochastic_gradient_descent(
    net: TwoLayerNet, dataset: Dataset, config: TrainingConfig, rng: np.random.Generator
) -> list[float]:
    """Train `net` in place: a random batch, its gradient, a small step against it, again and again.

    The loss is the one before the step, of a network that has not learned from this batch yet: to take it after the
    step needs a second forward pass. Runs on the pages are trained by `nn_core.fast`: the same sums, several times as
    fast, and in pieces of any size. Source: Bishop (2006), equation 5.43.

    Args:
        net: what is to learn; its parameters change.
        dataset: what it learns from.
        config: learning rate, batch size, and number of iterations.
        rng: draws the batches, with replacement.

    Returns:
        The loss of every batch.

    Raises:
        ValueError: `net` has not as many inputs as `dataset` has features, or no output for a class that is drawn.

    >>> dataset = nn.Dataset([[0], [1]], [0, 1], [[0], [1]], [0, 1])
    >>> net = nn.TwoLayerNet(input_size=1, hidden_size=5, output_size=2, weight_init_std=1, seed=0)
    >>> config = nn.TrainingConfig(learning_rate=1, batch_size=4, iterations=200)
    >>> losses = nn.stochastic_gradient_descent(net, dataset, config, np.random.default_rng(0))
    >>> len(losses), losses[0] > 0.5, losses[-1] < 0.1
    (200, True, True)
    """
    losses = []
    for _ in range(config.iterations):
        batch = rng.integers(len(dataset.x_train), size=config.batch_size)
        x, t = dataset.scaled(dataset.x_train[batch]), dataset.t_train[batch]
        losses.append(net.loss(x, t))
        for name, gradient in net.gradient(x, t).items():
            net.params[name] -= config.learning_rate * gradient
    return losses
