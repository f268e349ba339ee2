"""Every chart follows its slider in the browser: while it is dragged, and before the server has answered."""

import signal
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page

from tests.serving import Server

# A slider of each page, and how many charts it moves.
PAGES = {
    "sigmoid": ("x", 3),
    "softmax": ("a0", 4),
    "losses": ("p", 3),
    "forward": ("x1", 1),
    "gradients": ("x0", 3),
    "descent": ("x0", 2),
}
MARKS = """svg => [...svg.querySelectorAll("path, text, line")].map(
    mark => [mark.textContent, ...["d", "transform", "x2", "y2", "opacity"].map(name => mark.getAttribute(name))].join()
)"""


def slider(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} input[type=range]")


def pictures(page: Page, number: int) -> list[list[str]]:
    """What the page's first charts draw."""
    drawings = page.get_by_test_id("stVegaLiteChart").locator("svg.marks")
    return [drawings.nth(n).evaluate(MARKS) for n in range(number)]


def at_rest(page: Page, number: int) -> list[list[str]]:
    """The same, once the page is whole and nothing moves any more."""
    page.get_by_role("link", name="Next: ").wait_for()
    page.get_by_test_id("stVegaLiteChart").locator("svg.marks").nth(number - 1).wait_for()
    before = None
    while before != (now := pictures(page, number)):
        before = now
        page.wait_for_timeout(250)
    return now


def open_page(page: Page, app_url: str, name: str) -> tuple[str, int]:
    page.goto(f"{app_url}/{name}")
    key, charts = PAGES[name]
    at_rest(page, charts)
    return key, charts


@pytest.mark.parametrize("name", PAGES)
def test_pictures_follow_a_slider_before_the_server_hears_of_it(
    page: Page, app_url: str, server: tuple[str, Server], name: str
) -> None:
    key, charts = open_page(page, app_url, name)
    before = pictures(page, charts)

    server[1].send_signal(signal.SIGSTOP)  # it does not answer for a while, as over a slow network
    try:
        for press in ("ArrowRight", "ArrowLeft"):
            slider(page, key).press(press)
            page.wait_for_timeout(200)
        assert pictures(page, charts) == before, "there and back again"
        slider(page, key).press("ArrowRight")
        page.wait_for_timeout(200)
        sent_ahead = pictures(page, charts)
    finally:
        server[1].send_signal(signal.SIGCONT)
    assert all(one != other for one, other in zip(before, sent_ahead, strict=True))
    page.wait_for_url(f"**{key}=*")
    page.wait_for_timeout(500)
    assert at_rest(page, charts) == sent_ahead, "the server's answer changes nothing"

    address, shown = page.url, [sent_ahead]
    thumb = slider(page, key).locator("xpath=../..").bounding_box()
    assert thumb is not None
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2
    middle = slider(page, key).evaluate("input => (Number(input.min) + Number(input.max)) / 2")
    towards = 40 if float(slider(page, key).input_value()) < middle else -40
    page.mouse.move(x, y)
    page.mouse.down()
    for step in (1, 2):
        page.mouse.move(x + step * towards, y)
        page.wait_for_timeout(200)
        shown.append(pictures(page, charts))
    assert page.url == address, "of a drag the server hears at its end"
    for earlier, later in pairwise(shown):
        assert all(one != other for one, other in zip(earlier, later, strict=True))
    page.mouse.up()
    page.wait_for_function("address => location.href !== address", arg=address)


def test_a_page_begins_with_its_own_picture_wherever_a_slider_of_that_key_was_before(page: Page, app_url: str) -> None:
    key, _ = open_page(page, app_url, "descent")
    slider(page, key).press("ArrowRight")
    page.get_by_role("link", name="Gradients", exact=True).click()
    page.get_by_role("heading", name="Gradients", exact=True).wait_for()
    _, charts = PAGES["gradients"]
    found = at_rest(page, charts)
    page.goto(page.url)
    assert found == at_rest(page, charts)


def test_without_the_listener_the_picture_comes_from_the_server(page: Page, app_url: str) -> None:
    page.add_init_script(
        "const dispatch = EventTarget.prototype.dispatchEvent; EventTarget.prototype.dispatchEvent ="
        " function (event) { return event.type === 'slider' || dispatch.call(this, event) }"
    )
    key, charts = open_page(page, app_url, "sigmoid")
    before = pictures(page, charts)
    slider(page, key).press("ArrowRight")
    after = at_rest(page, charts)
    assert all(one != other for one, other in zip(before, after, strict=True))
