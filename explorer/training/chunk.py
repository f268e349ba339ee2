"""A chunk of training: what a worker does at a time. Workers import this file, so it needs NumPy alone."""

import time
from pathlib import Path

import nn_core as nn
from explorer.data import store
from explorer.training import moments
from explorer.training.moments import Moment

Chunk = tuple[nn.TrainingRun, tuple[Moment, ...]]

CHUNK_SECONDS = 0.25
SLICE_SECONDS = 0.05


def train_chunk(run: nn.TrainingRun, folder: Path, until: int) -> Chunk:
    """In a worker: the run about `CHUNK_SECONDS` further on, with the data set that is stored in `folder`.

    It goes no further than to iteration `until`, where the learning rate may have to be changed. With it come the
    moments that were on its way.

    Raises:
        ValueError: the store is damaged, or has changed meanwhile: what came of it may be of other images.
    """
    dataset = store.open_dataset(folder)
    end = time.perf_counter() + CHUNK_SECONDS
    iterations = 10
    passed: tuple[Moment, ...] = ()
    while not run.finished and run.iteration < until and (began := time.perf_counter()) < end:
        run, more = moments.advance(run, dataset, min(iterations, until - run.iteration))
        passed += more
        iterations = 1 + int(iterations * SLICE_SECONDS / (time.perf_counter() - began))
    if store.open_dataset(folder) is not dataset:
        raise ValueError(f"{folder} has changed while it was in use")
    return run, passed
