"""Stores: whole or not at all, and opened without being read."""

import errno
import gc
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

import nn_core as nn
from explorer.data import store
from tests.waiting import wait_until

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


def test_nothing_of_a_store_but_its_images_is_mapped(tmp_path, dataset):
    """Whoever reads a file that is mapped and was cut short is ended; the server reads labels and scaling."""
    store.write(tmp_path / "s", dataset)
    opened = store.open_dataset(tmp_path / "s")
    for name in store.ARRAYS:
        os.truncate(tmp_path / "s" / f"{name}.npy", 0)
    for name in ("t_train", "t_test", "scale", "offset"):
        np.testing.assert_array_equal(getattr(opened, name), getattr(dataset, name))
    assert (opened.features, opened.classes) == (784, 10)


def test_what_was_read_into_memory_outlives_its_files(tmp_path, dataset):
    store.write(tmp_path / "s", dataset)
    read = store.read_dataset(tmp_path / "s")
    for name in store.ARRAYS:
        os.truncate(tmp_path / "s" / f"{name}.npy", 0)
    assert_same(read, dataset)
    with pytest.raises(ValueError, match="does not hold a whole data set"):
        store.read_dataset(tmp_path / "s")


def test_a_store_is_opened_once(tmp_path, dataset):
    store.write(tmp_path / "s", dataset)
    assert store.open_dataset(str(tmp_path / "s")) is store.open_dataset(str(tmp_path / "s"))


def test_all_data_sets_in_use_at_once_are_opened_and_put_in_order_once_though_one_is_written_again(tmp_path, dataset):
    names = ("sample", "mnist", "fashion-mnist", "kmnist", "own")
    for seed, name in enumerate(names):
        store.write(tmp_path / name, make_dataset(seed))

    def in_turn() -> list[nn.Dataset]:
        return [
            one
            for name in names
            for one in (store.open_tests(tmp_path / name), store.open_dataset(tmp_path / name).ordered.dataset)
        ]

    first = in_turn()
    assert all(again is before for again, before in zip(in_turn(), first, strict=True))
    store.write(tmp_path / "own", make_dataset(seed=5))
    *others, tests, training = in_turn()
    assert all(again is before for again, before in zip(others, first[:-2], strict=True))
    assert tests is not first[-2]
    assert training is not first[-1]
    assert all(again is now for again, now in zip(in_turn()[-2:], (tests, training), strict=True))


def test_writing_again_replaces_and_leaves_what_is_open_alone(tmp_path, dataset):
    folder = str(tmp_path / "s")
    store.write(folder, dataset)
    opened = store.open_dataset(folder)
    store.write(folder, make_dataset(seed=1))
    assert_same(opened, dataset)
    assert_same(store.open_dataset(folder), make_dataset(seed=1))
    assert os.listdir(tmp_path) == ["s"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="tells nobody what is mapped")
def test_of_a_store_that_was_replaced_only_the_latest_version_keeps_room_on_the_disk(tmp_path, dataset):
    for _ in range(4):
        store.write(tmp_path / "s", dataset)
        store.open_tests(tmp_path / "s")
    store.write(tmp_path / "s", dataset)
    store.open_dataset(tmp_path / "s")
    gc.collect()
    maps = Path("/proc/self/maps").read_text().splitlines()
    mapped = {line.split(maxsplit=5)[5] for line in maps if f"{tmp_path}/" in line}  # what is deleted says so
    assert mapped == {f"{tmp_path}/s/{name}.npy" for name in store.MAPPED}


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


def zero(path: Path) -> None:
    """As a power cut may leave it: the length is right, the rest was never written."""
    path.write_bytes(path.read_bytes()[:8] + bytes(path.stat().st_size - 8))


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [zero, flip_a_bit])
@pytest.mark.parametrize("name", [*(f"{name}.npy" for name in store.ARRAYS), store.CHECKSUMS])
def test_a_file_of_the_right_size_that_is_not_what_was_written_is_noticed(tmp_path, dataset, name, damage):
    store.write(tmp_path / "s", dataset)
    file = tmp_path / "s" / name
    before = file.stat()
    damage(file)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(ValueError, match="does not hold a whole data set"):
        store.open_dataset(tmp_path / "s")


def test_a_change_in_a_store_that_is_in_use_is_noticed_though_its_time_was_set_back(tmp_path, dataset):
    store.write(tmp_path / "s", dataset)
    store.open_dataset(tmp_path / "s")
    file = tmp_path / "s" / "x_train.npy"
    before = file.stat()
    wait_until(lambda: file.touch() or file.stat().st_ctime_ns != before.st_ctime_ns)  # the clock of files is coarse
    zero(file)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(ValueError, match=r"x_train\.npy is not what was written"):
        store.open_dataset(tmp_path / "s")


@pytest.mark.parametrize("lines", [0, 3])
def test_checksums_that_are_not_all_there_are_noticed(tmp_path, dataset, lines):
    store.write(tmp_path / "s", dataset)
    file = tmp_path / "s" / store.CHECKSUMS
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:lines]))
    with pytest.raises(ValueError, match=r"npy is not what was written"):
        store.open_dataset(tmp_path / "s")


def test_a_store_of_version_0_1_0_had_no_checksums_and_is_none(tmp_path, dataset):
    store.write(tmp_path / "s", dataset)
    (tmp_path / "s" / store.CHECKSUMS).unlink()
    with pytest.raises(ValueError, match="does not hold a whole data set"):
        store.open_dataset(tmp_path / "s")


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_anybody_can_check_the_checksums(tmp_path, dataset):
    store.write(tmp_path / "s", dataset)
    subprocess.run(["sha256sum", "--check", "--strict", store.CHECKSUMS], cwd=tmp_path / "s", check=True)


def test_what_is_moved_into_place_was_synced_before(tmp_path, dataset, monkeypatch):
    events: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda file: events.append(Path(os.readlink(f"/proc/self/fd/{file}")).name))
    rename = os.rename
    monkeypatch.setattr(os, "rename", lambda old, new: events.append(f"to {Path(new).name}") or rename(old, new))
    store.write(tmp_path / "s", dataset)
    files = [f"{name}.npy" for name in store.ARRAYS]
    assert events == [*files, store.CHECKSUMS, "new", "to old", "to s", tmp_path.name]


def test_files_that_do_not_fit_together_are_noticed(tmp_path, dataset):
    store.write(tmp_path / "s", dataset)
    np.save(tmp_path / "s" / "t_train.npy", np.zeros(7, dtype=np.int64))
    checksums = (
        f"{hashlib.sha256((tmp_path / 's' / f'{name}.npy').read_bytes()).hexdigest()}  {name}.npy\n"
        for name in store.ARRAYS
    )
    (tmp_path / "s" / store.CHECKSUMS).write_text("".join(checksums))
    with pytest.raises(ValueError, match="does not hold a whole data set"):
        store.open_dataset(str(tmp_path / "s"))


def test_a_full_disk_leaves_the_old_store_and_no_half_of_the_new_one(small_disk, dataset):
    store.write(small_disk / "s", dataset)
    space = os.statvfs(small_disk)
    (small_disk / "full").write_bytes(bytes(space.f_bavail * space.f_frsize - 20_000))
    for name in ("s", "new"):
        with pytest.raises(OSError, match="No space left"):
            store.write(small_disk / name, make_dataset(seed=1))
    assert sorted(os.listdir(small_disk)) == ["full", "s"]
    assert_same(store.open_dataset(str(small_disk / "s")), dataset)


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


def test_test_images_are_read_once_and_stay_when_their_file_is_cut_short(tmp_path, dataset):
    store.write(tmp_path / "s", dataset)
    opened = store.open_tests(tmp_path / "s")
    assert_same(opened, dataset)
    assert not isinstance(opened.x_test, np.memmap)
    assert isinstance(opened.x_train.base, np.memmap)
    assert store.open_tests(tmp_path / "s") is opened
    os.truncate(tmp_path / "s" / "x_test.npy", 200)
    np.testing.assert_array_equal(opened.x_test, dataset.x_test)
    with pytest.raises(ValueError, match="does not hold a whole data set"):
        store.open_tests(tmp_path / "s")


@pytest.mark.parametrize("opened", [store.open_dataset, store.open_tests, store.read_dataset])
def test_a_store_for_which_there_is_no_memory_is_not_thought_to_be_damaged(tmp_path, dataset, monkeypatch, opened):
    store.write(tmp_path / "s", dataset)
    load = np.load

    def no_room(*args, **kwargs):
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(np, "load", no_room)
    with pytest.raises(MemoryError):
        opened(tmp_path / "s")
    monkeypatch.setattr(np, "load", load)
    assert opened(tmp_path / "s").features == dataset.features
