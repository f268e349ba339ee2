"""The theme changes, as it does in the evening: what listens on the page goes on listening, once."""

from playwright.sync_api import Page, expect

from tests.browser.pictures import slider, still
from tests.browser.test_readers import open_page
from tests.waiting import wait_until

# How many listen to what a run has learned, from now on.
COUNT = """
  const counts = document.learners = new Set()
  const [add, remove] = [document.addEventListener, document.removeEventListener]
  document.addEventListener = function (type, listener, ...rest) {
    if (type === "learned") counts.add(listener)
    return add.call(this, type, listener, ...rest)
  }
  document.removeEventListener = function (type, listener, ...rest) {
    if (type === "learned") counts.delete(listener)
    return remove.call(this, type, listener, ...rest)
  }
"""


def evening_and_morning(page: Page) -> None:
    """Dark, and light again; wait until the page has followed each time."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        still(page)


def test_a_number_is_still_typed_whole(page: Page, app_url: str) -> None:
    open_page(page, f"{app_url}/sigmoid")
    evening_and_morning(page)
    slider(page, "x").press("-")
    page.keyboard.type("3.25")
    field = page.locator(".st-key-typed input")
    expect(field).to_have_value("-3.25")
    field.press("Enter")
    expect(page.locator(".st-key-x").get_by_test_id("stSliderThumbValue")).to_have_text("-3.2")


def test_the_map_stays_under_the_hand_when_something_above_it_grows(page: Page, app_url: str) -> None:
    open_page(page, f"{app_url}/runs")
    evening_and_morning(page)
    cell = page.locator(".st-key-sweep_map svg.marks .mark-rect path").first
    cell.scroll_into_view_if_needed()
    cell.click()
    still(page)

    def top() -> float:
        found: float = cell.evaluate("cell => cell.getBoundingClientRect().top")
        return found

    place = top()
    page.locator("h1").evaluate("title => { title.style.paddingBottom = '100px' }")
    still(page)
    wait_until(lambda: abs(top() - place) < 2)


def test_what_learns_is_told_once_and_no_more_when_its_page_is_left(page: Page, app_url: str) -> None:
    page.add_init_script(COUNT)
    open_page(page, f"{app_url}/trainer")
    wait_until(lambda: page.evaluate("document.learners.size") == 2)
    evening_and_morning(page)
    assert page.evaluate("document.learners.size") == 2, "the wall and the hidden units"
    page.get_by_role("link", name="Look inside", exact=True).first.click()
    page.get_by_role("heading", name="Look inside").wait_for()
    wait_until(lambda: page.evaluate("document.learners.size") == 0)
