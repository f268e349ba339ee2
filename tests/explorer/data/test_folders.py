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

from explorer.data import folders, workshop

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


def test_a_user_without_a_home_gets_a_temporary_folder_and_none_that_is_called_tilde(tmp_path, monkeypatch):
    monkeypatch.delenv("NN_EXPLORER_CACHE")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pooch, "os_cache", lambda project: Path("~/.cache") / project)  # as without HOME and a name
    assert folders.folder().name.startswith(folders.TEMPORARY)
    assert os.listdir(tmp_path) == []


def test_what_killed_servers_left_is_swept_at_the_first_look(tmp_path):
    left = [tmp_path / "cache" / part / f"{workshop.PREFIX}killed" for part in ("prepared", "downloads")]
    for folder in left:
        (folder / "new").mkdir(parents=True)
    (tmp_path / "cache" / "prepared" / "sample").mkdir()
    folders.folder()
    assert not any(path.exists() for path in left)
    assert (tmp_path / "cache" / "prepared" / "sample").is_dir()


def test_the_temporary_folder_of_a_killed_server_is_swept_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setenv("NN_EXPLORER_CACHE", UNWRITABLE)
    monkeypatch.setattr(folders.tempfile, "tempdir", str(tmp_path))
    left = tmp_path / f"{folders.TEMPORARY}killed"
    (left / "prepared").mkdir(parents=True)
    mine = folders.folder()
    assert list(tmp_path.iterdir()) == [mine]
    folders._writable_folder.cache_clear()
    another = folders.folder()
    assert sorted(tmp_path.iterdir()) == sorted([mine, another]), "the first still holds its own"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/data/mnist", "/data/mnist"),
        ("/data/한글", "/data/한글"),
        (os.fsdecode(b"/data/\xff"), "/data/\ufffd"),
        ("/data/한글".encode().decode("ascii", "surrogateescape"), "/data/한글"),  # as in the locale C
        ("/a\nb\x1b[31m", "/a\ufffdb\ufffd[31m"),
    ],
)
def test_any_path_can_be_shown(path, shown):
    assert folders.shown(path) == folders.shown(Path(path)) == shown
    folders.shown(path).encode()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the quota for the disk is used up"),
        (errno.EFBIG, "no file may be so large there"),
        (errno.EROFS, "nothing may be written there"),
        (errno.EACCES, "nothing may be written there"),
        (errno.ENOTDIR, "a file is in the way"),
        (errno.EIO, os.strerror(errno.EIO)),
        (None, "OSError"),
    ],
)
def test_why_something_cannot_be_written_is_said_in_plain_words(code, words):
    error = OSError(code, os.strerror(code)) if code else OSError("3136000 requested and 1048448 written")
    assert folders.reason(error, Path("/cache")) == f"{words} (/cache)"
