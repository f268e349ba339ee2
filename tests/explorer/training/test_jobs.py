"""Training jobs in real worker processes."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.training import jobs, workers
from explorer.training.jobs import MAX_FAILURES, Job


def wait_until(condition: Callable[[], object], seconds: float = 100) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def bits(run: nn.TrainingRun) -> list[bytes]:
    return [run.train_loss.tobytes(), run.test_accuracy.tobytes(), *(p.tobytes() for p in run.network.params.values())]


def worker_pids() -> list[int]:
    return list(workers.SHARED._current_pool()._processes)


def started(digits: Digits, iterations: int = 60_000) -> nn.TrainingRun:
    return nn.start_training(nn.TrainingConfig(hidden_size=20, batch_size=20, iterations=iterations), digits.dataset)


@pytest.fixture(scope="module")
def expected(digits: Digits) -> list[bytes]:
    """What the whole run comes to when nothing interrupts it, at one BLAS thread as in every worker."""
    run = started(digits)
    return bits(workers.SHARED.submit(nn.advance, run, digits.dataset, run.config.iterations).result(60))


def test_a_job_comes_to_the_same_bits_as_one_uninterrupted_run(digits: Digits, expected: list[bytes]) -> None:
    job = Job(started(digits), digits)
    job.keep_going()
    wait_until(lambda: job.run.finished)
    assert bits(job.run) == expected
    assert not job.active
    assert job.iterations_per_second == pytest.approx(60_000 / job.seconds)


def test_a_paused_job_rests_and_goes_on_where_it_was(digits: Digits, expected: list[bytes]) -> None:
    job = Job(started(digits), digits)
    job.keep_going()
    wait_until(lambda: job.run.iteration > 0)
    job.pause()
    wait_until(lambda: not job.under_way)
    rested_at = job.run.iteration
    assert 0 < rested_at < 60_000
    time.sleep(0.4)
    assert job.run.iteration == rested_at
    job.keep_going()  # a page that looks in does not wake it
    assert not job.active
    job.resume()
    wait_until(lambda: job.run.finished)
    assert bits(job.run) == expected


def test_pausing_and_resuming_in_a_hurry_never_runs_two_chunks_at_once(digits: Digits, expected: list[bytes]) -> None:
    job = Job(started(digits), digits)
    job.keep_going()
    for _ in range(100):
        job.pause()
        job.resume()
        job.keep_going()
    wait_until(lambda: job.run.finished)
    assert bits(job.run) == expected


def test_another_learning_rate_acts_from_the_next_chunk(digits: Digits) -> None:
    job = Job(started(digits), digits)
    job.keep_going()
    wait_until(lambda: job.run.iteration > 0)
    job.set_learning_rate(0.01)
    wait_until(lambda: job.run.finished)
    assert job.run.config.learning_rate == 0.01
    assert job.config.learning_rate == 0.1
    assert job.run.iteration == 60_000


@pytest.mark.parametrize("how_many", [1, None], ids=["one worker", "all workers"])
def test_a_worker_killed_in_mid_chunk_loses_nothing(
    digits: Digits, expected: list[bytes], how_many: int | None
) -> None:
    job = Job(started(digits), digits)
    job.keep_going()
    wait_until(lambda: job.run.iteration > 0)
    for pid in worker_pids()[:how_many]:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: job.run.finished)
    assert bits(job.run) == expected
    assert job.error is None


def test_all_jobs_move_forward_in_every_round(digits: Digits) -> None:
    class_of_six = [Job(started(digits, iterations=20_000), digits) for _ in range(6)]
    for job in class_of_six:
        job.keep_going()
    wait_until(lambda: all(job.run.iteration > 0 for job in class_of_six))
    assert not any(job.run.finished for job in class_of_six)
    wait_until(lambda: all(job.run.finished for job in class_of_six))
    assert len({tuple(bits(job.run)) for job in class_of_six}) == 1


def test_nobody_there_costs_nothing_and_coming_back_goes_on(digits: Digits, expected: list[bytes]) -> None:
    here = threading.Event()
    here.set()
    job = Job(started(digits), digits, is_wanted=here.is_set)
    job.keep_going()
    wait_until(lambda: job.run.iteration > 0)
    here.clear()
    wait_until(lambda: not job.under_way)
    rested_at = job.run.iteration
    time.sleep(0.4)
    assert job.run.iteration == rested_at < 60_000
    assert job.active, "it waits to be wanted again, it was not paused"
    here.set()
    job.keep_going()
    wait_until(lambda: job.run.finished)
    assert bits(job.run) == expected


def test_a_chunk_that_nobody_wants_any_more_leaves_the_queue(digits: Digits) -> None:
    here = threading.Event()
    here.set()
    others = [Job(started(digits), digits) for _ in range(16)]
    gone = Job(started(digits), digits, is_wanted=here.is_set)
    for job in (*others, gone):
        job.keep_going()
    here.clear()
    wait_until(lambda: not gone.under_way)
    wait_until(lambda: all(job.run.iteration > 0 for job in others))
    assert gone.run.iteration == 0
    assert gone.error is None
    here.set()
    gone.keep_going()
    wait_until(lambda: gone.run.iteration > 0)
    for job in (*others, gone):
        job.pause()
    wait_until(lambda: jobs.under_way() == 0)


def test_a_diverged_run_ends_the_job(digits: Digits) -> None:
    run = nn.start_training(nn.TrainingConfig(learning_rate=1e38, iterations=1000), digits.dataset)
    job = Job(run, digits)
    job.keep_going()
    wait_until(lambda: job.run.finished)
    assert job.run.diverged
    assert not job.active
    assert job.error is None


class BrokenExecutor(Executor):
    """Every chunk that is handed in fails."""

    def __init__(self) -> None:
        self.handed_in = 0

    def submit(self, *args: object, **kwargs: object) -> "Future[nn.TrainingRun]":
        self.handed_in += 1
        future: Future[nn.TrainingRun] = Future()
        future.set_exception(MemoryError())
        return future


def test_a_fault_that_stays_is_reported_in_a_sentence_and_nothing_is_lost(digits: Digits) -> None:
    broken = BrokenExecutor()
    job = Job(started(digits, iterations=2000), digits, executor=broken)
    job.keep_going()
    wait_until(lambda: job.error)
    assert broken.handed_in == MAX_FAILURES
    assert job.paused
    assert "MemoryError" in job.error
    assert "Nothing is lost" in job.error
    broken.submit = workers.SHARED.submit  # it is mended
    job.resume()
    wait_until(lambda: job.run.finished)
    assert job.error is None
    assert job.run.iteration == 2000


def test_a_data_set_that_was_deleted_is_reported(digits: Digits, tmp_path: Path) -> None:
    job = Job(started(digits), Digits("gone", tmp_path / "gone", digits.dataset))
    job.keep_going()
    wait_until(lambda: job.error)
    assert job.paused


def test_a_finished_job_has_nothing_left_to_do(digits: Digits) -> None:
    job = Job(started(digits, iterations=100), digits)
    assert job.seconds_left is None
    job.keep_going()
    wait_until(lambda: job.run.finished)
    assert job.seconds_left == 0


def test_a_class_is_counted_and_looks_less_often(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    wait_until(lambda: jobs.under_way() == 0)
    assert jobs.poll_seconds() == 0.4
    runs = [Job(started(digits), digits) for _ in range(4)]
    for job in runs:
        job.keep_going()
    assert jobs.under_way() == 4
    assert jobs.poll_seconds() == 0.8
    for job in runs:
        job.pause()
    wait_until(lambda: jobs.under_way() == 0)
    monkeypatch.setattr(jobs, "under_way", lambda: 30)
    assert jobs.poll_seconds() == 3.2


def _modules() -> set[str]:
    return {name.partition(".")[0] for name in sys.modules}


def test_workers_import_the_core_and_nothing_heavy(digits: Digits) -> None:
    job = Job(started(digits, iterations=100), digits)
    job.keep_going()
    wait_until(lambda: job.run.finished)
    heavy = {"streamlit", "pandas", "sklearn", "scipy", "matplotlib", "pooch", "mlxtend", "altair", "pyarrow"}
    assert not workers.SHARED.submit(_modules).result(30) & heavy
