import numpy as np
import pytest

import nn_core as nn
from explorer.inside.through import AGREES, added_up, measured, slopes, way
from tests.explorer.inside.networks import network, noise

DATASET = noise()
NET = network(DATASET, std=0.5)
X = DATASET.scaled(DATASET.x_test[0])


def test_every_stop_on_the_way_is_made_of_the_one_before() -> None:
    passed = way(NET, X, meant=2)
    p = {name: value.astype(np.float64) for name, value in NET.params.items()}
    np.testing.assert_allclose(passed.hidden.a, X @ p["W1"] + p["b1"])
    np.testing.assert_allclose(passed.hidden.z, nn.sigmoid(passed.hidden.a))
    np.testing.assert_allclose(passed.answer.a, passed.hidden.z @ p["W2"] + p["b2"])
    np.testing.assert_allclose(passed.answer.z, nn.softmax(passed.answer.a))
    assert passed.loss == pytest.approx(-np.log(passed.answer.z[2]))
    np.testing.assert_allclose(passed.answer.z, NET.predict(X), rtol=1e-5)


@pytest.mark.parametrize("largest", [0, 1, 5, 16, 100])
def test_the_terms_and_the_bias_make_the_sum_and_the_largest_terms_are_shown(largest: int) -> None:
    passed = way(NET, X, meant=0)
    for number in range(6):
        found = added_up(NET, X, number, largest)
        assert len(found.largest) == min(largest, 16)
        assert found.terms.sum() + found.bias == pytest.approx(found.a)
        assert found.a == pytest.approx(passed.hidden.a[number])
        assert found.z == pytest.approx(passed.hidden.z[number])
        sizes = np.abs(found.terms)
        assert all(np.diff(sizes[found.largest]) <= 0)
        assert sizes[found.largest].sum() == pytest.approx(np.sort(sizes)[::-1][:largest].sum())


def test_white_paper_adds_nothing() -> None:
    found = added_up(NET, np.zeros(16), 0, 5)
    assert found.largest.size == 0
    assert not found.terms.any()
    assert found.a == found.bias


def test_backpropagation_and_its_check_agree() -> None:
    found = slopes(NET, X, meant=1)
    assert all(error is not None and error < 1e-6 for error in found.errors.values())
    assert found.gradient.keys() == found.errors.keys() == NET.params.keys()
    for place in (0, 3):
        assert measured(NET, X, 1, "b1", (place,)) == pytest.approx(found.gradient["b1"][place], rel=1e-6)
        assert measured(NET, X, 1, "W2", (place, 1)) == pytest.approx(found.gradient["W2"][place, 1], rel=1e-6)


def test_the_check_notices_a_mistake_in_backpropagation(monkeypatch: pytest.MonkeyPatch) -> None:
    right = nn.TwoLayerNet.gradient
    monkeypatch.setattr(nn.TwoLayerNet, "gradient", lambda *args: right(*args) | {"b1": 2 * right(*args)["b1"]})
    errors = slopes(NET, X, meant=1).errors
    assert errors["b1"] == pytest.approx(0.5)
    assert all(error is not None and error < 1e-6 for name, error in errors.items() if name != "b1")


@pytest.mark.parametrize("large", [10.0, 30.0, 100.0])
def test_backpropagation_is_not_called_wrong_where_slopes_drown_in_rounding(large: float) -> None:
    for seed in range(20):
        net = network(DATASET, std=0.5, seed=seed)
        net.params["W1"] *= np.float32(large)  # units that are saturated pass next to nothing back
        found = slopes(net, X, meant=1)
        assert all(error is None or error < AGREES for error in found.errors.values()), found.errors


def test_what_is_too_small_to_tell_is_left_out_array_by_array() -> None:
    net = network(DATASET, std=0.5)
    net.params["b1"][:] = 40  # every unit is saturated
    errors = slopes(net, X, meant=1).errors
    assert (errors["W1"], errors["b1"]) == (None, None)
    assert errors["W2"] is not None
    assert errors["W2"] < 1e-6


@pytest.mark.parametrize("seed", range(5))
def test_where_the_right_class_has_next_to_no_probability_there_is_most_to_learn(seed: int) -> None:
    net = network(DATASET, std=0.5, seed=seed)
    net.params["W2"] *= np.float32(2000)  # logits of hundreds, of which the last digits are lost
    meant = int(net.predict(X).argmin())
    found, passed = slopes(net, X, meant), way(net, X, meant)
    assert passed.answer.z[meant] == 0
    assert passed.loss == pytest.approx(passed.answer.a.max() - passed.answer.a[meant])
    told = [error for error in found.errors.values() if error is not None]
    assert told
    assert max(told) < AGREES
