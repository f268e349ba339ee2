"""A student trains beside one visitor who has twenty tabs with the largest runs that there are, and alone, in turns.

    MNIST_DIR=... python -m benchmarks.neighbour [iterations [rounds]]

Real websocket sessions against the real app on 127.0.0.1. Then the same tabs as twenty visitors, once, to compare.
"""

import secrets
import statistics
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.serving import serving
from tests.visitor import Visitor

TABS = 20
LARGEST = "hidden=500&batch=1000&iterations=50000"


def seconds(address: str, iterations: int) -> float:
    """From the click on Train until the student's page says that the run is done."""
    student = Visitor(address, "trainer", f"iterations={iterations}", secrets.token_hex(16))
    student.wait_for("train")
    seconds = student.train(600)
    student.close()
    assert not student.errors, student.errors
    return seconds


@contextmanager
def tabs(address: str, visitors: list[str]) -> Iterator[int]:
    """A tab of each of these, open and looked at, in which Train was pressed; how many have a run."""
    over, runs = threading.Event(), []
    ready = threading.Barrier(len(visitors) + 1)

    def tab(secret: str) -> None:
        visitor = Visitor(address, "trainer", LARGEST, secret)
        visitor.wait_for("train")
        visitor.press("train")
        visitor.watch_until(lambda: "iterations" in visitor.progress or bool(visitor.texts), seconds=300)
        if "iterations" in visitor.progress:
            runs.append(visitor)
        ready.wait()
        while not over.is_set():
            with suppress(TimeoutError):
                visitor.watch_until(over.is_set, seconds=1)
        visitor.close()
        assert not visitor.errors, visitor.errors

    threads = [threading.Thread(target=tab, args=(secret,)) for secret in visitors]
    for thread in threads:
        thread.start()
    ready.wait()
    yield len(runs)
    over.set()
    for thread in threads:
        thread.join()


def main() -> None:
    iterations, rounds = (
        int(sys.argv[number]) if len(sys.argv) > number else default for number, default in ((1, 1000), (2, 5))
    )
    alone, beside = [], []
    with serving() as (address, _):
        seconds(address, iterations)  # starts the workers
        for _ in range(rounds):
            alone.append(seconds(address, iterations))
            with tabs(address, [secrets.token_hex(16)] * TABS) as runs:
                beside.append(seconds(address, iterations))
        with tabs(address, [secrets.token_hex(16) for _ in range(TABS)]):
            crowd = seconds(address, iterations)
    ratio = statistics.median(beside) / statistics.median(alone)
    print(f"{iterations:,} iterations alone: {', '.join(f'{one:.1f}' for one in alone)} s")
    print(f"beside {TABS} tabs of one visitor, {runs} with a run: {', '.join(f'{one:.1f}' for one in beside)} s")
    print(
        f"ratio of the medians {ratio:.2f}; beside {TABS} visitors with a tab each {crowd:.1f} s, "
        f"{crowd / statistics.median(alone):.1f} times as long"
    )


if __name__ == "__main__":
    main()
