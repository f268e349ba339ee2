"""A chunk of training: what a worker does at a time. Workers import this file, so it needs NumPy alone."""

import copy
import math
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

import nn_core as nn
from explorer.data import store
from explorer.training import moments
from explorer.training.moments import Moment

Chunk = tuple[nn.TrainingRun, tuple[Moment, ...]]

CHUNK_SECONDS = 0.25
LONE_CHUNK_SECONDS = 0.5  # where nobody waits for a worker: what begins and ends with a chunk comes half as often
SLICE_SECONDS = 0.05


def train_chunk(run: nn.TrainingRun, folder: Path, until: int) -> Chunk:
    """In a worker: the run about `CHUNK_SECONDS` further on, with the data set that is stored in `folder`.

    It goes no further than to iteration `until`, where the learning rate may have to be changed. With it come the
    moments that were on its way.

    Raises:
        ValueError: the store is damaged, or has changed meanwhile: what came of it may be of other images.
        MemoryError: there was no room; there is more now.
    """
    return _chunk(run, folder, until, moments.advance)


def train_chunk_on_two_processors(run: nn.TrainingRun, folder: Path, until: int) -> Chunk:
    """As `train_chunk`, to the last bit, where nobody else needs a processor.

    Accuracy takes two fifths of the lesson's run. A thread measures it from a copy of the weights while training goes
    on: NumPy lets go of Python while it computes, so the two are in each other's way only between the calls.
    """
    due: list[Future[nn.Accuracy]] = []

    def measure(run: nn.TrainingRun, dataset: nn.Dataset) -> nn.Accuracy:
        due.append(beside.submit(nn.measure_accuracy, copy.deepcopy(run.network), dataset))
        return nn.Accuracy(math.nan, math.nan)

    def advance(run: nn.TrainingRun, dataset: nn.Dataset, iterations: int) -> Chunk:
        return moments.advance(run, dataset, iterations, measure)

    with ThreadPoolExecutor(1) as beside:
        waits = lambda: bool(due) and not due[-1].done()
        run, passed = _chunk(run, folder, until, advance, LONE_CHUNK_SECONDS, waits)
        measured = np.array([future.result() for future in due]).reshape(-1, 2)
    before = len(run.evaluated_at) - len(due)
    train, test = (
        np.append(all_[:before], now)
        for all_, now in zip((run.train_accuracy, run.test_accuracy), measured.T, strict=True)
    )
    return replace(run, train_accuracy=train, test_accuracy=test), passed


def train_chunk_of_many(run: nn.TrainingRun, folder: Path, until: int, train_accuracy: bool = True) -> Chunk:
    """As `train_chunk`, for one of the many runs of a sweep: what nobody looks at is left out.

    No moments are kept. Accuracy is measured on the test images alone; on the training images, which are six times as
    many in MNIST, once at its end, or not even there where `train_accuracy` is False.
    """

    def measure(run: nn.TrainingRun, dataset: nn.Dataset) -> nn.Accuracy:
        return nn.measure_accuracy(run.network, dataset, train=train_accuracy and run.finished)

    def advance(run: nn.TrainingRun, dataset: nn.Dataset, iterations: int) -> Chunk:
        return nn.advance(run, dataset, iterations, measure), ()

    return _chunk(run, folder, until, advance)


def _chunk(
    run: nn.TrainingRun,
    folder: Path,
    until: int,
    advance: Callable[[nn.TrainingRun, nn.Dataset, int], Chunk],
    seconds: float = CHUNK_SECONDS,
    waits: Callable[[], bool] = lambda: False,
) -> Chunk:
    """The run as far on as `advance` brings it in these seconds, or in up to twice as many while something `waits`."""
    try:
        return _trained(run, folder, until, advance, seconds, waits)
    except MemoryError:
        store.let_go()  # the chunk is tried again, and has more room then
        raise


def _trained(
    run: nn.TrainingRun,
    folder: Path,
    until: int,
    advance: Callable[[nn.TrainingRun, nn.Dataset, int], Chunk],
    seconds: float,
    waits: Callable[[], bool],
) -> Chunk:
    dataset = store.open_dataset(folder)
    begin = time.perf_counter()
    iterations = 1  # of the largest network on a busy machine, ten may take seconds
    passed: tuple[Moment, ...] = ()
    while not run.finished and run.iteration < until:
        began = time.perf_counter()
        if began > begin + seconds and not (waits() and began < begin + 2 * seconds):
            break
        run, more = advance(run, dataset, min(iterations, until - run.iteration))
        passed += more
        iterations = 1 + int(iterations * SLICE_SECONDS / (time.perf_counter() - began))
    if store.open_dataset(folder) is not dataset:
        raise ValueError(f"{folder} has changed while it was in use")
    return run, passed
