"""From a key press on a slider to the new picture, in a real browser, for every page of the lesson.

    python -m benchmarks.key_press [page ...]

There are two references, each a slider and a line of text. One is the least that Streamlit can do: a script of its own.
The other is the least that this app can do: the same two lines as one of its pages, with its navigation around them and
the slider's value in its address. All are measured in turns in the same browser, so that a machine that is slow for a
while is slow for all of them; medians are compared. Every press shows what was not shown before, so that no picture
comes out of a cache.
"""

import shutil
import statistics
import sys
import tempfile
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.serving import ROOT, serving

TURNS, IN_A_ROW = 4, 5  # 20 presses
SCRIPT = """
import streamlit as st

x = st.slider("x", -10.0, 10.0, 0.0, 0.1)
st.write(f"x = {x:.1f}")
"""
PAGE = """
import streamlit as st

from explorer.widgets import linked, require_navigation

require_navigation()


@st.fragment
def line() -> None:
    x = linked(st.slider, "x", key="x", min_value=-10.0, max_value=10.0, value=0.0, step=0.1)
    st.write(f"x = {x:.1f}")


line()
"""
TEXT, PICTURE = "[data-testid=stMarkdown]", "[data-testid=stVegaLiteChart]"
# Each page's slider that changes its first picture, by the name that a screen reader finds it by, and the way to go.
PAGES = {
    "sigmoid": ("Input x", "ArrowLeft"),
    "softmax": ("Logit 0", "ArrowRight"),
    "losses": ("Probability", "ArrowRight"),
    "forward": ("Input x1", "ArrowLeft"),
    "gradients": ("Point x0", "ArrowLeft"),
    "descent": ("Start x0", "ArrowRight"),
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


def presses(page: Page, slider: str, picture: str, key: str) -> list[float]:
    """Milliseconds from each of `IN_A_ROW` presses of this key on the slider to a changed picture."""
    page.bring_to_front()
    page.get_by_role("slider", name=slider).first.focus()
    times = []
    for _ in range(1 + IN_A_ROW):
        page.wait_for_timeout(150)
        page.evaluate(WATCH, picture)
        page.keyboard.press(key)
        times.append(page.evaluate("window.changed"))
    return times[1:]  # the first pays for coming to the front


def write_references(folder: Path) -> tuple[str, str]:
    """The two references: a script of its own, and this app with the least page in the place of `sigmoid`."""
    script = folder / "script.py"
    script.write_text(SCRIPT)
    for name in ("pages", "assets"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "pages" / "sigmoid.py").write_text(PAGE)
    return str(script), str(shutil.copy(ROOT / "streamlit_app.py", folder))


def main() -> None:
    chosen = sys.argv[1:] or list(PAGES)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers, sync_playwright() as playwright:
        script, app = write_references(Path(folder))
        plain, least, ours = (
            servers.enter_context(serving(script=each))[0] for each in (script, app, "streamlit_app.py")
        )
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)

        def opened(address: str, wanted: str) -> Page:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"http://{address}")
            page.locator(wanted).first.wait_for(timeout=60_000)
            page.wait_for_timeout(1500)
            return page

        print(f"{'page':10} {'key to picture':>15} {'least page':>12} {'ratio':>6} {'least script':>13} {'ratio':>6}")
        for name in chosen:
            slider, key = PAGES[name]
            views = [
                (opened(f"{ours}/{name}", f"{PICTURE} svg"), slider, PICTURE, key),
                (opened(f"{least}/sigmoid", TEXT), "x", TEXT, "ArrowLeft"),
                (opened(plain, TEXT), "x", TEXT, "ArrowLeft"),
            ]
            turns = [[presses(*view) for view in views] for _ in range(TURNS)]
            here, page, bare = (statistics.median(chain(*each)) for each in zip(*turns, strict=True))
            print(f"{name:10} {here:12.0f} ms", end="")
            print(f" {page:9.0f} ms {here / page:6.2f} {bare:10.0f} ms {here / bare:6.2f}", flush=True)
            for view in views:
                view[0].close()
        browser.close()


if __name__ == "__main__":
    main()
