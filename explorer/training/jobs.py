"""Training jobs: runs that move forward in worker processes, a chunk at a time, while pages come and go.

A chunk is a quarter of a second of training. When one is done its callback hands in the next, so nobody waits for a
page to ask. Chunks of all jobs queue first in, first out: every student moves forward in every round. A chunk that
nobody wants any more leaves the queue, however long it is. A chunk that failed is done again after a pause.
"""

import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from pathlib import Path

import nn_core as nn
from explorer.data import datasets
from explorer.data.datasets import DatasetError, Digits
from explorer.training import workers
from explorer.training.chunk import Chunk, train_chunk, train_chunk_on_two_processors
from explorer.training.moments import Moment
from explorer.training.rates import Rates, planned

MAX_FAILURES = 5  # in a row
SECONDS_BETWEEN_TRIES = 0.5  # a fault of the moment has passed by then: a pool is replaced, another machine takes over

_jobs: "weakref.WeakSet[Job]" = weakref.WeakSet()
_jobs_lock = threading.Lock()


def under_way(besides: object = None) -> int:
    """How many share the workers at this moment, `besides` not counted: jobs, and for all of its own a sweep."""
    with _jobs_lock:
        return len({job.owner or job for job in _jobs if job.under_way} - {besides})


def _take_back_unwanted_chunks() -> None:
    """Make room in the queue: in a large class it takes longer than a closed tab may cost anything."""
    with _jobs_lock:
        jobs = list(_jobs)
    for job in jobs:
        job.take_back_unwanted_chunk()


def _after_a_pause(function: Callable[[], None]) -> None:
    timer = threading.Timer(SECONDS_BETWEEN_TRIES, function)
    timer.daemon = True
    timer.start()


def poll_seconds() -> float:
    """How long a page should wait before it looks at its job again.

    Drawing a page takes the same processors as training. A student alone sees a new picture 2.5 times a second; each
    time that a class has doubled beyond three, everybody waits twice as long.
    """
    doublings = max(under_way() // 2, 1).bit_length() - 1
    return 0.4 * 2**doublings


class Job:
    """One student's training run, on its way. Every method may be called from any thread.

    Args:
        run: where to start from.
        digits: the data set to train on.
        is_wanted: asked before each chunk, and again while it queues; while it says no (the student's tab is closed)
            the job rests where it is, costing nothing, until `keep_going` finds that it is wanted again.
        executor: where to train; anything with the interface of `concurrent.futures.Executor`.
        then: changes of the learning rate that are planned: after so many iterations, to that.
        train: what a worker does at a time; None means `train_chunk`, on two processors while nobody else trains.
        owner: the sweep that the job is one of many of, if it is.
        when_back: called when a chunk is back, or lost for good, instead of handing in the next.
        when_done: called once with the run, when it is at its end.

    Attributes:
        run: as far as it has come; replaced as a whole, never changed.
        config: the settings that it was started with; `run.config` has the learning rate in force now, and
            `run.rates` all there were.
        digits: what it trains on.
        paused: resting until `resume`.
        error: why it rests, in a sentence, where a fault made it rest.
        seconds: spent on the chunks so far, waiting for a worker and doing lost ones again included; rests are not.
    """

    def __init__(
        self,
        run: nn.TrainingRun,
        digits: Digits,
        is_wanted: Callable[[], bool] = lambda: True,
        executor: Executor = workers.SHARED,
        then: Rates = (),
        train: Callable[[nn.TrainingRun, Path, int], Chunk] | None = None,
        owner: object = None,
        when_back: Callable[[], None] | None = None,
        when_done: Callable[[nn.TrainingRun], None] | None = None,
    ) -> None:
        self.run = run
        self.config = run.config
        self.digits = digits
        self.paused = False
        self.error: str | None = None
        self.seconds = 0.0
        self.owner = owner
        self._passed: tuple[Moment, ...] = (Moment(run.iteration, run.network),)
        self._is_wanted = is_wanted
        self._executor = executor
        self._plan: Rates = (*run.rates, *then)
        self._train = train
        self._when_back = when_back
        self._when_done = when_done
        self._lock = threading.Lock()
        self._in_flight = False
        self._chunk: Future[Chunk] | None = None
        self._taken_back: Future[Chunk] | None = None
        self._failures = 0
        with _jobs_lock:
            _jobs.add(self)
        self._progress = deque([(0.0, run.iteration)], maxlen=8)  # (seconds, iteration) after the latest chunks

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

    @property
    def rates(self) -> Rates:
        """The learning rates so far, each with the iterations that were done when it came into force."""
        return self.run.rates

    @property
    def moments(self) -> tuple[Moment, ...]:
        """What the network was on the way (`explorer.training.moments`): first where it began, last what it is now."""
        run = self.run
        return (
            *(moment for moment in self._passed if moment.iteration < run.iteration),
            Moment(run.iteration, run.network),
        )

    @property
    def iterations_per_second(self) -> float:
        """Over the latest chunks; over all of them when the run is done."""
        (began, first), (now, last) = self._progress[0], self._progress[-1]
        if self.run.finished:
            began, first = 0.0, 0
        return (last - first) / (now - began) if now > began else 0.0

    @property
    def seconds_left(self) -> float | None:
        """None until the first chunk is done."""
        rate = self.iterations_per_second
        return (self.run.config.iterations - self.run.iteration) / rate if rate else None

    def pause(self) -> None:
        """Rest after the chunk that is under way."""
        self.paused = True

    def resume(self) -> None:
        """Go on from where it rests."""
        self.paused, self.error, self._failures = False, None, 0
        self.keep_going()

    def set_learning_rate(self, learning_rate: float) -> None:
        """Go on at another learning rate from the next chunk, whatever was planned."""
        self._plan = ((0, learning_rate),)

    def keep_going(self) -> None:
        """Hand in the next chunk, unless one is under way or the job should rest."""
        with self._lock:
            if self._in_flight or not self.active or not self._is_wanted():
                return
            self._in_flight = True
        try:
            run, until = planned(self.run, self._plan)
            alone = not under_way(besides=self.owner or self)
            train = self._train or (train_chunk_on_two_processors if alone else train_chunk)
            future = self._executor.submit(train, run, self.digits.folder, until)
        except Exception as error:
            self._failed(error, 0.0)
        else:
            handed_in = time.perf_counter()
            self._chunk = future
            future.add_done_callback(lambda future: self._chunk_done(future, handed_in))

    def take_back_unwanted_chunk(self) -> None:
        """Where the chunk still waits for a worker and nobody wants it: as if it had never been handed in."""
        chunk = self._chunk
        if chunk is not None and not self._is_wanted():
            self._taken_back = chunk
            chunk.cancel()

    def _chunk_done(self, future: "Future[Chunk]", handed_in: float) -> None:
        self._chunk = None
        seconds = time.perf_counter() - handed_in
        try:
            run, passed = future.result()
        except CancelledError as error:
            if future is self._taken_back:
                self._in_flight = False
            else:  # a cluster that was lost
                self._failed(error, seconds)
            return
        except Exception as error:
            self._failed(error, seconds)
            return
        self.seconds += seconds
        self._progress.append((self.seconds, run.iteration))
        self._passed += passed
        self.run, self._failures, self._in_flight = run, 0, False
        self._go_on()
        _take_back_unwanted_chunks()
        if run.finished and self._when_done is not None:
            self._when_done(run)

    def _failed(self, error: Exception, seconds: float) -> None:
        """A chunk is lost, the run is not: the chunk is done again, until it has failed too often in a row."""
        self._failures += 1
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
        if self._when_back is None:
            self.keep_going()
        else:
            self._when_back()

    def _try_again(self) -> None:
        try:
            with suppress(DatasetError):  # the chunk will fail again, and say so
                datasets.load(self.digits.name)  # if its files are not what was written, this makes them again
        finally:
            self._in_flight = False
            self._go_on()
