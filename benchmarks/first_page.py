"""From a cold server to a page that can be used, in a real browser, beside Streamlit's own `hello`.

    python -m benchmarks.first_page

Each turn starts a server and a browser that have never seen each other. The clock runs from the address being entered,
since a server starts once and a class arrives many times; the whole time from the start of the server is printed too.
The trainer is opened on the built-in sample, once with its arrays prepared by an earlier start and once without.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import streamlit
from playwright.sync_api import sync_playwright

from benchmarks.turns import in_turns
from tests.browser.chromium import FLAGS, find
from tests.serving import serving

ROUNDS = 5
HELLO = str(Path(streamlit.__file__).parent / "hello" / "streamlit_app.py")


def first_sight(path: str, wanted: str, script: str = "streamlit_app.py", cache: str | None = None) -> list[float]:
    """Seconds until `wanted` can be seen, from the address being entered, and from the start of the server."""
    with tempfile.TemporaryDirectory() as empty, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        began = time.perf_counter()
        with serving(script=script, MNIST_DIR=None, NN_EXPLORER_CACHE=cache or empty) as (address, _):
            entered = time.perf_counter()
            page.goto(f"http://{address}/{path}", wait_until="commit")
            page.locator(wanted).first.wait_for(timeout=60_000)
            seen = time.perf_counter()
        browser.close()
    return [seen - entered, seen - began]


def main() -> None:
    train = "[data-testid=stButton] button:enabled:has-text('Train')"
    with tempfile.TemporaryDirectory() as prepared:
        first_sight("trainer", train, cache=prepared)
        pages: dict[str, Callable[[], list[float]]] = {
            "streamlit hello": lambda: first_sight("", "h1:has-text('Welcome')", script=HELLO),
            "home": lambda: first_sight("", "h1:has-text('neural network')"),
            "trainer, sample prepared": lambda: first_sight("trainer", train, cache=prepared),
            "trainer, for the first time": lambda: first_sight("trainer", train),
        }
        turns = in_turns(pages, ROUNDS)
    print(f"{'seconds until it can be used':30} {'from the address':>17} {'from the start':>15}")
    medians = {page: [statistics.median(times) for times in zip(*each, strict=True)] for page, each in turns.items()}
    for page, (from_address, from_start) in medians.items():
        print(f"{page:30} {from_address:17.2f} {from_start:15.2f}")
    ratios = [ours / hello for ours, hello in zip(medians["home"], medians["streamlit hello"], strict=True)]
    print(f"home / streamlit hello: {ratios[0]:.2f} from the address, {ratios[1]:.2f} from the start")


if __name__ == "__main__":
    main()
