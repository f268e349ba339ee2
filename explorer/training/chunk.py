"""A chunk of training: what a worker does at a time. Workers import this file, so it needs NumPy alone."""

import copy
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import nn_core as nn
from explorer.data import store
from explorer.training import moments
from explorer.training.moments import Moment

Chunk = tuple[nn.TrainingRun, tuple[Moment, ...]]

CHUNK_SECONDS = 0.25
# How far who measures stands back for who trains, in steps of niceness: training has three times as much of a processor
# that both want. In 45 s beside two programs that never rest, a run gets to 10,000 iterations; with 14 steps, to 500.
STANDS_BACK = 5


class Unmeasured(NamedTuple):
    """A chunk whose accuracies are still to be measured: in the run they are nan."""

    run: nn.TrainingRun
    passed: tuple[Moment, ...]
    due: tuple[nn.TwoLayerNet, ...]  # what the network was, each time that accuracy was due in this chunk


def train_chunk(run: nn.TrainingRun, folder: Path, until: int) -> Chunk:
    """In a worker: the run about `CHUNK_SECONDS` further on, with the data set that is stored in `folder`.

    It goes no further than to iteration `until`, where the learning rate may have to be changed. With it come the
    moments that were on its way.

    Raises:
        ValueError: the store is damaged, or has changed meanwhile: what came of it may be of other images.
        MemoryError: there was no room; there is more now.
    """
    return _chunk(run, folder, until, moments.advance)


def train_chunk_unmeasured(run: nn.TrainingRun, folder: Path, until: int) -> Unmeasured:
    """As `train_chunk`, without the accuracy, on which nothing that is trained depends."""
    due: list[nn.TwoLayerNet] = []

    def put_off(run: nn.TrainingRun, _: nn.Dataset) -> nn.Accuracy:
        due.append(copy.deepcopy(run.network))
        return nn.Accuracy(math.nan, math.nan)

    def advance(run: nn.TrainingRun, dataset: nn.Dataset, iterations: int) -> Chunk:
        return moments.advance(run, dataset, iterations, put_off)

    run, passed = _chunk(run, folder, until, advance)
    return Unmeasured(run, passed, tuple(due))


def measure(networks: Sequence[nn.TwoLayerNet], folder: Path) -> list[nn.Accuracy]:
    """In a worker: the accuracy of each of them on the data set that is stored in `folder`.

    The run is done when its training is, and that has the other worker. So this stands back for it, and for the pages,
    wherever all of them want the same processors: in a thread of its own, since who has stood back cannot come forward.

    Raises:
        ValueError, MemoryError: as `train_chunk`.
    """

    def measured() -> list[nn.Accuracy]:
        if sys.platform == "linux":  # where each thread has a priority of its own
            niceness = os.getpriority(os.PRIO_PROCESS, 0) + STANDS_BACK
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)  # of 19 at most, whatever is asked
        with _dataset(folder) as dataset:
            return [nn.measure_accuracy(network, dataset) for network in networks]

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(measured).result()


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
    run: nn.TrainingRun, folder: Path, until: int, advance: Callable[[nn.TrainingRun, nn.Dataset, int], Chunk]
) -> Chunk:
    """The run as far on as `advance` brings it in `CHUNK_SECONDS`."""
    passed: tuple[Moment, ...] = ()
    with _dataset(folder) as dataset:
        now = time.perf_counter()
        end = now + CHUNK_SECONDS
        iterations = 1  # of the largest network on a busy machine, ten may take seconds
        while not run.finished and run.iteration < until and now < end:
            run, more = advance(run, dataset, min(iterations, until - run.iteration))
            passed += more
            began, now = now, time.perf_counter()
            iterations = 1 + int(iterations * (end - now) / (now - began))
    return run, passed


def prepare(*folders: Path) -> None:
    """In a worker: open the data sets that are stored there, and work out once what the first chunk would have to.

    Raises:
        ValueError, MemoryError: as `train_chunk`.
    """
    for folder in folders:
        with _dataset(folder) as dataset:
            _ = dataset.ordered  # which it keeps


@contextmanager
def _dataset(folder: Path) -> Iterator[nn.Dataset]:
    """The data set that is stored there, for as long as it does not change."""
    try:
        dataset = store.open_dataset(folder)
        yield dataset
        if store.open_dataset(folder) is not dataset:
            raise ValueError(f"{folder} has changed while it was in use")
    except MemoryError:
        store.let_go()  # the chunk is tried again, and has more room then
        raise
