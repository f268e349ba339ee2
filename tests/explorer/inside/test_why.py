import numpy as np
import pytest

import nn_core as nn
from explorer.inside.through import Way, way
from explorer.inside.why import MOST, Gap, gap, without
from tests.explorer.inside.networks import network, noise

DATASET = noise()
NET = network(DATASET, hidden=12)
X = DATASET.scaled(DATASET.x_test)
Z = nn.sigmoid(X.astype(np.float64) @ NET.params["W1"] + NET.params["b1"])
LOGITS = Z @ NET.params["W2"].astype(np.float64) + NET.params["b2"]


def looked_at(image: int, meant: int) -> tuple[Way, Gap]:
    passed = way(NET, X[image], meant)
    found = gap(NET, passed, meant)
    assert found is not None
    return passed, found


@pytest.mark.parametrize("image", range(20))
def test_the_shares_and_the_biases_are_the_difference_of_two_logits(image: int) -> None:
    said = int(LOGITS[image].argmax())
    for meant in range(4):
        _, found = looked_at(image, meant)
        other = np.argsort(-LOGITS[image])[1] if meant == said else meant
        assert (found.said, found.other) == (said, other)
        assert found.size == pytest.approx(LOGITS[image, said] - LOGITS[image, other])
        assert found.shares.sum() + found.bias == pytest.approx(found.size)
        for j in range(12):
            weights = NET.params["W2"][j].astype(float)
            assert found.shares[j] == pytest.approx(Z[image, j] * (weights[said] - weights[other]))


@pytest.mark.parametrize("image", range(20))
def test_the_units_on_either_side_are_the_strongest_and_nothing_is_left_over(image: int) -> None:
    _, found = looked_at(image, meant=0)
    order = np.argsort(found.shares)
    assert found.speaks_for.tolist() == [n for n in order[::-1] if found.shares[n] > 0][:MOST]
    assert found.speaks_against.tolist() == [n for n in order if found.shares[n] < 0][:MOST]
    shown = found.shares[found.speaks_for].sum() + found.shares[found.speaks_against].sum()
    assert shown + found.others + found.bias == pytest.approx(found.size)


def test_a_unit_that_adds_nothing_is_on_no_side() -> None:
    net = network(DATASET, hidden=2)
    net.params["W2"][:] = [[1, 0, 0, 0], [0, 0, 0, 0]]
    net.params["b2"][:] = 0
    found = gap(net, way(net, X[0], 0), 0)
    assert found is not None
    assert (found.speaks_for.tolist(), found.speaks_against.tolist()) == ([0], [])


def test_what_is_said_without_some_units_is_what_a_network_without_them_says() -> None:
    for image in range(20):
        passed, found = looked_at(image, meant=0)
        smaller = network(DATASET, hidden=12)
        smaller.params["W2"][found.speaks_for] = 0
        assert without(NET, passed, found.speaks_for) == smaller.predict(X[image]).argmax()


def test_two_classes_are_enough_to_compare() -> None:
    net = nn.TwoLayerNet(DATASET.features, 5, 2, seed=0)
    found = gap(net, way(net, X[0], 1), 1)
    assert found is not None
    assert {found.said, found.other} == {0, 1}


def test_there_is_nothing_to_compare_with_one_class_or_with_lost_numbers() -> None:
    one = nn.TwoLayerNet(16, 3, 1, seed=0)
    assert gap(one, way(one, X[0], 0), 0) is None
    lost = network(DATASET)
    lost.params["W2"][0, 0] = np.inf
    assert gap(lost, way(lost, X[0], 0), 0) is None
