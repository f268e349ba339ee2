"""Runs that outlive their process: what was kept comes back to the last bit, for one who knows the tab's id."""

import json
import logging
import os
import shutil
import stat
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

import nn_core as nn
from explorer.data import datasets
from explorer.data.datasets import DatasetError, Digits
from explorer.runs import shelf
from explorer.runs.shelf import SECONDS_KEPT, Shelf, Start
from explorer.training.jobs import Job
from explorer.training.rates import Rates
from explorer.training.turns import Turns
from tests.clock import Clock
from tests.explorer.training.executors import CHUNK, ByHand
from tests.waiting import wait_until

CHUNKS = 4
LATER = (3 * CHUNK, 0.5)  # a change of the learning rate


@pytest.fixture(autouse=True)
def digits_are_here(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "is_on_disk", lambda name: name == digits.name)
    monkeypatch.setattr(datasets, "load", lambda name: digits)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


@pytest.fixture
def worker() -> ByHand:
    return ByHand()


@pytest.fixture
def job(digits: Digits, worker: ByHand) -> Job:
    """One that has done two chunks of four; before the last the learning rate changes."""
    config = nn.TrainingConfig(hidden_size=20, batch_size=20, iterations=CHUNKS * CHUNK)
    job = Job(nn.start_training(config, digits.dataset), digits, turns=Turns(worker), then=(LATER,))
    job.keep_going()
    worker.work(2)
    return job


def bits(run: nn.TrainingRun) -> list[object]:
    measured = (run.train_loss, run.evaluated_at, run.train_accuracy, run.test_accuracy)
    return [run.rates, *(array.tobytes() for array in (*run.network.params.values(), *measured))]


def gone_on(start: Start | None) -> Job:
    """What a job comes to in another process."""
    assert start is not None
    worker = ByHand(700)
    job = Job(start.run, start.digits, turns=Turns(worker), then=start.then, seconds=start.seconds)
    job.keep_going()
    worker.work_off()
    return job


def raised(fault: Exception) -> NoReturn:
    raise fault


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


@pytest.mark.slow
def test_a_run_goes_on_in_another_process_from_where_it_was_kept_to_the_same_last_bit(
    folder: Path, job: Job, worker: ByHand
) -> None:
    Shelf(folder).keep({"tab": job})
    start = Shelf(folder).take("tab", "another tab")
    assert start is not None
    assert (start.run.iteration, start.then, start.seconds, start.paused) == (2 * CHUNK, (LATER,), job.seconds, False)
    worker.work_off()
    end = gone_on(start)
    assert bits(end.run) == bits(job.run)
    assert end.seconds > start.seconds, "what it took before counts"


@pytest.mark.slow
def test_a_run_that_has_not_begun_or_is_done_comes_back_too(folder: Path, job: Job, worker: ByHand) -> None:
    worker.work_off()
    start = replace(job.run.config, learning_rate=job.run.rates[0][1])
    fresh = Job(nn.start_training(start, job.digits.dataset), job.digits, then=(LATER,))
    Shelf(folder).keep({"done": job, "fresh": fresh})
    done = Shelf(folder).take("done", "one")
    assert done is not None
    assert bits(done.run) == bits(job.run)
    assert bits(gone_on(Shelf(folder).take("fresh", "two")).run) == bits(job.run)


@pytest.mark.slow
def test_a_learning_rate_that_was_just_dragged_is_in_force_when_the_run_goes_on(folder: Path, job: Job) -> None:
    kept = Shelf(folder)
    kept.keep({"tab": job})
    job.set_learning_rate(0.2)
    kept.keep({"tab": job})
    assert gone_on(Shelf(folder).take("tab", "another")).run.rates == ((0, 0.1), (2 * CHUNK, 0.2))


def test_a_run_that_was_paused_comes_back_paused(folder: Path, job: Job) -> None:
    job.pause()
    Shelf(folder).keep({"tab": job})
    start = Shelf(folder).take("tab", "another")
    assert start is not None
    assert start.paused


def test_only_the_first_who_knows_the_id_gets_the_run_and_has_it_from_then_on(folder: Path, job: Job) -> None:
    Shelf(folder).keep({"tab": job})
    others = [Shelf(folder) for _ in range(8)]
    start, taken = threading.Barrier(len(others)), []

    def ask(number: int) -> None:
        start.wait()
        taken.append(others[number].take("tab", f"tab {number}"))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(others))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in taken) == 1
    (winner,) = [number for number in range(len(others)) if Shelf(folder).take(f"tab {number}", "later") is not None]
    assert winner in range(len(others))


@pytest.mark.slow
@pytest.mark.parametrize("id", ["", "x", "../../etc/passwd", "\ud800", None, 5, {}])
def test_an_id_that_nobody_had_finds_nothing(folder: Path, job: Job, id: object) -> None:
    Shelf(folder).keep({"tab": job})
    assert Shelf(folder).take(id, "another") is None
    assert len(names(folder)) == 1


def test_a_file_tells_neither_the_tab_nor_anything_else_than_the_run(folder: Path, job: Job) -> None:
    Shelf(folder).keep({"the id of a tab": job})
    (name,) = names(folder)
    assert "tab" not in name
    head, _, rest = (folder / name).read_bytes().partition(b"\n")
    assert json.loads(head).keys() == {"then", "paused", "seconds"}
    assert b"the id" not in head + rest
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.slow
def test_what_has_not_changed_is_not_written_again(folder: Path, job: Job, worker: ByHand) -> None:
    kept = Shelf(folder)
    kept.keep({"tab": job})
    (path,) = folder.iterdir()
    path.write_bytes(b"")
    kept.keep({"tab": job})
    assert path.read_bytes() == b""
    worker.work()
    kept.keep({"tab": job})
    start = Shelf(folder).take("tab", "another")
    assert start is not None
    assert start.run.iteration == 3 * CHUNK


def test_a_chunk_that_comes_back_while_the_one_before_is_written_is_written_next(
    folder: Path, job: Job, worker: ByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    remaining = job.remaining

    def and_then_a_chunk_is_back() -> tuple[nn.TrainingRun, Rates]:
        found = remaining()
        monkeypatch.setattr(job, "remaining", remaining)
        worker.work()
        return found

    monkeypatch.setattr(job, "remaining", and_then_a_chunk_is_back)
    kept = Shelf(folder)
    for _ in range(2):
        kept.keep({"tab": job})
    start = Shelf(folder).take("tab", "another")
    assert start is not None
    assert start.run.iteration == job.run.iteration


def test_what_can_never_be_kept_is_packed_once(folder: Path, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = []
    monkeypatch.setattr(shelf, "_packed", lambda *of: packed.append(of) or raised(ValueError("no such name")))
    kept = Shelf(folder)
    for _ in range(3):
        kept.keep({"tab": job})
    assert len(packed) == 1
    kept.keep({})
    assert names(folder) == []


def test_a_tab_that_is_given_up_or_reset_leaves_nothing_and_others_stay(folder: Path, job: Job) -> None:
    mine, other = Shelf(folder), Shelf(folder)
    mine.keep({"tab": job, "gone": job})
    other.keep({"of another process": job})
    mine.keep({"tab": job})
    assert len(names(folder)) == 2
    mine.keep({})
    assert len(names(folder)) == 1
    assert Shelf(folder).take("of another process", "another") is not None


def test_after_a_day_a_file_goes_whosever_it_is_and_what_the_shelf_did_not_put_there_stays(
    folder: Path, job: Job, clock: Clock
) -> None:
    Shelf(folder, clock).keep({"tab": job})
    (path,) = folder.iterdir()
    half = path.with_suffix(".run-new")  # of a process that was killed meanwhile
    for theirs in (half, folder / "diary.run", folder / f"{'z' * 64}.run"):
        theirs.write_bytes(b"x")
    for each in folder.iterdir():
        os.utime(each, (1000, 1000))
    clock.now = 1000 + SECONDS_KEPT
    Shelf(folder, clock).keep({})
    assert len(names(folder)) == 4
    clock.now += 1
    Shelf(folder, clock).keep({})
    assert names(folder) == ["diary.run", f"{'z' * 64}.run"]


@pytest.mark.slow
def test_a_folder_that_somebody_has_emptied_fills_again_and_a_run_that_another_process_took_stays_there(
    folder: Path, job: Job
) -> None:
    kept = Shelf(folder)
    jobs = {"tab": job, "another": job}
    kept.keep(jobs)
    files = list(folder.iterdir())
    assert len(files) == 2
    for path in files:
        path.unlink()
    kept.keep(jobs)
    assert sorted(folder.iterdir()) == sorted(files)
    assert Shelf(folder).take("tab", "elsewhere") is not None
    kept.keep(jobs)
    assert Shelf(folder).take("tab", "a third") is None


def test_there_is_a_bound_in_bytes_and_what_was_kept_longest_ago_makes_room(
    folder: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(shelf._packed(*job.remaining(), job))
    monkeypatch.setattr(shelf, "MOST_BYTES", 3 * size + 10)
    for number in range(5):
        Shelf(folder).keep({f"tab {number}": job})
        for place, path in enumerate(sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)):
            os.utime(path, (10**9 + place, 10**9 + place))
        monkeypatch.setattr(shelf, "SECONDS_KEPT", 10**10)
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 3 * size + 10
    assert [Shelf(folder).take(f"tab {number}", "x") is not None for number in range(5)] == [False] * 2 + [True] * 3


def test_a_full_disk_costs_nothing_but_the_shelf_and_is_said_once(
    small_disk: Path, job: Job, worker: ByHand, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    kept = Shelf(small_disk / "shelf")
    kept.keep({"tab": job})
    filler = small_disk / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(small_disk).free))
    worker.work()
    for _ in range(3):
        kept.keep({"tab": job, "another": job})
    (line,) = caplog.messages
    assert line.startswith("runs are not kept: the disk is full")
    assert len(names(small_disk / "shelf")) == 1, "nothing is left half-written, and what was there stays"
    filler.unlink()
    kept.keep({"tab": job, "another": job})
    start = Shelf(small_disk / "shelf").take("tab", "x")
    assert start is not None
    assert start.run.iteration == 3 * CHUNK


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:-100],
        lambda data: data.partition(b"\n")[2],
        lambda data: b"x" * 10**6 + data,
        lambda data: b"[]\n" + data.partition(b"\n")[2],
        lambda data: b'{"then": "", "paused": false, "seconds": NaN}\n' + data.partition(b"\n")[2],
        lambda data: b'{"then": "soon", "paused": false, "seconds": 1}\n' + data.partition(b"\n")[2],
        lambda data: b"[" * 50_000 + b"\n" + data.partition(b"\n")[2],
        lambda data: data.replace(b"PK", b"PX"),
    ],
)
def test_what_is_no_run_any_more_is_refused_and_goes(
    folder: Path, job: Job, spoil: Callable[[bytes], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    Shelf(folder).keep({"tab": job})
    (path,) = folder.iterdir()
    path.write_bytes(spoil(path.read_bytes()))
    assert Shelf(folder).take("tab", "another") is None
    assert names(folder) == []
    assert "cannot go on" in caplog.text


def test_a_run_whose_images_are_not_here_or_are_others_does_not_come_back(
    folder: Path, job: Job, digits: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    Shelf(folder).keep({"one": job, "two": job})
    pixels, classes = np.zeros((10, 65), np.uint8), np.arange(10)
    larger = nn.Dataset(pixels, classes, pixels, classes)
    with monkeypatch.context() as others:
        others.setattr(datasets, "load", lambda name: Digits(name, digits.folder, larger))
        assert Shelf(folder).take("one", "another") is None
    monkeypatch.setattr(datasets, "is_on_disk", lambda name: False)
    assert Shelf(folder).take("two", "another") is None


@pytest.mark.parametrize("fault", [DatasetError("no images"), MemoryError(), OSError("no more open files")])
def test_a_run_whose_images_cannot_be_had_just_now_stays_for_the_next_try(
    folder: Path, job: Job, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    Shelf(folder).keep({"tab": job})
    with monkeypatch.context() as for_now:
        for_now.setattr(datasets, "load", lambda name: raised(fault))
        assert Shelf(folder).take("tab", "another") is None
    start = Shelf(folder).take("another", "a third")
    assert start is not None
    assert bits(start.run) == bits(job.run)


@pytest.mark.slow
def test_it_follows_jobs_by_itself_and_goes_on_after_a_fault(
    folder: Path, job: Job, worker: ByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "SECONDS_BETWEEN", 0.01)
    folder.write_text("a file in the way")
    jobs, faults = [{"tab": job}], [MemoryError()]
    Shelf(folder).follow(lambda: raised(faults.pop()) if faults else jobs[-1])
    wait_until(lambda: not faults)
    folder.unlink()
    wait_until(lambda: folder.is_dir() and names(folder))
    jobs.append({})  # not the same one emptied: it may just be gone through
    wait_until(lambda: not names(folder))


def test_it_is_off_unless_a_folder_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NN_EXPLORER_SHELF", raising=False)
    assert shelf._chosen() is None
    monkeypatch.setenv("NN_EXPLORER_SHELF", str(tmp_path))
    assert shelf._chosen() is not None
