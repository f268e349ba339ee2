"""The backward page in a browser: an edge is chosen by a click near its line, and the button walks on."""

import math

import pytest
from playwright.sync_api import Locator, Page, expect

from explorer.backward.charts import WITHIN
from tests.browser.pictures import rest


def edge(page: Page, name: str) -> Locator:
    return page.locator(f'svg.marks line[aria-label^="{name}: "]')


def beside(line: Locator, pixels: float) -> tuple[float, float]:
    """A place in the window that is so far from the middle of a line."""
    x1, y1, x2, y2 = line.evaluate(
        """line => {
            const matrix = line.getScreenCTM()
            const ends = [new DOMPoint(0, 0), new DOMPoint(line.x2.baseVal.value, line.y2.baseVal.value)]
            return ends.map(end => end.matrixTransform(matrix)).flatMap(({ x, y }) => [x, y])
        }"""
    )
    length = math.hypot(x2 - x1, y2 - y1)
    return (x1 + x2) / 2 - pixels * (y2 - y1) / length, (y1 + y2) / 2 + pixels * (x2 - x1) / length


@pytest.mark.parametrize(("name", "pixels"), [("W3, from 2 to 2", WITHIN - 0.5), ("b1, of 1", 0.5 - WITHIN)])
def test_an_edge_is_chosen_by_a_click_near_its_line(page: Page, app_url: str, name: str, pixels: float) -> None:
    page.goto(f"{app_url}/backward?add=0.5&move=backward%3A+layer+1")
    rest(page, 2)
    page.mouse.click(*beside(edge(page, name), pixels))
    chosen = page.get_by_text(f"The chosen weight, {name}:")
    expect(chosen).to_be_visible()
    page.wait_for_url(lambda url: "add=" not in url)  # it was added to another weight


def test_next_walks_through_all_moves_and_keeps_the_focus(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/backward")
    rest(page, 2)
    button = page.locator(".st-key-next button")
    for words in ("Next: forward, layer 2", "Next: forward, layer 3", "Next: loss", "Next: backward, layer 3"):
        button.press("Enter")
        expect(button).to_contain_text(words)
        expect(button).to_be_focused()
