"""A number is typed for a slider, which goes to the nearest that it has."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.conftest import PAGES
from tests.browser.hands import Finger
from tests.browser.pictures import rest, slider, still


def open_page(page: Page, address: str) -> Locator:
    """The field for what is typed, once the page has what listens: its sliders stand there a moment before."""
    page.goto(address)
    field = page.locator(".st-key-typed input")
    expect(field).to_be_attached()
    return field


def thumb(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key}").get_by_test_id("stSliderThumbValue")


@pytest.mark.parametrize(
    ("name", "key", "typed", "taken"),
    [("sigmoid", "x", "3,14", "3.1"), ("trainer", "lr", "0.37", "0.4"), ("descent", "x0", "-99", "-5.0")],
)
def test_who_types_at_a_slider_gets_the_nearest_number_that_it_has(
    page: Page, app_url: str, name: str, key: str, typed: str, taken: str
) -> None:
    field = open_page(page, f"{app_url}/{name}")
    slider(page, key).press(typed[0])
    expect(field).to_be_focused()
    page.keyboard.type(typed[1:])
    field.press("Enter")
    expect(thumb(page, key)).to_have_text(taken)
    expect(slider(page, key)).to_be_focused()
    expect(page).to_have_url(re.compile(rf"/{name}\?(step=1&)?{key}={float(taken):g}$"))

    thumb(page, key).click()
    expect(field).to_be_focused()
    expect(thumb(page, key)).to_have_text(taken)  # a press of the number does not move the thumb
    page.keyboard.type("1")
    field.press("Escape")
    expect(field).to_be_hidden()
    expect(thumb(page, key)).to_have_text(taken)
    thumb(page, key).click()
    page.keyboard.type("nothing")
    field.press("Enter")
    expect(field).to_be_hidden()
    expect(thumb(page, key)).to_have_text(taken)


def test_large_numbers_are_typed_as_the_page_writes_them_and_a_press_alone_moves_nothing(
    page: Page, app_url: str
) -> None:
    field = open_page(page, f"{app_url}/trainer")
    number = thumb(page, "iterations")
    for typed, taken in (("", "10,000"), ("20,000", "20,000"), ("3,5", "100"), ("1,000", "1,000")):
        number.click()
        expect(field).to_be_focused()
        page.keyboard.type(typed)
        field.press("Enter")
        expect(number).to_have_text(taken)
        still(page)
        expect(number).to_have_text(taken)


def test_the_field_hands_the_keyboard_on_and_goes_with_its_slider(page: Page, app_url: str) -> None:
    field = open_page(page, f"{app_url}/descent")
    rest(page, PAGES["descent"][1])
    disabled = thumb(page, "beta")
    disabled.click()
    expect(field).to_be_hidden()
    expect(slider(page, "beta")).to_be_disabled()
    slider(page, "x0").focus()
    page.keyboard.press("Tab")
    after = page.evaluate_handle("document.activeElement")
    slider(page, "x0").press("1")
    expect(field).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("after => document.activeElement === after", after)
    expect(thumb(page, "x0")).to_have_text("1.0")
    still(page)
    slider(page, "x0").press("2")
    expect(field).to_be_visible()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Gradients").evaluate("link => link.click()")
    page.get_by_role("heading", name="Gradients", exact=True).wait_for()
    expect(field).to_be_hidden()


def test_a_number_that_can_be_typed_says_so_to_who_comes_near(page: Page, app_url: str) -> None:
    open_page(page, f"{app_url}/backward")
    for key, said in (("x1", "Press to type a number"), ("move", "")):
        slider(page, key).locator("xpath=ancestor::*[@data-testid='stSlider']").hover()
        assert (thumb(page, key).get_attribute("title") or "") == said


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    size = ViewportSize(width=390, height=844)
    with browser.new_context(viewport=size, has_touch=True, is_mobile=True) as context:
        yield context.new_page()


def bring_from_under_the_figure(page: Page) -> None:
    """The slider of x, where a finger can come to it: the figure stays where it is."""
    page.locator(".st-key-x").evaluate("slider => slider.scrollIntoView({block: 'end'})")
    still(page)


def test_a_finger_pulls_the_thumb_wherever_on_it_it_lies_and_a_tap_on_the_number_opens_the_field(
    phone: Page, app_url: str
) -> None:
    field, number = open_page(phone, f"{app_url}/sigmoid"), thumb(phone, "x")
    rest(phone, PAGES["sigmoid"][1])
    finger = Finger(phone, radius=12)
    for below_the_middle in (-5, 0, 4):
        bring_from_under_the_figure(phone)
        knob, before = number.locator("..").bounding_box(), number.inner_text()
        assert knob is not None
        x, y = knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2 + below_the_middle
        finger.down(x, y)
        for step in (15, 30, 45):
            finger.move(x + step, y)
        finger.up()
        expect(number).not_to_have_text(before)
        expect(field).to_be_hidden()
    still(phone)  # so soon after a flick a browser takes a tap for the one that stops it
    number.tap()
    expect(field).to_be_focused()


def test_a_finger_that_goes_up_over_a_slider_scrolls_and_one_that_goes_along_it_or_taps_moves_it(
    phone: Page, app_url: str
) -> None:
    _, number = open_page(phone, f"{app_url}/sigmoid"), thumb(phone, "x")
    rest(phone, PAGES["sigmoid"][1])
    finger, main = Finger(phone, radius=12), phone.get_by_test_id("stMain")
    before = number.inner_text()
    for x, y, scrolls in ((0, -150, True), (0, 0, False), (-90, 4, False)):
        bring_from_under_the_figure(phone)
        track = phone.locator(".st-key-x [role=group] > div").bounding_box()
        top = main.evaluate("main => main.scrollTop")
        assert track is not None
        left, middle = track["x"] + 0.85 * track["width"], track["y"] + track["height"] / 2
        finger.down(left, middle)
        for step in range(1, 11):
            finger.move(left + x * step / 10, middle + y * step / 10)
        finger.up()
        if scrolls:
            phone.wait_for_function(
                "top => document.querySelector('[data-testid=stMain]').scrollTop > top + 50", arg=top
            )
            expect(number).to_have_text(before)
        else:
            expect(number).not_to_have_text(before)
            before = number.inner_text()
            assert abs(main.evaluate("main => main.scrollTop") - top) < 50  # words above it may need another line
