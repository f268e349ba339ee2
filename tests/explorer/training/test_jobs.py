"""Training jobs: what they do between chunks, with a worker that is worked by hand, and in real worker processes."""

import copy
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nn_core as nn
from explorer.data import datasets, store
from explorer.data.datasets import Digits
from explorer.training import jobs, workers
from explorer.training.chunk import Chunk, train_chunk
from explorer.training.jobs import MAX_FAILURES, Job
from explorer.training.turns import Turns
from tests.clock import Clock
from tests.explorer.training.executors import CHUNK, ByHand, Held
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("nobody_else_trains")

CHUNKS = 5  # of a run that is worked by hand


def bits(run: nn.TrainingRun) -> list[bytes]:
    return [run.train_loss.tobytes(), run.test_accuracy.tobytes(), *(p.tobytes() for p in run.network.params.values())]


def started(digits: Digits, iterations: int = CHUNKS * CHUNK) -> nn.TrainingRun:
    return nn.start_training(nn.TrainingConfig(hidden_size=20, batch_size=20, iterations=iterations), digits.dataset)


def uninterrupted(digits: Digits, iterations: int = CHUNKS * CHUNK) -> list[bytes]:
    return bits(nn.advance(started(digits, iterations), digits.dataset, iterations))


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What happens after the pauses that have begun; nothing does by itself."""
    begun: list[Callable[[], None]] = []
    monkeypatch.setattr(jobs, "_after_a_pause", begun.append)
    return begun


# Worked by hand


@pytest.mark.slow
def test_each_chunk_hands_in_the_next_until_the_run_is_done(digits: Digits) -> None:
    worker = ByHand()
    job = Job(started(digits), digits, turns=Turns(worker))
    assert job.seconds_left is None
    job.keep_going()
    worker.work(CHUNKS)
    assert bits(job.run) == uninterrupted(digits)
    assert not job.active
    assert not job.under_way
    assert not worker.queue
    assert job.seconds_left == 0
    assert job.iterations_per_second == pytest.approx(CHUNKS * CHUNK / job.seconds)


@pytest.mark.slow
def test_the_end_of_a_run_is_told_once_and_a_rest_is_none(digits: Digits) -> None:
    worker = ByHand()
    ends: list[nn.TrainingRun] = []
    job = Job(started(digits), digits, turns=Turns(worker), when_done=ends.append)
    job.keep_going()
    worker.work()
    job.pause()
    worker.work()
    assert not job.moving
    assert ends == []
    job.resume()
    worker.work(CHUNKS - 2)
    job.keep_going()
    assert ends == [job.run]
    assert job.run.finished


@pytest.mark.slow
def test_a_look_a_moment_before_the_end_waits_for_it(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = ByHand()
    job = Job(started(digits), digits, turns=Turns(worker))
    seen: list[bool] = []

    def look() -> None:
        job.wait_for_the_end()
        seen.append(job.run.finished)

    monkeypatch.setattr(jobs, "SHORTEST_LOOK", 600)
    job.keep_going()
    look()
    assert seen == [False], "nobody knows yet how long it will take"
    worker.work(CHUNKS - 1)
    looker = threading.Thread(target=look, daemon=True)
    looker.start()
    looker.join(0.2)
    assert seen == [False], "it waits"
    worker.work()
    looker.join(60)
    assert seen == [False, True]
    look()  # and no longer, when it is done


@pytest.mark.slow
def test_how_near_the_end_is_counts_what_is_done_of_the_chunk_under_way(
    digits: Digits, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "perf_counter", clock)
    waits: list[float] = []
    monkeypatch.setattr(threading.Event, "wait", lambda _, seconds: waits.append(seconds))
    worker = ByHand()
    job = Job(started(digits), digits, turns=Turns(worker))
    job.keep_going()
    for _ in range(CHUNKS - 1):
        clock.now += 2 * jobs.SHORTEST_LOOK
        worker.work()
    job.wait_for_the_end()
    assert waits == []
    clock.now += 1.5 * jobs.SHORTEST_LOOK
    job.wait_for_the_end()
    assert waits == [jobs.SHORTEST_LOOK]


@pytest.mark.slow
def test_a_look_does_not_wait_for_an_end_that_is_far(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = ByHand()
    job = Job(started(digits), digits, turns=Turns(worker))
    monkeypatch.setattr(jobs, "SHORTEST_LOOK", 0)
    job.keep_going()
    worker.work(CHUNKS - 1)
    job.wait_for_the_end()
    assert not job.run.finished


@pytest.mark.slow
def test_a_paused_job_rests_and_goes_on_where_it_was(digits: Digits) -> None:
    worker = ByHand()
    job = Job(started(digits), digits, turns=Turns(worker))
    job.keep_going()
    worker.work()
    job.pause()
    assert job.moving, "the chunk that was handed in is done all the same"
    worker.work()
    assert not job.moving
    job.keep_going()  # a page that looks in does not wake it
    assert not job.active
    assert not job.under_way
    assert not worker.queue
    assert job.run.iteration == 2 * CHUNK
    job.resume()
    worker.work(CHUNKS - 2)
    assert bits(job.run) == uninterrupted(digits)


@pytest.mark.slow
def test_pausing_and_resuming_in_a_hurry_never_hands_in_two_chunks_at_once(digits: Digits) -> None:
    worker, over = ByHand(iterations=5), threading.Event()

    def is_wanted() -> bool:
        time.sleep(0)  # another thread's turn, where it can do the most harm
        return True

    job = Job(started(digits, iterations=100), digits, is_wanted, turns=Turns(worker))

    def hurry() -> None:
        while not over.is_set():
            job.pause()
            job.resume()
            job.keep_going()

    with ThreadPoolExecutor(4) as impatient:
        for _ in range(4):
            impatient.submit(hurry)
        try:
            for _ in range(20):
                wait_until(lambda: worker.queue)
                worker.work()
        finally:
            over.set()
    assert worker.handed_in == 20
    assert bits(job.run) == uninterrupted(digits, iterations=100)


@pytest.mark.slow
def test_a_job_remembers_where_its_learning_rate_was_changed_and_a_plan_of_that_gives_the_same_run(
    digits: Digits,
) -> None:
    worker = ByHand()
    job = Job(started(digits), digits, turns=Turns(worker))
    job.keep_going()
    worker.work()
    assert job.run.rates == ((0, 0.1),)
    for rate in (0.5, 0.5, 0.3):
        job.set_learning_rate(rate)
        worker.work()
    worker.work(CHUNKS - 4)
    assert job.run.finished
    assert job.run.rates == ((0, 0.1), (2 * CHUNK, 0.5), (4 * CHUNK, 0.3)), "from the next chunk"
    for chunk in (CHUNK // 2 + 1, 100 * CHUNK):  # cut elsewhere
        other = ByHand(chunk)
        again = Job(started(digits), digits, turns=Turns(other), then=job.run.rates[1:])
        again.keep_going()
        while other.queue:
            other.work()
        assert again.run.rates == job.run.rates
        assert bits(again.run) == bits(job.run)


@pytest.mark.slow
def test_whoever_sets_the_learning_rate_puts_an_end_to_the_plan(digits: Digits) -> None:
    worker = ByHand()
    job = Job(started(digits), digits, turns=Turns(worker), then=((3 * CHUNK, 0.5),))
    job.set_learning_rate(0.2)
    job.keep_going()
    worker.work(CHUNKS)
    assert job.run.rates == ((0, 0.2),), "before the first iteration there is nothing that had another"
    assert job.run.config.learning_rate == 0.2


def test_a_worker_goes_no_further_than_to_where_the_rate_may_change(digits: Digits) -> None:
    run, _ = train_chunk(started(digits), digits.folder, 7)
    assert run.iteration == 7


def test_another_learning_rate_acts_from_the_next_chunk(digits: Digits) -> None:
    worker = ByHand()
    job = Job(started(digits), digits, turns=Turns(worker))
    job.keep_going()
    job.set_learning_rate(0.01)
    worker.work()
    assert job.run.config.learning_rate == 0.1, "it had been handed in"
    worker.work()
    assert job.run.config.learning_rate == 0.01
    assert job.run.rates[0] == (0, 0.1), "as it was started"


@pytest.mark.slow
def test_all_jobs_move_forward_in_every_round(digits: Digits) -> None:
    worker = ByHand()
    turns = Turns(worker, lambda: 2)
    class_of_six = [Job(started(digits), digits, turns=turns) for _ in range(6)]
    for job in class_of_six:
        job.keep_going()
    for done in range(1, CHUNKS + 1):
        worker.work(6)
        assert [job.run.iteration for job in class_of_six] == [done * CHUNK] * 6


@pytest.mark.slow
def test_a_new_run_after_reset_has_the_workers_when_the_old_one_s_last_chunk_is_done(digits: Digits) -> None:
    worker = ByHand()
    old = Job(started(digits), digits, turns=Turns(worker))
    old.keep_going()
    old.pause()  # as Reset does; then Train
    new = Job(started(digits), digits, turns=Turns(worker))
    new.keep_going()
    worker.work(1 + CHUNKS)
    assert not worker.queue
    assert old.run.iteration == CHUNK
    assert bits(new.run) == uninterrupted(digits)


@pytest.mark.slow
def test_a_class_may_train_on_three_data_sets_at_once(
    digits: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, choices = ByHand(), []
    for scale in (1 / 255, 1 / 128, 1 / 64):
        folder = tmp_path / f"{scale}"
        store.write(folder, replace(digits.dataset, scale=scale))
        choices.append(Digits(folder.name, folder, store.open_dataset(folder)))
    store.let_go()
    opened, map_store = [], store._map
    monkeypatch.setattr(store, "_map", lambda folder: opened.append(folder) or map_store(folder))
    class_of_three = [Job(started(choice), choice, turns=Turns(worker)) for choice in choices]
    for job in class_of_three:
        job.keep_going()
    worker.work(3 * CHUNKS)
    assert [bits(job.run) for job in class_of_three] == [uninterrupted(choice) for choice in choices]
    assert len(opened) == 3, "a worker opens each of them once"


def test_a_diverged_run_ends_the_job(digits: Digits) -> None:
    worker = ByHand()
    run = nn.start_training(nn.TrainingConfig(learning_rate=1e38, iterations=1000), digits.dataset)
    job = Job(run, digits, turns=Turns(worker))
    job.keep_going()
    worker.work()
    assert job.run.diverged
    assert not job.active
    assert not worker.queue
    assert job.error is None


@pytest.mark.slow
def test_a_class_is_counted_and_looks_less_often(digits: Digits) -> None:
    worker = ByHand()
    runs = [Job(started(digits), digits, turns=Turns(worker)) for _ in range(4)]
    assert jobs.poll_seconds(runs[0]) == 0.4
    assert jobs.poll_seconds(None) is None
    for job in runs:
        job.keep_going()
    assert jobs.under_way() == 4
    assert jobs.poll_seconds(runs[0]) == jobs.poll_seconds(None, runs[0]) == 0.8
    for job in runs:
        job.pause()
    worker.work(4)
    assert jobs.under_way() == 0
    assert jobs.poll_seconds(*runs) is None, "they rest"
    class_of_thirty = [Job(started(digits), digits, turns=Turns(worker)) for _ in range(30)]
    for job in class_of_thirty:
        job.keep_going()
    assert jobs.poll_seconds(class_of_thirty[0]) == 3.2


def test_who_has_many_tabs_looks_less_often_and_nobody_else_for_it(digits: Digits) -> None:
    turns = Turns(ByHand())
    tabs = [Job(started(digits), digits, turns=turns, visitor="one") for _ in range(20)]
    student = Job(started(digits), digits, turns=turns)
    for job in (*tabs, student):
        job.keep_going()
    assert jobs.under_way() == 21
    assert jobs.poll_seconds(tabs[0]) == 6.4
    assert jobs.poll_seconds(student) == 0.4


# Nobody there


@pytest.mark.slow
def test_nobody_there_costs_nothing_and_coming_back_goes_on(digits: Digits) -> None:
    worker, here = ByHand(), threading.Event()
    here.set()
    job = Job(started(digits), digits, is_wanted=here.is_set, turns=Turns(worker))
    job.keep_going()
    here.clear()
    worker.work()
    assert not job.under_way
    assert not worker.queue
    assert job.run.iteration == CHUNK, "a chunk that a worker had begun"
    assert job.active, "it waits to be wanted again, it was not paused"
    here.set()
    job.keep_going()
    worker.work(CHUNKS - 1)
    assert bits(job.run) == uninterrupted(digits)


@pytest.mark.slow
def test_a_chunk_that_nobody_wants_any_more_leaves_the_queue(digits: Digits) -> None:
    worker, here = ByHand(), threading.Event()
    here.set()
    turns = Turns(worker, lambda: 1)
    other = Job(started(digits), digits, turns=turns)
    gone = Job(started(digits), digits, is_wanted=here.is_set, turns=turns)
    for job in (other, gone):
        job.keep_going()
    here.clear()
    worker.work()
    assert not gone.under_way
    assert gone.run.iteration == 0
    assert gone.error is None
    here.set()
    gone.keep_going()
    worker.work(3)
    assert gone.run.iteration == CHUNK
    assert other.run.iteration == 3 * CHUNK, "the one that was not wanted was not done"


@pytest.mark.slow
def test_what_is_decided_while_a_chunk_waits_for_its_turn_acts_on_it(digits: Digits) -> None:
    worker = ByHand()
    turns = Turns(worker, lambda: 1)
    other, faster, paused = (Job(started(digits), digits, turns=turns) for _ in range(3))
    for job in (other, faster, paused):
        job.keep_going()
    faster.set_learning_rate(0.5)
    paused.pause()
    worker.work(3)
    assert faster.run.rates == ((0, 0.5),)
    assert not paused.moving
    assert paused.run.iteration == 0
    assert other.run.iteration == 2 * CHUNK
    paused.pause()
    paused.resume()
    worker.work(4)
    assert paused.run.iteration == CHUNK


@pytest.mark.slow
def test_where_nobody_can_tell_who_is_there_no_chunk_is_thought_to_be_under_way(digits: Digits) -> None:
    worker, over = ByHand(), threading.Event()

    def is_wanted() -> bool:
        if over.is_set():
            raise RuntimeError("the server is about to end")
        return True

    job = Job(started(digits), digits, is_wanted=is_wanted, turns=Turns(worker))
    job.keep_going()
    over.set()
    worker.work()
    assert job.run.iteration == CHUNK
    assert not job.under_way
    over.clear()
    job.keep_going()
    worker.work(CHUNKS - 1)
    assert job.run.finished


# Faults


class Broken(Executor):
    """Every chunk that is handed in fails at once; `handed_in` has the times."""

    def __init__(self) -> None:
        self.handed_in: list[float] = []

    def submit(self, fn: object, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        self.handed_in.append(time.monotonic())
        future: Future[Chunk] = Future()
        future.set_exception(MemoryError())
        return future


class Closed(Broken):
    """No chunk can be handed in."""

    def submit(self, fn: object, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        super().submit(fn)
        raise MemoryError


class Lost(Broken):
    """Every chunk is given up by others than the job."""

    def submit(self, fn: object, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        super().submit(fn)
        future: Future[Chunk] = Future()
        future.cancel()
        return future


@pytest.mark.parametrize("kind", [Broken, Closed, Lost])
def test_a_chunk_that_failed_is_done_again_after_a_pause_that_no_page_cuts_short(
    digits: Digits, kind: type[Broken], pauses: list[Callable[[], None]]
) -> None:
    broken = kind()
    job = Job(started(digits), digits, turns=Turns(broken))
    job.keep_going()
    for tries in range(1, MAX_FAILURES):
        job.keep_going()  # a page looks in
        assert len(broken.handed_in) == tries
        assert job.under_way
        assert job.active
        pauses.pop()()
        assert len(pauses) == (tries + 1 < MAX_FAILURES)
    assert len(broken.handed_in) == MAX_FAILURES
    assert job.paused
    assert job.error
    assert not job.under_way
    job.resume()
    assert len(broken.handed_in) == MAX_FAILURES + 1
    assert not job.error
    assert len(pauses) == 1, "it is tried as often again"
    job.pause()
    pauses.pop()()
    assert len(broken.handed_in) == MAX_FAILURES + 1, "it was paused meanwhile"
    assert not job.under_way


def test_the_time_that_a_lost_chunk_took_counts_and_a_rest_does_not(
    digits: Digits, pauses: list[Callable[[], None]], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "perf_counter", clock)
    worker = ByHand()
    job = Job(started(digits), digits, turns=Turns(worker))
    job.keep_going()
    clock.now += 3
    worker.queue.popleft()[0].set_exception(MemoryError())
    pauses.pop()()
    clock.now += 2
    job.pause()
    worker.work()
    assert job.seconds == 3 + jobs.SECONDS_BETWEEN_TRIES + 2
    clock.now += 1000
    job.resume()
    clock.now += 1
    worker.work()
    assert job.seconds == 3 + jobs.SECONDS_BETWEEN_TRIES + 3


@pytest.mark.slow
def test_a_run_that_waits_much_longer_than_usual_has_no_pace(
    digits: Digits, pauses: list[Callable[[], None]], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "perf_counter", clock)
    worker = ByHand()
    job = Job(started(digits), digits, turns=Turns(worker))
    assert not job.stalled
    job.keep_going()
    clock.now += jobs.SECONDS_OF_PATIENCE + 1
    assert job.stalled, "also before the first chunk"
    worker.work()
    assert not job.stalled
    assert job.seconds_left is None, "the first chunk waited for a process to start"
    clock.now += 0.25
    worker.work()
    assert job.iterations_per_second == pytest.approx(CHUNK / 0.25)
    assert job.seconds_left == pytest.approx((CHUNKS - 2) * 0.25)
    for _ in range(3):  # its worker hangs, is ended, and so is the next
        clock.now += jobs.SECONDS_OF_PATIENCE
        assert job.under_way
        worker.queue.popleft()[0].set_exception(MemoryError())
        assert not worker.queue
        clock.now += 3 * jobs.SECONDS_OF_PATIENCE  # more than three times what was usual
        assert job.stalled
        assert job.iterations_per_second == 0
        assert job.seconds_left is None
        pauses.pop()()
        assert job.stalled, "it is tried again, and has not come further"
    worker.work()
    assert not job.stalled
    job.pause()
    worker.work()
    clock.now += 1000
    assert not job.stalled, "a rest"
    job.resume()
    assert not job.stalled
    worker.work()
    assert job.run.finished
    assert not job.stalled


@pytest.mark.slow
def test_faults_count_in_a_row_alone(digits: Digits, pauses: list[Callable[[], None]]) -> None:
    worker = ByHand()
    job = Job(started(digits), digits, turns=Turns(worker))
    job.keep_going()
    for _ in range(MAX_FAILURES - 1):
        worker.queue.popleft()[0].set_exception(MemoryError())
        pauses.pop()()
    worker.work()
    worker.queue.popleft()[0].set_exception(MemoryError())
    assert job.error is None
    pauses.pop()()
    worker.work(CHUNKS - 1)
    assert bits(job.run) == uninterrupted(digits)


@pytest.mark.slow
def test_a_fault_that_stays_is_reported_in_a_sentence_and_nothing_is_lost(
    digits: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_TRIES", 0.02)
    broken, worker = Broken(), ByHand()
    job = Job(started(digits), digits, turns=Turns(broken))
    job.keep_going()
    wait_until(lambda: job.paused)
    assert len(broken.handed_in) == MAX_FAILURES
    assert np.diff(broken.handed_in).min() >= 0.02
    assert job.error is not None
    assert "MemoryError" in job.error
    assert "Nothing is lost" in job.error
    monkeypatch.setattr(broken, "submit", worker.submit)  # it is mended
    job.resume()
    worker.work(CHUNKS)
    assert job.error is None
    assert bits(job.run) == uninterrupted(digits)


# In real worker processes


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is tried again sooner, to keep the tests short."""
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_TRIES", 0.01)


def worker_pids() -> list[int]:
    shared: Any = workers.SHARED
    return list(shared._current_pool()._processes)


@pytest.mark.slow
def test_jobs_come_to_the_same_bits_as_one_uninterrupted_run(digits: Digits) -> None:
    run = started(digits, iterations=10_000)
    at_once = workers.SHARED.submit(nn.advance, run, digits.dataset, 10_000)  # with one BLAS thread, as every worker
    class_of_three = [Job(run, digits) for _ in range(3)]
    for job in class_of_three:
        job.keep_going()
    wait_until(lambda: all(job.run.finished for job in class_of_three))
    assert [bits(job.run) for job in class_of_three] == [bits(at_once.result(60))] * 3


@pytest.mark.slow
@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("how_many", [1, None], ids=["one worker", "all workers"])
def test_a_worker_killed_in_mid_chunk_loses_nothing(digits: Digits, tmp_path: Path, how_many: int | None) -> None:
    held = Held(workers.SHARED, tmp_path / "gate")
    job = Job(started(digits), digits, turns=Turns(held))
    job.keep_going()
    wait_until(lambda: job.run.iteration == CHUNK)
    for pid in worker_pids()[:how_many]:
        os.kill(pid, signal.SIGKILL)
    held.open()
    wait_until(lambda: job.run.finished or job.error)
    assert job.error is None
    run = started(digits)
    assert bits(job.run) == bits(workers.SHARED.submit(nn.advance, run, digits.dataset, CHUNKS * CHUNK).result(60))


@pytest.mark.slow
@pytest.mark.usefixtures("soon")
def test_a_data_set_that_was_deleted_is_reported(digits: Digits, tmp_path: Path) -> None:
    job = Job(started(digits), Digits("gone", tmp_path / "gone", digits.dataset))
    job.keep_going()
    wait_until(lambda: job.paused)
    assert job.error is not None
    assert "(ValueError)" in job.error


@pytest.fixture
def own_digits(own_folder: Path) -> Digits:
    """A data set that the app can make again."""
    return datasets.load(own_folder.name)


@pytest.mark.slow
def test_files_that_are_damaged_while_a_run_is_under_way_are_made_again_and_it_goes_on_the_same(
    own_digits: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that reads a file which was cut short is ended by the system; the server is not, nor is the run."""
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_TRIES", 0.05)
    run, undamaged = started(own_digits, iterations=50_000), copy.deepcopy(own_digits.dataset)  # which are in no file
    job = Job(run, own_digits)
    job.keep_going()

    def whole() -> bool:
        with suppress(ValueError):
            return bool(store.open_dataset(own_digits.folder))
        return False

    def goes_on_after(reached: int) -> None:
        wait_until(lambda: job.run.iteration > reached)

    file = own_digits.folder.joinpath
    for damage in (
        lambda: os.truncate(file("x_test.npy"), 200),
        lambda: os.truncate(file("t_train.npy"), 0),
        lambda: file("x_train.npy").write_bytes(bytes(file("x_train.npy").stat().st_size)),
        lambda: file(store.CHECKSUMS).unlink(),
        lambda: shutil.rmtree(own_digits.folder),
    ):
        damage()
        wait_until(whole)
        goes_on_after(job.run.iteration)
    job.pause()
    assert job.error is None
    wait_until(lambda: not job.under_way)
    assert bits(nn.advance(run, undamaged, job.run.iteration)) == bits(job.run)


def test_what_a_worker_did_with_files_that_changed_meanwhile_is_not_taken(
    own_digits: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    advance = nn.advance

    def advance_and_zero(*args: Any) -> nn.TrainingRun:
        x_test = own_digits.folder / "x_test.npy"
        x_test.write_bytes(bytes(x_test.stat().st_size))
        return advance(*args)

    monkeypatch.setattr(nn, "advance", advance_and_zero)
    with pytest.raises(ValueError, match="does not hold a whole data set"):
        train_chunk(started(own_digits, 10), own_digits.folder, 10)


def test_files_that_were_made_again_meanwhile_are_another_chunk_s(
    own_digits: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    advance = nn.advance

    def advance_and_write(*args: Any) -> nn.TrainingRun:
        store.write(own_digits.folder, own_digits.dataset)
        return advance(*args)

    monkeypatch.setattr(nn, "advance", advance_and_write)
    with pytest.raises(ValueError, match="has changed while it was in use"):
        train_chunk(started(own_digits, 10), own_digits.folder, 10)


def _modules() -> set[str]:
    return {name.partition(".")[0] for name in sys.modules}


@pytest.mark.slow
def test_workers_import_the_core_and_nothing_heavy(digits: Digits) -> None:
    job = Job(started(digits, iterations=100), digits)
    job.keep_going()
    wait_until(lambda: job.run.finished)
    heavy = {"streamlit", "pandas", "sklearn", "scipy", "matplotlib", "pooch", "mlxtend", "altair", "pyarrow"}
    assert not workers.SHARED.submit(_modules).result(30) & heavy
