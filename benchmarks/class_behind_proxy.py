"""A class that trains behind HAProxy, with the files of `deploy/`, on two processes of the app.

    python -m benchmarks.class_behind_proxy [students] [iterations]

Each is a real websocket session over TLS that opens the trainer, presses Train when all are there, and looks on to the
end, while somebody moves a slider on another page.
"""

import functools
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.class_of_thirty import student
from tests.hosting.proxy import proxied
from tests.serving import megabytes


def main() -> None:
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    run = f"iterations={sys.argv[2] if len(sys.argv) > 2 else 10_000}"
    ended: list[float] = []
    accuracies: list[str] = []
    dragged: list[float] = []
    with tempfile.TemporaryDirectory() as folder, proxied(Path(folder), LOKY_MAX_CPU_COUNT="1") as proxy:

        def weights() -> list[float]:
            return [megabytes(server) for _, server in proxy.apps.values()]

        most, start = weights(), threading.Barrier(students)
        visit = functools.partial(proxy.visit, "trainer", run)
        threads = [
            threading.Thread(target=student, args=(visit, start, ended, accuracies, 1800)) for _ in range(students)
        ]
        for thread in threads:
            thread.start()
        dragger = proxy.visit("descent")
        dragger.wait_for("x0")
        spread: dict[str, str] = {}
        value = 0.0
        while any(thread.is_alive() for thread in threads):
            began = time.perf_counter()
            value = round(0.1 - value, 1)
            dragger.slide("x0", value)
            dragged.append(time.perf_counter() - began)
            most = list(map(max, most, weights()))
            spread = {name: server["smax"] for name, server in proxy.operator.servers().items()}
            time.sleep(0.3)
        dragger.close()
    slowest = max(ended)
    print(f"{len(ended)} of {students} finished within {slowest:.1f} s; slowest / fastest {slowest / min(ended):.2f}")
    print(f"test accuracy {min(accuracies)} to {max(accuracies)}; connections at most, by process: {spread}")
    print(f"a dragged slider: 95th percentile {statistics.quantiles(dragged, n=20)[-1]:.2f} s of {len(dragged)}")
    print(f"memory at most, by process with its worker: {', '.join(f'{one:.0f} MB' for one in most)}")


if __name__ == "__main__":
    main()
