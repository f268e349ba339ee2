"""A run that nobody else waits for has two workers: one trains ahead while the other measures the accuracy.

Accuracy takes two fifths of the lesson's run, and nothing that is trained depends on it. So it is measured from copies
of the weights while training goes on, and all of it comes to the bits of `train_chunk`.

Two threads of one worker could do it too, but would be in each other's way: whenever NumPy has computed something, it
waits for the interpreter.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import nn_core as nn
from explorer.training.chunk import Chunk, Unmeasured, measure, train_chunk_unmeasured

# Chunks in flight: one is trained while another is measured. With a single one training would wait whenever accuracy is
# due twice in a chunk, or the server is busy with its pages when a chunk is back.
MOST_AHEAD = 2

Stretch = tuple[Unmeasured, np.ndarray]  # a chunk, and what was due in it: (due, 2), on training and on test images


class TwoWorkers:
    """What is trained of one run beyond what it is known to have come to."""

    def __init__(self) -> None:
        self._course: _Course | None = None

    def next_chunk(self, executor: Executor, run: nn.TrainingRun, folder: Path, until: int) -> "Future[Chunk]":
        """As `executor.submit(train_chunk, run, folder, until)`, for one run and one chunk at a time.

        What is trained already is taken where the run goes on from there, at the same learning rate.
        """
        course, self._course = self._course, None
        if course is None or course.at != (run.network, run.config, until):
            course = _Course(executor, run, folder, until)
        chunk: Future[Chunk] = Future()

        def done(stretch: "Future[Stretch]") -> None:
            try:
                further, accuracy = stretch.result()
                train, test = (
                    np.append(before, now)
                    for before, now in zip((run.train_accuracy, run.test_accuracy), accuracy.T, strict=True)
                )
                further_on = replace(further.run, train_accuracy=train, test_accuracy=test)
            except Exception as error:
                chunk.set_exception(error)
                return
            course.at = further.run.network, further.run.config, until
            self._course = course  # which one that failed is not
            chunk.set_result((further_on, further.passed))

        course.next_stretch().add_done_callback(done)
        return chunk


class _Course:
    """A run that goes on by itself at its learning rate, at most `MOST_AHEAD` chunks beyond those that were asked for.

    Attributes:
        at: the network, its settings and the iteration to stop at where the next stretch begins.
    """

    def __init__(self, executor: Executor, run: nn.TrainingRun, folder: Path, until: int) -> None:
        self.at = run.network, run.config, until
        self._executor, self._folder, self._until = executor, folder, until
        self._lock = threading.Lock()
        self._begun: deque[Future[Stretch]] = deque()
        self._rests: nn.TrainingRun | None = None  # where it is, if it may go no further for now
        self._go_on(run)

    def next_stretch(self) -> "Future[Stretch]":
        """Once more each time that the one before is done, unless that was the last."""
        with self._lock:
            stretch = self._begun.popleft()
            rests, self._rests = self._rests, None
        if rests is not None:
            self._go_on(rests)
        return stretch

    def _go_on(self, run: nn.TrainingRun) -> None:
        stretch: Future[Stretch] = Future()
        with self._lock:
            self._begun.append(stretch)

        def trained(training: "Future[Unmeasured]") -> None:
            try:
                further = training.result()
                self._go_on_or_rest(further.run)
                # In two halves, for two workers when there is nothing more to train.
                parts = further.due[::2], further.due[1::2]
                halves = [self._executor.submit(measure, due, self._folder) for due in parts if due]
            except Exception as error:
                stretch.set_exception(error)
            else:
                _when_all_are_done(halves, lambda: measured(further, halves))

        def measured(further: Unmeasured, halves: "list[Future[list[nn.Accuracy]]]") -> None:
            try:
                accuracy = np.empty((len(further.due), 2))
                for start, half in enumerate(halves):
                    accuracy[start::2] = half.result()
            except Exception as error:
                stretch.set_exception(error)
            else:
                stretch.set_result((further, accuracy))

        try:
            self._executor.submit(train_chunk_unmeasured, run, self._folder, self._until).add_done_callback(trained)
        except Exception as error:
            stretch.set_exception(error)

    def _go_on_or_rest(self, run: nn.TrainingRun) -> None:
        if run.finished or run.iteration >= self._until:
            return
        with self._lock:
            if len(self._begun) >= MOST_AHEAD:
                self._rests = run
                return
        self._go_on(run)


def _when_all_are_done(futures: "Sequence[Future[Any]]", then: Callable[[], None]) -> None:
    if futures:
        futures[0].add_done_callback(lambda _: _when_all_are_done(futures[1:], then))
    else:
        then()
