"""A real browser in front of the server."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from explorer.course.steps import STEPS
from tests.browser.pictures import rest, whole

WINDOW = ViewportSize(width=1280, height=900)
# A slider of each page, and how many charts it moves in sight; others wait in expanders.
PAGES = {
    "sigmoid": ("x", 2),
    "softmax": ("a0", 2),
    "losses": ("p", 3),
    "forward": ("x1", 1),
    "backward": ("x1", 2),
    "gradients": ("x0", 3),
    "descent": ("x0", 2),
}

expect.set_options(timeout=60_000)  # a busy machine may take its time


@pytest.fixture(scope="session")
def app_url(address: str) -> str:
    return f"http://{address}"


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests, so that its cache has the app's scripts; every tab is a session of its own all the same."""
    context = browser.new_context(viewport=WINDOW)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    yield page
    page.close()


# The lessons first, as in PAGES: pytest tells what can be shared by the number in such a list.
@pytest.fixture(scope="session", params=[*(step.page for step in STEPS), ""], ids=lambda name: name or "home")
def opened(request: pytest.FixtureRequest, context: BrowserContext, app_url: str) -> Iterator[Page]:
    """Each page in turn, opened once for all tests that do not mind what others have done to it."""
    page = context.new_page()
    page.goto(f"{app_url}/{request.param}")
    whole(page)
    yield page
    page.close()


@pytest.fixture
def lesson(opened: Page) -> Page:
    """A page that is open, on a laptop, by day."""
    opened.set_viewport_size(WINDOW)
    opened.emulate_media(color_scheme="light")
    rest(opened, PAGES[name_of(opened)][1])
    return opened


def name_of(page: Page) -> str:
    return urlsplit(page.url).path[1:]


@pytest.fixture(scope="session")
def fresh(browser: Browser) -> Iterator[Page]:
    """A page in a window of its own, to compare with: one that is hidden draws nothing."""
    page = browser.new_page(viewport=WINDOW)
    page.set_default_timeout(60_000)
    yield page
    page.close()
