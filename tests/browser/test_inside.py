"""A digit is drawn in a real browser: by mouse, by finger and by keyboard, and the network reads it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.hands import SEVEN, THREE, Finger, Mouse, Points, way
from tests.browser.pictures import still
from tests.browser.test_grab import scrolled
from tests.waiting import wait_until

PHONE = {"width": 390, "height": 844}
# How much ink is on the paper that is shown, from 0 to 1, and what colour the paper has.
INKED = """canvas => {
    const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
    let dark = 0
    for (let n = 0; n < data.length; n += 4) dark += data[n] < 128
    return dark / (data.length / 4)
}"""
CORNER = "canvas => [...canvas.getContext('2d').getImageData(2, 2, 1, 1).data]"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def phone(browser: Browser, app_url: str) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=3)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    page = context.new_page()
    open_paper(page, app_url)
    yield page
    context.close()


@pytest.fixture(scope="module")
def opened(context: BrowserContext, app_url: str) -> Iterator[Page]:
    """Opened once for all who draw with a mouse."""
    page = context.new_page()
    open_paper(page, app_url)
    yield page
    page.close()


@pytest.fixture
def desk(opened: Page) -> Page:
    """With an empty sheet on it."""
    opened.bring_to_front()
    opened.locator("h1").scroll_into_view_if_needed()
    clear(opened)
    return opened


def open_paper(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/inside")
    page.locator(".st-key-canvas canvas").wait_for()
    still(page)


def answer(page: Page) -> str:
    return page.locator(".st-key-answer").inner_text()


def draw(page: Page, hand: Mouse | Finger, digit: Points, name: str = "") -> None:
    """Draw a digit, and wait until it is read as the class of this name."""
    page.locator(".st-key-canvas canvas").scroll_into_view_if_needed()
    first, *others = way(page, digit, 30)
    hand.down(*first)
    for place in others:
        hand.move(*place)
    if name:
        reads(page, name)  # while the pen is down still
    hand.up()


def inked(page: Page) -> float:
    return float(page.locator("canvas").evaluate(INKED))


def clear(page: Page) -> None:
    page.locator(".st-key-clear button").click()
    expect(page.locator(".st-key-answer")).to_have_text(re.compile("^Nothing to read"))


def reads(page: Page, name: str) -> None:
    expect(page.locator(".st-key-answer")).to_have_text(re.compile(f"^{name}"))


def test_a_three_and_a_seven_are_read_as_the_mouse_draws_them_and_an_empty_paper_is_not(desk: Page) -> None:
    assert answer(desk).startswith("Nothing to read")
    for digit, name in ((THREE, "3"), (SEVEN, "7")):
        draw(desk, Mouse(desk), digit, name)
        bars = desk.locator(".reading li")
        expect(bars).to_have_count(10)
        expect(desk.locator(".reading li.guess > :first-child")).to_have_text(name)
        clear(desk)
        assert inked(desk) == 0


def test_a_finger_draws_on_the_paper_and_scrolls_everywhere_else(phone: Page) -> None:
    for digit, name in ((THREE, "3"), (SEVEN, "7")):
        draw(phone, Finger(phone), digit, name)
        assert scrolled(phone) == 0, "a finger that draws does not scroll"
        clear(phone)
    finger = Finger(phone)
    box = phone.locator(".st-key-answer").bounding_box()
    assert box is not None
    x, y = box["x"] + 100, box["y"] + 10
    finger.down(x, y)
    for step in range(1, 6):
        finger.move(x, y - 40 * step)
    finger.up()
    wait_until(lambda: scrolled(phone) > 100)
    assert inked(phone) == 0


def test_a_drawing_survives_a_control_a_window_of_another_size_another_page_and_a_reload(desk: Page) -> None:
    draw(desk, Mouse(desk), THREE, "3")
    ink = inked(desk)
    desk.locator(".st-key-turn input[type=range]").press("ArrowRight")
    expect(desk.get_by_text("5°")).to_be_visible()
    desk.locator(".st-key-turn input[type=range]").press("ArrowLeft")
    assert inked(desk) == ink
    desk.set_viewport_size({"width": 700, "height": 800})
    still(desk)
    assert inked(desk) == pytest.approx(ink, abs=0.01)
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.locator(".st-key-course").get_by_role("link", name="Sigmoid").click()
    desk.wait_for_url("**/sigmoid")
    still(desk)
    desk.go_back()
    reads(desk, "3")
    wait_until(lambda: inked(desk) == pytest.approx(ink, abs=0.01))
    desk.reload()
    reads(desk, "3")
    wait_until(lambda: inked(desk) == pytest.approx(ink, abs=0.01))
    draw(desk, Mouse(desk), ((0.1, 0.1), (0.2, 0.1)), r"\d")
    wait_until(lambda: inked(desk) > ink + 0.003)


def test_paper_is_white_and_ink_is_black_in_dark_too(desk: Page) -> None:
    desk.emulate_media(color_scheme="dark")
    draw(desk, Mouse(desk), SEVEN, "7")
    assert desk.locator("canvas").evaluate(CORNER) == [255, 255, 255, 255]
    assert 0.02 < inked(desk) < 0.2
    desk.emulate_media(color_scheme="light")


def test_the_keyboard_goes_from_cell_to_cell_and_inks(desk: Page) -> None:
    """A 7: along the top, then down and to the left."""
    canvas, says = desk.locator(".st-key-canvas canvas"), desk.locator(".paper .says")
    canvas.focus()
    for key, times in (("ArrowUp", 5), ("ArrowLeft", 3)):
        for _ in range(times):
            desk.keyboard.press(key)
    expect(says).to_have_text("Row 3, column 5")
    desk.keyboard.press("Space")
    expect(says).to_have_text("Row 3, column 5, inked")
    wait_until(lambda: inked(desk) > 0)
    assert desk.locator(".paper .cursor").is_visible()
    for _ in range(5):
        desk.keyboard.press("Shift+ArrowRight")
    for _ in range(4):
        for key in ("Shift+ArrowDown", "Shift+ArrowDown", "ArrowLeft", "Enter"):
            desk.keyboard.press(key)
    reads(desk, "7")
    assert scrolled(desk) == 0


def test_a_test_digit_can_be_drawn_on(desk: Page) -> None:
    desk.locator(".st-key-take button").click()
    reads(desk, r"\d")
    wait_until(lambda: inked(desk) > 0.01)
    ink = inked(desk)
    draw(desk, Mouse(desk), ((0.05, 0.05), (0.95, 0.05)))
    wait_until(lambda: inked(desk) > ink + 0.05)
    clear(desk)
    assert inked(desk) == 0


def test_a_hand_that_leaves_the_paper_draws_no_line_along_its_edge(desk: Page) -> None:
    draw(desk, Mouse(desk), ((0.5, 0.5), (1.2, 0.5), (1.2, 0.9), (0.5, 0.9)), r"\d")
    sheet = desk.locator("canvas")
    edge = sheet.evaluate(
        "canvas => [...canvas.getContext('2d').getImageData(canvas.width - 2, canvas.height * 0.7, 1, 1).data]"
    )
    assert edge == [255, 255, 255, 255]
