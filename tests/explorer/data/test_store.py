"""Stores: whole or not at all, and opened without being read."""

import errno
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

import nn_core as nn
from explorer.data import store

ROOT = Path(__file__).parents[3]


@pytest.fixture
def dataset() -> nn.Dataset:
    return make_dataset(seed=0)


def make_dataset(seed: int) -> nn.Dataset:
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 256, size=(30, 784), dtype=np.uint8)
    t = rng.integers(0, 10, size=30)
    scale = rng.random(784, dtype=np.float32)
    return nn.Dataset(x[:20], t[:20], x[20:], t[20:], scale, offset=-scale)


def assert_same(one: nn.Dataset, other: nn.Dataset) -> None:
    for name in store.ARRAYS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), strict=True)


def test_what_is_written_can_be_opened(tmp_path, dataset):
    store.write(tmp_path / "a" / "b", dataset)
    assert_same(store.open_dataset(str(tmp_path / "a" / "b")), dataset)
    assert os.listdir(tmp_path / "a") == ["b"]


def test_no_other_file_system_is_involved(tmp_path, dataset, monkeypatch):
    """A folder can be renamed only within its own."""
    monkeypatch.setattr(tempfile, "tempdir", "/no/such/folder")
    store.write(tmp_path / "s", dataset)
    assert_same(store.open_dataset(str(tmp_path / "s")), dataset)


def test_scaling_by_single_numbers_is_kept(tmp_path):
    x = np.zeros((3, 2))
    dataset = nn.Dataset(x, np.arange(3), x, np.arange(3), scale=0.5, offset=2.0)
    store.write(tmp_path / "s", dataset)
    assert_same(store.open_dataset(str(tmp_path / "s")), dataset)


def test_images_stay_on_disk_and_cannot_be_changed(tmp_path, dataset):
    store.write(tmp_path / "s", dataset)
    opened = store.open_dataset(str(tmp_path / "s"))
    assert isinstance(opened.x_train.base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        opened.x_train[0, 0] = 1


def test_a_store_is_opened_once(tmp_path, dataset):
    store.write(tmp_path / "s", dataset)
    assert store.open_dataset(str(tmp_path / "s")) is store.open_dataset(str(tmp_path / "s"))


def test_three_data_sets_in_use_at_once_are_opened_and_trimmed_once_though_one_is_written_again(tmp_path, dataset):
    for seed, name in enumerate(("sample", "mnist", "own")):
        store.write(tmp_path / name, make_dataset(seed))

    def in_turn() -> list[nn.Dataset]:
        return [store.open_dataset(tmp_path / name).trimmed for name in ("sample", "mnist", "own")]

    first = in_turn()
    assert all(again is before for again, before in zip(in_turn(), first, strict=True))
    store.write(tmp_path / "own", make_dataset(seed=3))
    *others, replaced = in_turn()
    assert all(again is before for again, before in zip(others, first[:2], strict=True))
    assert replaced is not first[2]
    assert in_turn()[2] is replaced


def test_writing_again_replaces_and_leaves_what_is_open_alone(tmp_path, dataset):
    folder = str(tmp_path / "s")
    store.write(folder, dataset)
    opened = store.open_dataset(folder)
    store.write(folder, make_dataset(seed=1))
    assert_same(opened, dataset)
    assert_same(store.open_dataset(folder), make_dataset(seed=1))
    assert os.listdir(tmp_path) == ["s"]


def test_a_store_that_goes_or_changes_is_not_taken_for_the_one_that_was_opened(tmp_path, dataset):
    folder = str(tmp_path / "s")
    store.write(folder, dataset)
    opened = store.open_dataset(folder)
    os.rename(folder, tmp_path / "away")
    with pytest.raises(ValueError, match="does not hold a whole data set"):
        store.open_dataset(folder)
    os.rename(tmp_path / "away", folder)
    assert store.open_dataset(folder) is opened
    os.truncate(tmp_path / "s" / "scale.npy", 200)
    with pytest.raises(ValueError, match="does not hold a whole data set"):
        store.open_dataset(folder)


def test_a_fingerprint_is_of_the_data_and_not_of_the_place(tmp_path, dataset):
    store.write(tmp_path / "one", dataset)
    store.write(tmp_path / "same", dataset)
    store.write(tmp_path / "other", make_dataset(seed=1))
    one, same, other = (store.fingerprint(tmp_path / name) for name in ("one", "same", "other"))
    assert one == same != other


def test_a_file_in_the_way_is_replaced(tmp_path, dataset):
    (tmp_path / "s").write_text("in the way")
    store.write(tmp_path / "s", dataset)
    assert_same(store.open_dataset(str(tmp_path / "s")), dataset)


def test_no_store():
    with pytest.raises(ValueError, match="does not hold a whole data set"):
        store.open_dataset("/no/such/folder")


@pytest.mark.parametrize("name", store.ARRAYS)
@pytest.mark.parametrize("keep", [None, 0, 5, 100, 140])
def test_missing_and_truncated_files_are_noticed(tmp_path, dataset, name, keep):
    store.write(tmp_path / "s", dataset)
    file = tmp_path / "s" / f"{name}.npy"
    if keep is None:
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(ValueError, match="does not hold a whole data set"):
        store.open_dataset(str(tmp_path / "s"))
    store.write(tmp_path / "s", dataset)
    assert_same(store.open_dataset(str(tmp_path / "s")), dataset)


def test_files_that_do_not_fit_together_are_noticed(tmp_path, dataset):
    store.write(tmp_path / "s", dataset)
    np.save(tmp_path / "s" / "t_train.npy", np.zeros(7, dtype=np.int64))
    with pytest.raises(ValueError, match="does not hold a whole data set"):
        store.open_dataset(str(tmp_path / "s"))


def test_a_full_disk_leaves_the_old_store_and_no_half_of_the_new_one(tmp_path, dataset, monkeypatch):
    store.write(tmp_path / "s", dataset)
    save = np.save

    def save_until_full(file, array):
        if Path(file).name == "t_test.npy":
            raise OSError(errno.ENOSPC, "No space left on device")
        save(file, array)

    monkeypatch.setattr(np, "save", save_until_full)
    for name in ("s", "new"):
        with pytest.raises(OSError, match="No space left"):
            store.write(tmp_path / name, make_dataset(seed=1))
    assert os.listdir(tmp_path) == ["s"]
    assert_same(store.open_dataset(str(tmp_path / "s")), dataset)


def test_what_killed_processes_left_behind_is_swept_up_after_a_day(tmp_path, dataset):
    def leave_behind(name: str, hours_ago: float) -> None:
        (tmp_path / name / "new").mkdir(parents=True)
        (tmp_path / name / "new" / "x_train.npy").write_bytes(b"the first half")
        os.utime(tmp_path / name, times=(time.time() - hours_ago * 3600,) * 2)

    leave_behind(".writing-killed", hours_ago=25)
    leave_behind(".writing-at-work", hours_ago=23)
    leave_behind("another-store", hours_ago=1000)
    store.write(tmp_path / "s", dataset)
    assert sorted(os.listdir(tmp_path)) == [".writing-at-work", "another-store", "s"]


def test_a_killed_process_leaves_what_is_swept_up(tmp_path, dataset):
    script = (
        "import os, sys; sys.path.insert(0, 'tests/explorer/data')\n"
        "from test_store import make_dataset, np, store\n"
        "np.save = lambda file, array: os.kill(os.getpid(), 9)\n"
        "store.write(sys.argv[1], make_dataset(seed=0))\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "s")], cwd=ROOT)
    (leftover,) = tmp_path.iterdir()
    os.utime(leftover, times=(0, 0))
    store.write(tmp_path / "s", dataset)
    assert os.listdir(tmp_path) == ["s"]


@pytest.mark.slow
def test_processes_that_write_at_once_all_end_well(tmp_path):
    script = (
        "import sys; sys.path.insert(0, 'tests/explorer/data')\n"
        "from test_store import make_dataset, store\n"
        "for _ in range(50): store.write(sys.argv[1], make_dataset(seed=0))\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "s")]
    writers = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [writer.communicate()[1] for writer in writers] == [""] * 4
    assert [writer.returncode for writer in writers] == [0] * 4
    assert os.listdir(tmp_path) == ["s"]
    assert_same(store.open_dataset(str(tmp_path / "s")), make_dataset(seed=0))
