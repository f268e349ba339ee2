"""An hour of a class that comes and goes, compressed: 300 sessions of 1,000 iterations, 20 at a time.

    python -m benchmarks.hour_of_a_class [sessions]

Each is a real websocket session against the real app on 127.0.0.1: opens the trainer, presses Train, sees the end,
leaves. What the server holds is counted three times: after a first 20 sessions, at the end, and once more when a last
visitor has come and gone; the first and the last time without idle workers and without what may still be come back to.
Streamlit keeps a session for ten minutes, here for `SECONDS_OF_A_SESSION`, and forgets it when the next visitor leaves;
the runs of a closed tab are kept for ten minutes too (`explorer.page.tabs`), so this takes half an hour.
"""

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import psutil

from explorer.page.tabs import SECONDS_KEPT
from explorer.training.workers import IDLE_SECONDS
from tests.serving import Server, megabytes, serving
from tests.visitor import Visitor

AT_A_TIME = 20
SECONDS_OF_A_SESSION = 20
MOST_MORE_MEGABYTES = 60  # when all have gone
SECONDS_OF_A_THREAD = 10  # that answers requests and has none; the next request after that ends it


class Held(NamedTuple):
    """What a server and all that it started hold."""

    processes: int
    threads: int
    descriptors: int
    files: int
    megabytes: float

    def __str__(self) -> str:
        counts = f"{self.processes} processes, {self.threads} threads, {self.descriptors} open files and connections"
        return f"{counts}, {self.files} files on disk, {self.megabytes:.0f} MB"

    def left_over(self, before: "Held") -> list[str]:
        """What there is more of than before, a sentence for each."""
        more = {name: getattr(self, name) - getattr(before, name) for name in self._fields}
        most = dict.fromkeys(self._fields, 0) | {"megabytes": MOST_MORE_MEGABYTES}
        return [f"{more[name]:.0f} {name} are left over." for name in self._fields if more[name] > most[name]]


def held(server: Server, folders: list[Path]) -> Held:
    parent = psutil.Process(server.pid)
    everybody = [parent, *parent.children(recursive=True)]
    return Held(
        processes=len(everybody),
        threads=sum(process.num_threads() for process in everybody),
        descriptors=sum(process.num_fds() for process in everybody),
        files=sum(path.is_file() for folder in folders for path in folder.rglob("*")),
        megabytes=megabytes(server),
    )


def student(address: str) -> str:
    """Open the page, press Train, watch to the end, leave; the test accuracy."""
    visitor = Visitor(address, "trainer", "iterations=1000")
    visitor.wait_for("train")
    visitor.train()
    visitor.close()
    assert not visitor.errors, visitor.errors
    return visitor.metrics["Test accuracy"]


def come_and_go(address: str, students: int) -> set[str]:
    """As many sessions, `AT_A_TIME`; the test accuracies that they came to."""
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return set(pool.map(student, [address] * students))


def rest(address: str, seconds: float = max(IDLE_SECONDS, SECONDS_OF_A_SESSION)) -> None:
    """Until workers without work and sessions without a browser are gone, which takes so long."""
    time.sleep(seconds + 10)
    last = Visitor(address, "descent")
    last.wait_for("x0")
    last.close()
    time.sleep(SECONDS_OF_A_THREAD + 1)
    urlopen(f"http://{address}/").close()  # for which the server has a thread, and ends those that have been idle
    time.sleep(2)


def main() -> None:
    sessions = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as temporary, tempfile.TemporaryDirectory() as cache:
        changes = {"NN_EXPLORER_CACHE": cache, "TMPDIR": temporary}
        changes["STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL"] = str(SECONDS_OF_A_SESSION)
        with serving(**changes) as (address, server):
            folders = [Path(temporary), Path(cache)]
            come_and_go(address, AT_A_TIME)
            rest(address, SECONDS_KEPT)
            before = held(server, folders)
            print(f"after {AT_A_TIME} sessions, at rest: {before}")
            began = time.perf_counter()
            accuracies = come_and_go(address, sessions - AT_A_TIME)
            seconds = time.perf_counter() - began
            print(f"after {sessions}, {seconds:.0f} s later: {held(server, folders)}")
            rest(address, SECONDS_KEPT)
            after = held(server, folders)
            print(f"at rest again: {after}")
    print(f"every session came to a test accuracy of {', '.join(accuracies)}")
    print(f"left behind: {Held._make(now - then for now, then in zip(after, before, strict=True))}")


if __name__ == "__main__":
    main()
