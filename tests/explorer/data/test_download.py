"""Downloading data sets, with everything that can go wrong on the way.

The two mirrors are on this machine, and do what a test tells them to.
"""

import gzip
import http.server
import logging
import os
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pooch
import pytest

from explorer.data import datasets, download, folders, idx
from explorer.data.known import KNOWN
from explorer.data.workshop import PREFIX
from tests.explorer.data.idx_folders import idx_bytes, tiny_arrays
from tests.serving import free_port
from tests.tls import self_signed
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]

Request = http.server.BaseHTTPRequestHandler
Behaviour = Callable[[Request, bytes], object]


# What a mirror may do


def answer(request: Request, body: bytes, status: int = 200, **headers: str) -> None:
    """The whole of an answer; underscores in the names of headers are hyphens."""
    request.send_response(status)
    for name, value in ({"Content_Length": str(len(body))} | headers).items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body)


def status(code: int, **headers: str) -> Behaviour:
    return lambda request, body: answer(request, b"", code, **headers)


def instead(body: bytes, **headers: str) -> Behaviour:
    """Answer with something else."""
    return lambda request, _: answer(request, body, 200, **headers)


def cut(after: float) -> Behaviour:
    """Announce the file, and hang up after this part of it."""
    return lambda request, body: answer(request, body[: int(len(body) * after)], Content_Length=str(len(body)))


def raw(data: bytes) -> Behaviour:
    """Say something that is no HTTP, and hang up."""
    return lambda request, body: request.wfile.write(data)


def endless(beginning: bytes) -> Behaviour:
    """As good as endless: 200 times what is wanted."""

    def send(request: Request, body: bytes) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(beginning)
        for _ in range(1000):  # until the other side hangs up, which is an error here
            request.wfile.write(bytes(65536))

    return send


def reset(after: float) -> Behaviour:
    """Break the connection as a machine that was switched off does."""

    def send(request: Request, body: bytes) -> None:
        if after:
            cut(after)(request, body)
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.connection.close()

    return send


def chunked(request: Request, body: bytes) -> None:
    """Without saying how much it is."""
    request.protocol_version = "HTTP/1.1"
    request.send_response(200)
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    request.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))


def drip(before: int) -> Behaviour:
    """A byte at a time, without end: of the file, or of the headers."""

    def send(request: Request, body: bytes) -> None:
        whole = b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        request.wfile.write(whole[:before])
        for byte in whole[before:]:
            request.wfile.write(bytes([byte]))
            request.wfile.flush()
            if OVER.wait(0.05):
                return

    return send


def stall(request: Request, body: bytes) -> None:
    cut(0.5)(request, body)
    request.wfile.flush()
    OVER.wait(60)


def say_nothing(request: Request, body: bytes) -> None:
    OVER.wait(60)


OVER = threading.Event()  # the test is: nobody waits any more
PAGE = b"<!DOCTYPE html><title>Welcome to this network</title>" * 50
SERVER_ERROR = "the server answered with an error"
DAMAGED = "train-images-idx3-ubyte.gz arrived damaged (its checksum is wrong)"
CUT = "the connection was cut while train-images-idx3-ubyte.gz arrived"
A_PAGE = "a web page came instead of train-images-idx3-ubyte.gz"
NO_SENSE = "its servers gave no answer, or none that makes sense"

FAULTS: dict[str, tuple[Behaviour, str]] = {
    "not found": (status(404), f"{SERVER_ERROR} (404 Not Found)"),
    "forbidden": (status(403), f"{SERVER_ERROR} (403 Forbidden)"),
    "a fault": (status(500), f"{SERVER_ERROR} (500 Internal Server Error)"),
    "out of order": (status(503), f"{SERVER_ERROR} (503 Service Unavailable)"),
    "a login is wanted": (status(511), f"{SERVER_ERROR} (511 Network Authentication Required)"),
    "a status that there is not": (status(599), f"{SERVER_ERROR} (599 Unknown)"),
    "nothing": (status(200), "nothing came instead of train-images"),
    "no content": (status(204), "nothing came instead of train-images"),
    "not modified": (status(304), "nothing came instead of train-images"),
    "zeros": (lambda request, body: answer(request, bytes(len(body))), DAMAGED),
    "another gzipped file": (instead(gzip.compress(b"something else" * 99)), DAMAGED),
    "gzipped twice": (lambda r, body: answer(r, gzip.compress(body)[: len(body)], Content_Encoding="gzip"), DAMAGED),
    "half of it as if it were all": (lambda request, body: answer(request, body[: len(body) // 2]), DAMAGED),
    "cut": (cut(after=0.5), CUT),
    "cut at once": (cut(after=0.001), CUT),
    "reset": (reset(after=0.5), CUT),
    "reset before it answers": (reset(after=0), NO_SENSE),
    "endless, with the file first": (lambda r, body: endless(body)(r, body), "more came than train-images"),
    "endless": (endless(b"\x1f\x8b"), "more came than train-images"),
    "a byte too much": (lambda request, body: answer(request, body + b"x"), "more came than train-images"),
    "a web page": (instead(PAGE, Content_Type="text/html; charset=utf-8"), A_PAGE),
    "a web page that does not say so": (instead(b"\n" + PAGE), A_PAGE),
    "a gzipped web page": (instead(gzip.compress(PAGE), Content_Type="text/html", Content_Encoding="gzip"), A_PAGE),
    "sent on to a web page": (status(302, Location="/portal/login"), A_PAGE),
    "other text": (instead(b'{"error": "quota"}', Content_Type="application/json"), DAMAGED),
    "sent on without end": (status(302, Location="/second/train-images-idx3-ubyte.gz"), "from one address to the next"),
    "sent on to a file of the server": (status(302, Location="file:///etc/passwd"), NO_SENSE),
    "sent on to nowhere": (status(302, Location="http://[/"), NO_SENSE),
    "no HTTP": (raw(b"220 smtp.example.org ready\r\n"), NO_SENSE),
    "binary noise": (raw(bytes(range(256)) * 8), NO_SENSE),
    "a header without end": (raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000), NO_SENSE),
    "headers without end": (raw(b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 5000), NO_SENSE),
    "two lengths": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345"), ""),
    "a chunk of no size": (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nsize?\r\n"), CUT),
}
SLOW: dict[str, tuple[Behaviour, str]] = {
    "stalled": (stall, "train-images-idx3-ubyte.gz came too slowly"),
    "a byte at a time": (drip(before=3000), "train-images-idx3-ubyte.gz came too slowly"),
    "headers a byte at a time": (drip(before=10), "its servers do not answer"),
    "silent": (say_nothing, "its servers do not answer"),
}


class Mirrors:
    """A web server with two mirrors of `files`: /first/ and /second/."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.behaviour: dict[str, Behaviour] = {"first": answer, "second": answer}
        self.requests: list[str] = []
        self.open = threading.Event()
        self.open.set()
        mirrors = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                mirrors.answer(self)

            def log_message(self, *args) -> None:
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args) -> None:
                """The other side hung up, as it should."""

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(f"http://127.0.0.1:{self.server.server_port}/{mirror}/" for mirror in self.behaviour)

    def answer(self, request: Request) -> None:
        self.requests.append(request.path)
        self.open.wait(60)
        _, mirror, name = request.path.split("/")
        if mirror == "portal":
            instead(PAGE, Content_Type="text/html")(request, b"")
        else:
            self.behaviour[mirror](request, self.files[name])


def fetch_from(monkeypatch: pytest.MonkeyPatch, *urls: str) -> None:
    """Let these be the mirrors of every data set."""
    for name, known in KNOWN.items():
        monkeypatch.setitem(KNOWN, name, known._replace(mirrors=urls))


@pytest.fixture
def mirrors(tiny_mnist, monkeypatch) -> Iterator[Mirrors]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    mirrors = Mirrors(tiny_mnist)
    fetch_from(monkeypatch, *mirrors.urls)
    OVER.clear()
    yield mirrors
    OVER.set()
    mirrors.server.shutdown()
    mirrors.server.server_close()


def ended(started: download.Download) -> download.Download:
    wait_until(lambda: started.done)
    return started


def failure(started: download.Download) -> str:
    """Why it failed."""
    error = ended(started).error
    assert error is not None
    return error


def assert_failed(started: download.Download, complaint: str) -> None:
    """It failed with these words, in two sentences, and left nothing behind."""
    error = failure(started)
    assert complaint in error
    assert len(error) < 500
    assert error.count(". ") == 1
    assert error.endswith(".")
    assert "built-in sample still works" in error
    assert started.received == 0, "nothing of the file is there"
    downloads = folders.downloads_folder()
    assert not downloads.exists() or os.listdir(downloads) == []
    assert not download.is_downloaded(started.known.name)


def assert_succeeded(started: download.Download) -> None:
    """All of it has arrived, it is what was sent, and nothing else lies beside it."""
    assert ended(started).error is None
    assert started.received == started.total == started.known.size
    assert started.fraction == 1
    assert download.is_downloaded(started.known.name)
    _, found = idx.read_folder(started.known.folder)
    assert started.known.is_that(found)
    assert len(os.listdir(started.known.folder)) == len(found)


@pytest.mark.parametrize(
    ("name", "size"), [("mnist", 11_594_722), ("fashion-mnist", 30_878_645), ("kmnist", 21_240_888)]
)
def test_the_real_sizes(name, size):
    real = download.Download(KNOWN[name])
    assert real.total == size
    assert real.received == real.fraction == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", KNOWN)
def test_download(mirrors, name):
    assert_succeeded(download.fetch(name))
    assert mirrors.requests == [f"/first/{file}" for file in mirrors.files]
    assert [other for other in KNOWN if download.is_downloaded(other)] == [name]
    assert datasets.load(name).contents == KNOWN[name].contents


@pytest.mark.parametrize("name", KNOWN)
def test_a_data_set_that_does_not_come_is_called_by_its_name(mirrors, name):
    mirrors.behaviour = {"first": status(404), "second": FAULTS["zeros"][0]}
    assert_failed(download.fetch(name), f"{KNOWN[name].title} could not be downloaded, because {DAMAGED}")


@pytest.mark.usefixtures("mirrors")
def test_one_data_set_does_not_wait_for_another():
    started = [download.fetch(name) for name in KNOWN]
    assert [one.known.name for one in started] == list(KNOWN)
    assert [ended(one).error for one in started] == [None] * len(KNOWN)
    assert all(map(download.is_downloaded, KNOWN))


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_a_mirror_does_the_next_one_is_asked(mirrors, fault):
    mirrors.behaviour["first"], _ = FAULTS[fault]
    if "second" in fault or fault == "sent on without end":
        mirrors.behaviour["first"] = status(302, Location="/first/train-images-idx3-ubyte.gz")
    assert_succeeded(download.fetch("mnist"))
    assert [path for path in mirrors.requests if path.startswith("/second/")] == [f"/second/{n}" for n in mirrors.files]


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_the_mirrors_do_there_is_a_sentence_and_trying_again_works(mirrors, fault):
    behaviour, complaint = FAULTS[fault]
    mirrors.behaviour = {"first": status(404), "second": behaviour}
    failed = download.fetch("mnist")
    assert_failed(failed, complaint)

    mirrors.behaviour = {"first": answer, "second": answer}
    again = download.fetch("mnist")
    assert again is not failed
    assert_succeeded(again)


@pytest.mark.slow
@pytest.mark.parametrize("fault", SLOW)
def test_a_mirror_that_is_too_slow_is_given_up_for_the_file_that_it_is_slow_with(mirrors, monkeypatch, fault):
    monkeypatch.setattr(download, "TIMEOUT", 0.5)
    slow, *others = mirrors.files
    behaviour, complaint = SLOW[fault]
    is_slow = lambda request, body: (behaviour if request.path.endswith(slow) else answer)(request, body)
    mirrors.behaviour["first"] = is_slow
    assert_succeeded(download.fetch("mnist"))
    assert mirrors.requests == [f"/first/{slow}", f"/second/{slow}", *(f"/first/{name}" for name in others)]

    shutil.rmtree(folders.downloads_folder())
    mirrors.behaviour = {"first": status(404), "second": is_slow}
    assert_failed(download.fetch("mnist"), complaint)
    mirrors.behaviour["second"] = answer
    assert_succeeded(download.fetch("mnist"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "behaviour",
    [
        chunked,
        lambda request, body: answer(request, body, Content_Encoding="gzip"),  # as Apache calls every file in .gz
        lambda request, body: answer(request, body, Content_Encoding="x-gzip", Content_Type="application/x-gzip"),
    ],
    ids=["without a length", "called encoded", "called encoded in the old way"],
)
def test_other_ways_to_send_the_right_file_are_right(mirrors, behaviour):
    mirrors.behaviour = {"first": behaviour, "second": status(404)}
    assert_succeeded(download.fetch("mnist"))


@pytest.mark.slow
def test_mirrors_that_hang_for_ever_leave_a_few_threads_at_most(mirrors, monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT", 0.1)
    monkeypatch.setattr(download, "MOST_HANGING", 3)
    mirrors.behaviour = {"first": drip(before=10), "second": drip(before=10)}
    for _ in range(5):
        error = failure(download.fetch("mnist"))
    assert "keep us waiting" in error
    assert len([thread for thread in threading.enumerate() if thread.name == "mirror"]) == 3
    monkeypatch.setattr(download, "TIMEOUT", 10)
    mirrors.behaviour = {"first": answer, "second": answer}
    OVER.set()
    wait_until(lambda: not any(thread.is_alive() for thread in download._hanging))
    assert_succeeded(download.fetch("mnist"))


# What stands between this machine and the mirrors


@pytest.mark.usefixtures("tiny_mnist")
def test_no_connection_is_explained(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    address = f"http://127.0.0.1:{free_port()}/"
    fetch_from(monkeypatch, address, address)
    assert_failed(download.fetch("mnist"), "its servers could not be reached (is there an internet")


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> Path:
    """A certificate for 127.0.0.1 that nobody has signed, and its key, in one file."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl to make a certificate with")
    return self_signed(tmp_path_factory.mktemp("certificate"), "IP:127.0.0.1")


@pytest.fixture
def https(mirrors, certificate, monkeypatch) -> Mirrors:
    """The mirrors behind TLS, with that certificate."""
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    mirrors.server.socket = context.wrap_socket(mirrors.server.socket, server_side=True)
    fetch_from(monkeypatch, *(url.replace("http:", "https:") for url in mirrors.urls))
    return mirrors


@pytest.mark.slow
def test_a_certificate_that_is_not_trusted_is_named_and_can_be_trusted(https, certificate, monkeypatch):
    failed = download.fetch("mnist")
    assert_failed(failed, "certificate of its servers is not trusted")
    assert "REQUESTS_CA_BUNDLE" in failure(failed)
    assert "MNIST_DIR" in failure(failed)
    assert https.requests == [], "verification stays on"
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    assert_succeeded(download.fetch("mnist"))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize(
    ("contents", "complaint"),
    [(None, "is not there"), (b"", "has no certificate"), (b"no certificate", "has no certificate")],
)
def test_a_wrong_file_of_certificates_is_named(https, tmp_path, monkeypatch, name, contents, complaint):
    bundle = tmp_path / "bundle.pem"
    if contents is not None:
        bundle.write_bytes(contents)
    monkeypatch.setenv(name, str(bundle))
    assert_failed(download.fetch("mnist"), f"{name} names {bundle}, which {complaint}")


@pytest.mark.slow
def test_servers_that_speak_no_tls_are_explained(mirrors, monkeypatch):
    fetch_from(monkeypatch, *(url.replace("http:", "https:") for url in mirrors.urls))
    assert_failed(download.fetch("mnist"), "no secure connection to its servers could be made")


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:{port}", "http://127.0.0.1:1", "no-such-host.invalid:3128"])
def test_a_proxy_that_refuses_or_is_not_there_is_explained(mirrors, monkeypatch, proxy):
    """This one refuses, as it knows GET alone."""
    fetch_from(monkeypatch, "https://mirror.invalid/")
    monkeypatch.setenv("HTTPS_PROXY", proxy.format(port=mirrors.server.server_port))
    monkeypatch.delenv("NO_PROXY")
    assert_failed(download.fetch("mnist"), "the proxy that this app is to use refused or cannot be reached")


@pytest.mark.usefixtures("tiny_mnist")
@pytest.mark.parametrize("host", ["no-such-host.invalid", "x" * 80, "ex ample", "[::1"])
def test_a_host_that_is_not_found_is_explained(monkeypatch, host):
    fetch_from(monkeypatch, f"https://{host}/")
    assert_failed(download.fetch("mnist"), "its servers")


# The disk


def test_a_full_disk_during_the_download_is_explained_and_its_half_is_removed(mirrors, small_disk, monkeypatch):
    monkeypatch.setenv("NN_EXPLORER_CACHE", str(small_disk))
    (small_disk / "full").write_bytes(bytes(900_000))
    assert_failed(download.fetch("mnist"), f"the disk is full ({small_disk}/downloads)")
    assert mirrors.requests == ["/first/train-images-idx3-ubyte.gz"], "another mirror has no more room"
    (small_disk / "full").unlink()
    assert_succeeded(download.fetch("mnist"))


@pytest.mark.usefixtures("mirrors")
@pytest.mark.parametrize("name", KNOWN)
def test_a_file_in_the_way_of_the_folder_is_explained(name):
    in_the_way = KNOWN[name].folder
    in_the_way.parent.mkdir(exist_ok=True)
    in_the_way.write_text("in the way")
    error = failure(download.fetch(name))
    assert "a file is in the way (" in error
    assert "NN_EXPLORER_CACHE" in error


@pytest.mark.slow
@pytest.mark.parametrize(
    "put",
    [
        lambda path: path.write_bytes(gzip.compress(idx_bytes(tiny_arrays(seed=1)["t10k-labels-idx1-ubyte"]))),
        lambda path: path.write_bytes(b""),
        Path.mkdir,
        lambda path: path.symlink_to(path.name),
        lambda path: path.symlink_to("/dev/zero"),
        os.mkfifo,
    ],
    ids=["another's labels", "empty", "a folder", "a circle", "a device", "a pipe"],
)
def test_what_is_not_mnists_file_is_not_taken_for_it_and_is_fetched_again(mirrors, put):
    assert_succeeded(download.fetch("mnist"))
    wrong = folders.downloads_folder() / "t10k-labels-idx1-ubyte.gz"
    wrong.unlink()
    mirrors.requests.clear()
    put(wrong)
    assert not download.is_downloaded("mnist")
    assert not datasets.is_on_disk("mnist")
    with pytest.raises(datasets.DatasetError, match="not on this machine"):
        datasets.load("mnist")
    assert_succeeded(download.fetch("mnist"))
    assert mirrors.requests == ["/first/t10k-labels-idx1-ubyte.gz"]


@pytest.mark.slow
def test_what_a_killed_server_leaves_of_a_download_is_swept_at_the_next_start(mirrors, monkeypatch):
    """While it is alive nobody sweeps, not even another server that shares the folder."""
    monkeypatch.setitem(mirrors.behaviour, "first", stall)
    script = (
        "import sys, threading\n"
        "from explorer.data import download\n"
        "from explorer.data.known import KNOWN\n"
        "KNOWN['mnist'] = KNOWN['mnist']._replace(mirrors=(sys.argv[1],))\n"
        "download.fetch('mnist')\n"
        "threading.Event().wait()\n"
    )
    server = subprocess.Popen([sys.executable, "-c", script, mirrors.urls[0]], cwd=ROOT)
    downloads = folders.downloads_folder()
    wait_until(lambda: [path for path in downloads.glob(f"{PREFIX}*/tmp*") if path.stat().st_size])
    folders._writable_folder.cache_clear()
    folders.folder()
    assert len(list(downloads.iterdir())) == 1
    server.send_signal(signal.SIGKILL)
    server.wait()
    folders._writable_folder.cache_clear()
    folders.folder()
    assert list(downloads.iterdir()) == []


@pytest.mark.usefixtures("mirrors")
def test_anything_unforeseen_is_explained_too(monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(pooch, "retrieve", broken)
    assert_failed(download.fetch("mnist"), "of an error that the app's log describes")
    assert "unforeseen" in caplog.text


def test_files_that_are_there_and_right_are_not_fetched_again(mirrors):
    right, wrong, *absent = mirrors.files
    downloads = folders.downloads_folder()
    downloads.mkdir()
    (downloads / right).write_bytes(mirrors.files[right])
    (downloads / wrong).write_bytes(b"something else")
    assert_succeeded(download.fetch("mnist"))
    assert mirrors.requests == [f"/first/{name}" for name in (wrong, *absent)]


def test_thirty_people_at_once_start_one_download(mirrors):
    mirrors.open.clear()
    everybody = threading.Barrier(30)

    def press_button(_) -> download.Download:
        everybody.wait()
        return download.fetch("mnist")

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
    assert_succeeded(download.fetch("mnist"))
    assert said == []
