"""The check of backpropagation: both ways agree, each planted mistake shows, and a class computes it once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import nn_core as nn
from explorer.gradients import check, sliders
from explorer.gradients.check import Check, Cost

VISITORS = 8


@pytest.mark.parametrize("hidden", [1, 10, 20])
def test_both_ways_agree_and_their_costs_are_counted(hidden: int):
    found = check.check(hidden)
    assert found.parameters == 12 * hidden + hidden + 3 * hidden + 3
    assert found.forward_passes == 2 * found.parameters
    assert 0 < found.largest_difference < 1e-8
    assert 0 < found.backpropagation_seconds < found.numerical_seconds


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


def test_the_lesson_s_network_is_counted_and_timed():
    cost = check.full_cost()
    assert (cost.parameters, cost.forward_passes) == (39_760, 79_520)
    assert cost.numerical_seconds == 79_520 * cost.forward_pass_seconds
    assert cost is check.full_cost()


@pytest.fixture
def cold_server() -> None:
    """Nothing has been computed yet."""
    cached: list[Any] = [check.check, check._numerical, check.full_cost]
    for function in cached:
        function.__wrapped__.cache_clear()


def test_a_class_that_opens_the_page_computes_everything_once_and_measures_undisturbed(
    cold_server: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    computed, measuring, most_at_once = [], [], []
    numerical_gradient, seconds = nn.TwoLayerNet.numerical_gradient, check._seconds

    def counted(net: nn.TwoLayerNet, *batch: Any) -> check.Gradient:
        computed.append(net.params["b1"].size)
        return numerical_gradient(net, *batch)

    def watched(task: Callable[[], object], trials: float) -> float:
        measuring.append(task)
        most_at_once.append(len(measuring))
        taken = seconds(task, trials)
        measuring.remove(task)
        return taken

    monkeypatch.setattr(nn.TwoLayerNet, "numerical_gradient", counted)
    monkeypatch.setattr(check, "_seconds", watched)
    everybody = threading.Barrier(VISITORS)

    def visit(_: int) -> tuple[Check, Cost]:
        everybody.wait()
        for units in sliders.HIDDEN.stops.tolist():
            check.numerical(units)
        return check.check(10), check.full_cost()

    with ThreadPoolExecutor(VISITORS) as visitors:
        seen = list(visitors.map(visit, range(VISITORS)))
    assert sorted(computed) == sliders.HIDDEN.stops.tolist()
    assert most_at_once == [1, 1, 1], "one measurement for the small network, two for the full one"
    assert all(one is first for both in seen for one, first in zip(both, seen[0], strict=True))
