import threading
from concurrent.futures import Executor, Future
from typing import Any

import pytest

from explorer.data import datasets
from explorer.home import readers
from explorer.training import workers

READS, SHOWN = "reads", {"digits": ["what is shown of what it reads"]}


class Pool(Executor):
    """Answers when it is told to; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.error: Exception | None = None
        self.may_answer = threading.Event()

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        self.asked += 1
        self.may_answer.wait(timeout=60)
        answer: Future[Any] = Future()
        if self.error is not None:
            answer.set_exception(self.error)
        else:
            answer.set_result(READS)
        return answer


@pytest.fixture
def pool(only_the_sample: None, monkeypatch: pytest.MonkeyPatch) -> Pool:
    pool = Pool()
    monkeypatch.setattr(workers, "SHARED", pool)
    monkeypatch.setattr("explorer.home.shown.shown", {READS: SHOWN}.__getitem__)
    monkeypatch.setattr(readers, "_latest", None)
    return pool


def asked() -> "Future[Any]":
    """What there is after somebody has asked."""
    readers.begin()
    assert readers._latest is not None
    return readers._latest


def test_nothing_is_learned_before_somebody_asks(pool: Pool) -> None:
    assert readers._latest is readers.learned() is readers.failure() is None
    assert pool.asked == 0


@pytest.mark.slow
def test_one_network_learns_for_all_who_ask_and_nobody_waits(pool: Pool) -> None:
    thirty = [asked() for _ in range(30)]
    assert not thirty[0].done()
    assert readers.learned() is readers.failure() is None
    pool.may_answer.set()
    assert [one.result(timeout=60).shown for one in thirty] == [SHOWN] * 30
    assert asked().result(timeout=60) is readers.learned()
    assert readers.failure() is None
    assert pool.asked == 1


def test_whoever_asks_after_a_failure_makes_it_try_again(pool: Pool) -> None:
    pool.may_answer.set()
    pool.error = OSError("no more processes")
    assert asked().exception(timeout=60) is readers.failure() is pool.error
    assert readers.learned() is None
    pool.error = None
    assert asked().result(timeout=60).shown == SHOWN


def test_a_sample_that_cannot_be_had_is_a_failure_too(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise datasets.DatasetError("The disk is full.")

    monkeypatch.setattr(datasets, "load", fail)
    assert str(asked().exception(timeout=60)) == "The disk is full."
