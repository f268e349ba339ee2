"""While a page comes, what is there already stays where it is."""

from playwright.sync_api import Browser

from tests.browser.conftest import PAGES, WINDOW
from tests.browser.pictures import rest

# How high every figure is that is still to be drawn, whenever the page changes, once it has its style.
ROOMS = """() => {
    window.rooms = []
    const waits = "[data-testid=stSkeleton], [data-testid=stVegaLiteChart]:not(:has(svg))"
    new MutationObserver(() => {
        for (const one of document.querySelectorAll(`.st-key-figure :is(${waits})`))
            if (getComputedStyle(one).getPropertyValue("--paper"))
                window.rooms.push(one.getBoundingClientRect().height)
    }).observe(document, { subtree: true, childList: true })
}"""


def test_the_room_of_a_figure_is_held_until_it_is_drawn(browser: Browser, app_url: str) -> None:
    page = browser.new_page(viewport=WINDOW)  # whose cache is empty: what draws has to come first
    page.add_init_script(f"({ROOMS})()")
    page.goto(f"{app_url}/sigmoid")
    rest(page, PAGES["sigmoid"][1])
    rooms = set(page.evaluate("window.rooms"))
    page.close()
    assert rooms == {260, 170}, "of the curve and of its slope, and nothing less before"
