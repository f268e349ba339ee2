"""The check of backpropagation, when a whole class asks for it at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

import nn_core as nn
from explorer.gradients import check
from explorer.gradients.check import Check, Cost

VISITORS = 8


@pytest.fixture(autouse=True)
def cold_server() -> None:
    """Nothing has been computed yet."""
    for function in (check.check, check._numerical, check.full_cost):
        function.__wrapped__.cache_clear()


def test_a_class_that_opens_the_page_computes_everything_once_and_measures_undisturbed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    computed, measuring, most_at_once = [], [], []
    numerical_gradient, seconds = nn.TwoLayerNet.numerical_gradient, check._seconds

    def counted(net: nn.TwoLayerNet, *batch: object) -> check.Gradient:
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
        for units in check.HIDDEN.stops.tolist():
            check.numerical(units)
        return check.check(10), check.full_cost()

    with ThreadPoolExecutor(VISITORS) as visitors:
        seen = list(visitors.map(visit, range(VISITORS)))
    assert sorted(computed) == check.HIDDEN.stops.tolist()
    assert most_at_once == [1, 1, 1], "one measurement for the small network, two for the full one"
    assert all(one is first for both in seen for one, first in zip(both, seen[0], strict=True))
