"""Streamlit's runtime without a server around it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.state import SafeSessionState

from explorer.page.internals import hear_to_the_end


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Runtime]:
    """One that `streamlit.runtime.get_instance` gives; of a page with nothing on it."""
    script = tmp_path / "page.py"
    script.touch()
    yield Runtime(RuntimeConfig(str(script), MemoryMediaFileStorage("/media"), MemoryUploadedFileManager("/upload")))
    Runtime._instance = None


@pytest.fixture
def heard_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of a page follow each other as those of the app do, until the test ends."""
    for owner, name in (
        (AppSession, "request_rerun"),
        (AppSession, "_create_scriptrunner"),
        (SafeSessionState, "on_script_will_rerun"),
        (ScriptRunner, "_maybe_handle_execution_control_request"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))  # as it was, afterwards
    for _ in range(2):
        hear_to_the_end()
