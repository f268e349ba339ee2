"""From a key press on a slider to the new picture, in a real browser, for every page of the lesson.

    python -m benchmarks.key_press [page ...]

The reference is the least that Streamlit can do: a page with one slider and one line of text. Both are measured in
turns in the same browser, so that a machine that is slow for a while is slow for both; medians are compared.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.serving import serving

PRESSES = 20
REFERENCE = """
import streamlit as st

x = st.slider("x", -10.0, 10.0, 0.0, 0.1)
st.write(f"x = {x:.1f}")
"""
# Each page's slider that changes its first picture, and the name by which a screen reader finds it.
PAGES = {
    "sigmoid": "Input x",
    "softmax": "Logit 0",
    "losses": "Probability",
    "forward": "Input x1",
    "gradients": "Point x0",
    "descent": "Start x0",
}
# Milliseconds from the key to the first frame in which the picture (or the line of text) is another.
WATCH = """selector => {
    window.changed = new Promise((resolve, reject) => {
        setTimeout(reject, 10000, 'the picture did not change in 10 s')
        document.addEventListener('keydown', () => {
            const pressed = performance.now()
            const seen = new MutationObserver(() => {
                seen.disconnect()
                requestAnimationFrame(() => resolve(performance.now() - pressed))
            })
            seen.observe(document.querySelector(selector), {subtree: true, childList: true, attributes: true,
                                                            characterData: true})
        }, {once: true, capture: true})
    })
}"""


def press(page: Page, slider: str, picture: str, key: str) -> float:
    """Milliseconds from this key, pressed on the slider, to a changed picture."""
    page.bring_to_front()
    page.get_by_role("slider", name=slider).first.focus()
    page.evaluate(WATCH, picture)
    page.keyboard.press(key)
    taken: float = page.evaluate("window.changed")
    page.wait_for_timeout(300)
    return taken


def main() -> None:
    chosen = sys.argv[1:] or list(PAGES)
    with tempfile.TemporaryDirectory() as folder, serving() as (address, _), sync_playwright() as playwright:
        reference = Path(folder, "reference.py")
        reference.write_text(REFERENCE)
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        with serving(script=str(reference)) as (reference_address, _):
            plain = browser.new_page()
            plain.goto(f"http://{reference_address}")
            plain.get_by_role("slider").wait_for()
            print(f"{'page':10} {'key to picture':>15} {'reference':>10} {'ratio':>6}")
            for name in chosen:
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(f"http://{address}/{name}")
                page.locator("[data-testid=stVegaLiteChart] svg").first.wait_for(timeout=60_000)
                page.wait_for_timeout(1500)
                here, there = [], []
                for number in range(PRESSES):
                    key = "ArrowRight" if number % 2 else "ArrowLeft"
                    there.append(press(plain, "x", "[data-testid=stMarkdown]", key))
                    here.append(press(page, PAGES[name], "[data-testid=stVegaLiteChart]", key))
                mine, least = statistics.median(here), statistics.median(there)
                print(f"{name:10} {mine:12.0f} ms {least:7.0f} ms {mine / least:6.2f}")
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
