"""The worker processes themselves; what they do for a job is tested with the jobs."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import Any

import psutil
import pytest

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.training import jobs, workers
from explorer.training.chunk import prepare
from explorer.training.jobs import Job
from explorer.training.turns import Turns
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]
SERVER = """
import time
from explorer.training import workers
workers.SHARED.submit(time.sleep, 0.1).result()
print(*workers.SHARED._pool._processes, flush=True)
workers.SHARED.submit(time.sleep, 1)
time.sleep(60)
"""


@pytest.mark.slow
def test_workers_end_when_their_server_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER], cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert pids
        server.kill()
    wait_until(lambda: not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in pids))


@pytest.mark.slow
def test_a_pool_that_broke_is_replaced_at_the_next_task() -> None:
    pool = workers.Workers()
    pid = pool.submit(os.getpid).result(60)
    disturbed = pool.submit(time.sleep, 600)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(BrokenExecutor):
        disturbed.result(60)
    assert pool.submit(abs, -3).result(60) == 3
    assert pool._pool is not None
    pool._pool.shutdown()


def test_every_worker_has_one_blas_thread() -> None:
    threads = workers.SHARED.submit(os.getenv, "OPENBLAS_NUM_THREADS").result(60)
    assert threads == "1"


def test_all_of_them_are_warmed_up_for_a_data_set(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    pool, handed_in = workers.Workers(), []
    monkeypatch.setattr(pool, "submit", lambda *task: handed_in.append(task))
    pool.warm_up(digits.folder)
    assert handed_in == [(prepare, digits.folder)] * pool.size


@pytest.mark.parametrize("bound", ["two", "1.5", ""])
def test_a_bound_that_is_no_number_is_told_and_stops_nobody(
    bound: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("DASK_SCHEDULER_ADDRESS", raising=False)
    monkeypatch.delenv("LOKY_MAX_CPU_COUNT", raising=False)
    usual = workers.Workers().size
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", bound)
    assert workers._chosen().size == usual
    assert f"LOKY_MAX_CPU_COUNT is {bound!r}" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="it has no niceness")
def test_workers_stand_back_for_the_pages() -> None:
    assert workers.SHARED.submit(os.nice, 0).result(60) == min(os.nice(0) + workers.NICENESS, 19)


def first_to_go() -> str:
    return Path("/proc/self/oom_score_adj").read_text().strip()


@pytest.mark.skipif(sys.platform != "linux", reason="others choose otherwise")
def test_where_memory_runs_out_a_worker_goes_and_not_the_server() -> None:
    assert workers.SHARED.submit(first_to_go).result(60) == "1000"


@pytest.mark.slow
def test_ctrl_c_in_their_terminal_is_not_for_the_workers() -> None:
    pool = workers.Workers()
    pid = pool.submit(os.getpid).result(60)
    os.kill(pid, signal.SIGINT)
    assert pool.submit(signal.getsignal, signal.SIGINT).result(60) == signal.SIG_IGN
    assert psutil.pid_exists(pid)
    assert pool._pool is not None
    pool._pool.shutdown()


@pytest.mark.slow
def test_they_are_loky_s_own_and_load_no_joblib_although_the_server_has_it() -> None:
    import joblib  # noqa: F401 -- its copy of loky takes loky's name for itself, as when the sample is prepared

    pool = workers.Workers()
    assert "joblib" not in pool.submit(_modules).result(60)
    assert pool._pool is not None
    pool._pool.shutdown()


def _modules() -> set[str]:
    return set(sys.modules)


# Workers that hang


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[workers.Workers]:
    """Workers that are ready."""
    monkeypatch.setattr(jobs, "SECONDS_OF_PATIENCE", 1)
    pool = workers.Workers(seconds=600)
    pool.submit(int).result(60)
    yield pool
    pool._current_pool().shutdown(kill_workers=True)


def processes(pool: workers.Workers) -> list[int]:
    return list(pool._current_pool()._processes)


def started(digits: Digits, seed: int = 0) -> nn.TrainingRun:
    config = nn.TrainingConfig(hidden_size=20, batch_size=20, iterations=100_000, seed=seed)
    return nn.start_training(config, digits.dataset)


@pytest.mark.slow
def test_workers_that_hang_in_mid_run_are_replaced_and_nothing_is_lost(pool: workers.Workers, digits: Digits) -> None:
    turns = Turns(pool, lambda: pool.size)
    class_of_three = [Job(started(digits, seed), digits, turns=turns) for seed in range(3)]
    for job in class_of_three:
        job.keep_going()
    wait_until(lambda: all(job.run.iteration for job in class_of_three))
    hang = processes(pool)
    for pid in hang:
        os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: any(job.stalled for job in class_of_three))
    (standing, *_) = [job for job in class_of_three if job.stalled]
    assert standing.iterations_per_second == 0
    pool._end(pool._current_pool())  # as when the time for a task is over
    wait_until(lambda: not set(hang) & set(processes(pool)))
    reached = [job.run.iteration for job in class_of_three]
    wait_until(lambda: all(job.run.iteration > was for job, was in zip(class_of_three, reached, strict=True)))
    for job in class_of_three:
        job.pause()
        assert job.error is None
    wait_until(lambda: not any(job.under_way for job in class_of_three))
    wait_until(lambda: not any(psutil.pid_exists(pid) for pid in hang))
    for seed, job in enumerate(class_of_three):
        again = nn.advance(started(digits, seed), digits.dataset, job.run.iteration)
        assert again.train_loss.tobytes() == job.run.train_loss.tobytes()
        assert all((again.network.params[name] == job.run.network.params[name]).all() for name in again.network.params)


@pytest.mark.slow
def test_tasks_that_hang_are_ended_and_those_that_come_later_are_done() -> None:
    pool = workers.Workers(seconds=0.5)
    hang: list[Future[Any]] = [pool.submit(time.sleep, 600) for _ in range(3)]
    assert all(future.exception(60) for future in hang)
    pool._seconds = 60
    assert pool.submit(abs, -3).result(60) == 3
    pool._current_pool().shutdown(kill_workers=True)


@pytest.mark.slow
def test_nothing_is_left_of_the_limit_of_a_task_that_is_done() -> None:
    pool = workers.Workers(seconds=600)
    before = set(threading.enumerate())  # others may have timers of their own
    assert [future.result(60) for future in [pool.submit(abs, -number) for number in range(20)]] == list(range(20))
    wait_until(lambda: not any(isinstance(one, threading.Timer) for one in set(threading.enumerate()) - before))
    assert len(set(threading.enumerate()) - before) <= 2, "loky's own"
    pool._current_pool().shutdown(kill_workers=True)


def _feeders() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "QueueFeederThread"}


def _descriptors() -> int:
    return psutil.Process().num_fds()


WHAT_BECOMES_OF_THEM = pytest.mark.parametrize("becomes", [signal.SIGSTOP, signal.SIGKILL], ids=["hang", "are killed"])


@pytest.mark.slow
@WHAT_BECOMES_OF_THEM
def test_nothing_is_left_of_workers_that_end_before_they_have_read_their_task(becomes: signal.Signals) -> None:
    before, pool = _feeders(), workers.Workers(seconds=2)
    assert pool.submit(abs, -3).result(60) == 3
    hang = processes(pool)
    for pid in hang:
        os.kill(pid, signal.SIGSTOP)
    future = pool.submit(len, bytes(10_000_000))  # more than a pipe holds
    calls = pool._current_pool()._call_queue
    wait_until(lambda: calls._reader.poll())
    for pid in hang:
        os.kill(pid, becomes)
    with pytest.raises(Exception, match=r"terminated|shutdown"):
        future.result(60)
    pool._seconds = 60
    assert pool.submit(abs, -3).result(60) == 3
    wait_until(lambda: not any(psutil.pid_exists(pid) for pid in hang))
    wait_until(lambda: len(_feeders() - before) == 1)
    pool._current_pool().shutdown(kill_workers=True)


def _large(gate: str) -> bytes:
    while not os.path.exists(gate):
        time.sleep(0.01)
    return bytes(10_000_000)


@pytest.mark.slow
@WHAT_BECOMES_OF_THEM
def test_workers_that_end_while_they_tell_a_result_cost_a_task_and_no_more(
    becomes: signal.Signals, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(workers.Workers, "size", 2)
    monkeypatch.setattr("explorer.training.pool.SECONDS_TO_END", 0.2)
    pool = workers.Workers(seconds=600)
    lost = pool.submit(_large, str(tmp_path / "gate"))
    listening, reads = threading.Event(), threading.Event()
    pool.submit(abs, -3).add_done_callback(lambda _: (reads.set(), listening.wait(60)))
    assert reads.wait(60)
    (tmp_path / "gate").touch()
    results = pool._current_pool()._result_queue
    wait_until(lambda: results._reader.poll())
    hang = processes(pool)
    for pid in hang:
        os.kill(pid, becomes)
    listening.set()
    wait_until(lambda: not results._reader.poll())  # what has come is read, and the rest is waited for
    pool._end(pool._current_pool())  # as when the time for a task is over
    assert lost.exception(60) is not None
    assert pool.submit(abs, -3).result(60) == 3
    wait_until(lambda: not any(psutil.pid_exists(pid) for pid in hang))
    pool._current_pool().shutdown(kill_workers=True)


@pytest.mark.slow
def test_pools_that_are_replaced_leave_no_thread_and_no_descriptor() -> None:
    pool = workers.Workers()
    assert pool.submit(abs, -3).result(60) == 3
    threads, descriptors = threading.active_count(), _descriptors()
    for _ in range(5):
        for pid in processes(pool):
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: pool._current_pool()._flags.broken)
        assert pool.submit(abs, -3).result(60) == 3
    wait_until(lambda: threading.active_count() <= threads and _descriptors() <= descriptors)
    pool._current_pool().shutdown(kill_workers=True)
