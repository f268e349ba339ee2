"""Folders to make something in: what killed processes leave goes, and nothing else does."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from explorer.data import workshop
from explorer.data.workshop import PREFIX
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]


def test_a_workshop_is_gone_at_the_end_with_what_is_left_in_it(tmp_path):
    with workshop.workshop(tmp_path / "a" / "b") as bench:
        (bench / "half").write_bytes(b"made")
        os.rename(bench / "half", tmp_path / "whole")
        (bench / "folder").mkdir()
        (bench / "folder" / "rest").write_bytes(b"left")
    assert os.listdir(tmp_path / "a" / "b") == []
    assert (tmp_path / "whole").read_bytes() == b"made"


def test_it_is_gone_too_when_the_work_fails(tmp_path):
    with pytest.raises(RuntimeError), workshop.workshop(tmp_path):
        raise RuntimeError
    assert os.listdir(tmp_path) == []


def test_what_nobody_holds_is_swept_at_once_and_the_rest_stays(tmp_path):
    (tmp_path / f"{PREFIX}killed" / "new").mkdir(parents=True)
    (tmp_path / f"{PREFIX}killed" / "new" / "x_train.npy").write_bytes(b"the first half")
    (tmp_path / "store").mkdir()
    with workshop.workshop(tmp_path) as bench:
        workshop.sweep(tmp_path)
        assert sorted(os.listdir(tmp_path)) == sorted([bench.name, "store"])
    assert os.listdir(tmp_path) == ["store"]


def test_nothing_to_sweep_is_fine(tmp_path):
    workshop.sweep(tmp_path / "no" / "such" / "folder")


def test_what_another_process_holds_stays_until_it_is_killed(tmp_path):
    script = (
        "import sys, threading\n"
        "from explorer.data.workshop import workshop\n"
        "with workshop(__import__('pathlib').Path(sys.argv[1])) as bench:\n"
        "    (bench / 'half').write_bytes(b'half')\n"
        "    threading.Event().wait()\n"
    )
    maker = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT)
    wait_until(lambda: list(tmp_path.glob(f"{PREFIX}*/half")))
    workshop.sweep(tmp_path)
    assert list(tmp_path.glob(f"{PREFIX}*/half"))
    maker.send_signal(signal.SIGKILL)
    maker.wait()
    workshop.sweep(tmp_path)
    assert os.listdir(tmp_path) == []


@pytest.mark.slow
def test_whoever_is_swept_before_the_lock_is_held_begins_again(tmp_path):
    """Many make and sweep at once: nobody loses what they work on."""
    everybody = threading.Barrier(8)

    def work(number: int) -> None:
        everybody.wait()
        for _ in range(50):
            with workshop.workshop(tmp_path) as bench:
                (bench / "mine").write_text(str(number))
                workshop.sweep(tmp_path)
                assert (bench / "mine").read_text() == str(number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert os.listdir(tmp_path) == []


def test_where_folders_cannot_be_locked_work_goes_on_and_nothing_is_swept(tmp_path, monkeypatch):
    def no_locks(*args, **kwargs):
        raise OSError("no locks available")

    monkeypatch.setattr(workshop, "_locked", no_locks)
    (tmp_path / f"{PREFIX}of-another-machine").mkdir()
    with workshop.workshop(tmp_path) as bench:
        workshop.sweep(tmp_path)
        assert bench.is_dir()
    assert os.listdir(tmp_path) == [f"{PREFIX}of-another-machine"]


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    with pytest.raises(OSError, match="symbolic links"):
        workshop.place(tmp_path / "loop.csv")
