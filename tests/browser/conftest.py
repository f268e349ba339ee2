"""A running server of the whole app, and a real browser in front of it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium

ROOT = Path(__file__).parents[2]
# Switched off: what a headless browser does not need, and every connection to anywhere but the app.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextmanager
def serving(cache_folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The app as a user starts it, with the built-in sample alone; its address and its process."""
    port = free_port()
    environment = os.environ | {"NN_EXPLORER_CACHE": str(cache_folder)}
    environment.pop("MNIST_DIR", None)
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", f"--server.port={port}"]
    command += ["--server.headless=true", "--server.address=127.0.0.1"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    url = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)
            break
        except OSError:
            time.sleep(0.25)
    try:
        yield url, process
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(cache_folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """One server for all tests."""
    with serving(cache_folder) as served:
        yield served


@pytest.fixture
def fresh_server(cache_folder: Path) -> Iterator[str]:
    """The address of a server that nobody has visited."""
    with serving(cache_folder) as (url, _):
        yield url


@pytest.fixture(scope="session")
def app_url(server: tuple[str, subprocess.Popen[bytes]]) -> str:
    return server[0]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.HOW_TO)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()
