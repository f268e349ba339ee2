"""From the pen to the bars, in a real browser: how long what a network says takes to follow what is drawn.

    python -m benchmarks.pen

A 3 is drawn with the mouse. At every tenth point the clock starts, and stops with the first frame in which the picture
that the network gets, or a bar, is another: both are changed at once. The reference is a script with a slider and a
line of text, as in `benchmarks.key_press`, in turns in the same browser: what Streamlit itself takes to answer.
"""

import statistics

from playwright.sync_api import Page

from benchmarks.key_press import WORDS, beside_plain, presses
from tests.browser.hands import THREE, way

TURNS = 4
# Milliseconds from the next move of the pen to the first frame in which what the network says is another.
WATCH = """() => {
    window.changed = new Promise((resolve, reject) => {
        setTimeout(reject, 10000, "the bars did not change in 10 s")
        document.querySelector("canvas").addEventListener("pointermove", () => {
            const moved = performance.now()
            const seen = new MutationObserver(() => {
                seen.disconnect()
                requestAnimationFrame(() => resolve(performance.now() - moved))
            })
            seen.observe(document.querySelector(".reading"), {subtree: true, attributeFilter: ["style", "src"]})
        }, {once: true, capture: true})
    })
}"""


def strokes(page: Page) -> list[float]:
    """Draws a digit; milliseconds, one for every tenth point."""
    page.bring_to_front()
    page.locator(".st-key-clear button").click()
    page.get_by_text("Nothing to read yet").wait_for()
    times = []
    for number, (x, y) in enumerate(way(page, THREE, 100)):
        if number == 0:
            page.mouse.move(x, y)
            page.mouse.down()
            page.get_by_text("% sure").wait_for()
        elif number % 10 == 0:
            page.wait_for_timeout(250)  # what was asked before is answered
            page.evaluate(WATCH)
            page.mouse.move(x, y)
            times.append(page.evaluate("window.changed"))
        else:
            page.mouse.move(x, y)
    page.mouse.up()
    return times


def main() -> None:
    with beside_plain() as (browser, ours, plain, _):
        here, there = (browser.new_page(viewport={"width": 1280, "height": 900}) for _ in range(2))
        here.goto(f"http://{ours}/inside")
        here.locator("canvas").wait_for(timeout=60_000)
        there.goto(f"http://{plain}")
        there.locator(WORDS).first.wait_for(timeout=60_000)
        pen, bare = [], []
        for _ in range(TURNS):
            pen += strokes(here)
            bare += presses(there, "x", "ArrowLeft", [WORDS])
        line = statistics.median(one for (one,) in bare)
        median, worst = statistics.median(pen), statistics.quantiles(pen, n=20)[-1]
        print(f"pen to bars: median {median:.0f} ms, 95th percentile {worst:.0f} ms of {len(pen)}")
        print(f"a line of text to a slider: {line:.0f} ms; ratio {median / line:.2f}")


if __name__ == "__main__":
    main()
