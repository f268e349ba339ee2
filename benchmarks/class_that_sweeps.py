"""A class that sweeps: thirty students press Sweep at once, each with a browser of their own, on a real server.

    python -m benchmarks.class_that_sweeps [students]

Each opens the page of runs by a link to a sweep of 8 runs of 1,000 iterations on the built-in sample, presses Sweep
when all have the page, and watches it to its end. Where somebody sees a fault, or does not come to the end, it fails.
"""

import secrets
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tests.serving import megabytes, serving
from tests.visitor import Visitor

STUDENTS, RUNS = 30, 8
SWEEP = "iterations=1000&lr=0.1&lr=1&hidden=10&hidden=50&seeds=2"
DONE = f"{RUNS} of {RUNS} runs done."


def student(address: str, ready: threading.Barrier) -> float:
    """Seconds from the press to the end of the sweep."""
    visitor = Visitor(address, "runs", SWEEP, secret=secrets.token_hex(16))
    visitor.wait_for("sweep")
    ready.wait()
    began = time.perf_counter()
    visitor.press("sweep")
    visitor.watch_until(lambda: visitor.progress == DONE, seconds=900)
    seconds = time.perf_counter() - began
    visitor.watch_until(lambda: any(word.startswith("Best: ") for word in visitor.words))  # what is said about it
    visitor.close()
    assert not visitor.errors, visitor.errors
    return seconds


def main() -> None:
    students = int(sys.argv[1]) if len(sys.argv) > 1 else STUDENTS
    ready, most = threading.Barrier(students), 0.0
    with serving(MNIST_DIR=None) as (address, server), ThreadPoolExecutor(students) as pool:
        before = megabytes(server)
        sweeps = [pool.submit(student, address, ready) for _ in range(students)]
        while not all(sweep.done() for sweep in sweeps):
            most = max(most, megabytes(server))
            time.sleep(0.5)
        seconds = sorted(sweep.result() for sweep in sweeps)
    print(f"{students} students, {students * RUNS} runs: all done, no error")
    fastest, slowest = seconds[0], seconds[-1]
    print(f"the fastest {fastest:.1f} s, the slowest {slowest:.1f} s: {slowest / fastest:.2f} times as long")
    print(f"memory of server and workers: {before:.0f} MB before, at most {most:.0f}, wanted: less than 600")


if __name__ == "__main__":
    main()
