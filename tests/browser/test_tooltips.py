"""What a chart tells who points at it, in the browser: the number that was computed, also beyond an axis."""

from playwright.sync_api import Locator, Page, expect

import nn_core as nn
from tests.browser.pictures import rest


def open_chart(page: Page, address: str, charts: int, number: int) -> Locator:
    page.goto(address)
    rest(page, charts)
    return page.get_by_test_id("stVegaLiteChart").locator("svg.marks").nth(number)


def expect_told(page: Page, mark: Locator, *told: str) -> None:
    """Pointing at the mark shows these."""
    mark.hover(force=True)
    shown = page.locator(".vg-tooltip.visible")
    for one in told:
        expect(shown).to_contain_text(one)


def last_value(lr: float) -> float:
    return float(nn.gradient_descent(nn.BOWL.f, [-3, 4], lr, 100, nn.BOWL.grad).values[-1])


def test_a_number_beyond_the_axis_is_told_as_it_is(page: Page, app_url: str) -> None:
    loss = open_chart(page, f"{app_url}/losses?p=0.001", 3, 1)
    arrows = loss.locator(".mark-symbol path[aria-label*='6.908']")
    expect_told(page, arrows.last, "cross-entropy", "0.001", "6.908")
    assert loss.get_by_text("6.908").count() == 1, "it is written beside the arrow"

    heights = open_chart(page, f"{app_url}/descent?step=100", 2, 1)
    expect_told(page, heights.locator(".mark-rule line").last, "100", f"{last_value(0.1):.4g}")
    page.goto(f"{app_url}/descent?lr=1.1")
    rest(page, 2)
    expect_told(page, heights.locator(".mark-rule line").last, "100", f"{last_value(1.1):.4g}")


def test_a_line_tells_nothing_of_its_first_point(page: Page, app_url: str) -> None:
    output = open_chart(page, f"{app_url}/sigmoid?x=0.3", 2, 0)
    point = output.locator(".mark-symbol path").first
    expect_told(page, point, "0.3", "0.5744")
    curve = output.locator(".mark-line path").first.bounding_box()
    assert curve is not None
    page.mouse.move(curve["x"] + 20, curve["y"] + curve["height"] - 1)
    expect(page.locator(".vg-tooltip.visible")).to_have_count(0)
