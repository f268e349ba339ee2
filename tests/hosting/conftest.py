"""The app as `deploy/` has it on a public host."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosting.proxy import LACKING, Proxy, proxied


@pytest.fixture(scope="session")
def haproxy() -> None:
    """The program; where it is not installed the test is skipped."""
    if LACKING:
        pytest.skip(f"needs {' and '.join(LACKING)}: on Debian, apt install {' '.join(LACKING)}")


@pytest.fixture(scope="session")
def proxy(haproxy: None, tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> Iterator[Proxy]:
    """Two processes behind HAProxy; whoever stops one starts it again."""
    folder = tmp_path_factory.mktemp("proxy")
    with proxied(folder, NN_EXPLORER_CACHE=str(cache_folder), MNIST_DIR=None, LOKY_MAX_CPU_COUNT="1") as proxy:
        yield proxy
