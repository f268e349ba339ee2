"""Thirty students press Train within a second: 10,000 iterations each on all of MNIST, while one more drags a slider.

    MNIST_DIR=... python -m benchmarks.class_of_thirty [students]

Real websocket sessions against the real app on 127.0.0.1. The reference is what the bare core needs for as many runs on
all cores: one process for each core, each at one BLAS thread.
"""

import functools
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from benchmarks.one_student import BARE
from tests.serving import megabytes, serving
from tests.visitor import Visitor


def bare_core_on_all_cores() -> float:
    """Seconds that one run of 10,000 iterations takes when every core does one at the same time, over the cores."""
    cores = os.cpu_count() or 1
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", BARE]
    processes = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(cores)]
    seconds = [float(process.communicate()[0].split()[0]) for process in processes]
    return statistics.mean(seconds) / cores


def student(
    visit: Callable[[], Visitor],
    start: threading.Barrier,
    ended: list[float],
    accuracies: list[str],
    seconds: float = 600,
) -> None:
    """Open the trainer page, wait for the others, press Train, watch to the end, for so many seconds at most."""
    visitor = visit()
    visitor.wait_for("train")
    start.wait()
    ended.append(visitor.train(seconds))
    accuracies.append(visitor.metrics["Test accuracy"])
    assert not visitor.errors, visitor.errors
    visitor.close()


def main() -> None:
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    each = bare_core_on_all_cores()
    ended: list[float] = []
    accuracies: list[str] = []
    dragged: list[float] = []
    with serving() as (address, server):
        first = Visitor(address, "trainer")
        first.wait_for("train")
        first.close()
        before = megabytes(server)
        peak = before
        start = threading.Barrier(students)
        visit = functools.partial(Visitor, address, "trainer")
        threads = [threading.Thread(target=student, args=(visit, start, ended, accuracies)) for _ in range(students)]
        for thread in threads:
            thread.start()
        dragger = Visitor(address, "descent")
        dragger.wait_for("x0")
        value = 0.0
        while any(thread.is_alive() for thread in threads):
            began = time.perf_counter()
            value = round(0.1 - value, 1)
            dragger.slide("x0", value)
            dragged.append(time.perf_counter() - began)
            peak = max(peak, megabytes(server))
            time.sleep(0.3)
        dragger.close()
        time.sleep(70)  # idle workers are gone after a minute
        after = megabytes(server)
    print(f"{len(ended)} of {students} finished, test accuracy {min(accuracies)} to {max(accuracies)}")
    alone = students * each
    print(f"together {max(ended):.1f} s, bare core on all cores {alone:.1f} s: ratio {max(ended) / alone:.2f}")
    print(f"slowest / fastest: {max(ended) / min(ended):.2f}")
    print(f"a dragged slider: 95th percentile {statistics.quantiles(dragged, n=20)[-1]:.2f} s of {len(dragged)}")
    print(f"memory: {before:.0f} MB before, {peak:.0f} MB at most, {after:.0f} MB a minute after")


if __name__ == "__main__":
    main()
