"""A run that nobody else waits for has two workers: one trains a chunk ahead while the other measures the accuracy.

Accuracy takes two fifths of the lesson's run, and nothing that is trained depends on it. So it is measured from copies
of the weights when the next chunk is under way already, and all of it comes to the bits of `train_chunk`.

Two threads of one worker could do it too, but would be in each other's way: whenever NumPy has computed something, it
waits for the interpreter.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import nn_core as nn
from explorer.training.chunk import Chunk, Unmeasured, measure, train_chunk_unmeasured


class Ahead:
    """What is trained of one run beyond what it is known to have come to."""

    def __init__(self) -> None:
        self._from: tuple[nn.TwoLayerNet, nn.TrainingConfig, int] | None = None
        self._next: Future[Unmeasured] | None = None  # how it goes on from there

    def next_chunk(self, executor: Executor, run: nn.TrainingRun, folder: Path, until: int) -> "Future[Chunk]":
        """As `executor.submit(train_chunk, run, folder, until)`, for one run and one chunk at a time.

        What is trained already is taken where the run goes on from there, at the same learning rate.
        """
        chunk: Future[Chunk] = Future()

        def trained(training: "Future[Unmeasured]") -> None:
            try:
                further = training.result()
                if not further.run.finished and further.run.iteration < until:
                    self._from = further.run.network, further.run.config, until
                    self._next = executor.submit(train_chunk_unmeasured, further.run, folder, until)
                # In two halves, for two workers when there is nothing more to train.
                halves = [executor.submit(measure, due, folder) for due in (further.due[::2], further.due[1::2]) if due]
            except Exception as error:
                chunk.set_exception(error)
            else:
                _when_all_are_done(halves, lambda: measured(further, halves))

        def measured(further: Unmeasured, halves: "list[Future[list[nn.Accuracy]]]") -> None:
            accuracy = np.empty((len(further.due), 2))
            try:
                for start, half in enumerate(halves):
                    accuracy[start::2] = half.result()
            except Exception as error:
                chunk.set_exception(error)
                return
            train, test = (
                np.append(before, now)
                for before, now in zip((run.train_accuracy, run.test_accuracy), accuracy.T, strict=True)
            )
            chunk.set_result((replace(further.run, train_accuracy=train, test_accuracy=test), further.passed))

        training = self._next if self._from == (run.network, run.config, until) else None
        self._from = self._next = None
        if training is None:
            training = executor.submit(train_chunk_unmeasured, run, folder, until)
        training.add_done_callback(trained)
        return chunk


def _when_all_are_done(futures: "Sequence[Future[Any]]", then: Callable[[], None]) -> None:
    if futures:
        futures[0].add_done_callback(lambda _: _when_all_are_done(futures[1:], then))
    else:
        then()
