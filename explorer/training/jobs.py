"""Training jobs: runs that move forward in worker processes, a chunk at a time, while pages come and go.

A chunk is a quarter of a second of training. When one is done its callback asks for the next, so nobody waits for a
page to ask. Which job's chunk comes next is a matter of `explorer.training.turns`. Whether it is still wanted, and at
which learning rate, is looked at when it is its turn. A chunk that failed is done again after a pause.
"""

import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Executor, Future
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import nn_core as nn
from explorer.data import datasets
from explorer.data.datasets import DatasetError, Digits
from explorer.training import turns
from explorer.training.chunk import Chunk, train_chunk
from explorer.training.moments import Moment
from explorer.training.rates import Rates, planned
from explorer.training.settings import settings_of
from explorer.training.turns import Turns
from explorer.training.two_workers import TwoWorkers

MAX_FAILURES = 5  # in a row
SECONDS_BETWEEN_TRIES = 0.5  # a fault of the moment has passed by then: a pool is replaced, another machine takes over
SHORTEST_LOOK = 0.4  # seconds from one look at a run to the next, where nobody else trains
SECONDS_OF_PATIENCE = 5  # no chunk takes so long where a worker does it

_jobs: "weakref.WeakSet[Job]" = weakref.WeakSet()
_jobs_lock = threading.Lock()


def under_way() -> int:
    """How many share the workers at this moment; a sweep counts once, however many jobs it has."""
    with _jobs_lock:
        return len({job.counts_as for job in _jobs if job.under_way})


def _after_a_pause(function: Callable[[], None]) -> None:
    timer = threading.Timer(SECONDS_BETWEEN_TRIES, function)
    timer.daemon = True
    timer.start()


class Trained(Protocol):
    """What a page looks at while it trains: a run, or a sweep of many."""

    visitor: Hashable

    @property
    def moving(self) -> bool: ...


def poll_seconds(*looked_at: Trained | None) -> float | None:
    """How long a page should wait before it looks again at these of its visitor; None where none of them is moving.

    Drawing a page takes the same processors as training. A student alone looks 2.5 times a second. What counts is the
    number of the visitor's own runs times that of all visitors who train: from 4 on the visitor waits twice as long,
    from 8 on four times, and so on. So who has many runs waits longer, and nobody else for it.
    """
    moving = [one for one in looked_at if one is not None and one.moving]
    if not moving:
        return None
    with _jobs_lock:
        runs = {(other.visitor, other.counts_as) for other in _jobs if other.under_way}
    own = sum(whose == moving[0].visitor for whose, _ in runs)
    visitors = len({whose for whose, _ in runs})
    doublings = max(own * visitors // 2, 1).bit_length() - 1
    return SHORTEST_LOOK * 2**doublings


class Job:
    """One student's training run, on its way. Every method may be called from any thread.

    Args:
        run: where to start from.
        digits: the data set to train on.
        is_wanted: asked before a chunk queues, and again before it begins; while it says no (the student's tab is
            closed) the job rests where it is, costing nothing, until `keep_going` finds that it is wanted again.
        turns: where to train, and when.
        visitor: whose turns its chunks take; None where no other job is the same visitor's.
        then: changes of the learning rate that are planned: after so many iterations, to that.
        when_done: called once with the run, when it is at its end.
        seconds: that were spent on the run before it was this job's.

    Attributes:
        run: as far as it has come; replaced as a whole, never changed.
        digits: what it trains on.
        paused: resting until `resume`.
        error: why it rests, in a sentence, where a fault made it rest.
        seconds: spent on the chunks so far, waiting for a worker and doing lost ones again included; rests are not.
        visitor: whose turns its chunks take.
    """

    def __init__(
        self,
        run: nn.TrainingRun,
        digits: Digits,
        is_wanted: Callable[[], bool] = lambda: True,
        turns: Turns = turns.SHARED,
        visitor: Hashable = None,
        then: Rates = (),
        when_done: Callable[[nn.TrainingRun], None] | None = None,
        seconds: float = 0.0,
    ) -> None:
        self.run = run
        self.digits = digits
        self.paused = False
        self.error: str | None = None
        self.seconds = seconds
        self._passed: tuple[Moment, ...] = (Moment(run.iteration, run.network),)
        self._is_wanted = is_wanted
        self._turns = turns
        self.visitor: Hashable = object() if visitor is None else visitor  # not itself: a circle would keep it alive
        self._plan: Rates = (*run.rates, *then)
        self._two_workers = TwoWorkers()
        self._when_done = when_done
        self._lock = threading.Lock()
        self._in_flight = False
        self._failures = 0
        self._has_lost = False  # a chunk, since it was begun or resumed
        self._moved = 0.0  # when it came further, or began to want to
        with _jobs_lock:
            _jobs.add(self)
        self._progress = deque([(seconds, run.iteration)], maxlen=8)  # (seconds, iteration) after the latest chunks
        self._ended = threading.Event()

    @property
    def settings(self) -> dict[str, Any]:
        """Those of its run, under the keys of the trainer page's controls."""
        return settings_of(self.run, self.digits.name)

    @property
    def counts_as(self) -> object:
        """What shares the workers with others: the job itself, or that which it is one of many of."""
        return self

    @property
    def active(self) -> bool:
        """Is it training, or waiting for a worker?"""
        return not (self.paused or self.run.finished)

    @property
    def under_way(self) -> bool:
        """Is a chunk with the workers, waiting for one, or about to be done again?"""
        return self._in_flight

    @property
    def moving(self) -> bool:
        """Will its run be another one soon? Also when it was just paused, and the last chunk is not back."""
        return self.active or self.under_way

    def remaining(self) -> tuple[nn.TrainingRun, Rates]:
        """What another job has to begin with to go on in its place: the run, and the changes that are still to come.

        The run is as far as it has come, at the learning rate of its next iteration.
        """
        run, plan = self.run, self._plan
        if not run.finished:
            run, _ = planned(run, plan)
        return run, tuple((after, rate) for after, rate in plan if after > run.iteration)

    @property
    def moments(self) -> tuple[Moment, ...]:
        """What the network was on the way (`explorer.training.moments`): first where it began, last what it is now."""
        run = self.run
        return (
            *(moment for moment in self._passed if moment.iteration < run.iteration),
            Moment(run.iteration, run.network),
        )

    @property
    def stalled(self) -> bool:
        """Has it been waiting for a worker much longer than it usually does? Then its pace is none."""
        (began, _), (now, _) = self._progress[0], self._progress[-1]
        usual = (now - began) / max(len(self._progress) - 1, 1)
        return self.under_way and time.perf_counter() - self._moved > max(SECONDS_OF_PATIENCE, 3 * usual)

    @property
    def iterations_per_second(self) -> float:
        """Over the latest chunks; over all of them when the run is done.

        The first chunk is none of the latest: a process had to start for it, and the data to come into memory.
        """
        if self.stalled:
            return 0.0
        (began, first), (now, last) = self._progress[min(1, len(self._progress) - 1)], self._progress[-1]
        if self.run.finished:
            began, first = 0.0, 0
        return (last - first) / (now - began) if now > began else 0.0

    @property
    def seconds_left(self) -> float | None:
        """None until two chunks are done, and while nobody can tell."""
        rate = self.iterations_per_second
        return (self.run.config.iterations - self.run.iteration) / rate if rate else None

    def wait_for_the_end(self) -> None:
        """Wait until the run is done, where that is a matter of a moment: the page then draws its end at once."""
        left = self.seconds_left
        if left is not None and self.under_way and left - (time.perf_counter() - self._moved) < SHORTEST_LOOK:
            self._ended.wait(SHORTEST_LOOK)

    def pause(self) -> None:
        """Rest after the chunk that is under way."""
        self.paused = True

    def resume(self) -> None:
        """Go on from where it rests."""
        self.paused, self.error, self._failures, self._has_lost = False, None, 0, False
        self.keep_going()

    def set_learning_rate(self, learning_rate: float) -> None:
        """Go on at another learning rate from the next chunk, whatever was planned."""
        self._plan = ((0, learning_rate),)

    def keep_going(self) -> None:
        """Ask for a turn to do the next chunk, unless one is under way or the job should rest."""
        with self._lock:
            if self._in_flight or self._has_to_rest():
                return
            self._in_flight = True
        asked = time.perf_counter()
        if not self._failures:
            self._moved = asked
        self._turns.ask(self.visitor, lambda executor: self._begin(executor, asked))

    def _has_to_rest(self) -> bool:
        if self.active and self._is_wanted():
            return False
        self._two_workers = TwoWorkers()  # up to 10 MB that who rests would keep for as long as there is the job
        return True

    def _begin(self, executor: Executor, asked: float) -> "Future[Chunk] | None":
        """It is its turn: hand in the next chunk, unless the job should rest by now."""
        try:
            with self._lock:
                if self._has_to_rest():
                    self._in_flight = False
                    return None
            future = self._hand_in(executor)
        except Exception as error:
            self._failed(error, time.perf_counter() - asked)
            return None
        future.add_done_callback(lambda future: self._chunk_done(future, asked))
        return future

    def _hand_in(self, executor: Executor) -> "Future[Chunk]":
        workers = getattr(executor, "size", 1)  # not every Executor says it
        if workers > 1 and under_way() == 1 and not self._has_lost:  # too busy a machine would lose it again
            return self._two_workers.next_chunk(executor, *self._next_chunk())
        self._two_workers = TwoWorkers()  # which who is not alone any more would keep too
        return executor.submit(train_chunk, *self._next_chunk())

    def _next_chunk(self) -> tuple[nn.TrainingRun, Path, int]:
        """What a worker has to know of it."""
        run, until = planned(self.run, self._plan)
        return run, self.digits.folder, until

    def _chunk_done(self, future: "Future[Chunk]", asked: float) -> None:
        seconds = time.perf_counter() - asked
        try:
            run, passed = future.result()
        except Exception as error:
            self._failed(error, seconds)
            return
        self.seconds += seconds
        self._progress.append((self.seconds, run.iteration))
        self._passed += passed
        self.run, self._failures, self._in_flight = run, 0, False
        if run.finished:
            self._ended.set()
        self._go_on()
        if run.finished and self._when_done is not None:
            self._when_done(run)

    def _failed(self, error: Exception, seconds: float) -> None:
        """A chunk is lost, the run is not: the chunk is done again, until it has failed too often in a row."""
        self._failures += 1
        self._has_lost = True
        self.seconds += seconds
        if self._failures < MAX_FAILURES:
            self.seconds += SECONDS_BETWEEN_TRIES
            _after_a_pause(self._try_again)
            return
        with self._lock:
            self.error = (
                f"Training rests at iteration {self.run.iteration:,}, because of a fault on the server "
                f"({type(error).__name__}). Nothing is lost: Resume tries again."
            )
            self.paused, self._in_flight = True, False
        self._go_on()

    def _go_on(self) -> None:
        """A chunk is back, lost for good, or to be done again."""
        self.keep_going()

    def _try_again(self) -> None:
        try:
            with suppress(DatasetError):  # the chunk will fail again, and say so
                datasets.load(self.digits.name)  # if its files are not what was written, this makes them again
        finally:
            self._in_flight = False
            self._go_on()
