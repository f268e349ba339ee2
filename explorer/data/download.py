"""A data set from the internet: fetched once, in the background, from whichever of its mirrors sends it whole.

A mirror can do anything: not answer, answer with a web page, send too little, too much, the wrong thing, or a byte a
second for ever. Whatever it does, it is given up in time, the next one is asked, and in the end there is a sentence.
"""

import functools
import logging
import os
import queue
import ssl
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from http.client import responses
from pathlib import Path

from explorer.data import folders, idx
from explorer.data.known import KNOWN, IdxFile, Known
from explorer.data.workshop import sync, workshop

# A mirror that sends less than this many bytes a second for so many seconds is given up. So MNIST is there after 20
# minutes at the very most and Fashion-MNIST, the largest, after 52, or the next mirror is asked.
SLOWEST = 10_000
TIMEOUT = 10
DAMAGED = "arrived damaged (its checksum is wrong)"
CHUNK = 1024  # bytes: from a mirror that is slow, they arrive soon as well

_logger = logging.getLogger(__name__)

# Thirty people may choose a data set at once: one of them starts the download, the others join it.
_starting = threading.Lock()
# Threads that still wait for mirrors which were given up: nothing but the mirrors can end them.
_hanging: list[threading.Thread] = []
MOST_HANGING = 10


class Download:
    """A download that goes on in the background.

    Attributes:
        known: the data set that it fetches.
        total: bytes in all four files together.
        done: whether it has ended, well or not.
        error: why it failed, in one or two sentences for the person at the screen; None if it did not.
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        self.total = known.size
        self.done = False
        self.error: str | None = None
        self._received = dict.fromkeys(known.files, 0)

    @property
    def received(self) -> int:
        """Bytes that have arrived so far."""
        return sum(self._received.values())

    @property
    def fraction(self) -> float:
        """How much of the total that is, from 0 to 1."""
        return self.received / self.total


_latest: dict[str, Download] = {}  # of each data set, by its name


def fetch(name: str) -> Download:
    """Start to download the data set `name` in the background, or join the download of it that is going on.

    After a failure, calling this again tries again; files that have arrived are kept.
    """
    with _starting:
        latest = _latest.get(name)
        if latest is None or latest.done:
            latest = _latest[name] = Download(KNOWN[name])
            threading.Thread(target=_fetch_all, args=(latest,), name=f"{name}-download", daemon=True).start()
        return latest


def is_downloaded(name: str) -> bool:
    """Whether all four files of the data set `name` are there, and are what they should be."""
    known = KNOWN[name]
    return all(_is_there(file, known.folder) for file in known.files)


def _is_there(file: IdxFile, folder: Path) -> bool:
    """Whether it has what that file should have, however it was gzipped."""
    try:
        found = os.stat(folder / file.gzipped_name)
    except OSError:
        return False
    return _is_right(file, folder, (found.st_ino, found.st_size, found.st_ctime_ns))


@functools.lru_cache(maxsize=32)  # four files of each data set, and of some an older version
def _is_right(file: IdxFile, folder: Path, version: tuple[int, int, int]) -> bool:
    """Whether its MD5 is right; remembered for this `version` of it, since every page asks whenever it is drawn."""
    path = folder / file.gzipped_name
    if path.is_file() and version[1] == file.gzipped_size and idx.md5(path.read_bytes()) == file.gzipped_md5:
        return True  # twenty times as fast as to unpack it
    try:
        return file.is_that(idx.read_file(folder, file.gzipped_name)[1])
    except ValueError:
        return False


class _MirrorError(Exception):
    """A mirror did not send a file.

    Args:
        why: as it goes on after "because".
        remedy: what a person can do.
    """

    def __init__(self, why: str, remedy: str = "try again later") -> None:
        super().__init__(why)
        self.remedy = f"{remedy}, or let MNIST_DIR name a folder with the four files"


def _fetch_all(download: Download) -> None:
    """Fetch the four files, those that are there already excepted; `download` tells how it goes."""
    known = download.known
    try:
        for file in known.files:
            _fetch(file, known, download._received)
    except _MirrorError as error:
        download.error = _explained(known, str(error), error.remedy)
    except OSError as error:  # the disk's: those of the network are _MirrorErrors
        download.error = _explained(known, folders.reason(error, folders.downloads_folder()), folders.REMEDY)
    except Exception:
        _logger.exception("the download of %s failed", known.title)
        download.error = _explained(known, "of an error that the app's log describes", "try again later")
    finally:
        download.done = True


def _explained(known: Known, why: str, remedy: str) -> str:
    """What a person is told about a download that failed."""
    return f"{known.title} could not be downloaded, because {why}. The built-in sample still works; {remedy}."


def _fetch(file: IdxFile, known: Known, received: dict[IdxFile, int]) -> None:
    """Download one file, from the first mirror that sends it whole; one that is there and right is left alone.

    Raises:
        _MirrorError: no mirror sent it.
        OSError: it could not be written.
    """
    if _is_there(file, known.folder):
        received[file] = file.gzipped_size
        return
    problem = None
    for mirror in known.mirrors:
        try:
            _fetch_from(mirror, file, known.folder, received)
            return
        except Exception as error:
            received[file] = 0
            if not isinstance(error, _MirrorError):
                raise
            problem = error
            _logger.warning("%s%s: %s", mirror, file.gzipped_name, error)
    assert problem is not None
    raise problem


def _fetch_from(mirror: str, file: IdxFile, folder: Path, received: dict[IdxFile, int]) -> None:
    """Download one file; it moves to its folder when it is whole, and on the disk.

    Raises:
        _MirrorError: the mirror did not send it.
        OSError: it could not be written.
    """
    import pooch

    def download(url: str, path: str, _: object) -> None:
        received[file] = 0
        with open(path, "wb") as target, closing(_in_time(file, _arriving(url, file))) as chunks:
            for chunk in chunks:
                target.write(chunk)
                received[file] += len(chunk)

    pooch.get_logger().setLevel(logging.WARNING)
    name = file.gzipped_name
    with workshop(folders.downloads_folder()) as bench:
        try:
            pooch.retrieve(mirror + name, f"md5:{file.gzipped_md5}", fname=name, path=bench, downloader=download)
        except ValueError as error:  # pooch's, about the MD5
            raise _MirrorError(f"{name} {DAMAGED}") from error
        sync(bench / name)
        folder.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            os.rename(folder / name, bench / "old")  # whatever it is: a file cannot take a folder's place
        os.rename(bench / name, folder / name)
        sync(folder)


def _arriving(url: str, file: IdxFile) -> Iterator[bytes]:
    """What is at an address, as it arrives, unless it is seen not to be this file.

    Raises:
        _MirrorError: it is not, or the mirror did not send it to the end.
    """
    import requests
    from urllib3.exceptions import HTTPError

    count, answered = 0, False
    try:
        with requests.get(url, stream=True, timeout=2 * TIMEOUT, headers={"Accept-Encoding": "identity"}) as response:
            response.raise_for_status()
            answered = True
            response.raw.headers.pop("Content-Encoding", None)  # the file is gzipped itself, and is to stay so
            for chunk in response.iter_content(CHUNK):
                if not count:
                    _look_at(chunk, response.headers.get("Content-Type", ""), file)
                count += len(chunk)
                if count > file.gzipped_size:
                    raise _MirrorError(f"more came than {file.gzipped_name} has")
                yield chunk
            if not count:
                raise _MirrorError(f"nothing came instead of {file.gzipped_name}")
    except (OSError, ValueError, HTTPError) as error:  # requests' own are OSErrors; not all that it raises are its own
        raise _network_problem(error, file, answered) from error


def _look_at(beginning: bytes, kind: str, file: IdxFile) -> None:
    """Raise a `_MirrorError` where this cannot be the beginning of the file: it is not even to count as progress."""
    if "html" in kind or beginning.lstrip().startswith(b"<"):
        login = "if this network wants a login, do that first and try again"
        raise _MirrorError(f"a web page came instead of {file.gzipped_name}", login)
    if not beginning.startswith(idx.GZIP):
        raise _MirrorError(f"{file.gzipped_name} {DAMAGED}")


def _in_time(file: IdxFile, chunks: Iterator[bytes]) -> Generator[bytes, None, None]:
    """The same chunks, for as long as they come fast enough.

    They are read in a thread, since a mirror that sends its headers, or its certificate, a byte at a time is waited for
    without end. A thread cannot be stopped from outside; one that is given up ends with the next chunk.

    Raises:
        _MirrorError: fewer than `SLOWEST` bytes a second came in `TIMEOUT` seconds; or whatever `chunks` raises.
    """
    arrived: queue.SimpleQueue[bytes | Exception | None] = queue.SimpleQueue()
    given_up = threading.Event()

    def read() -> None:
        try:
            for chunk in chunks:
                if given_up.is_set():
                    return
                arrived.put(chunk)
            arrived.put(None)
        except Exception as error:
            arrived.put(error)

    _hanging[:] = [thread for thread in _hanging if thread.is_alive()]
    if len(_hanging) >= MOST_HANGING:
        raise _MirrorError("its servers keep us waiting without end")
    reader = threading.Thread(target=read, name="mirror", daemon=True)
    reader.start()
    try:
        begun = False
        while True:
            end, count = time.monotonic() + TIMEOUT, 0
            while count < SLOWEST * TIMEOUT:
                chunk = arrived.get(timeout=max(end - time.monotonic(), 0))
                if chunk is None:
                    return
                if isinstance(chunk, Exception):
                    raise chunk
                count += len(chunk)
                begun = True
                yield chunk
    except queue.Empty:
        _hanging.append(reader)
        slow = f"{file.gzipped_name} came too slowly" if begun else "its servers do not answer"
        raise _MirrorError(f"{slow} (is the internet connection good?)") from None
    finally:
        given_up.set()


def _network_problem(error: Exception, file: IdxFile, answered: bool) -> _MirrorError:
    """What went wrong, for a person; `answered`: before, the mirror had begun to send the file."""
    from requests import exceptions as r
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    if (isinstance(error, r.SSLError) or not isinstance(error, r.RequestException)) and (problem := _bundle_problem()):
        return _MirrorError(problem, "whoever runs this app can correct that name and start it again")
    if isinstance(error, r.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return _MirrorError(
            "the certificate of its servers is not trusted here (some networks put one of their own in its place)",
            "whoever runs this app can let REQUESTS_CA_BUNDLE name the file of the network's certificate authority",
        )
    if isinstance(error, r.SSLError):
        return _MirrorError("no secure connection to its servers could be made")
    if isinstance(error, r.ProxyError):
        return _MirrorError(
            "the proxy that this app is to use refused or cannot be reached",
            "whoever runs this app can correct HTTPS_PROXY",
        )
    if isinstance(error, r.TooManyRedirects):
        return _MirrorError("its servers send from one address to the next without end")
    if isinstance(error, r.HTTPError) and error.response is not None:
        status = error.response.status_code
        return _MirrorError(f"the server answered with an error ({status} {responses.get(status, 'Unknown')})")
    if answered:
        return _MirrorError(f"the connection was cut while {file.gzipped_name} arrived")
    # requests hands on an error of urllib3's, and that has the reason.
    if isinstance(
        getattr(error.args[0] if error.args else None, "reason", None), NewConnectionError | ConnectTimeoutError
    ):
        return _MirrorError("its servers could not be reached (is there an internet connection?)")
    return _MirrorError("its servers gave no answer, or none that makes sense")


def _bundle_problem() -> str | None:
    """What is wrong with the file of certificate authorities that requests was told to trust."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if bundle := os.environ.get(name):
            if not os.path.exists(bundle):
                return f"{name} names {folders.shown(bundle)}, which is not there"
            try:
                if os.path.isfile(bundle):
                    ssl.create_default_context(cafile=bundle)
            except OSError:  # an SSLError is one
                return f"{name} names {folders.shown(bundle)}, which has no certificate that can be read"
            return None
    return None
