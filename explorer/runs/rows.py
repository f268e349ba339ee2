"""The runs of a sweep as a CSV file, a row for each that is at its end; it is read back to go on with the rest."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import nn_core as nn
from explorer.runs import files, halving, luck
from explorer.runs.grid import WHOLE
from explorer.training.sliders import FIELDS

RESULTS = ("test_accuracy", "best_test_accuracy", "train_accuracy", "diverged", "seconds")
COLUMNS = ("dataset", *FIELDS, *RESULTS)
MOST_BYTES = 1_000_000  # 200 runs in three rounds each take 67 kB


class Row(NamedTuple):
    """What came of a run.

    Attributes:
        config: its settings. One that was ended early has the fewer iterations that it was trained for.
        test_accuracy: at its end, from 0 to 1.
        best_test_accuracy: the highest that was measured.
        train_accuracy: at its end; nan of one that was ended early, which was not asked.
        diverged: its loss or a weight was no longer finite.
        seconds: that it took.
    """

    config: nn.TrainingConfig
    test_accuracy: float
    best_test_accuracy: float
    train_accuracy: float
    diverged: bool
    seconds: float


def of(run: nn.TrainingRun, seconds: float) -> Row:
    """The row of a run at its end."""
    last, best, train = run.test_accuracy[-1], run.test_accuracy.max(), run.train_accuracy[-1]
    return Row(run.config, float(last), float(best), float(train), run.diverged, seconds)


def scores(rows: Iterable[Row]) -> dict[nn.TrainingConfig, float]:
    """What a sweep has to know of runs that were trained before."""
    return {row.config: 0.0 if row.diverged else row.test_accuracy for row in rows}


def joined(settings: Sequence[nn.TrainingConfig], before: Iterable[Row], now: Iterable[Row]) -> list[Row]:
    """The rows of a sweep, in the order of `settings`; where there are two of the same, that of now.

    A run that went on after rounds with fewer iterations has a row of each of them, so that a sweep that goes on with
    the table compares in each round what it compared before.
    """
    rows = {row.config: row for row in (*before, *now)}
    rounds = dict.fromkeys(config for one in settings for config in halving.rounds(one))
    return [rows[config] for config in rounds if config in rows]


def runs(rows: Iterable[Row]) -> int:
    """Of how many runs they are, whatever their iterations."""
    return len({replace(row.config, iterations=1) for row in rows})


def furthest(rows: Sequence[Row]) -> list[Row]:
    """Those that can be compared: of the most iterations that any has, since others were ended early."""
    most = max((row.config.iterations for row in rows), default=0)
    return [row for row in rows if row.config.iterations == most]


def ranked(rows: Sequence[Row]) -> list[luck.Group]:
    """What can be compared, by its settings, the best first, and after all others those with a run that diverged."""
    compared = furthest(rows)
    diverged = {replace(row.config, seed=0) for row in compared if row.diverged}
    found = luck.groups((row.config, row.test_accuracy) for row in compared)
    marked = (group._replace(diverged=group.settings in diverged) for group in found)
    return sorted(marked, key=lambda group: group.diverged)


def ended_early(rows: Sequence[Row]) -> set[nn.TrainingConfig]:
    """The settings, as `whatever_length` has them, that no round of halving let go on.

    The last round may have been stopped: which go on is told by the one before, which is whole where another has begun.
    So is what has a row of the last round anyway, as from a sweep without halving.
    """
    rounds = sorted({row.config.iterations for row in rows})
    if len(rounds) < 2:
        return set()
    ranked = luck.groups(scores(row for row in rows if row.config.iterations == rounds[-2]).items())
    going_on = [group.settings for group in ranked[: halving.going_on(len(ranked))]]
    lasting = {whatever_length(config) for config in (*going_on, *(row.config for row in furthest(rows)))}
    return {whatever_length(row.config) for row in rows} - lasting


def whatever_length(config: nn.TrainingConfig) -> nn.TrainingConfig:
    """The same for runs that differ in their seeds, or of which one was ended early."""
    return replace(config, seed=0, iterations=1)


def written(dataset_name: str, rows: Iterable[Row]) -> str:
    """The text of the file."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in rows:
        results = (_number(row.test_accuracy), _number(row.best_test_accuracy), _number(row.train_accuracy))
        settings = (repr(getattr(row.config, name)) for name in FIELDS.values())
        table.writerow([dataset_name, *settings, *results, int(row.diverged), f"{row.seconds:.2f}"])
    return text.getvalue()


def _number(value: float) -> str:
    """To the last bit; nothing for nan."""
    return "" if math.isnan(value) else repr(value)


def read(path: Path, dataset_name: str, settings: Sequence[nn.TrainingConfig]) -> list[Row]:
    """What such a file knows of a sweep on this data set with these settings.

    Raises:
        ValueError: the end of a sentence: it is no such file, or of another sweep.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:  # a spreadsheet may have begun it with a mark
            text = file.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise ValueError
        header, *lines = csv.reader(io.StringIO(text), strict=True)
        if tuple(header) != COLUMNS:
            raise ValueError
        found = [_row(dict(zip(COLUMNS, line, strict=True))) for line in lines if line]
    except (OSError, ValueError, csv.Error):
        raise ValueError("it is not the table of a sweep") from None
    if any(name != dataset_name for name, _ in found):
        raise ValueError("its runs learned from another data set")
    wanted = {config for one in settings for config in halving.rounds(one)}
    if any(row.config not in wanted for _, row in found):
        raise ValueError("it has runs with other settings than these")
    return [row for _, row in found]


def _row(cells: dict[str, str]) -> tuple[str, Row]:
    """The data set's name and the row that a line of the file says."""
    values: dict[str, Any] = {field: (int if field in WHOLE else float)(cells[key]) for key, field in FIELDS.items()}
    config = nn.TrainingConfig(**values)
    test, best, seconds = (float(cells[name]) for name in ("test_accuracy", "best_test_accuracy", "seconds"))
    train = float(cells["train_accuracy"] or "nan")
    accuracies = files.are_accuracies((test, best) if math.isnan(train) else (test, best, train))
    if not (accuracies and test <= best and 0 <= seconds < math.inf and cells["diverged"] in ("0", "1")):
        raise ValueError
    return cells["dataset"], Row(config, test, best, train, cells["diverged"] == "1", seconds)
