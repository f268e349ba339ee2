"""What these tests share: a machine that has nothing yet, and small data in MNIST's format."""

import errno
import os
import subprocess
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import nn_core as nn
from explorer.data import datasets, download, folders, store, workshop
from explorer.data.datasets import Digits
from explorer.data.known import KNOWN
from explorer.training import jobs
from tests.clock import Clock
from tests.explorer.data.idx_folders import gzipped, registry, tiny_arrays, write_folder


def forget_everything() -> None:
    """As if the process had just begun."""
    datasets._inspect.cache_clear()
    folders._writable_folder.cache_clear()
    store.let_go()
    download._latest.clear()
    datasets._failed.clear()
    datasets._ready.clear()


@pytest.fixture
def nobody_else_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    """No job of another test is under way."""
    monkeypatch.setattr(jobs, "_jobs", weakref.WeakSet())


@pytest.fixture(autouse=True)
def new_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """No data but the sample, and an empty cache folder; gives a function that starts the app again."""
    forget_everything()
    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setenv("NN_EXPLORER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(os, "fsync", lambda file: None)  # no power cut happens here, and it takes most of the time
    yield forget_everything
    forget_everything()


@pytest.fixture
def clock() -> Clock:
    """Time stands still until the test moves it."""
    return Clock()


@pytest.fixture
def own_folder(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """MNIST_DIR names a folder called `fashion` that holds data which is not MNIST's."""
    folder = write_folder(tmp_path / "fashion", tiny_arrays())
    monkeypatch.setenv("MNIST_DIR", str(folder))
    return folder


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file of a run, and no figure, can be written."""

    def put(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(workshop, "put", put)


@pytest.fixture
def tiny_mnist(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The files by the names under which mirrors have them; MNIST and the others are this small data from now on."""
    files = gzipped(tiny_arrays(train=400))
    for name, known in KNOWN.items():
        tiny = tuple(
            file if real.md5 else file._replace(md5=None)
            for file, real in zip(registry(files), known.files, strict=True)
        )
        monkeypatch.setitem(KNOWN, name, known._replace(files=tiny))
    return files


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Digits:
    """Small images of noise: what they are does not matter here."""
    rng = np.random.default_rng(0)
    x, t = rng.integers(0, 256, (300, 64), np.uint8), rng.integers(0, 10, 300)
    folder = tmp_path_factory.mktemp("stores") / "noise"
    store.write(folder, nn.Dataset(x[:200], t[:200], x[200:], t[200:], scale=1 / 255))
    return Digits("noise", folder, store.open_dataset(folder))
