"""What a gradient costs: measured by turns, shared by a class, and looked at before it is believed."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from typing import Any

import pytest

from explorer.gradients import costs
from explorer.gradients.costs import FULL_PARAMETERS, TURNS, Costs, Times
from explorer.training import workers
from tests.waiting import wait_until


class Queue(Executor):
    """Keeps what is handed in; nothing is ever done by itself."""

    def __init__(self) -> None:
        self.waiting: list[Future[Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        self.waiting.append(Future())
        return self.waiting[-1]


@pytest.fixture
def queue() -> Iterator[Queue]:
    costs._latest.clear()
    yield Queue()
    costs._latest.clear()


def costing(forward: float, back: float, noise: float = 1.0) -> Costs:
    times = lambda typical: Times((typical, typical, typical * noise, typical * noise))
    return Costs(10, times(1.0), times(1e-3), times(forward), times(forward), times(back))


@pytest.mark.slow
def test_a_worker_measures_all_of_them_as_often_as_is_said() -> None:
    future = workers.SHARED.submit(costs.measure, 3)
    wait_until(future.done)
    found = costs.found(future)
    assert found is not None
    assert found.hidden == 3
    for times in (found.numerical, found.backpropagation, found.full_forward, found.full_backpropagation):
        assert len(times.seconds) == TURNS
        assert 0 < min(times.seconds) <= times.middle_half[0] <= times.typical <= times.middle_half[1]
    assert FULL_PARAMETERS == 39_760


def test_by_turns_a_machine_that_is_slow_for_a_while_slows_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    timed = []
    monkeypatch.setattr(costs, "_seconds", lambda task: timed.append(task) or float(len(timed)))
    costs.measure(1)
    assert [task.__code__ for task in timed[:5]] == [task.__code__ for task in timed[5:10]]
    assert len({task.__code__ for task in timed[:5]}) == 5


def test_a_class_that_asks_at_once_shares_one_measurement(queue: Queue) -> None:
    asked = [costs.ask(10, queue) for _ in range(30)]
    assert len(queue.waiting) == 1
    assert costs.ask(11, queue) is not asked[0], "that is another network"
    queue.waiting[0].set_result(costing(forward=1, back=3))
    assert costs.ask(10, queue) is asked[0], "it has just been measured"
    assert all(one is asked[0] for one in asked)


def test_after_a_while_it_is_measured_anew(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    first = costs.ask(10, queue)
    queue.waiting[0].set_result(costing(forward=1, back=3))
    monkeypatch.setattr(costs, "SECONDS_SHARED", 0)
    assert costs.ask(10, queue) is not first


@pytest.mark.parametrize("result", [costing(forward=3, back=1), costing(forward=1, back=3, noise=2), OSError("gone")])
def test_what_cannot_be_trusted_is_not_shared(queue: Queue, result: Costs | OSError) -> None:
    first = costs.ask(10, queue)
    if isinstance(result, Costs):
        first.set_result(result)
    else:
        first.set_exception(result)
    assert costs.ask(10, queue) is not first


def test_nothing_is_found_before_it_is_measured_or_where_that_failed(queue: Queue) -> None:
    future = costs.ask(10, queue)
    assert costs.found(future) is None
    future.cancel()
    assert costs.found(future) is None
