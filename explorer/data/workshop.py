"""Folders in which something is made before it moves to its place, whole and down to the disk; and files made so.

Whoever makes something holds a lock on its folder, and the lock goes with the process, however that ends. So what
a killed process has left is told from what another one is making right now, and is swept away.
"""

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".writing-"


@contextmanager
def workshop(parent: Path) -> Iterator[Path]:
    """An empty folder in `parent`, which is made where it is missing; gone at the end, with all that is left in it.

    Raises:
        OSError: it cannot be made.
    """
    parent.mkdir(parents=True, exist_ok=True)
    folder, lock = claim(parent, PREFIX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def put(path: str | os.PathLike[str], data: bytes) -> None:
    """Have these bytes in a file: whole, or it is as it was before.

    Raises:
        OSError: it cannot be written.
    """
    path = place(path)
    with workshop(path.parent) as bench:
        (bench / "new").write_bytes(data)
        sync(bench / "new")
        os.replace(bench / "new", path)
        sync(path.parent)


def place(path: str | os.PathLike[str]) -> Path:
    """Where `put` has the file of this path, links followed; nothing is changed there.

    Raises:
        OSError: it cannot be written there.
    """
    try:
        path = Path(path).resolve()
    except RuntimeError:  # which Python 3.11 and 3.12 say of links that lead nowhere but to themselves
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None
    if not stat.S_ISDIR(os.stat(path.parent).st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        raise FileExistsError(errno.EEXIST, "it is a device, not a file", str(path))
    with workshop(path.parent):
        return path


def claim(parent: str | Path, prefix: str) -> tuple[Path, int | None]:
    """A new folder in `parent` that nobody sweeps, and the file descriptor that keeps it so until it is closed.

    Raises:
        OSError: it cannot be made.
    """
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        try:
            lock = _locked(folder)
        except FileNotFoundError:
            continue  # it was swept before it was locked
        except OSError:
            return folder, None  # there are no locks here, so nobody can sweep either
        if folder.exists():
            return folder, lock
        os.close(lock)


def sweep(parent: str | Path, prefix: str = PREFIX) -> None:
    """Remove the folders in `parent` whose names begin like this and which no process holds any more."""
    for left in Path(parent).glob(f"{prefix}*"):
        with suppress(OSError):  # another process holds it, or has swept it away
            lock = _locked(left, wait=False)
            shutil.rmtree(left, ignore_errors=True)
            os.close(lock)


def sync(path: Path) -> None:
    """Have what was written to a file, or the names in a folder, on the disk: a power cut leaves it as it is now."""
    if sys.platform == "win32":
        return  # it syncs neither folders nor what was opened to be read
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _locked(folder: Path, wait: bool = True) -> int:
    """A file descriptor of the folder that holds the lock on it.

    Raises:
        OSError: there is no such folder, or there are no locks, or another process has it and `wait` is false.
    """
    if sys.platform == "win32":
        raise OSError("folders cannot be locked on Windows")
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
