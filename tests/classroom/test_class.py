"""A small class on the real server, over real websockets. `benchmarks/class_of_thirty.py` measures a large one."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier, Event

import pytest

from tests.classroom.student import started, train
from tests.serving import Server, megabytes, worker_processes
from tests.visitor import Visitor

LONG_RUN = "iterations=50000&hidden=500"  # more than two minutes, for a student that has the server alone

Lasting = Callable[[float], str]


def test_a_class_comes_to_the_end_while_a_slider_is_answered(server: tuple[str, Server], lasting: Lasting) -> None:
    address, process = server
    run = lasting(1.0)
    undisturbed = train(address, run).numbers
    start = Barrier(8)
    dragger = Visitor(address, "descent", "step=0")
    dragger.wait_for("x0")
    x0, answers, most = 1.5, 0, 0.0
    with ThreadPoolExecutor(8) as pool:
        students = [pool.submit(train, address, run, start.wait) for _ in range(8)]
        while not all(student.done() for student in students):
            x0 = 4.0 - x0
            dragger.slide("x0", x0)
            assert any(f"f = {x0}^2" in words for words in dragger.words), "the page has not followed"
            answers += 1
            most = max(most, megabytes(process))
            time.sleep(0.2)  # a hand is no faster
    dragger.close()
    seen = [student.result() for student in students]
    assert [one.numbers for one in seen] == [undisturbed] * 8
    assert not any(one.errors for one in seen)
    assert any("8 runs share the workers" in words for one in seen for words in one.progress)
    assert not dragger.errors
    assert answers > 3
    assert most < 600


def test_tabs_closed_under_load_cost_the_others_nothing_soon_after(address: str) -> None:
    def train_until(leave: Event) -> None:
        tab = started(address, LONG_RUN)
        tab.watch_until(leave.is_set)
        tab.close()

    early, late = Event(), Event()
    student = started(address, LONG_RUN)
    with ThreadPoolExecutor(5) as pool, ExitStack() as at_last:
        for leave in (early, early, late, late, late):
            at_last.callback(leave.set)
            pool.submit(train_until, leave)
        student.watch_until(lambda: "6 runs share the workers" in student.progress)
        early.set()
        student.watch_until(lambda: "4 runs share the workers" in student.progress)
        reached = student.metrics["Iteration"]
        with pytest.raises(TimeoutError):  # nobody comes back
            student.watch_until(lambda: bool(re.search("[56] runs", student.progress)), seconds=2)
        student.watch_until(lambda: student.metrics["Iteration"] != reached)
    student.watch_until(lambda: "share the workers" not in student.progress)
    student.close()


def test_workers_killed_under_load_cost_no_run(server: tuple[str, Server], lasting: Lasting) -> None:
    address, process = server
    run = lasting(1.5)  # six chunks: they take turns, and all are about as far as the witness
    undisturbed = train(address, run).numbers
    start = Barrier(6)
    with ThreadPoolExecutor(5) as pool:
        students = [pool.submit(train, address, run, start.wait) for _ in range(5)]
        witness = started(address, LONG_RUN, start.wait)
        witness.watch_until(lambda: bool(re.search("[3-6] runs share the workers", witness.progress)))
        ended = worker_processes(process)
        ended[0].kill()
        witness.watch_until(lambda: not set(worker_processes(process)) <= set(ended))
        for worker in worker_processes(process):
            worker.kill()
        witness.close()
        assert not any(student.done() for student in students), "too late to disturb them"
    seen = [student.result() for student in students]
    assert [one.numbers for one in seen] == [undisturbed] * 5
    assert not any(one.errors for one in seen)
