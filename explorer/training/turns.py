"""Whose turn it is: what waits for a worker waits here, visitor by visitor, and goes to it when it can begin at once.

Workers by themselves take what comes first, and then whoever has most tabs open has most of the workers. Here a worker
that is free goes to the visitor of those who wait who has fewest workers at that moment; of several, to who has just
come, and then to the one whose last turn is longest ago. So a first picture is soon there, a class of thirty goes
round, and twenty tabs of one visitor get as much as one tab of another.

What is to be done is made when it begins and not when it is asked for: it may have become needless meanwhile, and then
the turn goes to the next.
"""

import functools
import itertools
import math
import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Executor, Future
from typing import Any

from explorer.training import workers

Begin = Callable[[Executor], "Future[Any] | None"]


class _Visitor:
    """What one visitor has asked for: what waits, how much of it has begun, and which turn of all was its latest."""

    def __init__(self) -> None:
        self.waiting: deque[Begin] = deque()
        self.begun = 0
        self.latest = 0


class Turns:
    """What waits for the workers of `executor`, which does `size()` tasks at a time. All of it from any thread."""

    def __init__(self, executor: Executor, size: Callable[[], float] = lambda: math.inf) -> None:
        self._executor = executor
        self._size = size
        self._lock = threading.Lock()
        self._visitors: dict[Hashable, _Visitor] = {}  # for whom something waits or has begun
        self._taken = itertools.count(1)

    @property
    def size(self) -> float:
        """How many tasks the workers do at a time, one at least."""
        return max(self._size(), 1)

    def ask(self, visitor: Hashable, begin: Begin) -> None:
        """When it is the visitor's turn, call `begin`: now or later, in this thread or another.

        Args:
            visitor: whose turn it takes.
            begin: hands something in to the executor that it is given, and returns its future; or None, where there is
                nothing to be done any more. It raises nothing.
        """
        with self._lock:
            self._visitors.setdefault(visitor, _Visitor()).waiting.append(begin)
        self._go_round()

    def _go_round(self) -> None:
        while (turn := self._next()) is not None:
            visitor, begin = turn
            future = begin(self._executor)
            if future is None:
                self._end(visitor)
            else:
                # Whoever handed it in hears first that it is done, and asks for the next before the worker is given
                # away: a visitor who has a worker keeps it, unless somebody has none.
                future.add_done_callback(functools.partial(self._back, visitor))

    def _next(self) -> tuple[Hashable, Begin] | None:
        """Whose turn it is, and for what; None while nobody waits or no worker is free."""
        size = self.size
        with self._lock:
            waiting = [(visitor, asked) for visitor, asked in self._visitors.items() if asked.waiting]
            if not waiting or sum(asked.begun for asked in self._visitors.values()) >= size:
                return None
            visitor, asked = min(waiting, key=lambda each: (each[1].begun, each[1].latest))
            asked.begun += 1
            asked.latest = next(self._taken)
            return visitor, asked.waiting.popleft()

    def _back(self, visitor: Hashable, _: "Future[Any]") -> None:
        self._end(visitor)
        self._go_round()

    def _end(self, visitor: Hashable) -> None:
        with self._lock:
            asked = self._visitors[visitor]
            asked.begun -= 1
            if not (asked.begun or asked.waiting):
                del self._visitors[visitor]


SHARED = Turns(workers.SHARED, lambda: workers.SHARED.size)
