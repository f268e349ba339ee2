"""The gradients page in a browser: times come while one goes on reading, and stay."""

from playwright.sync_api import Page, expect


def test_times_are_there_some_time_after_they_were_asked_for(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/gradients?hidden=1")
    page.get_by_text("backpropagation against the numerical gradient").click()
    # What is folded out in a few hundred milliseconds is out of reach until then, and may be scrolled in itself.
    page.wait_for_function("document.querySelector('details[open]')?.getAnimations({ subtree: true }).length === 0")
    page.get_by_role("button", name="Measure the times").click()
    expect(page.get_by_text("half of 25 tries")).to_have_count(4)
    expect(page.get_by_role("button", name="Measure the times again")).to_be_enabled()
    expect(page.get_by_text("could not be measured")).to_have_count(0)
