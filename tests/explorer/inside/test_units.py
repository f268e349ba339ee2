import tracemalloc

import numpy as np
import pytest

import nn_core as nn
from explorer.inside.units import (
    BLOCKS,
    EXTREMES,
    MOST_SHOWN,
    TOGETHER,
    activations,
    shown,
    strength,
    switched_off,
    unit,
)
from explorer.training.answers import answers
from tests.explorer.inside.networks import network, noise


def without(net: nn.TwoLayerNet, number: int) -> nn.TwoLayerNet:
    """The network of all the other units."""
    other = nn.TwoLayerNet(net.input_size, net.hidden_size, net.output_size)
    other.params = net.params | {"W2": net.params["W2"].copy()}
    other.params["W2"][number] = 0
    return other


@pytest.mark.parametrize("hidden", [1, 2, 6])
def test_a_unit_that_is_switched_off_is_as_if_it_led_nowhere(hidden: int) -> None:
    dataset = noise(images=300)
    net = network(dataset, hidden)
    for number in range(hidden):
        found, rest = unit(net, dataset, number), answers(without(net, number), dataset)
        assert found.accuracy == answers(net, dataset).accuracy
        assert found.accuracy_without == rest.accuracy
        np.testing.assert_array_equal(found.without, rest.by_class)


def test_its_activations_are_those_of_the_whole_layer() -> None:
    dataset = noise()
    net = network(dataset)
    z = nn.sigmoid(dataset.scaled(dataset.x_test) @ net.params["W1"] + net.params["b1"])
    for number in range(6):
        np.testing.assert_allclose(activations(net, dataset, number), z[:, number], rtol=1e-5)


def test_its_extreme_images_are_those_with_the_largest_and_smallest_activations() -> None:
    dataset = noise()
    net = network(dataset)
    found = unit(net, dataset, 2)
    ranked = sorted(activations(net, dataset, 2).tolist())
    assert [found.activations[image] for image in found.weakest.tolist()] == ranked[:EXTREMES]
    assert [found.activations[image] for image in found.strongest.tolist()] == ranked[::-1][:EXTREMES]


def test_of_many_networks_that_are_looked_into_the_server_keeps_the_activations_of_few() -> None:
    dataset = noise(images=1000)
    networks = [network(dataset, hidden=TOGETHER) for _ in range(2 * BLOCKS)]
    tracemalloc.start()
    for one in networks:
        unit(one, dataset, 0)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 1.5 * BLOCKS * TOGETHER * len(dataset.x_test) * np.dtype(np.float32).itemsize


def test_a_test_set_of_few_images_has_fewer_extremes() -> None:
    dataset = noise(images=3)
    found = unit(network(dataset), dataset, 0)
    assert sorted(found.strongest.tolist()) == sorted(found.weakest.tolist()) == [0, 1, 2]


def test_all_units_are_shown_in_their_order_and_of_many_the_strongest_first() -> None:
    assert shown(nn.TwoLayerNet(4, MOST_SHOWN, 3)).tolist() == list(range(MOST_SHOWN))
    net = nn.TwoLayerNet(4, 500, 3, weight_init_std=1, seed=0)
    chosen = shown(net)
    W2 = net.params["W2"]
    # Of all pairs of classes, what the unit does to the difference of their logits: nothing else moves a probability.
    lengths = np.sqrt(((W2[:, :, np.newaxis] - W2[:, np.newaxis, :]) ** 2).sum(axis=(1, 2)) / 6)
    np.testing.assert_allclose(strength(net), lengths, rtol=1e-6)
    assert len(chosen) == MOST_SHOWN
    assert all(np.diff(lengths[chosen]) <= 0)
    assert lengths[chosen].min() >= np.delete(lengths, chosen).max()
    net.params["W2"][:] = 5
    assert not strength(net).any(), "what all logits gain alike moves nothing"


def test_without_a_unit_that_always_hands_on_0_nothing_changes() -> None:
    dataset = noise()
    found = answers(network(dataset), dataset)
    np.testing.assert_array_equal(switched_off(found, np.zeros(60), np.ones(4)), found.right)
