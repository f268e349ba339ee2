"""A sweep: beside others, stopped, interrupted by faults, halved; with workers worked by hand, and real ones."""

import os
import pickle
import signal
import statistics
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.runs import sweep as sweep_module
from explorer.runs.grid import grid
from explorer.runs.halving import rounds
from explorer.runs.sweep import Sweep
from explorer.training import jobs, workers
from explorer.training.jobs import MAX_FAILURES, Job
from explorer.training.turns import Turns
from tests.explorer.training.executors import CHUNK, ByHand
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("nobody_else_trains")

CHUNKS = 3  # of a run


class Crew(Executor):
    """As many workers as one likes, worked by hand: they do what they are told to, a whole chunk at a time."""

    def __init__(self) -> None:
        self.queue: deque[tuple[Future[Any], Callable[[], Any]]] = deque()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        fn, args = pickle.loads(pickle.dumps((fn, args)))  # as into another process
        self.queue.append((future, lambda: fn(*args)))
        return future

    def work(self) -> None:
        while self.queue:
            future, task = self.queue.popleft()
            if future.set_running_or_notify_cancel():
                future.set_result(task())


def settings(runs: int, seeds: int = 1, iterations: int = CHUNKS * CHUNK) -> tuple[nn.TrainingConfig, ...]:
    """So many settings, each with so many seeds."""
    sizes = {"hidden_size": range(1, runs + 1), "batch_size": [5]}
    return grid(sizes, seeds=range(seeds), iterations=iterations)


def begun(
    configs: Sequence[nn.TrainingConfig], digits: Digits, executor: Executor | Turns, size: int = 2, **more: Any
) -> Sweep:
    turns = executor if isinstance(executor, Turns) else Turns(executor, lambda: size)
    sweep = Sweep(configs, digits, turns=turns, **more)
    sweep.keep_going()
    return sweep


def alone(config: nn.TrainingConfig, digits: Digits) -> nn.TrainingRun:
    return nn.advance(nn.start_training(config, digits.dataset), digits.dataset, config.iterations)


def results(run: nn.TrainingRun | None) -> tuple[Any, ...]:
    """What is the same of a run in a sweep and of one by itself."""
    assert run is not None
    curves = (run.train_loss, run.evaluated_at, run.test_accuracy, run.train_accuracy[-1:])
    return run.config, run.diverged, *(curve.tobytes() for curve in curves)


def waiting(crew: ByHand) -> list[nn.TrainingConfig]:
    return [run.config for _, run, _, _ in crew.queue]


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_after_a_pause", lambda function: function())


# What comes of it


@pytest.mark.slow
def test_every_run_is_what_it_is_by_itself(digits: Digits) -> None:
    crew = Crew()
    configs = grid({"learning_rate": [0.1, 1e38], "hidden_size": [3, 9]}, seeds=range(2), iterations=100)
    sweep = begun(configs, digits, crew)
    crew.work()
    assert sweep.done
    assert not sweep.active
    assert [results(run) for run in sweep.runs] == [results(alone(config, digits)) for config in configs]
    assert [run.diverged for run in sweep.runs if run] == [False] * 4 + [True] * 4, "a run that diverged is a result"
    assert all(np.isnan(run.train_accuracy[:-1]).all() for run in sweep.runs if run)
    assert sweep.seconds_left == 0
    assert sweep.fraction == 1
    assert min(one.seconds for one in sweep.ended.values()) > 0
    assert sweep.error is None


def test_what_is_kept_of_a_run_at_its_end_is_all_but_its_weights(digits: Digits) -> None:
    crew = Crew()
    sweep = begun(settings(40, iterations=20), digits, crew)
    crew.work()
    assert sweep.done
    assert all(run is not None and not run.network.params["W1"].size for run in sweep.runs)
    assert len(pickle.dumps(sweep.runs)) < 40 * 2000
    assert not sweep._jobs


@pytest.mark.slow
def test_runs_are_seen_as_they_go_on_and_the_longest_begin(digits: Digits) -> None:
    crew = ByHand()
    sweep = begun(settings(3), digits, crew)
    assert sweep.runs == (None, None, None)
    assert [config.hidden_size for config in waiting(crew)] == [3, 2]
    assert sweep.fraction == 0
    assert sweep.seconds_left is None
    crew.work(2)
    assert [run.iteration if run else 0 for run in sweep.runs] == [0, CHUNK, CHUNK]
    assert 0 < sweep.fraction < 1
    assert sweep.seconds_left is not None
    assert sweep.seconds_left > 0
    crew.work(7)
    assert sweep.done


def test_what_is_left_is_known_on_a_single_worker_too(digits: Digits) -> None:
    crew = ByHand(iterations=20)
    sweep = begun(settings(2, iterations=60), digits, crew, size=1)
    crew.work()
    for _ in range(4):
        assert sweep.seconds_left is not None
        assert sweep.seconds_left > 0
        crew.work()


# Beside others


@pytest.mark.slow
def test_alone_it_has_as_many_chunks_in_the_queue_as_there_are_workers(digits: Digits) -> None:
    for size in (1, 2, 5):
        crew = ByHand(iterations=20)
        sweep = begun(settings(8, iterations=60), digits, crew, size=size)
        while not sweep.done:
            left = sum(run is None or not run.finished for run in sweep.runs)
            assert len(crew.queue) == min(size, left)
            sweep.keep_going()  # a page looks in
            assert len(crew.queue) == min(size, left)
            crew.work()


@pytest.mark.slow
def test_beside_others_it_has_what_they_leave(digits: Digits) -> None:
    crew = ByHand()
    turns = Turns(crew, lambda: 4)
    sweep = begun(settings(8), digits, turns)
    students = [Job(alone_at_start(digits, CHUNKS), digits, turns=turns) for _ in range(3)]
    for student in students:
        student.keep_going()
    crew.work(4)  # the sweep's that were there first
    for done in range(CHUNKS):
        assert [student.run.iteration for student in students] == [done * CHUNK] * 3
        assert sum(config.hidden_size == 50 for config in waiting(crew)) == 3, "each of them has a worker"
        assert len(crew.queue) == 4
        crew.work(4)
    assert all(student.run.finished for student in students)
    assert len(crew.queue) == 4, "nobody else trains any more"
    while crew.queue:
        crew.work()
    assert sweep.done


@pytest.mark.slow
def test_a_visitor_s_sweep_and_run_take_the_same_turns(digits: Digits) -> None:
    crew = ByHand()
    turns = Turns(crew, lambda: 1)
    begun(settings(3), digits, turns, visitor="one")
    own = Job(alone_at_start(digits, 9), digits, turns=turns, visitor="one")
    other = Job(alone_at_start(digits, 9), digits, turns=turns, visitor="another")
    for job in (own, other):
        job.keep_going()
    crew.work(12)
    assert other.run.iteration == 6 * CHUNK, "every second"
    assert own.run.iteration == 3 * CHUNK


def alone_at_start(digits: Digits, chunks: int) -> nn.TrainingRun:
    return nn.start_training(nn.TrainingConfig(batch_size=5, iterations=chunks * CHUNK), digits.dataset)


@pytest.mark.slow
def test_of_thirty_who_sweep_at_once_each_moves_forward_in_every_round(digits: Digits) -> None:
    crew = ByHand(iterations=20)
    turns = Turns(crew, lambda: 2)
    class_of_thirty = [begun(settings(3, iterations=40), digits, turns) for _ in range(30)]
    assert jobs.under_way() == 30
    crew.work(2)  # the first had come alone, and had both workers
    while crew.queue:
        done = [sum(run.iteration for run in sweep.runs if run) for sweep in class_of_thirty[1:]]
        assert max(done) - min(done) <= 20
        crew.work()
    assert all(sweep.done for sweep in class_of_thirty)
    assert jobs.under_way() == 0


def test_all_jobs_of_a_sweep_count_as_one_of_those_who_share_the_workers(digits: Digits) -> None:
    crew = ByHand()
    sweep = begun(settings(8), digits, crew, size=8)
    assert len(crew.queue) == 8
    assert jobs.under_way() == 1
    assert jobs.poll_seconds(sweep) == 0.4


@pytest.mark.slow
def test_pages_that_look_in_while_chunks_come_back_never_hand_in_too_many(digits: Digits) -> None:
    crew, over = ByHand(iterations=20), threading.Event()
    sweep = begun(settings(6, iterations=100), digits, crew, size=2)

    def look() -> None:
        while not over.is_set():
            sweep.keep_going()
            assert sweep.runs

    pages = [threading.Thread(target=look) for _ in range(3)]
    for page in pages:
        page.start()
    try:
        while not sweep.done:
            assert len(crew.queue) <= 2
            if crew.queue:
                crew.work()
    finally:
        over.set()
        for page in pages:
            page.join()
    assert [results(run) for run in sweep.runs] == [results(alone(config, digits)) for config in sweep.settings]


# Stopped, and nobody there


@pytest.mark.slow
def test_a_stopped_sweep_rests_after_the_chunks_that_workers_have_begun_and_goes_on_where_it_was(
    digits: Digits,
) -> None:
    crew = ByHand()
    sweep = begun(settings(3), digits, crew)
    crew.work(2)
    sweep.stop()
    assert sweep.under_way
    assert not sweep.active
    crew.work(2)
    sweep.keep_going()  # a page that looks in does not wake it
    assert not crew.queue
    assert not sweep.under_way
    assert not sweep.done
    assert [run.iteration if run else 0 for run in sweep.runs] == [0, 2 * CHUNK, 2 * CHUNK], "one had not been begun"
    sweep.resume()
    crew.work(5)
    assert sweep.done
    assert [results(run) for run in sweep.runs] == [results(alone(config, digits)) for config in sweep.settings]


@pytest.mark.slow
def test_nobody_there_costs_nothing_and_coming_back_goes_on(digits: Digits) -> None:
    crew, here = ByHand(), threading.Event()
    here.set()
    sweep = begun(settings(3), digits, crew, is_wanted=here.is_set)
    other = Job(alone_at_start(digits, 4), digits, turns=Turns(crew))
    here.clear()
    crew.work()
    other.keep_going()
    assert len(crew.queue) == 2
    crew.work()
    assert not sweep.under_way
    assert sweep.active, "it was not stopped"
    here.set()
    sweep.keep_going()
    while crew.queue:
        crew.work()
    assert sweep.done


def test_a_chunk_of_a_sweep_that_nobody_wants_any_more_leaves_the_queue(digits: Digits) -> None:
    crew, here = ByHand(), threading.Event()
    here.set()
    turns = Turns(crew, lambda: 1)
    other = Job(alone_at_start(digits, 1), digits, turns=turns)
    other.keep_going()
    sweep = begun(settings(3), digits, turns, is_wanted=here.is_set)
    assert sweep.under_way
    here.clear()
    crew.work()
    assert not sweep.under_way
    assert not crew.queue
    here.set()
    sweep.keep_going()
    assert sweep.under_way


# Faults


def fail(crew: ByHand) -> None:
    crew.queue.popleft()[0].set_exception(MemoryError())


@pytest.mark.slow
@pytest.mark.usefixtures("no_pauses")
def test_a_run_whose_chunks_fail_is_told_and_the_others_go_on(digits: Digits) -> None:
    crew = ByHand()
    sweep = begun(settings(3), digits, crew, size=1)
    for _ in range(MAX_FAILURES):
        fail(crew)
    assert list(sweep.faults) == [2]
    assert "MemoryError" in sweep.faults[2]
    assert sweep.error == "1 of 3 runs rests because of a fault on the server. Nothing is lost: Resume tries again."
    assert sweep.active
    crew.work(2 * CHUNKS)
    assert not crew.queue
    assert not sweep.done
    assert not sweep.active
    assert [run is not None and run.finished for run in sweep.runs] == [True, True, False]
    sweep.resume()
    assert sweep.error is None
    crew.work(CHUNKS)
    assert sweep.done


@pytest.mark.slow
def test_a_run_that_there_was_no_room_for_begins_later(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    start, refused = nn.start_training, [2, 4]

    def without_room(config: nn.TrainingConfig, dataset: nn.Dataset) -> nn.TrainingRun:
        if config.hidden_size in refused:
            refused.remove(config.hidden_size)
            raise MemoryError
        return start(config, dataset)

    monkeypatch.setattr(nn, "start_training", without_room)
    crew = Crew()
    sweep = Sweep(settings(4), digits, turns=Turns(crew, lambda: 2))
    while not sweep.done:
        with suppress(MemoryError):
            sweep.keep_going()
        crew.work()
    assert refused == []
    assert [results(run) for run in sweep.runs] == [results(alone(config, digits)) for config in sweep.settings]


@pytest.mark.usefixtures("no_pauses")
def test_a_fault_that_hits_every_run_is_the_server_s_and_ends_in_one_sentence(digits: Digits) -> None:
    crew = ByHand()
    sweep = begun(settings(100), digits, crew, size=2)
    failed = 0
    while crew.queue:
        fail(crew)
        failed += 1
    assert failed <= (sweep_module.MOST_FAULTS + 1) * MAX_FAILURES
    assert not sweep.active
    assert 3 <= len(sweep.faults) <= 4
    assert "of 100 runs rest because of a fault" in (sweep.error or "")
    sweep.resume()
    assert len(crew.queue) == 2


@pytest.mark.slow
def test_a_killed_worker_costs_a_chunk_and_no_run(digits: Digits) -> None:
    pool = workers.Workers()
    configs = grid({"hidden_size": [20], "batch_size": [1]}, seeds=range(2), iterations=8000)
    sweep = begun(configs, digits, pool, size=pool.size)
    wait_until(lambda: any(sweep.runs))
    os.kill(pool.submit(os.getpid).result(60), signal.SIGKILL)
    wait_until(lambda: sweep.done)
    assert [results(run) for run in sweep.runs] == [results(alone(config, digits)) for config in configs]
    assert pool._pool is not None
    pool._pool.shutdown()


# Halving


@pytest.mark.slow
def test_with_halving_the_best_settings_go_on_with_all_their_seeds_and_are_what_they_were(digits: Digits) -> None:
    configs = grid({"learning_rate": [1e-5, 1e-4, 0.01, 0.3, 1e-6, 1e38]}, seeds=range(2), iterations=90)
    crew = Crew()
    halved, whole = (begun(configs, digits, crew, halving=halving) for halving in (True, False))
    crew.work()
    assert halved.done
    lasted = sorted(set(range(12)) - halved.ended_early)
    assert len(lasted) == 2
    assert [configs[number].seed for number in lasted] == [0, 1]
    assert len({configs[number].learning_rate for number in lasted}) == 1
    for number, run in enumerate(halved.runs):
        if number in lasted:
            assert results(run) == results(whole.runs[number])
        else:
            assert run is not None
            assert run.finished
            assert run.config.iterations in (10, 30)
            assert run.test_accuracy[-1] == alone(run.config, digits).test_accuracy[-1]


@pytest.mark.slow
def test_with_halving_each_round_is_ranked_by_what_the_settings_read_in_it(digits: Digits) -> None:
    configs = grid({"hidden_size": range(2, 11)}, seeds=range(2), iterations=180)
    crew = Crew()
    sweep = begun(configs, digits, crew, halving=True)
    crew.work()
    rank = list(range(9))
    for iterations, left in ((20, 3), (60, 1)):
        short = {
            number: [
                alone(replace(config, iterations=iterations), digits).test_accuracy[-1]
                for config in configs[2 * number : 2 * number + 2]
            ]
            for number in rank
        }
        rank = sorted(sorted(short, key=lambda number: -np.mean(short[number]))[:left])
    assert frozenset(range(18)) - sweep.ended_early == {2 * rank[0], 2 * rank[0] + 1}


def test_a_run_that_begins_again_is_shown_as_it_was_until_it_has_come_further(digits: Digits) -> None:
    crew = ByHand(iterations=50)
    sweep = begun(settings(1, iterations=900), digits, crew, halving=True)
    crew.work(2)
    seen = []
    while crew.queue:
        crew.work()
        assert sweep.runs[0] is not None
        seen.append(sweep.runs[0].iteration)
    assert seen == sorted(seen)
    assert seen[0] == 100
    assert seen[-1] == 900


# What is known from before


@pytest.mark.slow
def test_of_a_single_setting_halving_is_known_to_take_longer(digits: Digits) -> None:
    crew = ByHand(iterations=100)
    sweep = begun(settings(1, iterations=900), digits, crew, halving=True)
    crew.work(1)
    assert sweep.fraction == pytest.approx(100 / (100 + 300 + 900))
    crew.work_off()
    assert sweep.done
    one, halved = (sweep.seconds_for(settings(1, iterations=900), halving) for halving in (False, True))
    assert one is not None
    assert halved == pytest.approx(one * (1 + 1 / 3 + 1 / 9))
    assert halved == pytest.approx(sum(one.seconds for one in sweep.ended_in_all_rounds)), "one run has one worker"


def test_of_many_settings_halving_takes_a_third(digits: Digits) -> None:
    crew = ByHand(iterations=1000)
    sweep = begun(settings(1, iterations=900), digits, crew)
    crew.work_off()
    many = [nn.TrainingConfig(learning_rate=rate, iterations=900) for rate in range(1, 82)]
    whole, halved = (sweep.seconds_for(many, halving) for halving in (False, True))
    assert whole is not None
    assert halved == pytest.approx(whole / 3)


@pytest.mark.slow
@pytest.mark.parametrize("halving", [False, True])
def test_what_is_known_is_not_trained_again_and_changes_nothing(digits: Digits, halving: bool) -> None:
    configs = grid({"learning_rate": [1e-5, 1e-4, 0.01, 0.3]}, seeds=range(2), iterations=90)
    crew = Crew()
    whole = begun(configs, digits, crew, halving=halving)
    crew.work()
    ends = {run.config: run.test_accuracy[-1] for run, _ in whole.ended_in_all_rounds}
    assert len(ends) == (8 + 4 + 2 if halving else 8)
    for count in range(0, len(ends) + 1, 2):
        known = dict(list(ends.items())[:count])
        again = begun(configs, digits, crew, halving=halving, known=known)
        crew.work()
        assert again.done
        assert again.ended_early == whole.ended_early
        trained = {run.config for run, _ in again.ended_in_all_rounds}
        assert trained == ends.keys() - known.keys()
        for new, old in zip(again.runs, whole.runs, strict=True):
            assert new is None or results(new) == results(old)
    assert not trained


def test_the_best_third_of_the_settings_goes_on_and_of_equals_the_first(digits: Digits) -> None:
    """Means over the seeds that differ by no more than rounding are equal."""
    settings = grid({"learning_rate": [0.1, 0.2, 0.3]}, seeds=range(2), iterations=9)
    read = (0.5, 0.6, 0.563, 0.939, 0.503, 0.999)
    assert statistics.fmean(read[2:4]) < statistics.fmean(read[4:])
    known = {rounds(config)[0]: accuracy for config, accuracy in zip(settings, read, strict=True)}
    assert begun(settings, digits, ByHand(iterations=9), halving=True, known=known).ended_early == {0, 1, 4, 5}


def test_halving_compares_what_was_trained_to_its_end_with_others_after_as_many_iterations(digits: Digits) -> None:
    """One that learns late, known to its end, is not ahead of those that have only begun."""
    configs = grid({"learning_rate": [1e-5, 0.3, 1]}, seeds=range(2), iterations=450)
    first = [rounds(config)[0] for config in configs]
    ends = dict.fromkeys(configs[:2], 0.9)
    crew = ByHand(iterations=50)
    begun(configs, digits, crew, halving=True, known=ends | dict.fromkeys(first[2:], 0.3))
    assert waiting(crew) == first[:2]
    known = ends | dict(zip(first, (0.1, 0.1, 0.3, 0.3, 0.2, 0.2), strict=True))
    assert begun(configs, digits, crew, halving=True, known=known).ended_early == {0, 1, 4, 5}


# What is refused


def test_no_runs_too_many_and_the_same_twice_are_refused_with_a_sentence(digits: Digits) -> None:
    config = nn.TrainingConfig()
    with pytest.raises(ValueError, match="1 to 200 runs, not 0"):
        Sweep([], digits)
    with pytest.raises(ValueError, match="1 to 200 runs, not 201"):
        Sweep([replace(config, seed=seed) for seed in range(201)], digits)
    with pytest.raises(ValueError, match="the same settings"):
        Sweep([config, replace(config)], digits)
    with pytest.raises(ValueError, match="same number of iterations"):
        Sweep([config, replace(config, iterations=7)], digits)
