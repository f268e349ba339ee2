"""A data set on disk, in a form that every process can map into memory instead of reading it.

A store is a folder that holds one `.npy` file for each array of an `nn_core.Dataset`, and the checksums of those files.
A process that opens it reads all of it once, to see that it is what was written. Training workers import this module,
so it needs NumPy and nothing heavier.
"""

import errno
import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import nn_core as nn
from explorer.data.workshop import sync, workshop

ARRAYS = ("x_train", "t_train", "x_test", "t_test", "scale", "offset")
# 8 MB of tests and 47 of training; all the rest is small. A file that is cut short ends every process that reads it
# where it is mapped, so the server reads nothing of these: it knows their shapes, and that is in their headers.
MAPPED = {"x_train", "x_test"}
CHECKSUMS = "SHA256SUMS"  # as the command of that name writes and reads it

Version = tuple[tuple[int, int, int], ...]  # of the files of a store


@dataclass
class _Opened:
    """What this process has open of a store.

    Attributes:
        version: of its files.
        mapped: its data set.
        with_tests: the same with its test images in memory, 8 MB for MNIST; None until somebody asks for them.
    """

    version: Version
    mapped: nn.Dataset
    with_tests: nn.Dataset | None = None


# All that this process has open: of each folder the latest version of its files, and no other, since a file that is
# mapped takes its room on the disk until nobody has it any more. A class may train on all five that the app offers at
# once. No more than that: training makes a reordered copy of each whose borders are empty, 55 MB for MNIST.
MOST_OPEN = 5
_opened: dict[Path, _Opened] = {}


def write(folder: str | Path, dataset: nn.Dataset) -> None:
    """Write `dataset` as the store `folder`, in place of whatever has that name.

    The store appears whole or not at all, also after a power cut. Where several processes write the same store at
    once, all of them end well and one of the stores stays.

    Raises:
        OSError: the disk is full or cannot be written.
    """
    folder = Path(folder)
    with workshop(folder.parent) as bench:
        new = bench / "new"
        new.mkdir()
        lines = [f"{_save(new / f'{name}.npy', getattr(dataset, name))}  {name}.npy\n" for name in ARRAYS]
        _write(new / CHECKSUMS, "".join(lines).encode())
        sync(new)
        # A folder cannot be renamed onto one that has files in it: the old one moves aside first.
        with suppress(FileNotFoundError):
            os.rename(folder, bench / "old")
        try:
            os.rename(new, folder)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise  # those two mean that another process has just put its store there, as good as this one
        sync(folder.parent)


def open_dataset(folder: str | Path) -> nn.Dataset:
    """The data set in the store `folder`; its images stay on disk, mapped into memory read-only.

    A process opens a store once and gets the same object from then on, until the files on disk are others.

    Raises:
        ValueError: there is no such store, or its files are not those that were written.
        MemoryError: there is no room for it.
    """
    with _whole(folder):
        return _open(Path(folder)).mapped


def read_dataset(folder: str | Path) -> nn.Dataset:
    """The data set in the store `folder`, all of it in memory: nothing that happens to the files matters any more.

    Raises:
        ValueError, MemoryError: as for `open_dataset`.
    """
    mapped = open_dataset(folder)
    with _whole(folder):
        return replace(mapped, **{name: np.load(Path(folder, f"{name}.npy")) for name in MAPPED})


def open_tests(folder: str | Path) -> nn.Dataset:
    """As `open_dataset`, with its test images in memory, once for all who ask: the server may look at those.

    Raises:
        ValueError, MemoryError: as for `open_dataset`.
    """
    with _whole(folder):
        opened = _open(Path(folder))
        if opened.with_tests is None:
            opened.with_tests = replace(opened.mapped, x_test=_read_tests(Path(folder)))
        return opened.with_tests


def let_go() -> None:
    """Give back the memory of all that this process has opened."""
    _opened.clear()


def fingerprint(folder: str | Path) -> str:
    """64 hexadecimal digits; stores of the same data have the same ones, on any machine.

    Raises:
        OSError: there is no such store, or it cannot be read.
    """
    return hashlib.sha256(Path(folder, CHECKSUMS).read_bytes()).hexdigest()


@contextmanager
def _whole(folder: str | Path) -> Iterator[None]:
    """Whatever stands in the way of reading a store says that it is not whole, unless there is no room for it."""
    try:
        yield
    except (OSError, EOFError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            raise MemoryError(f"there is no memory for {folder}") from error
        raise ValueError(f"{folder} does not hold a whole data set: {error}") from error


def _open(folder: Path) -> _Opened:
    """The store `folder`, as this process has it open from now on."""
    files = [os.stat(folder / name) for name in (*(f"{name}.npy" for name in ARRAYS), CHECKSUMS)]
    # The time of a change, not of a modification: that can be set to what it was.
    version = tuple((file.st_ino, file.st_size, file.st_ctime_ns) for file in files)
    known = _opened.get(folder)
    if known is not None and known.version == version:
        return known
    _opened.pop(folder, None)
    opened = _opened[folder] = _Opened(version, _map(folder))
    for oldest in list(_opened)[:-MOST_OPEN]:
        _opened.pop(oldest, None)
    return opened


def _map(folder: Path) -> nn.Dataset:
    """The data set in `folder`, held against its checksums."""
    checksums = _checksums(folder)
    for name in (f"{name}.npy" for name in ARRAYS):
        with open(folder / name, "rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != checksums.get(name):
                raise ValueError(f"{name} is not what was written")
    return nn.Dataset(
        **{name: np.load(folder / f"{name}.npy", mmap_mode="r" if name in MAPPED else None) for name in ARRAYS}
    )


def _read_tests(folder: Path) -> np.ndarray:
    """The test images, held against their checksum."""
    file = (folder / "x_test.npy").read_bytes()
    if hashlib.sha256(file).hexdigest() != _checksums(folder).get("x_test.npy"):
        raise ValueError("x_test.npy is not what was written")
    return np.asarray(np.load(io.BytesIO(file)))


def _checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file of a store, as it was written."""
    lines = (folder / CHECKSUMS).read_text(encoding="ascii").splitlines()
    return {name: checksum for checksum, name in map(str.split, lines)}


def _save(path: Path, array: np.ndarray) -> str:
    """Write an array as a `.npy` file, down to the disk; the file's SHA-256."""
    file = io.BytesIO()  # written straight to the disk by NumPy, a full disk would be an error without a reason
    np.save(file, array)
    _write(path, file.getbuffer())
    return hashlib.sha256(file.getbuffer()).hexdigest()


def _write(path: Path, data: bytes | memoryview) -> None:
    path.write_bytes(data)
    sync(path)
