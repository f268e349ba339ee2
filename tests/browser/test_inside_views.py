"""The views of a network, by hand and by key: a unit on the sheet, a cell of the matrix, a mistake all the way."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pictures import still
from tests.browser.test_readers import PHONE, SMALL_PHONE, STAYS, TWO_CONTROLS, VIEWS, WIDE, see, violations

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def opened(context: BrowserContext, app_url: str) -> Iterator[Page]:
    """Opened once for all tests: one who comes without a run gets the network of the first page."""
    page = context.new_page()
    page.goto(f"{app_url}/inside?see=units")
    page.locator(".st-key-sheet .tile").first.wait_for()
    yield page
    page.close()


SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
FIGURES = {"units": "sheet", "mistakes": "confusion", "image": "way", "break": "harmed"}


def choose(page: Page, view: str) -> None:
    """Another view of the same network."""
    page.locator(".st-key-see").get_by_role("radio", name=view).click()
    page.locator(f".st-key-{FIGURES[view]}").wait_for()
    still(page)


def test_a_unit_is_chosen_on_the_sheet(opened: Page) -> None:
    choose(opened, "units")
    unit, sheet = opened.get_by_label("Hidden unit", exact=True), opened.locator(".st-key-sheet")
    sheet.locator(".tile").nth(4).click()
    expect(unit).to_have_value("5")
    expect(opened.get_by_role("heading", name="Unit 5")).to_be_visible()
    sheet.locator(".tile").nth(4).press("Tab")
    opened.keyboard.press("Enter")
    expect(unit).to_have_value("6")
    expect(sheet.locator("[aria-pressed=true]")).to_have_attribute("title", "Hidden unit 6")
    expect(opened).to_have_url(re.compile(r"see=units.*unit=6"))


def test_on_a_phone_a_unit_that_is_picked_comes_into_sight_and_its_control_does_not_move(opened: Page) -> None:
    see(opened, SMALL_PHONE)
    choose(opened, "units")
    assert opened.evaluate(STAYS) <= SMALL_PHONE[1] - TWO_CONTROLS
    picked, large = opened.locator(".st-key-sheet .tile").nth(16), opened.locator(".st-key-large .tile")
    brought = opened.locator(".st-key-sight_unit [data-of]")
    for _ in range(2):  # also when it was that already
        opened.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        known = brought.get_attribute("data-of") or ""
        picked.click()
        expect(brought).not_to_have_attribute("data-of", known)
        expect(large).to_be_in_viewport(ratio=0.99)
        still(opened)
    opened.keyboard.press("Shift")  # a hand that moves on: so long what is new is kept in sight
    more = opened.locator(".st-key-unit").get_by_role("button", name="Increment")
    more.scroll_into_view_if_needed()
    before = opened.evaluate(SCROLLED)
    more.click()
    expect(opened.get_by_role("heading", name="Unit 18")).to_be_attached()
    still(opened)
    assert opened.evaluate(SCROLLED) == before


def click_cell(page: Page, true: int, said: int) -> None:
    """A click on a cell of the confusion matrix."""
    page.locator(".st-key-confusion .layer_3_marks path").nth(true * 10 + said).click()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_images_of_a_cell_come_into_sight_and_so_does_that_there_are_none(
    opened: Page, size: tuple[int, int]
) -> None:
    see(opened, size)
    choose(opened, "mistakes")
    for label in (8, 9):
        click_cell(opened, label, label)
        expect(opened.locator(".st-key-of_cell")).to_have_text(re.compile(f"of {label} are read right"))
        expect(opened.locator(".st-key-listed .tile").first).to_be_in_viewport(ratio=1)
    click_cell(opened, 1, 0)
    expect(opened.locator(".st-key-of_cell")).to_have_text("No 1 is taken for 0.")
    expect(opened.locator(".st-key-of_cell")).to_be_in_viewport(ratio=1)
    expect(opened.locator(".st-key-listed")).to_have_count(0)


def test_a_mistake_is_found_in_the_matrix_and_followed_all_the_way(opened: Page) -> None:
    see(opened, WIDE)
    choose(opened, "mistakes")
    true, said = (opened.locator(f".st-key-{key} input") for key in ("true", "said"))
    click_cell(opened, 3, 5)
    expect(true).to_have_value("3")
    expect(said).to_have_value("5")
    expect(opened.get_by_text(re.compile(r"of 3 (is|are) taken for 5"))).to_be_visible()
    opened.locator(".st-key-which").get_by_role("radio", name="All mistakes").click()
    expect(opened.get_by_text(re.compile(r"^1 to 24 of"))).to_be_visible()
    still(opened)
    first = opened.locator(".st-key-listed .tile").first
    name = first.get_attribute("title") or ""
    first.focus()
    opened.keyboard.press("Enter")
    expect(opened).to_have_url(re.compile(r"see=image"))
    number = opened.get_by_label("Test image", exact=True)
    expect(number).to_have_value(name.removeprefix("test image ").replace(",", ""))
    expect(opened.get_by_text("That is wrong")).to_be_visible()
    opened.locator(".st-key-speaks_against .tile").first.wait_for()
    still(opened)
    assert opened.evaluate(SCROLLED) == 0, "a view begins at its top, wherever one came from"
    assert opened.evaluate("document.activeElement.dataset.testid") == "stMain"
    assert opened.evaluate("document.activeElement.tabIndex") == 0, "it stays a stop of the keyboard"
    for side in ("speaks_for", "speaks_against"):
        expect(opened.locator(f".st-key-{side}")).to_be_in_viewport(ratio=1)
    opened.locator(".st-key-speaks_for .tile").first.click()
    unit = opened.locator(".st-key-speaks_for .tile").first.get_attribute("title") or ""
    expect(opened.get_by_label("Hidden unit", exact=True)).to_have_value(unit.removeprefix("Hidden unit "))
    number.fill("1")
    number.press("Enter")
    expect(opened).to_have_url(re.compile(r"see=image(?!.*image=)"))


@pytest.mark.parametrize(
    ("view", "theme"), [("units", "light"), ("mistakes", "dark"), ("image", "dark"), ("break", "light")]
)
def test_axe_finds_nothing_and_no_chart_offers_its_pictures_as_a_table(
    opened: Page, view: str, theme: Literal["light", "dark"]
) -> None:
    """Light on a laptop, dark on a phone; the page of the first view is in `test_readers.py`, in both."""
    see(opened, VIEWS[theme])
    opened.emulate_media(color_scheme=theme)
    choose(opened, view)
    expect(opened.get_by_role("button", name=re.compile("^Show data"))).to_have_count(0)
    assert violations(opened) == []
