"""From a key press on a slider to the new picture, in a real browser, for every page of the lesson.

    python -m benchmarks.key_press [page ...]

The reference is a script with a slider and a line of text. Both are measured in turns in the same browser, so that a
machine that is slow for a while is slow for both; medians are compared. Every press shows what was not shown before.
The picture is a chart that the slider moves, which was sent ahead; the words and formulas wait for the server.
"""

import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import launch_whole
from tests.serving import Server, serving

TURNS, IN_A_ROW = 4, 5  # 20 presses
SCRIPT = """
import streamlit as st

x = st.slider("x", -10.0, 10.0, 0.0, 0.1)
st.write(f"x = {x:.1f}")
"""
WORDS, PICTURE = "[data-testid=stMarkdown]", "[data-testid=stVegaLiteChart]"
# Each page's slider that changes its first picture, by the name that a screen reader finds it by, and the way to go.
PAGES = {
    "sigmoid": ("Input x", "ArrowLeft"),
    "softmax": ("Logit 0", "ArrowRight"),
    "losses": ("Probability", "ArrowRight"),
    "forward": ("Input x1", "ArrowLeft"),
    "backward": ("Input x1", "ArrowLeft"),
    "gradients": ("Point x0", "ArrowLeft"),
    "descent": ("Start x0", "ArrowRight"),
}
# For each selector, milliseconds from the key to the first frame in which an element of that kind is another.
WATCH = """selectors => {
    const first = selector => new Promise((resolve, reject) => {
        setTimeout(reject, 10000, selector + ' did not change in 10 s')
        document.addEventListener('keydown', () => {
            const pressed = performance.now()
            const seen = new MutationObserver(records => {
                const elements = records.map(({target}) => target.parentElement?.closest(selector))
                if (!elements.some(Boolean)) return
                seen.disconnect()
                requestAnimationFrame(() => resolve(performance.now() - pressed))
            })
            seen.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true})
        }, {once: true, capture: true})
    })
    window.changed = Promise.all(selectors.map(first))
}"""


def presses(page: Page, slider: str, key: str, watched: list[str]) -> list[list[float]]:
    """For each of `IN_A_ROW` presses of this key on the slider: milliseconds until each kind of element changed."""
    page.bring_to_front()
    page.get_by_role("slider", name=slider).first.focus()
    times = []
    for _ in range(1 + IN_A_ROW):
        page.wait_for_timeout(150)
        page.evaluate(WATCH, watched)
        page.keyboard.press(key)
        times.append(page.evaluate("window.changed"))
    return times[1:]  # the first pays for coming to the front


@contextmanager
def beside_plain() -> Iterator[tuple[Browser, str, str, Server]]:
    """A browser, the addresses of the app and of a script of one slider and one line of text, the app's process."""
    with (
        tempfile.NamedTemporaryFile("w", suffix=".py") as script,
        ExitStack() as servers,
        sync_playwright() as playwright,
    ):
        script.write(SCRIPT)
        script.flush()
        (ours, server), (plain, _) = map(servers.enter_context, (serving(), serving(script=script.name)))
        browser = launch_whole(playwright)
        yield browser, ours, plain, server
        browser.close()


def main() -> None:
    with beside_plain() as (browser, ours, plain, _):

        def opened(address: str, wanted: str) -> Page:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"http://{address}")
            page.locator(wanted).first.wait_for(timeout=60_000)
            page.wait_for_timeout(1500)
            return page

        print(f"{'page':10} {'key to picture':>15} {'script':>9} {'ratio':>6} {'words':>9}")
        for name in sys.argv[1:] or PAGES:
            slider, key = PAGES[name]
            here, there = opened(f"{ours}/{name}", f"{PICTURE} svg"), opened(plain, WORDS)
            app, bare = [], []
            for _ in range(TURNS):
                app += presses(here, slider, key, [PICTURE, WORDS])
                bare += presses(there, "x", "ArrowLeft", [WORDS])
            (picture, words), (line,) = (map(statistics.median, zip(*each, strict=True)) for each in (app, bare))
            print(f"{name:10} {picture:12.0f} ms {line:6.0f} ms {picture / line:6.2f} {words:6.0f} ms", flush=True)
            here.close()
            there.close()


if __name__ == "__main__":
    main()
