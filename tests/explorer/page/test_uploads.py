"""Few files are kept, the latest; who sends many loses their own."""

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from explorer.page.uploads import MOST, MOST_OF_A_SESSION, FewUploads


@pytest.fixture
def manager() -> MemoryUploadedFileManager:
    manager = MemoryUploadedFileManager("/upload")
    manager.add_file = FewUploads(manager)  # type: ignore[method-assign]
    return manager


def upload(manager: MemoryUploadedFileManager, session: str, *names: str) -> None:
    for name in names:
        manager.add_file(session, UploadedFileRec(name, name, "application/octet-stream", b"a run"))


def kept(manager: MemoryUploadedFileManager) -> list[tuple[str, str]]:
    return [(session, name) for session, files in manager.file_storage.items() for name in files]


def test_of_a_session_the_latest_files_are_kept(manager: MemoryUploadedFileManager) -> None:
    names = [f"file{number}" for number in range(100)]
    upload(manager, "a", *names)
    assert kept(manager) == [("a", name) for name in names[-MOST_OF_A_SESSION:]]


def test_of_all_sessions_the_latest_files_are_kept(manager: MemoryUploadedFileManager) -> None:
    for number in range(100):
        upload(manager, f"session{number}", "file")
    assert kept(manager) == [(f"session{number}", "file") for number in range(100 - MOST, 100)]


def test_who_sends_many_files_takes_nobody_elses_place(manager: MemoryUploadedFileManager) -> None:
    upload(manager, "student", "file")
    for number in range(100):
        upload(manager, "attacker", f"file{number}")
    assert ("student", "file") in kept(manager)


def test_a_file_that_is_sent_again_is_the_latest(manager: MemoryUploadedFileManager) -> None:
    upload(manager, "a", "again", *[f"file{number}" for number in range(MOST_OF_A_SESSION - 1)], "again", "another")
    assert ("a", "again") in kept(manager)
    assert len(kept(manager)) == MOST_OF_A_SESSION


def test_a_file_that_was_given_back_is_no_trouble(manager: MemoryUploadedFileManager) -> None:
    for number in range(100):
        upload(manager, "a", f"file{number}")
        manager.remove_file("a", f"file{number}")
        assert kept(manager) == []
