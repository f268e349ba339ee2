"""A Dask cluster on this machine: a scheduler and workers as processes of their own."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from tests.serving import ROOT, free_port

if TYPE_CHECKING:
    from explorer.training.cluster import Cluster


class DaskProcesses:
    """A scheduler and workers as the docs/hosting.md starts them; each group of workers as on a machine of its own."""

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self.address = f"tcp://127.0.0.1:{self._port}"
        self.folder = folder
        self.schedulers: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self._clients: list[Cluster] = []

    def cluster(self) -> "Cluster":
        """What a server of the app has of it."""
        from explorer.training.cluster import Cluster  # which needs Dask

        self._clients.append(Cluster(self.address))
        return self._clients[-1]

    def start_scheduler(self) -> None:
        options = ("--host", "127.0.0.1", "--port", str(self._port), "--no-dashboard")
        self.schedulers.append(self._start("scheduler", *options))

    def start_workers(self, how_many: int, machine: str) -> None:
        scratch = str(self.folder / machine / "scratch")
        options = ("--nthreads", "1", "--nworkers", str(how_many), "--no-dashboard", "--local-directory", scratch)
        self.workers.append(self._start("worker", self.address, *options, cache_folder=self.folder / machine))

    def _start(self, *command: str, cache_folder: Path | None = None) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *command],
            cwd=ROOT,
            env=environment | {"NN_EXPLORER_CACHE": str(cache_folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def end(self) -> None:
        for there in self._clients:  # or they would try for a minute to come back, beside other tests
            there._loop.call_soon_threadsafe(there._loop.stop)
        for process in self.schedulers + self.workers:
            kill_group(process)
            process.wait(10)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """The process and all that it started, without a chance to say goodbye."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def worker_processes(nannies: subprocess.Popen[bytes]) -> list[psutil.Process]:
    children = psutil.Process(nannies.pid).children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]
