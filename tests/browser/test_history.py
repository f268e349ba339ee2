"""Back, Forward, the sidebar and a reload: a page is found as it was left, and a run where it was, in its own tab."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pictures import still
from tests.browser.test_trainer import LONG_RUN, iteration, press
from tests.waiting import wait_until

# What is set on each page, by a slider and in the address. Pages that come one after the other share names of widgets.
PAGES = {
    "Sigmoid": ("Weight w", {"x": ["3"], "h": ["0.01"], "w": ["1.1"]}),
    "Gradients": ("Distance h", {"h": ["0.00012"]}),
    "Gradient descent": ("Start x0", {"step": ["1"], "x0": ["-2.9"]}),
    "Softmax": ("Logit 0", {"a0": ["3.1"]}),
    "Train on MNIST": ("Hidden size", {"hidden": ["51"]}),
    "Forward pass": ("Input x1", {"x1": ["1.1"]}),
}


def go(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()


def wait_for(page: Page, name: str, left: dict[str, list[str]]) -> None:
    """Until this page is there, with what was set in its address and its controls where they were."""
    expect(page.get_by_role("slider", name=PAGES[name][0]).first).to_be_visible()
    wait_for_address(page, name)
    try:
        wait_until(lambda: controls(page) == left[name])
    finally:
        assert controls(page) == left[name]  # says which


def wait_for_address(page: Page, name: str) -> None:
    wait_until(lambda: parse_qs(urlsplit(page.url).query) == PAGES[name][1])


def controls(page: Page) -> list[str]:
    values = "elements => elements.map(e => e.type === 'radio' ? `${e.checked}` : e.value)"
    found: list[str] = page.locator("[data-testid=stMain] input").evaluate_all(values)
    return found


def test_every_page_is_found_as_it_was_left_whichever_way_one_comes(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/sigmoid?x=3&h=0.01")
    left: dict[str, list[str]] = {}
    names = list(PAGES)
    for name, (slider, _) in PAGES.items():
        if left:
            go(page, name)
        page.get_by_role("slider", name=slider).first.press("ArrowRight")
        wait_for_address(page, name)
        still(page)
        left[name] = controls(page)
    assert page.evaluate("history.length") == 1 + len(names), "a page has one place in the history"
    for name in names[-2::-1]:
        page.go_back()
        wait_for(page, name, left)
    page.go_forward()
    wait_for(page, names[1], left)
    page.reload()
    wait_for(page, names[1], left)
    for name in ("Gradient descent", "Sigmoid", "Train on MNIST"):
        go(page, name)
        wait_for(page, name, left)


def test_an_experiment_has_no_place_in_the_history(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/sigmoid")
    go(page, "Softmax")
    page.get_by_text("Ten equal logits").click()
    page.get_by_text("1/10").click()
    expect(page).to_have_url(f"{app_url}/softmax?n=10&a0=0&a1=0&a3=0")
    page.go_back()
    expect(page.get_by_role("heading", name="The sigmoid")).to_be_visible()
    page.go_forward()
    expect(page).to_have_url(f"{app_url}/softmax?n=10&a0=0&a1=0&a3=0")
    expect(page.get_by_role("slider", name="Digits")).to_have_value("10")


def test_a_reload_finds_the_run_and_no_other_tab_does(app_url: str, context: BrowserContext, page: Page) -> None:
    page.goto(f"{app_url}/{LONG_RUN}")
    press(page, "Train")
    wait_until(lambda: iteration(page) > 0)
    with context.expect_page() as opened:
        page.evaluate("window.open(location.href)")  # with all that the browser keeps for the first tab
    others = [opened.value, context.new_page()]
    others[1].goto(page.url)
    for other in others:
        expect(other.get_by_text("Ready. Press Train.")).to_be_visible()
    # Until the second knows that it is not the first: it would have its run, if it asked while that is being reloaded.
    wait_until(lambda: len({tab.evaluate("sessionStorage.getItem('tab')") for tab in (page, *others)} - {None}) == 3)
    reached = iteration(page)
    page.reload()
    wait_until(lambda: page.get_by_test_id("stMetric").count() == 5 and iteration(page) > reached)
    press(page, "Pause")
    expect(page.get_by_text("Paused at")).to_be_visible()
    reached = iteration(page)
    page.reload()
    expect(page.get_by_text("Paused at")).to_be_visible()
    assert iteration(page) >= reached
    for other in others:
        assert iteration(other) == 0
        other.close()
    press(page, "Reset")
    wait_until(lambda: iteration(page) == 0)
    page.reload()
    expect(page.get_by_text("Ready. Press Train.")).to_be_visible()
