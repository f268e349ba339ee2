"""The three engines, one after the other, each started once."""

from collections.abc import Iterator

import pytest

from tests.engines import chromium, firefox, webkit
from tests.engines.engine import Engine

ENGINES = {"chromium": chromium, "firefox": firefox, "webkit": webkit}


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    module = ENGINES[request.param]
    if reason := module.missing():
        pytest.skip(reason)
    with module.started() as engine:
        yield engine
