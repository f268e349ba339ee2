"""Workers that hang: they are replaced, and no run notices but by the time that it takes."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import psutil
import pytest

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.training import jobs
from explorer.training.jobs import Job
from explorer.training.turns import Turns
from explorer.training.workers import Workers
from tests.waiting import wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    """Workers that are ready; they have more time for a chunk than a busy machine needs, and less than 30 s."""
    monkeypatch.setattr(jobs, "SECONDS_OF_PATIENCE", 1)
    pool = Workers(seconds=6)
    pool.submit(int).result(60)
    yield pool
    pool._current_pool().shutdown(kill_workers=True)


def processes(pool: Workers) -> list[int]:
    return list(pool._current_pool()._processes)


def started(digits: Digits, seed: int = 0) -> nn.TrainingRun:
    config = nn.TrainingConfig(hidden_size=20, batch_size=20, iterations=100_000, seed=seed)
    return nn.start_training(config, digits.dataset)


def test_workers_that_hang_in_mid_run_are_replaced_and_nothing_is_lost(pool: Workers, digits: Digits) -> None:
    turns = Turns(pool, lambda: pool.size)
    class_of_three = [Job(started(digits, seed), digits, turns=turns) for seed in range(3)]
    for job in class_of_three:
        job.keep_going()
    wait_until(lambda: all(job.run.iteration for job in class_of_three))
    hang = processes(pool)
    for pid in hang:
        os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: any(job.stands for job in class_of_three))
    (standing, *_) = [job for job in class_of_three if job.stands]
    assert standing.iterations_per_second == 0
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


def test_tasks_that_hang_are_ended_and_those_that_come_later_are_done() -> None:
    pool = Workers(seconds=0.5)
    hang: list[Future[Any]] = [pool.submit(time.sleep, 600) for _ in range(3)]
    assert all(future.exception(60) for future in hang)
    pool._seconds = 60
    assert pool.submit(abs, -3).result(60) == 3
    pool._current_pool().shutdown(kill_workers=True)


def test_nothing_is_left_of_the_limit_of_a_task_that_is_done() -> None:
    pool = Workers(seconds=600)
    before = threading.active_count()
    assert [future.result(60) for future in [pool.submit(abs, -number) for number in range(20)]] == list(range(20))
    wait_until(lambda: not any(isinstance(thread, threading.Timer) for thread in threading.enumerate()))
    assert threading.active_count() <= before + 2, "loky's own"
    pool._current_pool().shutdown(kill_workers=True)
