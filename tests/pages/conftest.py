"""The whole app without a browser, one page at a time."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from explorer.page import frame

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def no_components_are_installed() -> Iterator[None]:
    """Streamlit's tester looks for components in every installed package whenever it opens an app: most of its time."""
    with pytest.MonkeyPatch.context() as patch:
        with suppress(ImportError, AttributeError):  # it is an internal of Streamlit's
            patch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list)
        yield


@pytest.fixture
def open_page(only_the_sample: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Opens a page by the name of its file, as a link with these parameters does; after the test its tab is closed.

    What a tab trains rests when it is closed. Else the runs of one test would take the workers of the next.
    """
    closed = threading.Event()
    monkeypatch.setattr(frame, "presence", lambda: lambda: not closed.is_set())

    def open_page(name: str, **parameters: Any) -> AppTest:
        at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
        for key, value in parameters.items():
            at.query_params[key] = value if isinstance(value, list) else str(value)
        if name != "home":
            at.switch_page(f"pages/{name}.py")
        at.run()
        assert not at.exception
        return at

    yield open_page
    closed.set()


@pytest.fixture(scope="session")
def pages_read() -> dict[str, AppTest]:
    return {}


@pytest.fixture
def read_page(open_page: Callable[..., AppTest], pages_read: dict[str, AppTest]) -> Callable[..., AppTest]:
    """Opens a page to be read and not touched: once for all tests."""

    def read_page(name: str, **parameters: Any) -> AppTest:
        link = f"{name}?{urlencode(parameters)}"
        if link not in pages_read:
            pages_read[link] = open_page(name, **parameters)
        return pages_read[link]

    return read_page
