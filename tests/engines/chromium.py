"""Chromium, the engine of Chrome, Edge and many others: driven by Playwright."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium
from tests.browser.hands import Finger, Mouse
from tests.engines.engine import HEIGHT, RECORD_ERRORS, WIDTH, Engine, Point, Pointer

STEPS = 5  # from one place to the next: the browser sees the pointer on its way


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

    def drag(self, *places: Point, pointer: Pointer = "mouse") -> None:
        hand = Mouse(self._page) if pointer == "mouse" else Finger(self._page)
        hand.down(*places[0])
        for before, place in pairwise(places):
            for part in range(1, STEPS + 1):
                hand.move(*(a + (b - a) * part / STEPS for a, b in zip(before, place, strict=True)))
        hand.up()


def missing() -> str | None:
    """What to do about it where there is none; None where there is one."""
    return None if chromium.find() else chromium.HOW_TO


@contextmanager
def started() -> Iterator[Chromium]:
    """A Chromium without a screen, until the block ends."""
    with sync_playwright() as playwright:
        browser = chromium.launch_whole(playwright)
        yield Chromium(browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}))
        browser.close()
