"""Executors under which a test decides when a chunk is done, however fast the machine is and whatever else it does."""

import time
from collections import deque
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import nn_core as nn
from explorer.data import store
from explorer.training import moments
from explorer.training.chunk import Chunk

CHUNK = 500  # iterations, where nothing else is said


class ByHand(Executor):
    """A single worker, which does a chunk of so many iterations when it is told to.

    Attributes:
        queue: each chunk that waits: its future, the run that it starts from, the data set's folder, and where it
            has to end.
        handed_in: how many there have been.
        size: how many workers it says that it is.
    """

    size = 1

    def __init__(self, iterations: int = CHUNK) -> None:
        self._iterations = iterations
        self.queue: deque[tuple[Future[Chunk], nn.TrainingRun, Path, int]] = deque()
        self.handed_in = 0

    def submit(self, fn: object, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Chunk] = Future()
        run, folder, until = args
        self.queue.append((future, run, folder, until))
        self.handed_in += 1
        return future

    def work(self, chunks: int = 1) -> None:
        """Do the chunks that have waited longest."""
        for _ in range(chunks):
            future, run, folder, until = self.queue.popleft()
            if future.set_running_or_notify_cancel():
                iterations = min(self._iterations, until - run.iteration)
                future.set_result(moments.advance(run, store.open_dataset(folder), iterations))

    def work_off(self) -> None:
        """Do all chunks that wait, and those that follow them."""
        while self.queue:
            self.work()


class Held(Executor):
    """Other workers, in which each chunk but a run's first waits in mid-chunk until the file `gate` is there."""

    def __init__(self, executor: Executor, gate: Path) -> None:
        self._executor = executor
        self._gate = gate

    def submit(self, fn: object, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        return self._executor.submit(_held_chunk, str(self._gate), *args)

    def open(self) -> None:
        self._gate.touch()


def _held_chunk(gate: str, run: nn.TrainingRun, folder: Path, until: int) -> Chunk:
    while run.iteration and not Path(gate).exists():
        time.sleep(0.01)
    return moments.advance(run, store.open_dataset(folder), min(CHUNK, until - run.iteration))
