"""How many frames of a descent are shown in a second while it plays, in a real browser, and what a frame costs.

    python -m benchmarks.frames

Frames are counted in the browser, from the 10th step to the 90th. A frame's cost is the processor time of whichever
process has most to do for it, server or browser: they work side by side, and the slowest decides.
"""

import statistics
import time
from contextlib import suppress

import psutil
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import launch_whole
from tests.browser.pictures import rest
from tests.serving import serving

ROUNDS = 5
FIRST, LAST = 10, 90  # steps of a walk of 100
# Counts how many steps are shown until the last; the page looks at each frame that the browser draws.
COUNT = """([first, last]) => new Promise(resolve => {
    const slider = document.querySelector(".st-key-step input")
    let shown = 0, before = null, began = null
    const look = () => {
        const step = +slider.value
        if (step >= first && step < last && step !== before) {
            if (before === null) began = performance.now()
            else shown += 1
            before = step
        }
        step < last ? requestAnimationFrame(look) : resolve([shown, (performance.now() - began) / 1000])
    }
    look()
})"""


def processor_seconds() -> dict[int, float]:
    """What the server, the browser and all that they started have worked so far, by process."""
    seconds = {}
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            seconds[process.pid] = sum(process.cpu_times()[:2])
    return seconds


def play(browser: Browser, address: str) -> tuple[float, float]:
    """Frames a second, and processor milliseconds for each in the busiest process."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"http://{address}/descent")
    rest(page, 2)
    page.locator(".st-key-step input[type=range]").press("Home")
    rest(page, 2)
    before = processor_seconds()
    page.get_by_role("button", name="Play").click()
    shown, seconds = page.evaluate(COUNT, [FIRST, LAST])
    after = processor_seconds()
    busiest = max(worked - before.get(process, 0) for process, worked in after.items())
    page.close()
    return shown / seconds, 1000 * busiest / LAST


def main() -> None:
    rates, costs = [], []
    with serving() as (address, _), sync_playwright() as playwright:
        browser = launch_whole(playwright)
        for _ in range(ROUNDS):
            rate, cost = play(browser, address)
            rates.append(rate)
            costs.append(cost)
            time.sleep(1)
        browser.close()
    print(f"{statistics.median(rates):.1f} frames a second ({min(rates):.1f} to {max(rates):.1f})")
    print(f"{statistics.median(costs):.0f} ms of a processor for each, in the process that is busiest")


if __name__ == "__main__":
    main()
