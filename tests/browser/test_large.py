"""A page that is shown large, and one that is printed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import Mouse
from tests.browser.pictures import rest
from tests.browser.test_grab import pull

ENLARGED = """() => [...document.querySelectorAll("[data-testid=stVegaLiteChart] svg.marks")].map(
  svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)"""
# Of the contours, whose size is fixed.
DRAWN = """() => {
  const { width, height } = document.querySelector(".st-key-figure svg.marks").viewBox.baseVal
  return [width, height]
}"""


@pytest.mark.slow
def test_large_pictures_are_enlarged_as_a_whole_and_their_handles_go_with_the_hand(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/descent?lr=0.3")
    rest(page, 2)
    drawn = page.evaluate(DRAWN)
    page.goto(f"{app_url}/descent?present=1&lr=0.3")
    rest(page, 2)
    assert page.evaluate(DRAWN) == drawn, "what is enlarged is what was there, words and gaps around it with it"
    contours, heights = page.evaluate(ENLARGED)
    assert contours > 1.1
    assert heights == pytest.approx(1.25, abs=0.01)
    column = page.locator(".st-key-figure").bounding_box()
    assert column is not None
    assert contours * 420 < column["width"]
    pull(page, Mouse(page), "descent")


@pytest.mark.slow
def test_on_paper_nothing_is_to_be_pressed_and_chips_leave_no_hole(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 794, "height": 1123})  # A4
    page.goto(f"{app_url}/sigmoid")
    rest(page, 2)
    page.emulate_media(media="print")
    figure, beside = (page.locator(f".st-key-{key}").bounding_box() for key in ("figure", "beside"))
    assert figure is not None
    assert beside is not None
    assert beside["y"] - figure["y"] - figure["height"] < 24
    page.emulate_media(media="screen")
    page.goto(f"{app_url}/trainer")
    expect(page.locator(".wall .tile").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".digits input[type=range] >> visible=true")).to_have_count(0)
    expect(page.locator("[data-testid=stMain] label [data-testid=stTooltipIcon] >> visible=true")).to_have_count(0)
    page.emulate_media(media="screen")
