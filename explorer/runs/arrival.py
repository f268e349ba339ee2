"""A run that comes from a file, from whomever: if this page could have made it, it becomes a run of the visit.

That a file is sound is known by `explorer.runs.files`. Here it is held against what there is on this machine. What it
says of itself is shown as such: nobody has trained it again.
"""

import io
import re
from contextlib import suppress
from pathlib import PurePath

import numpy as np

from explorer.data import datasets
from explorer.data.datasets import DatasetError, Digits
from explorer.runs import files
from explorer.runs.kept import FROM_FILE, LONGEST_NAME, Kept, Runs, legible
from explorer.training.sliders import MOST_ITERATIONS

MOST_MEGABYTES = 3  # as in .streamlit/config.toml; what the trainer's controls allow takes 2
OF_THIS_PAGE = re.compile(r"run-\d+-rate-")  # how the file of a run begins that nobody has given a name
AGAIN = re.compile(r" ?\(\d+\)$")  # what a browser, and this page, puts behind a name that another has
LARGEST = 10**9  # of its weights; what the controls allow comes to a million
INPUTS, MOST_CLASSES = 784, 10  # of every data set that there can be here, see `explorer.data.idx`


def receive(data: bytes, runs: Runs, file_name: str = "") -> Kept:
    """The run in a file, kept among those of the visit; where it is one of them already, that one.

    Two students who trained with the same settings hand in the same run: under another name it is kept once more.

    Args:
        data: what is in the file.
        runs: of the visit.
        file_name: what the run is called by, as its visitor might: nothing else follows from it. The names that this
            page gives to files say no more than the run itself.

    Raises:
        ValueError: it is no run that this page could have made, or there is no room. The message is one sentence.
    """
    if len(data) > MOST_MEGABYTES * 10**6:
        raise ValueError(f"This file has more than {MOST_MEGABYTES} MB, and a run of this page takes 2 at most.")
    run, dataset_name = files.read(io.BytesIO(data))
    if run.iteration > MOST_ITERATIONS:
        raise ValueError(f"This run has {run.iteration:,} iterations, and this page opens {MOST_ITERATIONS:,} at most.")
    if run.iteration == 0:
        raise ValueError("This is the file of a run that has not begun: there is nothing to compare yet.")
    stem = AGAIN.sub("", legible(PurePath(file_name).stem))
    given = "" if OF_THIS_PAGE.match(stem) else stem
    room = LONGEST_NAME - len(FROM_FILE)
    name = (given if len(given) <= room else f"{given[: room - 1].rstrip(' -')}…") + FROM_FILE
    for one in runs.known(run, dataset_name):
        called = AGAIN.sub("", one.name)
        if not given or given == one.file_name or name == called or (called != one.name and name.startswith(called)):
            return one
    inputs, classes = run.network.input_size, run.network.output_size
    if inputs != INPUTS:
        raise ValueError(f"This network has {inputs:,} inputs, and the images here have {INPUTS} pixels.")
    largest = max(run.config.weight_init_std, *(float(np.abs(values).max()) for values in run.network.params.values()))
    if largest > LARGEST and not run.diverged:  # of one that has diverged nothing but the curves is shown
        raise ValueError(
            f"This network has or began with weights beyond {LARGEST:,}: no picture and no sum shows them."
        )
    digits = _on_disk(dataset_name)
    expected = MOST_CLASSES if digits is None else digits.dataset.classes
    if classes > expected or (digits is not None and classes < expected):
        at_most = "at most " if digits is None else ""
        raise ValueError(f"This network knows {classes:,} classes, and its data set has {at_most}{expected} here.")
    if not runs.has_room_for_files():
        raise ValueError("All visitors together keep so many runs that there is no room for one from a file now.")
    tests = None if digits is None else len(digits.dataset.t_test)
    kept = runs.add(run, dataset_name, None, tests)
    runs.rename(kept.number, name if given else f"{kept.name}{FROM_FILE}")
    return runs[kept.number]


def _on_disk(dataset_name: str) -> Digits | None:
    """The data set of that name, where it is on this machine and whole."""
    if datasets.is_on_disk(dataset_name):
        with suppress(DatasetError):
            return datasets.load(dataset_name)
    return None
