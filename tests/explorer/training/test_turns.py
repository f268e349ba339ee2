"""Whose turn it is, with workers that are done when a test says so."""

import gc
import threading
import weakref
from collections import Counter
from collections.abc import Hashable
from concurrent.futures import Executor, Future
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.training.turns import Turns


class Room(Executor):
    """Workers that hold what they are given until it is ended."""

    def __init__(self) -> None:
        self.busy: list[tuple[Hashable, Future[Any]]] = []
        self.done: list[Hashable] = []

    def submit(self, fn: object, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        self.busy.append((args[0], future))
        return future

    def end(self, which: int = 0) -> None:
        """One of them is done."""
        visitor, future = self.busy.pop(which)
        self.done.append(visitor)
        future.set_result(None)

    @property
    def visitors(self) -> list[Hashable]:
        return [visitor for visitor, _ in self.busy]


def ask(turns: Turns, visitor: Hashable, times: int = 1) -> None:
    """As a run does that has so many chunks: for the next when one is done."""

    def begin(workers: Executor) -> "Future[Any]":
        future = workers.submit(str, visitor)
        if times > 1:
            future.add_done_callback(lambda _: ask(turns, visitor, times - 1))
        return future

    turns.ask(visitor, begin)


def test_who_is_alone_has_all_workers() -> None:
    room = Room()
    turns = Turns(room, lambda: 2)
    for _ in range(3):
        ask(turns, "one", 10)
    for _ in range(29):
        assert room.visitors == ["one", "one"]
        room.end()
    assert room.visitors == ["one"]


@pytest.mark.parametrize(("workers", "share"), [(1, 0.5), (2, 0.5), (4, 0.25), (8, 0.125)])
def test_beside_twenty_tabs_of_one_visitor_a_run_has_every_second_chunk_or_a_worker_of_its_own(
    workers: int, share: float
) -> None:
    room = Room()
    turns = Turns(room, lambda: workers)
    for _ in range(20):
        ask(turns, "twenty tabs", 1000)
    ask(turns, "another", 30)
    waited = 0
    while room.done.count("another") < 30:
        if "another" not in room.visitors:
            waited += 1
        room.end()
    assert waited <= 1 + (30 if workers == 1 else 0), "for the chunks that had begun, and then no more"
    assert room.done.count("another") / len(room.done) >= 0.9 * share


def test_a_class_of_thirty_moves_forward_in_every_round_whatever_one_of_them_does() -> None:
    room = Room()
    turns = Turns(room, lambda: 2)
    for _ in range(20):
        ask(turns, 0, 10)
    for visitor in range(1, 30):
        ask(turns, visitor, 10)
    room.end()
    room.end()  # what had begun before the others came
    for _ in range(9):
        room.done.clear()
        for _ in range(30):
            room.end()
        assert Counter(room.done) == Counter(range(30))


def test_tabs_of_a_visitor_go_round_among_themselves() -> None:
    room, begun = Room(), list[str]()
    turns = Turns(room, lambda: 1)

    def tab(name: str) -> None:
        def begin(workers: Executor) -> "Future[Any]":
            begun.append(name)
            future = workers.submit(str, "one")
            future.add_done_callback(lambda _: tab(name))
            return future

        turns.ask("one", begin)

    for name in "abc":
        tab(name)
    for _ in range(5):
        room.end()
    assert begun == list("abcabc")


def test_what_is_needless_by_now_costs_no_turn() -> None:
    room = Room()
    turns = Turns(room, lambda: 1)
    ask(turns, "one")
    for _ in range(3):
        turns.ask("gone", lambda workers: None)
    ask(turns, "another")
    room.end()
    assert room.visitors == ["another"]


def test_workers_that_come_later_are_used_when_the_next_is_done_or_asks() -> None:
    room, size = Room(), [0]
    turns = Turns(room, lambda: size[0])
    for _ in range(5):
        ask(turns, "one", 9)
    assert len(room.busy) == 1, "a cluster whose workers nobody has counted yet"
    size[0] = 3
    room.end()
    assert len(room.busy) == 3
    size[0] = 2
    room.end()
    assert len(room.busy) == 2


@pytest.mark.slow
def test_who_has_nothing_to_do_any_more_is_forgotten() -> None:
    class Guest:
        pass

    room, guest = Room(), Guest()
    turns = Turns(room, lambda: 1)
    ask(turns, guest, 3)
    for _ in range(3):
        room.end()
    room.done.clear()
    forgotten = weakref.ref(guest)
    del guest
    gc.collect()
    assert forgotten() is None


def test_asked_from_many_threads_at_once_all_is_done_and_never_too_much_at_a_time() -> None:
    room, turns_taken, most = Room(), Counter[Hashable](), list[int]()
    turns = Turns(room, lambda: 3)
    lock = threading.Lock()

    def come(visitor: int) -> None:
        for _ in range(20):
            ask(turns, visitor)
            with lock:
                most.append(len(room.busy))
                if room.busy:
                    room.end()

    threads = [threading.Thread(target=come, args=(visitor,)) for visitor in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while room.busy:
        room.end()
    turns_taken.update(room.done)
    assert turns_taken == dict.fromkeys(range(8), 20)
    assert max(most) <= 3


@pytest.mark.slow
@given(st.lists(st.integers(1, 6), min_size=2, max_size=6), st.integers(1, 5), st.data())
def test_a_worker_goes_to_whoever_of_those_who_wait_has_fewest(
    tabs: list[int], workers: int, data: st.DataObject
) -> None:
    """However many tabs each has, and in whatever order chunks are done."""
    room = Room()
    turns = Turns(room, lambda: workers)
    for visitor, count in enumerate(tabs):
        for _ in range(count):
            ask(turns, visitor, 1000)
    for _ in range(12):
        which = data.draw(st.integers(0, len(room.busy) - 1))
        before = Counter(visitor for number, visitor in enumerate(room.visitors) if number != which)
        room.end(which)
        assert len(room.busy) == min(workers, sum(tabs))
        begun = room.visitors[-1]
        assert before[begun] == min(before[visitor] for visitor, count in enumerate(tabs) if before[visitor] < count)
