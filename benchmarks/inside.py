"""Look inside a network that has just been trained, in a real browser: until a view is there, and until a click shows.

    MNIST_DIR=... python -m benchmarks.inside [hidden size ...]

The first time that a view is opened is a time of its own: the network is asked about all test images then. Later ones
find the answers kept.
"""

import statistics
import sys

from playwright.sync_api import Locator, Page, sync_playwright

from tests.browser.chromium import launch_whole
from tests.serving import serving

CLICKS = 10
OF_A_CELL = "document.querySelector('[data-testid=stMain]').textContent.includes(' images of ')"
# Of each view: its name, and what is true as soon as its figure is there.
VIEWS = {
    "Units": "document.querySelectorAll('.st-key-sheet .tile').length > 1",
    "Mistakes": "document.querySelector('.st-key-confusion svg text') !== null",
    "Image": "document.querySelector('.st-key-way svg image') !== null",
    "Break": "document.querySelector('.st-key-harmed .tile') && document.querySelector('.st-key-figure svg path')",
}
# Milliseconds from the next press of the mouse to the first frame in which this holds.
WATCH = """holds => {
    const told = new Function(`return ${holds}`)
    window.seen = new Promise((resolve, reject) => {
        setTimeout(reject, 20000, `not in 20 s: ${holds}`)
        document.addEventListener("mousedown", () => {
            const pressed = performance.now()
            const look = () => (told() ? resolve(performance.now() - pressed) : requestAnimationFrame(look))
            look()
        }, {once: true, capture: true})
    })
}"""


def click(page: Page, what: Locator, holds: str) -> float:
    """Milliseconds from a click until that is to be seen."""
    what.scroll_into_view_if_needed()
    page.evaluate(WATCH, holds)
    what.click()
    took: float = page.evaluate("window.seen")
    page.wait_for_timeout(300)  # a person looks
    return took


def opened(page: Page, view: str) -> float:
    """Milliseconds until a view is there."""
    took = click(page, page.locator(".st-key-see button", has_text=view), VIEWS[view])
    page.wait_for_timeout(700)
    return took


def clicks(page: Page) -> dict[str, list[float]]:
    """Milliseconds of each kind of click."""
    found: dict[str, list[float]] = {}
    opened(page, "Units")
    tiles = page.locator(".st-key-sheet .tile")
    found["a unit of the sheet"] = [
        click(page, tiles.nth(n), f"document.querySelectorAll('.st-key-sheet .tile')[{n}].ariaPressed === 'true'")
        for n in range(1, 1 + CLICKS)
    ]
    opened(page, "Image")
    image = "document.querySelector('.st-key-way svg image').getAttribute('href')"
    found["the next image"] = []
    for _ in range(CLICKS):
        another = f"{image} !== {page.evaluate(image)!r}"
        step = page.locator(".st-key-image [data-testid=stNumberInputStepUp]")
        found["the next image"].append(click(page, step, another))
    opened(page, "Mistakes")
    found["all mistakes, and back"] = [
        click(page, page.locator(".st-key-which button", has_text=name), holds)
        for name, holds in [("All mistakes", f"!{OF_A_CELL}"), ("Those of the cell", OF_A_CELL)] * (CLICKS // 2)
    ]
    return found


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [50, 500]
    with serving() as (address, _), sync_playwright() as playwright:
        browser = launch_whole(playwright)
        for hidden in sizes:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"http://{address}/trainer?hidden={hidden}&iterations=1000")
            page.get_by_role("button", name="Train", exact=True).click()
            page.get_by_text("of the test images").wait_for(timeout=120_000)
            page.get_by_role("link", name="Look inside").first.click()
            page.locator(".st-key-see button").first.wait_for()
            page.wait_for_timeout(2000)
            first = {view: opened(page, view) for view in VIEWS}
            again = {view: opened(page, view) for view in VIEWS}
            for view in VIEWS:
                print(f"{hidden} units, {view}: {first[view]:.0f} ms the first time, {again[view]:.0f} ms again")
            for kind, times in clicks(page).items():
                print(f"{hidden} units, {kind}: {statistics.median(times):.0f} ms, at most {max(times):.0f}")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
