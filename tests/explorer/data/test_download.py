"""Downloading MNIST, with everything that can go wrong on the way.

The two mirrors are on this machine, and do what a test tells them to.
"""

import errno
import http.server
import logging
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pooch
import pytest

from explorer.data import download, folders, idx


class Mirrors:
    """A web server with two mirrors of `files`: /first/ and /second/."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.behaviour = {"first": "good", "second": "good"}
        self.requests: list[str] = []
        self.open = threading.Event()
        self.open.set()
        self.over = threading.Event()
        mirrors = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                mirrors.answer(self)

            def log_message(self, *args) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(f"http://127.0.0.1:{self.server.server_port}/{mirror}/" for mirror in self.behaviour)

    def answer(self, request: http.server.BaseHTTPRequestHandler) -> None:
        self.requests.append(request.path)
        self.open.wait(5)
        _, mirror, name = request.path.split("/")
        behaviour, body = self.behaviour[mirror], self.files[name]
        if behaviour in ("404", "503"):
            request.send_error(int(behaviour))
            return
        request.send_response(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if behaviour == "damaged":
            request.wfile.write(bytes(len(body)))
        elif behaviour == "cut":
            request.wfile.write(body[: len(body) // 2])
        elif behaviour == "cut at once":
            request.wfile.write(body[:10])
        elif behaviour == "stalled" and name == next(iter(self.files)):
            request.wfile.write(body[: len(body) // 2])
            self.over.wait(10)
        else:
            request.wfile.write(body)


@pytest.fixture
def mirrors(tiny_mnist, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    mirrors = Mirrors(tiny_mnist)
    monkeypatch.setattr(download, "MIRRORS", mirrors.urls)
    yield mirrors
    mirrors.over.set()
    mirrors.server.shutdown()
    mirrors.server.server_close()


def ended(started: download.Download) -> download.Download:
    deadline = time.monotonic() + 60
    while not started.done:
        assert time.monotonic() < deadline, "the download does not end"
        time.sleep(0.002)
    return started


def assert_failed(started: download.Download, complaint: str) -> None:
    """It failed with these words, in two sentences, and left nothing behind."""
    error = ended(started).error
    assert error is not None
    assert complaint in error
    assert error.count(". ") == 1
    assert error.endswith(".")
    assert "built-in sample still works" in error
    downloads = folders.downloads_folder()
    assert not downloads.exists() or os.listdir(downloads) == []
    assert not download.is_downloaded()


def assert_succeeded(started: download.Download) -> None:
    """All of it has arrived, it is what was sent, and nothing else lies beside it."""
    assert ended(started).error is None
    assert started.received == started.total == sum(file.gzipped_size for file in idx.MNIST_FILES)
    assert started.fraction == 1
    assert download.is_downloaded()
    _, digests = idx.read_folder(folders.downloads_folder())
    assert digests == tuple(file.md5 for file in idx.MNIST_FILES)
    assert len(os.listdir(folders.downloads_folder())) == len(digests)


def test_the_real_sizes():
    assert download.Download().total == 11_594_722
    assert download.Download().received == download.Download().fraction == 0


def test_download(mirrors):
    assert_succeeded(download.fetch_mnist())
    assert mirrors.requests == [f"/first/{name}" for name in mirrors.files]


@pytest.mark.parametrize("fault", ["404", "damaged", "cut"])
def test_the_second_mirror_is_tried(mirrors, fault):
    mirrors.behaviour["first"] = fault
    assert_succeeded(download.fetch_mnist())
    both = ("first", "second")
    assert mirrors.requests == [f"/{mirror}/{name}" for name in mirrors.files for mirror in both]


@pytest.mark.slow
def test_a_mirror_that_stalls_is_given_up_for_the_file_that_stalled(mirrors, monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT", 1)
    mirrors.behaviour["first"] = "stalled"
    assert_succeeded(download.fetch_mnist())
    stalled, *others = mirrors.files
    assert mirrors.requests == [f"/first/{stalled}", f"/second/{stalled}", *(f"/first/{name}" for name in others)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("404", "the server answered with an error (404 Not Found)"),
        ("503", "the server answered with an error (503 Service Unavailable)"),
        ("damaged", "train-images-idx3-ubyte.gz arrived damaged (its checksum is wrong)"),
        ("cut", "the connection was cut while train-images-idx3-ubyte.gz arrived"),
        ("cut at once", "the connection was cut while train-images-idx3-ubyte.gz arrived"),
        ("stalled", "the connection was cut while train-images-idx3-ubyte.gz arrived"),
    ],
)
def test_a_failure_is_explained_and_trying_again_works(mirrors, monkeypatch, fault, complaint):
    if fault == "stalled":
        monkeypatch.setattr(download, "TIMEOUT", 1)
    mirrors.behaviour = {"first": "404", "second": fault}
    failed = download.fetch_mnist()
    assert_failed(failed, complaint)

    mirrors.behaviour = {"first": "good", "second": "good"}
    again = download.fetch_mnist()
    assert again is not failed
    assert_succeeded(again)


@pytest.mark.usefixtures("tiny_mnist")
def test_no_connection_is_explained(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/"
    monkeypatch.setattr(download, "MIRRORS", (address, address))
    assert_failed(download.fetch_mnist(), "its servers could not be reached (is there an internet")


def test_a_full_disk_during_the_download_is_explained(mirrors, monkeypatch):
    def full(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(pooch.core, "temporary_file", full)
        assert_failed(download.fetch_mnist(), "cannot be written (No space left on device)")
    assert mirrors.requests == []
    assert_succeeded(download.fetch_mnist())


@pytest.mark.usefixtures("mirrors")
def test_anything_unforeseen_is_explained_too(monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(pooch, "retrieve", broken)
    assert_failed(download.fetch_mnist(), "of an error that the app's log describes")
    assert "unforeseen" in caplog.text


def test_files_that_are_there_and_right_are_not_fetched_again(mirrors):
    right, wrong, *absent = mirrors.files
    downloads = folders.downloads_folder()
    downloads.mkdir()
    (downloads / right).write_bytes(mirrors.files[right])
    (downloads / wrong).write_bytes(b"something else")
    assert_succeeded(download.fetch_mnist())
    assert mirrors.requests == [f"/first/{name}" for name in (wrong, *absent)]


def test_thirty_people_at_once_start_one_download(mirrors):
    mirrors.open.clear()
    everybody = threading.Barrier(30)

    def press_button(_) -> download.Download:
        everybody.wait()
        return download.fetch_mnist()

    with ThreadPoolExecutor(30) as pool:
        downloads = list(pool.map(press_button, range(30)))
    assert not downloads[0].done
    assert len(set(map(id, downloads))) == 1
    mirrors.open.set()
    assert_succeeded(downloads[0])
    assert len(mirrors.requests) == 4


@pytest.mark.usefixtures("mirrors")
def test_pooch_is_quiet(monkeypatch):
    said: list[logging.LogRecord] = []
    pooch.get_logger().setLevel("NOTSET")
    monkeypatch.setattr(pooch.get_logger(), "handle", said.append)
    assert_succeeded(download.fetch_mnist())
    assert said == []


def test_progress_counts_no_more_than_there_is():
    """pooch counts whole chunks, then starts over and counts what the server had announced."""
    progress = download._FileProgress(size=100)
    for _ in range(2):
        progress.update(64)
    assert progress.received == 100
    progress.reset()
    assert progress.received == 0
    progress.update(50)
    assert progress.received == 50
    progress.close()
    assert progress.received == 100
