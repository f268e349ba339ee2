"""A running server of the whole app, with the built-in sample alone, and a real browser in front of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium
from tests.serving import Server, serving


@pytest.fixture(scope="session")
def server(cache_folder: Path) -> Iterator[tuple[str, Server]]:
    """One server for all tests: its address and its process."""
    with serving(NN_EXPLORER_CACHE=str(cache_folder), MNIST_DIR=None) as served:
        yield served


@pytest.fixture(scope="session")
def app_url(server: tuple[str, Server]) -> str:
    return f"http://{server[0]}"


@pytest.fixture
def fresh_app_url(cache_folder: Path) -> Iterator[str]:
    """The address of a server that nobody has visited."""
    with serving(NN_EXPLORER_CACHE=str(cache_folder), MNIST_DIR=None) as (address, _):
        yield f"http://{address}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.HOW_TO)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()
