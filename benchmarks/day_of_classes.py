"""A day of classes, compressed: one class of thirty after the other, an hour each, without the time between.

    python -m benchmarks.day_of_classes [classes]

Of the thirty each trains a run and takes it home; then they look at every page, sweep, send a file or only look, and
leave. Each is a real websocket session against the real app on 127.0.0.1. What the server holds is counted when it
rests, after two classes, after half of them and at the end: by then memory, threads and files have to be where they
were, within `hour_of_a_class.MOST_MORE_MEGABYTES`, and the log has to say each thing once and nothing of a person.
"""

import random
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.hour_of_a_class import SECONDS_OF_A_SESSION, Held, held, rest
from tests.hosting import chaos
from tests.hosting.attacker import Attacker
from tests.hosting.mischief import PAGES
from tests.hosting.student import Student
from tests.hosting.tab import Tab
from tests.serving import serving

STUDENTS = 30
RUN = {"dataset": "sample", "iterations": "300"}


def look_at_every_page(address: str) -> None:
    """One after the other, in one tab."""
    tab = Tab(address, "")
    tab.see_the_page()
    for page in PAGES:
        tab.open(page)
        tab.rest()
    tab.close()
    assert not tab.errors, tab.errors


def sweep(address: str) -> None:
    """Begin a sweep on the page of the runs, and leave while it trains."""
    tab = Tab(address, "runs")
    tab.watch_until(lambda: tab.has_settled and "sweep" in tab.labels)
    tab.do("sweep", tab.labels["sweep"])
    tab.close()
    assert not tab.errors, tab.errors


def send_a_file(address: str) -> None:
    """As large as a run."""
    visitor = Attacker(address)
    assert visitor.upload(1) == 204
    visitor.close()


def look(address: str) -> None:
    """At one page."""
    tab = Tab(address, "descent")
    tab.wait_for("x0")
    tab.close()


def hold_a_class(address: str, number: int) -> list[Student]:
    """All train once, then each does something else; those who trained."""
    over = threading.Event()
    students = [Student(address, [RUN | {"seed": str(number % 5)}], over, seed) for seed in range(STUDENTS)]
    for student in students:
        student.start()
    over.set()
    for student in students:
        student.join(600)
    chance = random.Random(number)
    with ThreadPoolExecutor(STUDENTS) as pool:
        kinds = [look_at_every_page] * 4 + [sweep] * 2 + [send_a_file] * 4 + [look] * 20
        list(pool.map(lambda kind: kind(address), chance.sample(kinds, STUDENTS)))
    return students


def main() -> int:
    classes = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    counted: dict[int, Held] = {}
    everybody: list[Student] = []
    with (
        tempfile.TemporaryDirectory() as temporary,
        tempfile.TemporaryDirectory() as cache,
        tempfile.TemporaryDirectory() as beside,
    ):
        folders = [Path(temporary), Path(cache)]
        log = Path(beside) / "log"
        changes = {
            "NN_EXPLORER_CACHE": cache,
            "TMPDIR": temporary,
            "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(SECONDS_OF_A_SESSION),
        }
        began = time.perf_counter()
        with serving(log, **changes) as (address, server):
            for number in range(1, classes + 1):
                everybody += hold_a_class(address, number)
                if number in (2, classes // 2, classes):
                    rest(address)
                    counted[number] = held(server, folders)
                    print(f"after {number} classes, at rest: {counted[number]}", flush=True)
        said = log.read_text()
    first, last = counted[min(counted)], counted[max(counted)]
    wrong = chaos.what_went_wrong(everybody, []) + chaos.said_of_a_person(said, everybody, address)
    wrong += last.left_over(first)
    sessions = 2 * STUDENTS * classes
    print(f"{sessions} sessions and {sum(len(one.brought) for one in everybody)} runs taken home, ", end="")
    print(f"{time.perf_counter() - began:.0f} s; the log has {len(said.splitlines())} lines")
    print(*wrong or ["All of it held."], sep="\n")
    return len(wrong) > 0


if __name__ == "__main__":
    sys.exit(main())
