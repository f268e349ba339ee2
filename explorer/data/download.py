"""MNIST from the internet: fetched once, in the background, from whichever of two public mirrors sends it whole."""

import logging
import os
import threading
from typing import TYPE_CHECKING

from explorer.data import folders, idx

if TYPE_CHECKING:
    from requests import RequestException

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
TIMEOUT = 10  # seconds without a byte, after which a mirror is given up

_logger = logging.getLogger(__name__)

# Thirty people may choose MNIST at once: one of them starts the download, the others join it.
_starting = threading.Lock()


class Download:
    """A download of MNIST that goes on in the background.

    Attributes:
        total: bytes in all four files together.
        done: whether it has ended, well or not.
        error: why it failed, in one or two sentences for the person at the screen; None if it did not.
    """

    def __init__(self) -> None:
        self.total = sum(file.gzipped_size for file in idx.MNIST_FILES)
        self.done = False
        self.error: str | None = None
        self._files = {file: _FileProgress(file.gzipped_size) for file in idx.MNIST_FILES}

    @property
    def received(self) -> int:
        """Bytes that have arrived so far."""
        return sum(progress.received for progress in self._files.values())

    @property
    def fraction(self) -> float:
        """How much of the total that is, from 0 to 1."""
        return self.received / self.total


_latest: Download | None = None


def fetch_mnist() -> Download:
    """Start to download MNIST in the background, or join the download that is going on.

    After a failure, calling this again tries again; files that have arrived are kept.
    """
    global _latest
    with _starting:
        if _latest is None or _latest.done:
            started = Download()
            threading.Thread(target=_fetch_all, args=(started,), name="mnist-download", daemon=True).start()
            _latest = started
        return _latest


def is_downloaded() -> bool:
    """Whether all four files have arrived."""
    folder = folders.downloads_folder()
    return all(os.path.isfile(folder / file.gzipped_name) for file in idx.MNIST_FILES)


class _DownloadError(Exception):
    """The download is over. The message tells the person at the screen what happened and what to do."""


class _FileProgress:
    """How much of one file has arrived, told by pooch in the way it talks to a progress bar."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.total = size  # pooch sets it to what the server announces
        self.received = 0

    def update(self, count: int) -> None:
        self.received = min(self.received + count, self.size)  # pooch counts whole chunks, the last one too

    def reset(self) -> None:
        self.received = 0

    def close(self) -> None:
        self.received = self.size


def _fetch_all(download: Download) -> None:
    """Fetch the four files, those that are there already excepted; `download` tells how it goes."""
    try:
        for file, progress in download._files.items():
            _fetch(file, progress)
    except _DownloadError as error:
        download.error = str(error)
    except Exception:
        _logger.exception("the download of MNIST failed")
        download.error = _explained("of an error that the app's log describes")
    finally:
        download.done = True


def _fetch(file: idx.IdxFile, progress: _FileProgress) -> None:
    """Download one file, from the first mirror that sends it whole.

    pooch writes to a temporary file and moves it into place only if its MD5 is right; a file that is already
    there and right is left alone.

    Raises:
        _DownloadError: no mirror sent it, or the disk could not be written.
    """
    import pooch
    from requests import RequestException

    pooch.get_logger().setLevel(logging.WARNING)
    folder = folders.downloads_folder()
    for mirror in MIRRORS:
        progress.reset()
        try:
            pooch.retrieve(
                mirror + file.gzipped_name,
                known_hash=f"md5:{file.gzipped_md5}",
                fname=file.gzipped_name,
                path=folder,
                downloader=pooch.HTTPDownloader(progressbar=progress, chunk_size=65536, timeout=TIMEOUT),
            )
            progress.close()
            return
        except RequestException as error:
            reason = _network_problem(error, file, begun=progress.received > 0)
        except ValueError:
            reason = f"{file.gzipped_name} arrived damaged (its checksum is wrong)"
        except OSError as error:  # the disk's: those of the network are RequestExceptions
            raise _DownloadError(
                f"MNIST could not be downloaded, because {folder} cannot be written ({error.strerror or error}). "
                "The built-in sample still works; free some space, or name another folder in "
                "NN_EXPLORER_CACHE and start the app again."
            ) from error
        _logger.warning("%s%s: %s", mirror, file.gzipped_name, reason)
    raise _DownloadError(_explained(reason))


def _network_problem(error: "RequestException", file: idx.IdxFile, begun: bool) -> str:
    """What a failed request means; `begun`: whether some of the file had arrived."""
    from requests.exceptions import ChunkedEncodingError

    if error.response is not None:
        return f"the server answered with an error ({error.response.status_code} {error.response.reason})"
    if begun or isinstance(error, ChunkedEncodingError):
        return f"the connection was cut while {file.gzipped_name} arrived"
    return "its servers could not be reached (is there an internet connection?)"


def _explained(reason: str) -> str:
    """What a person is told about a download that failed."""
    return (
        f"MNIST could not be downloaded, because {reason}. The built-in sample still works; "
        "try again later, or let MNIST_DIR name a folder with the four files."
    )
