"""On two processors a chunk of training comes to the bits that it comes to on one."""

from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nn_core as nn
from explorer.data import store
from explorer.data.datasets import Digits
from explorer.training import jobs
from explorer.training.chunk import train_chunk, train_chunk_on_two_processors
from explorer.training.jobs import Job
from explorer.training.turns import Turns
from tests.explorer.training.executors import ByHand


def whole(train: object, run: nn.TrainingRun, digits: Digits, cuts: list[int]) -> nn.TrainingRun:
    """The run at its end, trained in chunks that end at these iterations."""
    for until in [*cuts, run.config.iterations]:
        while not run.finished and run.iteration < until:
            run, _ = train(run, digits.folder, until)  # type: ignore[operator]
            assert np.isfinite([run.train_accuracy, run.test_accuracy]).all()
    return run


@pytest.mark.slow
@pytest.mark.parametrize("lr", [0.1, 1e30], ids=["learns", "diverges"])
@settings(max_examples=10)
@given(st.lists(st.integers(1, 300), max_size=3).map(sorted), st.integers(1, 400))
def test_accuracy_that_is_measured_beside_training_is_that_of_the_weights_at_its_place(
    digits: Digits, lr: float, cuts: list[int], batch: int
) -> None:
    config = nn.TrainingConfig(hidden_size=5, batch_size=batch, iterations=300, learning_rate=lr)
    start = nn.start_training(config, digits.dataset)
    one, two = (whole(train, start, digits, cuts) for train in (train_chunk, train_chunk_on_two_processors))
    assert one.diverged == two.diverged
    for name in ("train_loss", "evaluated_at", "train_accuracy", "test_accuracy"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
    assert [value.tobytes() for value in one.network.params.values()] == [
        value.tobytes() for value in two.network.params.values()
    ]


def test_a_chunk_whose_measurement_fails_is_lost(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> nn.Accuracy:
        raise MemoryError("no room for another copy")

    start = nn.start_training(nn.TrainingConfig(batch_size=20, iterations=300), digits.dataset)
    monkeypatch.setattr(nn, "measure_accuracy", fails)
    with pytest.raises(MemoryError, match="no room"):  # it is done again
        train_chunk_on_two_processors(start, digits.folder, 300)


def test_only_who_is_alone_takes_a_second_processor(digits: Digits) -> None:
    handed_in = []

    class Noting(ByHand):
        def submit(self, fn: object, /, *args: Any, **kwargs: Any) -> "Future[Any]":
            handed_in.append(fn)
            return super().submit(fn, *args, **kwargs)

    worker = Noting()
    config = nn.TrainingConfig(hidden_size=5, batch_size=20)
    one, other = (
        Job(nn.start_training(replace(config, seed=seed), digits.dataset), digits, turns=Turns(worker))
        for seed in (1, 2)
    )
    one.keep_going()
    other.keep_going()
    worker.work()
    assert handed_in == [train_chunk_on_two_processors, train_chunk, train_chunk]
    other.pause()
    worker.work()  # the last of the other
    worker.work()
    assert handed_in[3:] == [train_chunk_on_two_processors]
    assert jobs.under_way() == 1
    one.pause()


def test_a_worker_without_memory_lets_go_of_all_data_and_the_chunk_is_done_again(
    digits: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = nn.start_training(nn.TrainingConfig(hidden_size=5, batch_size=20, iterations=20), digits.dataset)
    expected = train_chunk(run, digits.folder, 20)[0]
    advance = nn.advance
    assert store._opened

    def no_room(*args: object) -> nn.TrainingRun:
        raise MemoryError

    monkeypatch.setattr(nn, "advance", no_room)
    with pytest.raises(MemoryError):
        train_chunk(run, digits.folder, 20)
    assert not store._opened
    monkeypatch.setattr(nn, "advance", advance)
    assert train_chunk(run, digits.folder, 20)[0].train_loss.tobytes() == expected.train_loss.tobytes()
