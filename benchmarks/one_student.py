"""One student trains: from the click to the end, over the app's websocket, beside the bare core in the same run.

    MNIST_DIR=... python -m benchmarks.one_student

The bare core runs with one BLAS thread, as in a worker of the app, and with two; the faster median counts. Rounds
take turns, so that a machine that is slow for a while is slow for all.
"""

import os
import statistics
import subprocess
import sys
import time

from tests.serving import serving
from tests.visitor import Visitor

ROUNDS = 5
BARE = """
import time
import nn_core as nn
from explorer import datasets
dataset = datasets.load(datasets.default_name()).dataset
run = nn.advance(nn.start_training(nn.TrainingConfig(), dataset), dataset, 100)  # everything is in memory
began = time.perf_counter()
run = nn.advance(nn.start_training(nn.TrainingConfig(), dataset), dataset, 10_000)
print(time.perf_counter() - began, run.test_accuracy[-1])
"""


def bare_core(threads: str) -> tuple[float, float]:
    """Seconds and test accuracy of 10,000 iterations in a process that does nothing else."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": threads}
    printed = subprocess.run([sys.executable, "-c", BARE], env=environment, capture_output=True, text=True, check=True)
    seconds, accuracy = map(float, printed.stdout.split())
    return seconds, accuracy


def click_to_done(address: str) -> tuple[float, str]:
    """Seconds from the click on Train until the page says that it is done, and the test accuracy that it shows."""
    student = Visitor(address, "trainer")
    student.wait_for("train")
    time.sleep(1)  # a person looks at the page first
    began = time.perf_counter()
    student.press("train")
    student.watch_until(lambda: any("of the test images" in text for text in student.texts))
    seconds = time.perf_counter() - began
    assert student.metrics["Iteration"] == "10,000", student.metrics
    assert not student.errors, student.errors
    student.close()
    return seconds, student.metrics["Test accuracy"]


def main() -> None:
    one, two, page = [], [], []
    with serving() as (address, _):
        for _ in range(ROUNDS):
            one.append(bare_core(threads="1")[0])
            two.append(bare_core(threads="2")[0])
            seconds, accuracy = click_to_done(address)
            page.append(seconds)
            print(f"bare core {one[-1]:.2f} s, with two threads {two[-1]:.2f} s, page {page[-1]:.2f} s ({accuracy})")
    core = min(statistics.median(one), statistics.median(two))
    print(
        f"click to done {statistics.median(page):.2f} s / bare core {core:.2f} s: {statistics.median(page) / core:.2f}"
    )


if __name__ == "__main__":
    main()
