"""The descent page in a browser: a slider is dragged, the contours are clicked on, the walk is played."""

import time
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page

REACH = 5  # the contours go from -5 to 5 both ways


@pytest.fixture
def contours(app_url: str, page: Page) -> Locator:
    page.goto(f"{app_url}/descent")
    drawing = page.locator(".st-key-contours svg.marks")
    drawing.wait_for()
    page.wait_for_timeout(1000)
    return drawing


def slider(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} input")


def value(page: Page, key: str) -> float:
    return float(slider(page, key).input_value())


def wait_until(page: Page, condition: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        page.wait_for_timeout(20)


def lines(drawing: Locator) -> list[str | None]:
    return [line.get_attribute("d") for line in drawing.locator(".mark-line path").all()]


def wait_for_another_walk(page: Page, drawing: Locator, before: list[str | None]) -> None:
    wait_until(page, lambda: lines(drawing) != before)


def click(page: Page, drawing: Locator, x0: float, x1: float) -> None:
    box = drawing.locator(".mark-rect").bounding_box()
    assert box is not None
    # The outermost cells reach half a cell beyond the picture, where they are cut off.
    across = (box["width"] / 2) / (REACH + 0.1)
    page.mouse.click(box["x"] + box["width"] / 2 + x0 * across, box["y"] + box["height"] / 2 - x1 * across)


def test_a_dragged_slider_moves_the_walk_and_nothing_else(page: Page, contours: Locator) -> None:
    contours.evaluate("drawing => drawing.dataset.first = 1")
    before, place = lines(contours), contours.bounding_box()
    thumb = page.locator(".st-key-x0").get_by_test_id("stSliderThumbValue").locator("..")
    box = thumb.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for _ in range(10):
        box["x"] += 8
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.up()
    wait_for_another_walk(page, contours, before)
    assert value(page, "x0") > -2
    assert contours.get_attribute("data-first") == "1", "the chart was updated, not drawn anew"
    assert contours.bounding_box() == place
    changed = [one != other for one, other in zip(lines(contours), before, strict=True)]
    assert sum(changed) == 2, "the walk, and the part of it that is walked"
    wait_until(page, lambda: parse_qs(urlsplit(page.url).query).get("x0") == [f"{value(page, 'x0'):g}"])


def test_a_click_on_the_contours_is_the_new_start(page: Page, contours: Locator) -> None:
    for x0, x1 in ((2, 3), (-1, -2.2), (2, 3)):
        before = lines(contours)
        click(page, contours, x0, x1)
        wait_for_another_walk(page, contours, before)
        assert (value(page, "x0"), value(page, "x1")) == (x0, x1)
    slider(page, "x0").press("ArrowRight")
    wait_until(page, lambda: value(page, "x0") == 2.1)
    page.wait_for_timeout(500)
    click(page, contours, 2, 3)
    wait_until(page, lambda: value(page, "x0") == 2)


def test_it_plays_at_five_frames_a_second_while_the_page_lives(page: Page, contours: Locator) -> None:
    page.evaluate("""() => {
        window.frames_at = []
        let shown = null
        const look = () => {
            const dots = document.querySelectorAll('.st-key-contours svg.marks .mark-symbol path').length
            if (dots !== shown) window.frames_at.push(performance.now())
            shown = dots
            requestAnimationFrame(look)
        }
        look()
    }""")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").wait_for()
    wait_until(page, lambda: value(page, "step") > 40, seconds=60)

    before = lines(contours)
    slider(page, "x1").press("ArrowLeft")  # another control, while it plays
    wait_until(page, lambda: value(page, "x1") == 3.9)
    wait_for_another_walk(page, contours, before)

    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()
    page.wait_for_timeout(600)  # the frame that was under way comes in
    paused = value(page, "step")
    page.wait_for_timeout(600)
    assert value(page, "step") == paused
    assert 40 < paused <= 100
    moments = page.evaluate("window.frames_at")
    # Other work on this machine may disturb some of them: the steadiest ten tell what the page can do.
    assert min(after - before for before, after in pairwise(moments[::10])) < 2000
