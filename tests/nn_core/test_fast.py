"""The fast loop: the plain one to the last digit that makes sense, and each of its parts beside what it stands for."""

import copy
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

import nn_core as nn
from nn_core import fast
from tests.nn_core.bright_spots import AS_LARGE_AS_MNIST, CONFIG, DATASETS, SHIFTED, SMALL, WITH_MARGINS, network_for


@pytest.mark.slow
@pytest.mark.parametrize("batch_size", [10, 250])
@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_the_fast_loop_does_what_the_plain_loop_does(dataset, batch_size):
    plain, quick = network_for(dataset), network_for(dataset)
    config = replace(CONFIG, batch_size=batch_size)
    expected = nn.stochastic_gradient_descent(plain, dataset, config, np.random.default_rng(5))
    losses = fast.train(quick.params, dataset, np.random.default_rng(5), 0.5, batch_size, 40)
    np.testing.assert_allclose(losses, expected, rtol=0, atol=1e-6)
    for name, value in plain.params.items():
        np.testing.assert_allclose(quick.params[name], value, rtol=0, atol=1e-6)


def test_weights_of_features_that_are_always_0_stay_as_they_were_drawn():
    net = network_for(WITH_MARGINS)
    begun = net.params["W1"].copy()
    fast.train(net.params, WITH_MARGINS, np.random.default_rng(0), 0.5, 10, 40)
    trained = net.params["W1"]
    np.testing.assert_array_equal(trained[[0, 1, -3, -2, -1]], begun[[0, 1, -3, -2, -1]])
    assert (trained[2:-3] != begun[2:-3]).all()


@pytest.mark.parametrize("iterations", [1, 40])
def test_the_generator_has_drawn_what_was_used(iterations):
    rng, same = np.random.default_rng(5), np.random.default_rng(5)
    losses = fast.train(network_for(SMALL).params, SMALL, rng, 0.5, 10, iterations)
    same.integers(len(SMALL.x_train), size=(iterations, 10))
    assert losses.shape == (iterations,)
    assert rng.bit_generator.state == same.bit_generator.state


def test_where_the_loss_is_not_finite_training_ends_as_if_no_more_had_been_drawn():
    net, rng, same = network_for(SMALL), np.random.default_rng(5), np.random.default_rng(5)
    losses = fast.train(net.params, SMALL, rng, 1e30, 10, 2000)
    assert len(losses) < 2000
    assert np.isfinite(losses[:-1]).all()
    assert np.isnan(losses[-1])
    same.integers(len(SMALL.x_train), size=(len(losses), 10))
    assert rng.bit_generator.state == same.bit_generator.state


def test_with_a_single_class_there_is_nothing_to_learn():
    dataset = replace(SMALL, t_train=np.zeros_like(SMALL.t_train), t_test=np.zeros_like(SMALL.t_test))
    net, begun = network_for(dataset), network_for(dataset)
    losses = fast.train(net.params, dataset, np.random.default_rng(0), 0.5, 10, 5)
    np.testing.assert_allclose(losses, 0, atol=1.2e-7)  # the tiny delta in the logarithm
    for name, value in begun.params.items():
        np.testing.assert_array_equal(net.params[name], value)


# Its parts


@pytest.mark.parametrize("size", [1, 99, 100, 101, 250])
@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_batches_are_the_inputs_that_the_data_set_itself_makes(dataset, dtype, size):
    dataset = replace(dataset, x_train=dataset.x_train.astype(dtype))
    draw = fast.batches(dataset, size)
    rng = np.random.default_rng(0)
    for _ in range(2):
        rows = rng.integers(len(dataset.x_train), size=size)
        np.testing.assert_array_equal(draw(rows), dataset.scaled(dataset.x_train[rows]), strict=True)


def test_the_forward_pass_is_that_of_the_network():
    net, x = network_for(SHIFTED), SHIFTED.scaled(SHIFTED.x_test)
    _, y = fast.forward_pass(net.params, len(x))(x)
    fast.softmax(y)
    np.testing.assert_allclose(y.T, net.predict(x), rtol=0, atol=1e-6)


def test_the_backward_pass_is_a_step_against_the_gradient_of_the_network():
    net, x, t = network_for(SHIFTED), SHIFTED.scaled(SHIFTED.x_test), SHIFTED.t_test
    before, gradient = copy.deepcopy(net.params), net.gradient(x, t)
    z1, y = fast.forward_pass(net.params, len(x))(x)
    fast.softmax(y)
    y[t, np.arange(len(x))] -= 1
    assert fast.backward_pass(net.params, len(x), lr=3)(x, z1, y)
    for name, value in net.params.items():
        np.testing.assert_allclose(value, before[name] - 3 * gradient[name], rtol=0, atol=1e-6)


def test_without_a_finite_probability_the_backward_pass_changes_nothing():
    net, x = network_for(SMALL), SMALL.scaled(SMALL.x_test)
    before = copy.deepcopy(net.params)
    z1, y = fast.forward_pass(net.params, len(x))(x)
    y[:, 7] = np.nan
    assert not fast.backward_pass(net.params, len(x), lr=3)(x, z1, y)
    for name, value in before.items():
        np.testing.assert_array_equal(net.params[name], value)


def _fast_accuracies(net, dataset):
    return [fast.accuracy(net.params, dataset, training=training) for training in (True, False)]


def _accuracies(net, dataset):
    """Those of the network itself."""
    train, test = (dataset.x_train, dataset.t_train), (dataset.x_test, dataset.t_test)
    return [net.accuracy(dataset.scaled(pixels), labels) for pixels, labels in (train, test)]


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_accuracy_is_that_of_the_network(dataset):
    net = network_for(dataset)
    assert _fast_accuracies(net, dataset) == _accuracies(net, dataset)


@pytest.mark.parametrize("images", [1, 2, 999, 1000, 1001, 2500])
def test_accuracy_is_that_of_the_network_however_many_images_there_are(images):
    dataset, net = AS_LARGE_AS_MNIST, network_for(AS_LARGE_AS_MNIST)
    which = np.random.default_rng(0).integers(len(dataset.x_test), size=images)
    pixels, labels = dataset.x_test[which], dataset.t_test[which]
    dataset = replace(dataset, x_train=pixels[::-1], t_train=labels[::-1], x_test=pixels, t_test=labels)
    assert _fast_accuracies(net, dataset) == _accuracies(net, dataset)


def test_accuracy_is_that_of_the_network_where_a_thousand_images_lack_what_the_next_have():
    which = np.random.default_rng(0).integers(len(AS_LARGE_AS_MNIST.x_test), size=2000)
    x, t = AS_LARGE_AS_MNIST.x_test[which], AS_LARGE_AS_MNIST.t_test[which]
    seldom, *_, always = np.argsort((x != 0).sum(axis=0))
    x[:, always] = 0  # so that the order changes
    x[:1000, seldom], x[1000:, seldom] = 0, 200
    dataset = replace(AS_LARGE_AS_MNIST, x_train=x, t_train=t, x_test=x, t_test=t)
    zeros = dataset.ordered.zeros_train
    assert zeros[:1000].min() > zeros[1000:].min()
    net = network_for(dataset)
    assert _fast_accuracies(net, dataset) == _accuracies(net, dataset)


def test_what_no_training_image_has_is_not_multiplied():
    net, lame = network_for(WITH_MARGINS), network_for(WITH_MARGINS)
    lame.params["W1"][[0, 1, -3, -2, -1]] = np.nan
    losses, same = (fast.train(one.params, WITH_MARGINS, np.random.default_rng(0), 0.5, 10, 200) for one in (net, lame))
    np.testing.assert_array_equal(losses, same)
    right, no_less = (fast.accuracy(one.params, WITH_MARGINS, training=True) for one in (net, lame))
    assert right == no_less > 0.5


@pytest.mark.parametrize("cut", [np.s_[:, 1:], np.s_[::2], np.s_[:, ::-1]])
def test_batches_of_pixels_that_do_not_stand_in_a_row_are_drawn_without_a_copy_of_all(cut):
    pixels = np.random.default_rng(0).integers(1, 256, (20_000, 50), dtype=np.uint8)[cut]
    dataset = nn.Dataset(pixels, np.zeros(len(pixels), int), pixels[:1], np.array([1]), scale=1 / 255)
    draw, rows = fast.batches(dataset, size=4), np.array([3, 1, 4, 1])
    np.testing.assert_array_equal(draw(rows), dataset.scaled(pixels[rows]))
    tracemalloc.start()
    draw(rows)
    assert tracemalloc.get_traced_memory()[1] < pixels.nbytes / 10
    tracemalloc.stop()
