"""A real browser in front of the server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.browser import chromium

WINDOW = ViewportSize(width=1280, height=900)
expect.set_options(timeout=60_000)  # a busy machine may take its time


@pytest.fixture(scope="session")
def app_url(address: str) -> str:
    return f"http://{address}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.HOW_TO)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield browser
        browser.close()


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


@pytest.fixture(scope="module")
def fresh(browser: Browser) -> Iterator[Page]:
    """A page in a window of its own, to compare with: one that is hidden draws nothing."""
    page = browser.new_page(viewport=WINDOW)
    yield page
    page.close()
