"""The trainer's wall of test images, by hand and by key."""

import re

from playwright.sync_api import Page, expect

from tests.browser.pictures import still


def test_a_digit_that_is_chosen_shows_its_bars_now_and_at_earlier_moments(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/trainer?iterations=1000&lr=1")
    wall = page.locator(".wall")
    says, bars, time = wall.locator(".says"), wall.locator("li"), wall.locator("input[type=range]")
    expect(wall.locator(".tile")).to_have_count(30)
    expect(wall).to_contain_text("Before any training")
    expect(time).to_be_disabled()
    still(page)
    place = wall.bounding_box()
    page.get_by_role("button", name="Train", exact=True).click()
    expect(wall).to_contain_text("Now, after 1,000 iterations")
    assert wall.bounding_box() == place, "it moved"
    assert wall.locator(".right").count() > 20

    wall.locator(".tile").nth(7).click()
    expect(says).to_have_text(re.compile(r"It says 7, >?\d+% sure\. Right\."))
    expect(bars.nth(7)).to_have_class("guess")
    expect(bars.nth(7).locator(".percent")).not_to_have_text("<1%")
    page.keyboard.press("ArrowLeft")
    expect(says).to_contain_text("It says 6")
    expect(wall.get_by_role("radio").nth(6)).to_be_focused()

    time.press("Home")
    expect(wall).to_contain_text("Before any training")
    expect(says).to_have_text(re.compile(r"It says \d, 1\d% sure\."))
    expect(bars.filter(has_text="–")).to_have_count(0)  # those of the neighbour come from the server
    shown = [int(text.rstrip("%")) for text in bars.locator(".percent").all_inner_texts()]
    assert 95 <= sum(shown) <= 105, "all ten, each of them rounded"
    time.press("ArrowRight")
    expect(wall).to_contain_text(re.compile(r"After 1 iteration(?!s)"))
    time.press("End")
    expect(says).to_contain_text("It says 6")
    expect(page.locator(".units i")).to_have_count(12)
