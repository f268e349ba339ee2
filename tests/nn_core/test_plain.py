"""The plain loop: what stands on the blackboard."""

import copy
from dataclasses import replace

import numpy as np
import pytest

import nn_core as nn
from tests.nn_core.bright_spots import CONFIG, DATASETS, SMALL, network_for


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_an_iteration_is_a_batch_at_random_its_loss_and_a_step_against_its_gradient(dataset):
    net = network_for(dataset)
    before = copy.deepcopy(net)
    config = nn.TrainingConfig(learning_rate=0.25, batch_size=7, iterations=1)
    losses = nn.stochastic_gradient_descent(net, dataset, config, np.random.default_rng(5))

    drawn = np.random.default_rng(5).integers(len(dataset.x_train), size=7)
    x, t = dataset.x_train[drawn] * dataset.scale + dataset.offset, dataset.t_train[drawn]
    assert losses == pytest.approx([before.loss(x, t)], rel=1e-6)
    for name, gradient in before.gradient(x, t).items():
        np.testing.assert_allclose(net.params[name], before.params[name] - 0.25 * gradient, rtol=0, atol=1e-6)


def test_an_iteration_goes_on_from_where_the_last_one_ended():
    at_once, piecemeal = network_for(SMALL), network_for(SMALL)
    losses = nn.stochastic_gradient_descent(at_once, SMALL, CONFIG, np.random.default_rng(5))
    rng, one = np.random.default_rng(5), replace(CONFIG, iterations=1)
    assert losses == [nn.stochastic_gradient_descent(piecemeal, SMALL, one, rng)[0] for _ in losses]
    for name, value in at_once.params.items():
        np.testing.assert_array_equal(piecemeal.params[name], value)


@pytest.mark.slow
def test_a_network_learns():
    net = nn.TwoLayerNet(8, 10, 3, seed=0)
    config = nn.TrainingConfig(learning_rate=0.5, batch_size=20, iterations=500)
    losses = nn.stochastic_gradient_descent(net, SMALL, config, np.random.default_rng(0))
    assert losses[0] == pytest.approx(np.log(3), abs=0.01)  # at first it can only guess
    assert losses[-1] < 0.1
    assert net.accuracy(SMALL.scaled(SMALL.x_test), SMALL.t_test) > 0.95


def test_a_rate_beyond_float32_is_quiet():
    config = nn.TrainingConfig(learning_rate=1.7e308, batch_size=10, iterations=20)
    losses = nn.stochastic_gradient_descent(network_for(SMALL), SMALL, config, np.random.default_rng(0))
    assert not np.isfinite(losses).all()


@pytest.mark.parametrize(("inputs", "outputs"), [(9, 3), (8, 2)])
def test_a_network_that_does_not_fit_the_data_is_a_value_error(inputs, outputs):
    net = nn.TwoLayerNet(inputs, 5, outputs)
    with pytest.raises(ValueError, match=r"x must have shape|a label must be"):
        nn.stochastic_gradient_descent(net, SMALL, CONFIG, np.random.default_rng(0))
