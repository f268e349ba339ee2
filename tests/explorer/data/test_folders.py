"""Where things are kept: the folder that was named, the user's, or a temporary one."""

import errno
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pooch
import pytest

from explorer.data import folders

ROOT = Path(__file__).parents[3]
UNWRITABLE = f"{__file__}/cannot/be"


def test_the_folder_that_was_named(tmp_path, monkeypatch):
    monkeypatch.setenv("NN_EXPLORER_CACHE", str(tmp_path / "a" / ".." / "named"))
    assert folders.folder() == tmp_path / "named"
    assert folders.folder().is_dir()
    assert folders.store_folder("sample") == tmp_path / "named" / "prepared" / "sample"
    assert folders.downloads_folder() == tmp_path / "named" / "downloads"


def test_a_tilde_is_the_users_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NN_EXPLORER_CACHE", "~/named")
    assert folders.folder() == tmp_path / "named"


@pytest.mark.parametrize("setting", [None, ""])
def test_without_a_setting_the_users_cache_folder_is_used(tmp_path, monkeypatch, setting):
    monkeypatch.delenv("NN_EXPLORER_CACHE")
    if setting is not None:
        monkeypatch.setenv("NN_EXPLORER_CACHE", setting)
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "user" / project)
    assert folders.folder() == tmp_path / "user" / "nn-explorer"


def test_a_folder_that_cannot_be_written_is_replaced_by_one_temporary_folder(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("NN_EXPLORER_CACHE", UNWRITABLE)
    monkeypatch.setattr(folders.tempfile, "tempdir", str(tmp_path))
    everybody = threading.Barrier(30)

    def look(_) -> Path:
        everybody.wait()
        return folders.folder()

    with ThreadPoolExecutor(30) as pool:
        found = set(pool.map(look, range(30)))
    assert found == set(tmp_path.glob("nn-explorer-*"))
    assert len(found) == 1
    assert f"{UNWRITABLE} cannot be written" in caplog.text


def test_a_temporary_folder_is_gone_when_the_app_ends(monkeypatch):
    monkeypatch.setenv("NN_EXPLORER_CACHE", UNWRITABLE)
    script = "from explorer.data import folders; assert folders.folder().is_dir(); print(folders.folder())"
    folder = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, text=True).strip()
    assert "nn-explorer-" in folder
    assert not os.path.exists(folder)


def test_where_nothing_can_be_written_it_is_the_folder_that_was_named(monkeypatch):
    def read_only(*args, **kwargs):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setenv("NN_EXPLORER_CACHE", UNWRITABLE)
    monkeypatch.setattr(folders.tempfile, "mkdtemp", read_only)
    assert folders.folder() == Path(UNWRITABLE)
