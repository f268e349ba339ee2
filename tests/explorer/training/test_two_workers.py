"""By two workers a run is trained to the bits that it comes to by one."""

import gc
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.training import chunk, jobs
from explorer.training.chunk import measure, train_chunk, train_chunk_unmeasured
from explorer.training.jobs import Job
from explorer.training.turns import Turns
from explorer.training.two_workers import TwoWorkers
from tests.explorer.training.executors import ByHand


class AtOnce(Executor):
    """Does everything when it is handed in; `did` has what it was."""

    def __init__(self) -> None:
        self.did: list[Callable[..., Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        self.did.append(fn)
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Asked(Executor):
    """Two workers, which do what was handed in when they are told to; `trained` has what became of networks."""

    size = 2

    def __init__(self) -> None:
        self._waiting: list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = []
        self.trained: list[weakref.ref[nn.TwoLayerNet]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        self._waiting.append((future, fn, args))
        return future

    def do(self, fn: Callable[..., Any]) -> int:
        """All that waits for this function, and what is handed in meanwhile; how many that were."""
        done = 0
        while due := next((task for task in self._waiting if task[1] is fn), None):
            self._waiting.remove(due)
            future, _, args = due
            result = fn(*args)
            if fn is not measure:
                self.trained.append(weakref.ref(result[0].network))
            future.set_result(result)
            done += 1
        return done


def started(digits: Digits, **settings: Any) -> nn.TrainingRun:
    return nn.start_training(nn.TrainingConfig(hidden_size=5, **settings), digits.dataset)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk is what a test of a few hundred iterations has many of: three iterations."""
    ticks = iter(range(10**9))
    monkeypatch.setattr(chunk.time, "perf_counter", lambda: next(ticks) * chunk.CHUNK_SECONDS / 2)


def whole(digits: Digits, run: nn.TrainingRun, cuts: list[int], train: Callable[..., Any]) -> nn.TrainingRun:
    """The run at its end, trained in chunks that end at these iterations."""
    for until in [*cuts, run.config.iterations]:
        while not run.finished and run.iteration < until:
            run, _ = train(run, digits.folder, until)
            assert np.isfinite([run.train_accuracy, run.test_accuracy]).all()
    return run


def by_two(ahead: TwoWorkers, worker: Executor) -> Callable[..., Any]:
    """As `train_chunk`."""
    return lambda *task: ahead.next_chunk(worker, *task).result()


def assert_same(one: nn.TrainingRun, two: nn.TrainingRun) -> None:
    assert one.diverged == two.diverged
    for name in ("train_loss", "evaluated_at", "train_accuracy", "test_accuracy"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
    assert [value.tobytes() for value in one.network.params.values()] == [
        value.tobytes() for value in two.network.params.values()
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("lr", [0.1, 1e30], ids=["learns", "diverges"])
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 60), max_size=3).map(sorted), st.integers(1, 400))
def test_accuracy_that_is_measured_elsewhere_is_that_of_the_weights_at_its_place(
    digits: Digits, lr: float, cuts: list[int], batch: int
) -> None:
    run = started(digits, batch_size=batch, iterations=60, learning_rate=lr)
    assert_same(whole(digits, run, cuts, train_chunk), whole(digits, run, cuts, by_two(TwoWorkers(), AtOnce())))


@pytest.mark.usefixtures("short")
def test_training_goes_on_while_accuracy_is_measured_but_two_chunks_ahead_and_no_further(digits: Digits) -> None:
    workers, ahead, folder = Asked(), TwoWorkers(), digits.folder
    chunk = ahead.next_chunk(workers, started(digits, iterations=60, batch_size=200), folder, 60)
    assert workers.do(train_chunk_unmeasured) == 3
    assert not chunk.done(), "nothing of it is measured yet"
    assert workers.do(measure) > 3, "two accuracies are due in a chunk, and two workers measure them"
    run, _ = chunk.result()
    chunk = ahead.next_chunk(workers, run, folder, 60)
    assert chunk.done(), "it was there before one asked for it"
    assert workers.do(train_chunk_unmeasured) == 1


@pytest.mark.usefixtures("short")
def test_what_is_trained_ahead_is_used_where_the_run_goes_on_from_there(digits: Digits) -> None:
    worker, ahead, folder = AtOnce(), TwoWorkers(), digits.folder
    start = started(digits, iterations=60)
    run, _ = ahead.next_chunk(worker, start, folder, 60).result()
    worker.did.clear()
    run, _ = ahead.next_chunk(worker, run, folder, 60).result()
    assert worker.did.count(train_chunk_unmeasured) == 1, "the one after those that are there already"
    slower = nn.with_learning_rate(run, 0.01)
    expected = train_chunk(slower, digits.folder, 60)[0]
    worker.did.clear()
    other, _ = ahead.next_chunk(worker, slower, folder, 60).result()
    assert worker.did.count(train_chunk_unmeasured) == 3, "at another rate all of it is trained anew"
    assert other.rates[-1] == (run.iteration, 0.01)
    assert_same(other, expected)
    worker.did.clear()
    ahead.next_chunk(worker, other, folder, other.iteration + 1).result()
    assert worker.did.count(train_chunk_unmeasured) == 1, "nobody can know what comes after a change of the rate"


@pytest.mark.slow
@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("name", ["measure_accuracy", "advance"])
def test_a_chunk_of_which_any_part_fails_is_lost_and_done_again(
    digits: Digits, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def fails(*_: object) -> nn.Accuracy:
        raise MemoryError("no room for another copy")

    worker, ahead = AtOnce(), TwoWorkers()
    start = started(digits, iterations=60)
    run, _ = ahead.next_chunk(worker, start, digits.folder, 60).result()
    with monkeypatch.context() as patched:
        patched.setattr(nn, name, fails)
        chunk = ahead.next_chunk(worker, run, digits.folder, 60)
        while chunk.exception() is None:  # what was trained ahead before is there
            run, _ = chunk.result()
            chunk = ahead.next_chunk(worker, run, digits.folder, 60)
        with pytest.raises(MemoryError, match="no room"):
            chunk.result()
    assert_same(whole(digits, run, [], by_two(ahead, worker)), whole(digits, start, [], train_chunk))


def test_workers_that_take_nothing_fail_the_chunk(digits: Digits) -> None:
    class Full(AtOnce):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
            if fn is measure:
                raise RuntimeError("this process is about to end")
            return super().submit(fn, *args, **kwargs)

    chunk = TwoWorkers().next_chunk(Full(), started(digits, iterations=60), digits.folder, 60)
    with pytest.raises(RuntimeError, match="about to end"):
        chunk.result()


@pytest.mark.slow
@pytest.mark.usefixtures("nobody_else_trains")
def test_only_who_is_alone_and_has_two_workers_has_something_trained_ahead(digits: Digits) -> None:
    handed_in = []

    class Noting(ByHand):
        def submit(self, fn: object, /, *args: Any, **kwargs: Any) -> "Future[Any]":
            handed_in.append(fn)
            return super().submit(fn, *args, **kwargs)

    worker = Noting()
    config = nn.TrainingConfig(hidden_size=5, batch_size=20)
    one, other = (
        Job(nn.start_training(replace(config, seed=seed), digits.dataset), digits, turns=Turns(worker))
        for seed in (1, 2)
    )
    one.keep_going()
    other.keep_going()
    worker.work()
    assert handed_in == [train_chunk, train_chunk, train_chunk], "one worker, and then not alone"
    other.pause()
    worker.work()  # the last of the other
    worker.size = 2
    worker.work()
    assert handed_in[3:] == [train_chunk_unmeasured]
    assert jobs.under_way() == 1
    one.pause()


@pytest.mark.usefixtures("short", "nobody_else_trains")
def test_what_two_workers_have_lost_one_does_again(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a machine that is too busy to measure in time would lose the same chunk until the run rests."""

    class Busy(AtOnce):
        size = 2

        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
            if fn is measure:
                self.did.append(fn)
                raise TimeoutError
            return super().submit(fn, *args, **kwargs)

    again: list[Callable[[], None]] = []
    monkeypatch.setattr(jobs, "_after_a_pause", again.append)
    worker = Busy()
    job = Job(started(digits, iterations=60, batch_size=200), digits, turns=Turns(worker))
    job.keep_going()
    assert train_chunk not in worker.did
    worker.did.clear()
    again.pop()()
    assert job.run.finished
    assert set(worker.did) == {train_chunk}, "to the end"
    assert again == []


@pytest.mark.usefixtures("short", "nobody_else_trains")
@pytest.mark.parametrize("event", ["it is paused", "nobody is there", "another trains"])
def test_who_has_no_use_for_what_was_trained_ahead_does_not_keep_it(digits: Digits, event: str) -> None:
    workers, here = Asked(), threading.Event()
    here.set()
    turns = Turns(workers)
    job, other = (
        Job(started(digits, iterations=60, batch_size=200), digits, here.is_set, turns=turns) for _ in range(2)
    )
    job.keep_going()
    workers.do(train_chunk_unmeasured)
    if event == "it is paused":
        job.pause()
    elif event == "nobody is there":
        here.clear()
    else:
        other.keep_going()
    workers.do(measure)
    gc.collect()
    assert job.run.iteration
    assert len(workers.trained) == 3
    assert sum(network() is not None for network in workers.trained) == 1, "what it has come to"
