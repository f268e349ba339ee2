"""Runs that outlive the process that trains them: on disk, for the process that their tab finds when its own is gone.

Where the environment variable NN_EXPLORER_SHELF names a folder, every process that has this folder keeps there what its
tabs have trained so far. A tab that comes with an id which its process does not know has its run back from there, and
no more than a few seconds of it have to be done again: to the same last bit.

A file's name is a hash of the tab's id, and in it is nothing about a person. It goes when the process lets go of what
the tab had, and after a day whatever happens. A process may be killed at any time, and a disk may be full: then there
is no shelf for a while, and nothing else is missing. A file that a fall of the whole machine has left in pieces is
refused when it is read.
"""

import hashlib
import json
import logging
import math
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import nn_core as nn
from explorer.data import datasets, folders
from explorer.data.datasets import DatasetError, Digits
from explorer.runs import files
from explorer.training import rates
from explorer.training.jobs import Job
from explorer.training.rates import Rates

SECONDS_BETWEEN = 2
IDLE = 9  # times as long as it has written it rests: in a large class it has a tenth of a processor at most
SECONDS_KEPT = 24 * 60 * 60
MOST_BYTES = 200_000_000  # a thousand runs of 50 hidden units, a hundred of the largest; the oldest make room
LONGEST_HEAD = 100_000  # as in the file of a run
OURS = f"{'[0-9a-f]' * 64}.run*"  # whatever else is in the folder stays there

_logger = logging.getLogger(__name__)


class Start(NamedTuple):
    """Where a job starts from, with what `explorer.training.jobs.Job` calls so; and whether it is paused there."""

    run: nn.TrainingRun
    digits: Digits
    then: Rates = ()
    seconds: float = 0.0
    paused: bool = False


class Shelf:
    """The runs of all tabs that are kept in `folder`; `clock` gives the seconds since 1970."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._kept: dict[str, tuple[Any, bool]] = {}  # by the tab's id: what of its job is in its file; can it be?
        self._fails = False

    def follow(self, jobs: Callable[[], Mapping[str, Job]]) -> None:
        """From now on keep what `jobs` gives, in a thread that nobody waits for."""

        def go_round() -> None:
            while True:
                began = time.perf_counter()
                try:
                    self.keep(jobs())
                except Exception as error:  # this thread is the only one there will be
                    self._not_kept(repr(error))
                time.sleep(max(SECONDS_BETWEEN, IDLE * (time.perf_counter() - began)))

        threading.Thread(target=go_round, name="shelf", daemon=True).start()

    def keep(self, jobs: Mapping[str, Job]) -> None:
        """Have on the shelf what is new in these jobs, by the ids of their tabs; nothing of tabs that are not there."""
        try:
            for id in self._kept.keys() - jobs.keys():
                self._path(id).unlink(missing_ok=True)
                del self._kept[id]
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            paths = [*self._folder.glob(OURS)]
            emptied = not paths  # by somebody: one file that is missing is with another process
            there = self._there(paths)
            for id, job in jobs.items():
                self._write(id, job, there, emptied)
            self._fails = False
        except OSError as error:
            self._not_kept(folders.reason(error, self._folder))

    def _not_kept(self, why: str) -> None:
        """Said once, until it works again."""
        if not self._fails:
            _logger.warning("runs are not kept: %s", why)
        self._fails = True

    def take(self, id: object, new_id: str) -> Start | None:
        """What a tab had that no process knows any more; from now on it is what the tab `new_id` has.

        Args:
            id: of the tab, as its browser says; only the first who knows it gets what it had.
            new_id: of the tab that takes its place.

        Returns:
            What was kept last; None where there is nothing that can go on here. Where its images cannot be had just
            now, it stays for the next who asks.
        """
        if not isinstance(id, str):
            return None
        path = self._path(new_id)
        try:
            os.replace(self._path(id), path)
            with path.open("rb") as file:
                return _start(json.loads(file.readline(LONGEST_HEAD)), files.read(file))
        except FileNotFoundError:
            return None
        except (DatasetError, MemoryError, OSError) as error:
            _logger.warning("a run that was kept cannot go on now: %r", error)
            return None
        except Exception as error:  # whoever can write there can write anything
            _logger.warning("a run that was kept cannot go on: %r", error)
            with suppress(OSError):
                path.unlink(missing_ok=True)
            return None

    def _path(self, id: str) -> Path:
        return self._folder / f"{hashlib.sha256(id.encode(errors='replace')).hexdigest()}.run"

    def _there(self, files: Iterable[Path]) -> dict[Path, int]:
        """The size of each of these files, those first that were written longest ago; what is a day old is gone."""
        found = []
        for path in files:
            with suppress(FileNotFoundError):  # another process was faster
                stat = path.stat()
                if self._clock() - stat.st_mtime > SECONDS_KEPT:
                    path.unlink()
                else:
                    found.append((stat.st_mtime, path, stat.st_size))
        return {path: size for _, path, size in sorted(found)}

    def _write(self, id: str, job: Job, there: dict[Path, int], emptied: bool) -> None:
        """What a job has come to, unless that is there; it appears whole or not at all."""
        latest, paused = weakref.ref(job.run), job.paused  # first: what comes meanwhile is news the next time
        run, then = job.remaining()
        now = latest, paused, run.config.learning_rate, then
        path = self._path(id)
        kept, can_be = self._kept.get(id, (None, True))
        if kept == now and not (emptied and can_be):
            return
        try:
            data = _packed(run, then, job)
        except ValueError:  # nothing that could be read again, nor could it the next time
            self._kept[id] = now, False
            return
        there.pop(path, None)
        while there and sum(there.values()) + len(data) > MOST_BYTES:
            oldest = next(iter(there))
            oldest.unlink(missing_ok=True)
            del there[oldest]
        new = path.with_suffix(".run-new")
        try:
            new.write_bytes(data)
            os.replace(new, path)
        except OSError:
            new.unlink(missing_ok=True)
            raise
        self._kept[id], there[path] = (now, True), len(data)


def _packed(run: nn.TrainingRun, then: Rates, job: Job) -> bytes:
    """A line with what a run does not know, and the run as a file: what is left of the job to do.

    Raises:
        ValueError: it is too large for a file.
    """
    head = json.dumps({"then": rates.text(then), "paused": job.paused, "seconds": job.seconds})
    return f"{head}\n".encode() + files.packed(run, job.digits.name)


def _start(head: dict[str, Any], saved: files.Saved) -> Start:
    """What `_packed` had of a job.

    Raises:
        DatasetError: its images cannot be had here.
        Exception: it is nothing that `_packed` gave, or belongs to other images.
    """
    then, seconds = rates.read(head["then"]), float(head["seconds"])
    if then is None or not (math.isfinite(seconds) and seconds >= 0):
        raise ValueError("its rates or its seconds are not those of a run")
    if not datasets.is_on_disk(saved.dataset_name):
        raise DatasetError(f"{saved.dataset_name} is not here")
    digits = datasets.load(saved.dataset_name)
    run = nn.advance(saved.run, digits.dataset, 0)  # where it does not fit, this says so
    to_come = tuple(change for change in then if change[0] > run.iteration)
    return Start(run, digits, to_come, seconds, head["paused"] is True)


def _chosen() -> Shelf | None:
    folder = os.environ.get("NN_EXPLORER_SHELF")
    return Shelf(Path(folder).expanduser().absolute()) if folder else None


SHARED = _chosen()
