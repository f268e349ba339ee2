"""The check of backpropagation: both ways agree, each planted mistake shows, and a class computes it once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import nn_core as nn
from explorer.gradients import check, sliders

VISITORS = 8


@pytest.mark.parametrize("hidden", [1, 10, 20])
def test_both_ways_agree_and_their_passes_are_counted(hidden: int):
    found = check.check(hidden)
    assert found.parameters == 12 * hidden + hidden + 3 * hidden + 3
    assert found.forward_passes == 2 * found.parameters
    assert 0 < found.largest_difference < 1e-8


def test_a_forgotten_slope_shows_in_the_first_layer_alone():
    found = check.check(10, check.NO_SLOPE)
    off = {name: np.abs(found.backpropagation[name] - found.numerical[name]).max() for name in found.numerical}
    assert min(off["W1"], off["b1"]) > 0.01
    assert max(off["W2"], off["b2"]) < 1e-8


def test_without_its_slope_the_first_layer_is_what_a_linear_one_would_get():
    net = nn.TwoLayerNet(2, 1, 2, weight_init_std=0, seed=0, dtype=np.float64)
    net.params["W2"][:] = [[1, -1]]
    x, t = np.array([[1.0, 2.0]]), np.array([0])
    wrong = check._without_slope(net, x, t)
    y = net.predict(x)[0]
    assert wrong["b1"] == pytest.approx([(y[0] - 1) - y[1]])
    assert wrong["W1"].ravel() == pytest.approx(wrong["b1"] * x[0])
    np.testing.assert_allclose(wrong["b1"] * nn.sigmoid_grad(0), net.gradient(x, t)["b1"])


def test_a_forgotten_mean_makes_every_slope_as_many_times_too_large_as_there_are_samples():
    found = check.check(10, check.NO_MEAN)
    for name, values in found.backpropagation.items():
        np.testing.assert_allclose(values, check.SAMPLES * found.numerical[name], rtol=0, atol=1e-7)


@pytest.mark.slow
def test_a_class_that_opens_the_page_computes_every_numerical_gradient_once(monkeypatch: pytest.MonkeyPatch) -> None:
    computed, numerical_gradient = [], nn.TwoLayerNet.numerical_gradient
    check._numerical.cache_clear()

    def counted(net: nn.TwoLayerNet, *batch: Any) -> check.Gradient:
        computed.append(net.params["b1"].size)
        return numerical_gradient(net, *batch)

    monkeypatch.setattr(nn.TwoLayerNet, "numerical_gradient", counted)
    everybody = threading.Barrier(VISITORS)

    def visit(_: int) -> None:
        everybody.wait()
        for units in sliders.HIDDEN.stops.tolist():
            check.numerical(units)

    with ThreadPoolExecutor(VISITORS) as visitors:
        list(visitors.map(visit, range(VISITORS)))
    assert sorted(computed) == sliders.HIDDEN.stops.tolist()
