"""From a cold server to a page that can be used, in a real browser, beside Streamlit's own `hello`.

    python -m benchmarks.first_page

Each turn starts a server and a browser that have never seen each other. The clock runs from the address being entered,
since a server starts once and a class arrives many times; the whole time from the start of the server is printed too.
The trainer is opened on the built-in sample, once with its arrays prepared by an earlier start and once without.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import streamlit
from playwright.sync_api import sync_playwright

from benchmarks.turns import in_turns
from tests.browser.chromium import launch_whole
from tests.serving import serving

ROUNDS = 5
HELLO = str(Path(streamlit.__file__).parent / "hello" / "streamlit_app.py")


class Wanted(NamedTuple):
    """What has to be seen: an element that this CSS selector finds and that holds this text."""

    selector: str
    text: str


# The page keeps the time itself: Playwright looks only every half a second once it has looked in vain for a while.
WATCH = """wanted => {
    const look = () => {
        const found = [...document.querySelectorAll(wanted.selector)]
        if (!found.some(one => one.textContent.includes(wanted.text) && one.checkVisibility())) return
        seen.disconnect()
        requestAnimationFrame(() => { window.seen = performance.now() })
    }
    const seen = new MutationObserver(look)
    seen.observe(document, {subtree: true, childList: true, attributes: true})
}"""


def first_sight(path: str, wanted: Wanted, script: str = "streamlit_app.py", cache: str | None = None) -> list[float]:
    """Seconds until `wanted` can be seen, from the address being entered, and from the start of the server."""
    with tempfile.TemporaryDirectory() as empty, sync_playwright() as playwright:
        browser = launch_whole(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(f"({WATCH})({json.dumps(wanted._asdict())})")
        began = time.perf_counter()
        with serving(script=script, MNIST_DIR=None, NN_EXPLORER_CACHE=cache or empty) as (address, _):
            entered = time.perf_counter()
            page.goto(f"http://{address}/{path}", wait_until="commit")
            seen = page.wait_for_function("window.seen", timeout=60_000).json_value() / 1000
        browser.close()
    return [seen, entered - began + seen]


def main() -> None:
    train = Wanted("[data-testid=stButton] button:enabled", "Train")
    with tempfile.TemporaryDirectory() as prepared:
        first_sight("trainer", train, cache=prepared)
        pages: dict[str, Callable[[], list[float]]] = {
            "streamlit hello": lambda: first_sight("", Wanted("h1", "Welcome"), script=HELLO),
            "home": lambda: first_sight("", Wanted("h1", "neural network")),
            "trainer, sample prepared": lambda: first_sight("trainer", train, cache=prepared),
            "trainer, for the first time": lambda: first_sight("trainer", train),
        }
        turns = in_turns(pages, ROUNDS)
    for page, each in turns.items():
        print(f"{page:30} from the address:", " ".join(f"{times[0]:.2f}" for times in each))
    print(f"{'seconds until it can be used':30} {'from the address':>17} {'from the start':>15}")
    medians = {page: [statistics.median(times) for times in zip(*each, strict=True)] for page, each in turns.items()}
    for page, (from_address, from_start) in medians.items():
        print(f"{page:30} {from_address:17.2f} {from_start:15.2f}")
    ratios = [ours / hello for ours, hello in zip(medians["home"], medians["streamlit hello"], strict=True)]
    print(f"home / streamlit hello: {ratios[0]:.2f} from the address, {ratios[1]:.2f} from the start")


if __name__ == "__main__":
    main()
