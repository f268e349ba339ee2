"""What goes home from the terminal, a run or a sweep, in the form that the ending of its file's name says."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import get_args

import nn_core as nn
from explorer.data import workshop
from explorer.data.datasets import Digits
from explorer.runs import curves, figures, files, program, rows, sweep_figures
from explorer.runs.home_words import settings_in_a_figure
from explorer.runs.rows import Row
from explorer.training.settings import settings_of

KINDS: tuple[figures.Kind, ...] = get_args(figures.Kind)


def _figure(run: nn.TrainingRun, dataset_name: str, kind: figures.Kind) -> bytes:
    return figures.figure([(settings_in_a_figure(settings_of(run, dataset_name)), run)], kind)


FORMS: dict[str, Callable[[nn.TrainingRun, str], bytes]] = {
    ".npz": files.packed,
    ".csv": lambda run, _: curves.as_csv(run).encode(),
    ".py": lambda run, dataset_name: program.script(run, dataset_name).encode(),
    ".ipynb": lambda run, dataset_name: program.notebook(run, dataset_name).encode(),
    **{f".{kind}": partial(_figure, kind=kind) for kind in KINDS},
}
SWEEP_FORMS = (".csv", *(f".{kind}" for kind in KINDS))


def ending(path: Path) -> str:
    """Of a file's name, such as .npz."""
    return path.suffix.lower()


def called(path: Path) -> str:
    """What is in a file of this name, in words."""
    if figure_kind(path) is not None:
        return "The figure"
    return {".py": "The program", ".ipynb": "The notebook", ".csv": "The table of its curves"}.get(
        ending(path), "The run"
    )


def write(path: Path, run: nn.TrainingRun, dataset_name: str) -> None:
    """Write the file, whose name has one of the endings of `FORMS`: it is there whole or as it was before.

    Raises:
        ValueError: as `files.packed`.
        OSError: it cannot be written.
    """
    workshop.put(path, FORMS[ending(path)](run, dataset_name))


def figure_kind(path: Path) -> figures.Kind | None:
    """Which kind of figure a file of this name is; None of what is none."""
    return next((kind for kind in KINDS if ending(path) == f".{kind}"), None)


def write_sweep(path: Path, settings: Sequence[nn.TrainingConfig], found: Sequence[Row], digits: Digits) -> None:
    """Write a sweep: its figure, or else its table, as one of `SWEEP_FORMS`. It is there whole or as it was before.

    Raises:
        ValueError: there is no run to draw.
        OSError: it cannot be written.
    """
    if (kind := figure_kind(path)) is None:
        workshop.put(path, rows.written(digits.name, found).encode())
    else:
        workshop.put(path, sweep_figures.figure(settings, found, digits, kind))
