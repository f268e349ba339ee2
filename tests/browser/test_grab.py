"""What one grabs in a figure: handles that are pulled by mouse and by finger, units and edges that answer."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from explorer.forward.charts import WITHIN
from tests.browser.hands import Finger, Mouse
from tests.browser.pictures import rest, slider
from tests.browser.test_backward import beside, edge
from tests.browser.test_rest import answered, seen
from tests.serving import Server, as_if_busy
from tests.waiting import wait_until


class Grabbed(NamedTuple):
    """A handle of a page.

    Attributes:
        charts: how many are in sight on its page.
        number: which of the page's handles.
        sliders: the keys of those that it moves.
    """

    charts: int
    number: int
    sliders: tuple[str, ...]


PAGES = {
    "descent": Grabbed(2, 0, ("x0", "x1")),
    "gradients": Grabbed(3, 0, ("x0", "x1")),
    "softmax": Grabbed(2, 1, ("a1",)),
}
WAY = (-30.0, 40.0)  # pixels to the right and down, as far as a handle is pulled


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    context.set_default_timeout(60_000)
    yield context
    context.close()


def handle(page: Page, name: str) -> Locator:
    return page.locator(".grab").nth(PAGES[name].number)


def middle(shape: Locator) -> tuple[float, float]:
    box = shape.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def in_the_address(page: Page, keys: tuple[str, ...]) -> list[float | None]:
    asked = parse_qs(page.evaluate("location.search.slice(1)"))
    return [float(asked[key][0]) if key in asked else None for key in keys]


def scrolled(page: Page) -> float:
    return float(page.get_by_test_id("stMain").evaluate("main => main.scrollTop"))


def pull(page: Page, hand: Mouse | Finger, name: str) -> tuple[list[list[str]], list[str]]:
    """The handle goes with the hand, and what is shown then, held as let go, belongs to where it is."""
    charts, _, keys = PAGES[name]
    opened, (x, y) = page.evaluate("location.href"), middle(handle(page, name))
    values = lambda: [float(slider(page, key).input_value()) for key in keys]
    before = values()
    hand.down(x + 5, y + 5)  # taken beside its middle it does not jump
    for part in (0.25, 0.5, 0.75, 1):
        hand.move(x + 5 + part * WAY[0], y + 5 + part * WAY[1])
    there = (x + WAY[0], y + WAY[1] * (len(keys) > 1))
    wait_until(lambda: middle(handle(page, name)) == pytest.approx(there, abs=3))  # the nearest stop
    held = values()
    assert all(one != other for one, other in zip(held, before, strict=True))
    wait_until(lambda: answered(page))
    rest(page, charts)
    shown = seen(page, charts)
    assert page.evaluate("location.href") == opened, "the address hears of it when it is let go"
    hand.up()
    wait_until(lambda: in_the_address(page, keys) == held)
    wait_until(lambda: answered(page))
    rest(page, charts)
    assert values() == held
    assert seen(page, charts) == shown
    return shown


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_what_is_pulled_is_the_page_that_is_opened_there_and_beside_it_a_finger_scrolls(
    phone: BrowserContext, app_url: str, name: str
) -> None:
    page, charts = phone.new_page(), PAGES[name].charts
    page.goto(f"{app_url}/{name}")
    rest(page, charts)
    finger = Finger(page)
    pull(page, finger, name)
    assert scrolled(page) == 0, "a finger that pulls does not scroll"
    shown = pull(page, Mouse(page), name)
    page.goto(page.url)
    rest(page, charts)
    assert seen(page, charts) == shown
    if len(PAGES[name].sliders) == 2:
        comes_to_where_one_taps(page, PAGES[name].sliders)

    box = handle(page, name).bounding_box()
    assert box is not None
    assert round(min(box["width"], box["height"]), 3) >= 44  # single precision, where it begins between two pixels
    x, y = 200.0, 480.0  # on the figure
    finger.down(x, y)
    for step in range(1, 6):
        finger.move(x, y - 40 * step)
    finger.up()
    wait_until(lambda: scrolled(page) > 100)
    page.close()


def comes_to_where_one_taps(page: Page, keys: tuple[str, ...]) -> None:
    """A quarter from the left and from the bottom of axes from -5 to 5, and the address says so."""
    axes = page.locator(".st-key-figure svg.marks .mark-rect").first
    box = axes.bounding_box()
    assert box is not None
    axes.tap(position={"x": 0.25 * box["width"], "y": 0.75 * box["height"]}, force=True)
    wait_until(lambda: in_the_address(page, keys) == [pytest.approx(-2.5, abs=0.1)] * 2)
    assert [float(slider(page, key).input_value()) for key in keys] == in_the_address(page, keys)


@pytest.mark.slow
def test_who_lets_go_where_it_was_taken_has_changed_nothing(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/descent")
    rest(page, 2)
    opened, shown = page.url, seen(page, 2)
    for right in (0, 40):  # pressed; pulled there and back
        x, y = middle(handle(page, "descent"))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + right, y)
        page.mouse.move(x, y)
        page.mouse.up()
    wait_until(lambda: answered(page))
    rest(page, 2)
    assert page.evaluate("location.href") == opened
    assert seen(page, 2) == shown


def test_who_lets_go_while_the_server_is_still_asked_has_changed_nothing(
    page: Page, app_url: str, server: tuple[str, Server]
) -> None:
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.goto(f"{app_url}/descent")
    rest(page, 2)
    shown = seen(page, 2)
    x, y = middle(handle(page, "descent"))
    page.mouse.move(x, y)
    page.mouse.down()
    with as_if_busy(server[1]):
        asked = len(sent)
        page.mouse.move(x + 40, y)
        wait_until(lambda: page.evaluate("1") and len(sent) > asked)
        page.mouse.move(x, y)
        page.mouse.up()
    wait_until(lambda: page.evaluate("1") and len(sent) > asked + 1)  # of where it was let go it hears once it listens
    wait_until(lambda: answered(page))
    rest(page, 2)
    assert seen(page, 2) == shown


def test_a_handle_that_goes_while_somebody_holds_it_leaves_the_others_alive(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/softmax")
    rest(page, 2)
    handles, classes = page.locator(".grab"), slider(page, "n")
    count = handles.count()
    page.mouse.move(*middle(handles.last))
    page.mouse.down()
    expect(page.locator(".grab[data-held]")).to_have_count(1)
    classes.focus()
    page.keyboard.press("ArrowLeft")
    expect(handles).to_have_count(count - 1)
    rest(page, 2)
    page.mouse.up()
    before = slider(page, "a0").input_value()
    x, y = middle(handles.first)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y)
    page.mouse.up()
    wait_until(lambda: slider(page, "a0").input_value() != before)


def shows_the_sum(page: Page, unit: str) -> None:
    """The sum of this unit stands there, with its edges lit, and its boxes in sight."""
    expect(page.locator(".st-key-unit_sum")).to_contain_text(f"{unit} adds up")
    expect(page.get_by_role("tab", name=unit[:7])).to_have_attribute("aria-selected", "true")
    box = page.locator(f".st-key-W{unit[6]}_1{unit[-1]} [data-testid=stNumberInputContainer]")
    expect(box).to_have_css("outline-style", "solid")


@pytest.mark.slow
def test_a_unit_answers_where_it_is_clicked_and_an_edge_near_its_line(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/forward")
    rest(page, 1)
    shows_the_sum(page, "Layer 1, unit 1")
    page.mouse.click(*middle(page.locator('svg.marks [aria-label^="Unit: Layer 3, unit 2;"]')))
    shows_the_sum(page, "Layer 3, unit 2")
    page.wait_for_url("**unit=Layer+3*")
    for pixels in (WITHIN - 0.5, 0.5 - WITHIN):
        x, y = beside(edge(page, "W2, from 1 to 1"), pixels)
        page.mouse.move(x + 30, y + 30)
        page.mouse.move(x, y)
        expect(page.locator(".vg-tooltip.visible")).to_contain_text("W2, from 1 to 1: 0.1")
    page.mouse.click(x, y)
    shows_the_sum(page, "Layer 2, unit 1")
