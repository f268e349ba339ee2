"""One student trains: from the click to the end, over the app's websocket and in a real browser, beside the bare core.

    MNIST_DIR=... python -m benchmarks.one_student

The bare core runs with one BLAS thread, as in a worker of the app, and with two, which have both processors. Rounds
take turns, so that a machine that is slow for a while is slow for all.
"""

import os
import statistics
import subprocess
import sys
import time

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import launch_whole
from tests.serving import serving
from tests.visitor import Visitor

ROUNDS = 5
BARE = """
import time
import nn_core as nn
from explorer.data import datasets
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
    seconds = student.train()
    assert student.metrics["Iteration"] == "10,000", student.metrics
    assert not student.errors, student.errors
    student.close()
    return seconds, student.metrics["Test accuracy"]


def click_to_done_in_a_browser(page: Page, address: str) -> float:
    """The same in Chromium, which draws every picture on the same processors."""
    page.goto(f"http://{address}/trainer")
    train = page.get_by_role("button", name="Train", exact=True)
    train.wait_for()
    page.wait_for_timeout(2000)
    began = time.perf_counter()
    train.click()
    page.get_by_text("of the test images").wait_for(timeout=120_000)
    return time.perf_counter() - began


def main() -> None:
    one, two, over_websocket, in_browser = [], [], [], []
    with serving() as (address, _), sync_playwright() as playwright:
        browser = launch_whole(playwright)
        for _ in range(ROUNDS):
            one.append(bare_core(threads="1")[0])
            two.append(bare_core(threads="2")[0])
            seconds, accuracy = click_to_done(address)
            over_websocket.append(seconds)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            in_browser.append(click_to_done_in_a_browser(page, address))
            page.close()
            print(
                f"bare core {one[-1]:.2f} s, with two threads {two[-1]:.2f} s, page {seconds:.2f} s ({accuracy}), "
                f"in Chromium {in_browser[-1]:.2f} s"
            )
        browser.close()
    for name, times in (("click to done", over_websocket), ("with Chromium drawing", in_browser)):
        seconds = statistics.median(times)
        for threads, core in (("one thread", statistics.median(one)), ("two threads", statistics.median(two))):
            print(f"{name} {seconds:.2f} s / bare core with {threads} {core:.2f} s: {seconds / core:.2f}")


if __name__ == "__main__":
    main()
