"""Streamlit's runtime without a server around it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Runtime]:
    """One that `streamlit.runtime.get_instance` gives; of a page with nothing on it."""
    script = tmp_path / "page.py"
    script.touch()
    yield Runtime(RuntimeConfig(str(script), MemoryMediaFileStorage("/media"), MemoryUploadedFileManager("/upload")))
    Runtime._instance = None
