"""What all tests share: a cache folder and a server of their own, so that nothing of the user's is read or written."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser import chromium
from tests.serving import Server, serving

# How long an example takes says how busy the machine is. Forty find what a hundred do: every run draws others.
hypothesis.settings.register_profile("any machine", deadline=None, max_examples=40)
hypothesis.settings.load_profile("any machine")

MARKED_FOLDERS = {"browser", "classroom", "engines"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in one of these folders has its name as a mark."""
    for item in items:
        if item.path.parent.name in MARKED_FOLDERS:
            item.add_marker(item.path.parent.name)


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_is_heard() -> None:
    """Also by the programs that tests start: a shell lets what it starts in the background ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def the_log_has_said_nothing() -> None:
    """What it says once in ten minutes each test may hear."""
    if (internals := sys.modules.get("explorer.page.internals")) is not None:
        internals._ONCE._said.clear()


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the prepared data sets of this test session are kept; the sample is prepared once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def only_the_sample(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has the built-in sample and nothing else."""
    monkeypatch.setenv("NN_EXPLORER_CACHE", str(cache_folder))
    monkeypatch.delenv("MNIST_DIR", raising=False)


@pytest.fixture(scope="session")
def server(cache_folder: Path) -> Iterator[tuple[str, Server]]:
    """The whole app with the built-in sample alone, on as many workers wherever it runs: its address, its process."""
    with serving(NN_EXPLORER_CACHE=str(cache_folder), MNIST_DIR=None, LOKY_MAX_CPU_COUNT="2") as served:
        yield served


@pytest.fixture(scope="session")
def address(server: tuple[str, Server]) -> str:
    return server[0]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """A process may have it once."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = chromium.launch(playwright)
    yield browser
    browser.close()
