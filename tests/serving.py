"""The app on a free port of this machine, started as a user starts it: for tests and for benchmarks."""

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]

Server = subprocess.Popen[bytes]


# Below those that systems give to whoever connects or asks for any: whoever waits for a process to start, or to start
# again, would find such a one taken. Each process of tests counts in ports of its own; its neighbours are others.
_FIRST, _OF_EACH, _PROCESSES = 10_000, 100, 200
_PORTS = itertools.cycle(range(_OF_EACH))


def free_port() -> int:
    """One that nobody listens on, and that nobody gets who does not ask for it."""
    first = _FIRST + os.getpid() % _PROCESSES * _OF_EACH
    while True:
        port = first + next(_PORTS)
        with socket.socket() as s, suppress(OSError):
            s.bind(("127.0.0.1", port))
            return port


@contextmanager
def serving(
    log: Path | None = None, /, script: str = "streamlit_app.py", **changes: str | None
) -> Iterator[tuple[str, Server]]:
    """Run the app until the block ends; its address (host:port) and its process.

    Args:
        log: the file that gets whatever it says.
        script: another one than the app's.
        changes: environment variables that it gets; None for one that it must not have.
    """
    port = free_port()
    environment = {name: value for name, value in (os.environ | changes).items() if value is not None}
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}", "--server.fileWatcherType=none"]
    with nullcontext() if log is None else log.open("ab") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def as_if_busy(server: Server) -> Iterator[None]:
    """It hears all at once, afterwards, of what is done meanwhile."""
    server.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        server.send_signal(signal.SIGCONT)


def worker_processes(server: Server) -> list[psutil.Process]:
    """Those that train, without the ones that watch over their resources."""
    workers = []
    for child in psutil.Process(server.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it has just been killed
            if "LokyProcess" in " ".join(child.cmdline()):
                workers.append(child)
    return workers


def megabytes(server: Server) -> float:
    """Memory of the server and all that it started; pages that they share are counted once."""
    parent = psutil.Process(server.pid)
    total = 0
    for process in (parent, *parent.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            total += process.memory_full_info().pss
    return total / 1e6


def processor_seconds(server: Server) -> float:
    """That the server itself has taken, without its workers: it draws pages on one core at most, as Python does."""
    taken = psutil.Process(server.pid).cpu_times()
    return float(taken.user + taken.system)


def wait_for(url: str, seconds: float = 60) -> None:
    """Until somebody answers there."""
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=1)
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
