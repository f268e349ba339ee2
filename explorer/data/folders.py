"""The folder in which this project keeps what it has prepared and downloaded.

It is the one that the environment variable NN_EXPLORER_CACHE names, else the user's cache folder. Where that cannot
be written, a temporary folder takes its place until the app ends.
"""

import atexit
import errno
import functools
import logging
import os
import shutil
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from explorer.data import workshop

_logger = logging.getLogger(__name__)

TEMPORARY = "nn-explorer-cache-"  # how the name of a temporary folder begins

_looking = threading.Lock()  # thirty people may open the page at once: they get one temporary folder, not thirty


def store_folder(name: str) -> Path:
    """Where the prepared data set `name` is kept."""
    return folder() / "prepared" / name


def downloads_folder() -> Path:
    """Where downloaded files are kept."""
    return folder() / "downloads"


def folder() -> Path:
    """Where everything is kept."""
    with _looking:
        return _writable_folder(os.environ.get("NN_EXPLORER_CACHE"))


def shown(path: str | Path, most: int | None = None) -> str:
    """A path, or a part of one, as text for a person, whatever bytes it is made of and whatever the locale says.

    Of a longer one its last letters, so that there are `most`.
    """
    text = str(path).encode(errors="surrogateescape").decode(errors="replace")
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return text if most is None or len(text) <= most else f"…{text[1 - most :]}"


def reason(error: OSError, place: Path) -> str:
    """Why something cannot be written to a place, as it goes on after "because"."""
    reasons = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the quota for the disk is used up",
        errno.EFBIG: "no file may be so large there",
        errno.EEXIST: "a file is in the way",
        errno.ENOTDIR: "a file is in the way",
    } | dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), "nothing may be written there")
    known = error.errno is not None and reasons.get(error.errno)
    return f"{known or error.strerror or type(error).__name__} ({shown(place)})"


REMEDY = "have that put right, or name another folder in NN_EXPLORER_CACHE and start the app again"


@functools.lru_cache
def _writable_folder(named: str | None) -> Path:
    """The folder `named` or the user's cache; if it cannot be written, one that lasts until the app ends.

    The first look at it is the time to sweep away what killed processes have left there.
    """
    import pooch

    folder = Path(os.path.abspath(os.path.expanduser(named))) if named else pooch.os_cache("nn-explorer")
    if folder.is_absolute():  # not so for a user without a home: ~ is then the name of a folder
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                for part in ("prepared", "downloads"):
                    workshop.sweep(folder / part)
                return folder
    with suppress(OSError):
        workshop.sweep(tempfile.gettempdir(), TEMPORARY)
        temporary, _ = workshop.claim(tempfile.gettempdir(), TEMPORARY)
        atexit.register(shutil.rmtree, temporary, ignore_errors=True)
        _logger.warning("%s cannot be written; data is kept in %s until the app ends", shown(folder), temporary)
        return temporary
    return folder  # nothing can be written: whoever tries will hear why
