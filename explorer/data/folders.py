"""The folder in which this project keeps what it has prepared and downloaded.

It is the one that the environment variable NN_EXPLORER_CACHE names, else the user's cache folder. Where that cannot
be written, a temporary folder takes its place until the app ends.
"""

import atexit
import functools
import logging
import os
import shutil
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

_logger = logging.getLogger(__name__)

_looking = threading.Lock()  # thirty people may open the page at once: they get one temporary folder, not thirty


def store_folder(name: str) -> Path:
    """Where the prepared data set `name` is kept."""
    return folder() / "prepared" / name


def downloads_folder() -> Path:
    """Where the downloaded files of MNIST are kept."""
    return folder() / "downloads"


def folder() -> Path:
    """Where everything is kept."""
    with _looking:
        return _writable_folder(os.environ.get("NN_EXPLORER_CACHE"))


@functools.lru_cache
def _writable_folder(named: str | None) -> Path:
    """The folder `named` or the user's cache; if it cannot be written, one that lasts until the app ends."""
    import pooch

    folder = Path(os.path.abspath(os.path.expanduser(named))) if named else pooch.os_cache("nn-explorer")
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    with suppress(OSError):
        temporary = tempfile.mkdtemp(prefix="nn-explorer-")
        atexit.register(shutil.rmtree, temporary, ignore_errors=True)
        _logger.warning("%s cannot be written; data is kept in %s until the app ends", folder, temporary)
        return Path(temporary)
    return folder  # nothing can be written: whoever tries will hear why
