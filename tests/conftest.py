"""What all tests share: a cache folder of their own, so that nothing of the user's is read or written."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the prepared data sets of this test session are kept; the sample is prepared once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def only_the_sample(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has the built-in sample and nothing else."""
    monkeypatch.setenv("NN_EXPLORER_CACHE", str(cache_folder))
    monkeypatch.delenv("MNIST_DIR", raising=False)
