"""While a page comes, what is there already stays where it is."""

from playwright.sync_api import Page

from tests.browser.conftest import PAGES
from tests.browser.pictures import rest

# How low a figure has become since it was first as high as it is going to be.
LOWEST = """() => {
    const look = () => {
        const height = document.querySelector(".st-key-figure")?.getBoundingClientRect().height ?? 0
        if (height > 300) window.held = true
        if (window.held) window.lowest = Math.min(window.lowest ?? height, height)
        requestAnimationFrame(look)
    }
    look()
}"""


def test_the_room_of_a_figure_is_held_until_it_is_drawn(page: Page, app_url: str) -> None:
    page.add_init_script(f"({LOWEST})()")
    page.goto(f"{app_url}/sigmoid")
    rest(page, PAGES["sigmoid"][1])
    assert page.evaluate("window.lowest") > 300
