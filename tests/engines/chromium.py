"""Chromium, the engine of Chrome, Edge and many others: driven by Playwright."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium
from tests.engines.engine import HEIGHT, RECORD_ERRORS, WIDTH, Engine, Point


class Chromium(Engine):
    def __init__(self, page: Page) -> None:
        self._page = page
        page.add_init_script(f"({RECORD_ERRORS})()")

    def open(self, address: str) -> None:
        self._page.goto(address)

    def run(self, function: str, *arguments: object) -> Any:
        return self._page.evaluate(f"all => ({function})(...all)", arguments)

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def drag(self, start: Point, end: Point) -> None:
        self._page.mouse.move(*start)
        self._page.mouse.down()
        self._page.mouse.move(*end, steps=5)
        self._page.mouse.up()


def missing() -> str | None:
    """What to do about it where there is none; None where there is one."""
    return None if chromium.find() else chromium.HOW_TO


@contextmanager
def started() -> Iterator[Chromium]:
    """A Chromium without a screen, until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        yield Chromium(browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}))
        browser.close()
