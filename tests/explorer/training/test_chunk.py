"""What a worker does at a time."""

import os
import sys
import threading

import pytest

import nn_core as nn
from explorer.data import store
from explorer.data.datasets import Digits
from explorer.training.chunk import STANDS_BACK, measure, prepare, train_chunk


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


def test_who_has_prepared_for_a_data_set_has_nothing_left_to_work_out_when_training_begins(digits: Digits) -> None:
    store.let_go()
    prepare(digits.folder)
    dataset = store.open_dataset(digits.folder)
    known = set(vars(dataset))
    assert "ordered" in known
    train_chunk(nn.start_training(nn.TrainingConfig(hidden_size=5), digits.dataset), digits.folder, 20)
    assert known == set(vars(dataset))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has the priority of its process")
def test_who_measures_stands_back_for_who_trains_and_has_its_place_again_afterwards(
    digits: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    before, measured = here(), []
    monkeypatch.setattr(nn, "measure_accuracy", lambda network, dataset: measured.append(here()))
    run = nn.start_training(nn.TrainingConfig(), digits.dataset)
    measure([run.network] * 2, digits.folder)
    assert measured == [min(before + STANDS_BACK, 19)] * 2
    assert here() == before
