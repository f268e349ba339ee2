"""A data set on disk, in a form that every process can map into memory instead of reading it.

A store is a folder that holds one `.npy` file for each array of an `nn_core.Dataset`. Training workers import
this module, so it needs NumPy and nothing heavier.
"""

import errno
import functools
import hashlib
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import numpy as np

import nn_core as nn

ARRAYS = ("x_train", "t_train", "x_test", "t_test", "scale", "offset")
WORKSHOP = ".writing-"  # how the names of folders begin in which a store is being written
SECONDS_TO_WRITE_AT_MOST = 24 * 3600


def write(folder: str | Path, dataset: nn.Dataset) -> None:
    """Write `dataset` as the store `folder`, in place of whatever has that name.

    The store appears whole or not at all. Where several processes write the same store at once, all of them
    end well and one of the stores stays.

    Raises:
        OSError: the disk is full or cannot be written.
    """
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder.parent)
    with tempfile.TemporaryDirectory(prefix=WORKSHOP, dir=folder.parent) as workshop:
        new = Path(workshop, "new")
        new.mkdir()
        for name in ARRAYS:
            np.save(new / f"{name}.npy", getattr(dataset, name))
        # A folder cannot be renamed onto one that has files in it: the old one moves aside first.
        with suppress(FileNotFoundError):
            os.rename(folder, Path(workshop, "old"))
        try:
            os.rename(new, folder)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise  # those two mean that another process has just put its store there, as good as this one


def open_dataset(folder: str | Path) -> nn.Dataset:
    """The data set in the store `folder`; its images stay on disk, mapped into memory read-only.

    A process opens a store once and gets the same object from then on, until the files on disk are others.

    Raises:
        ValueError: there is no such store, or files of it are missing, cut short or do not fit together.
    """
    try:
        statuses = [os.stat(Path(folder, f"{name}.npy")) for name in ARRAYS]
        return _open(folder, tuple((file.st_ino, file.st_size, file.st_mtime_ns) for file in statuses))
    except (OSError, EOFError, ValueError) as error:
        raise ValueError(f"{folder} does not hold a whole data set: {error}") from error


def fingerprint(folder: str | Path) -> str:
    """64 hexadecimal digits; stores of the same data have the same ones, on any machine.

    Raises:
        OSError: there is no such store, or it cannot be read.
    """
    digest = hashlib.sha256()
    for name in ARRAYS:
        digest.update(Path(folder, f"{name}.npy").read_bytes())
    return digest.hexdigest()


@functools.lru_cache(maxsize=4)
def _open(folder: str | Path, version: tuple[tuple[int, int, int], ...]) -> nn.Dataset:
    """The data set in `folder`; remembered for this `version` of the files, and no other.

    A class may train on all three that the app offers at once, while one of them is replaced by a newer version. No
    more than that, since training makes a trimmed copy of each in memory, 43 MB for MNIST.
    """
    return nn.Dataset(**{name: np.load(Path(folder, f"{name}.npy"), mmap_mode="r") for name in ARRAYS})


def _sweep(parent: Path) -> None:
    """Remove what processes that were killed in the middle of `write` have left in `parent`."""
    for workshop in parent.glob(f"{WORKSHOP}*"):
        with suppress(OSError):  # another process has swept it away
            if time.time() - workshop.stat().st_mtime > SECONDS_TO_WRITE_AT_MOST:
                shutil.rmtree(workshop, ignore_errors=True)
