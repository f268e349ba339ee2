"""A running server of the whole app, with the built-in sample alone, and students who know nothing but its address."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Server, serving


@pytest.fixture(scope="session")
def server(cache_folder: Path) -> Iterator[tuple[str, Server]]:
    """One server for all tests: its address and its process."""
    with serving(NN_EXPLORER_CACHE=str(cache_folder), MNIST_DIR=None) as served:
        yield served


@pytest.fixture(scope="session")
def address(server: tuple[str, Server]) -> str:
    return server[0]
