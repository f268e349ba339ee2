"""The table of all runs: which settings differ, how far each came, and what is to be said about it."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from explorer.runs.kept import Kept, best
from explorer.training import words
from explorer.words import numbers

ALWAYS = ("lr", "hidden", "batch")  # the settings that have a column also where all runs have the same


def differing(runs: Iterable[Kept]) -> list[str]:
    """The keys of the settings that are not the same in all of these runs, in the order of the trainer's controls."""
    all_settings = [one.settings for one in runs]
    return [key for key in words.NAMES if len({settings[key] for settings in all_settings}) > 1]


def in_common(runs: Sequence[Kept]) -> dict[str, Any]:
    """The settings that all of these runs have, and that have no column of their own."""
    differ = differing(runs)
    settings = runs[-1].settings if runs else {}
    return {key: value for key, value in settings.items() if key not in (*differ, *ALWAYS) and value != ""}


def marks(runs: Sequence[Kept]) -> dict[int, str]:
    """What the best are called, by their numbers: each data set has its own. One run alone is not the best of any."""
    several = "dataset" in differing(runs)
    winners = best(runs) if len(runs) > 1 else set()
    return {one.number: f"best on {one.dataset_name}" if several else "best" for one in runs if one.number in winners}


def table(runs: Sequence[Kept], training: Collection[int] = ()) -> dict[str, Any]:
    """The table as `explorer.page.run_table` shows it, the latest run first.

    Args:
        runs: in the order in which they began.
        training: the numbers of those that are under way.

    Returns:
        `columns`, each with its title and whether it is of numbers; and `rows`, each with its run's number and name,
        the mark of the best, and its cells: what is read, by what it is sorted, whether it is bold.
    """
    differ, winners = differing(runs), marks(runs)
    shown = [key for key in words.NAMES if key in differ or key in ALWAYS]
    settings = [(words.NAMES[key].capitalize(), key not in ("dataset", "then")) for key in shown]
    results = [("Iterations done", True), ("Seconds", True), ("Highest on the way", True), ("What became of it", False)]
    rows = []
    for one in reversed(runs):
        of_run = one.settings
        cells: list[tuple[str, Any, bool]] = [(numbers.percent(one.final, 2), one.final, False)]
        cells += [(words.value(key, of_run[key]), of_run[key], key in differ) for key in shown]
        cells += [
            (f"{one.run.iteration:,}", one.run.iteration, False),
            ("" if one.seconds is None else numbers.amount(one.seconds, 1), one.seconds, False),
            (numbers.percent(one.highest, 2), one.highest, False),
            (said := came_of(one, one.number in training), said, False),
        ]
        rows.append({"number": one.number, "name": one.name, "mark": winners.get(one.number, ""), "cells": cells})
    return {"columns": [("Test accuracy", True), *settings, *results], "rows": rows}


def came_of(one: Kept, training: bool = False) -> str:
    """What is said about a run, in a few words."""
    if training:
        return "Training"
    if not one.run.finished:
        tested = "" if one.tested_after == one.run.iteration else f", tested at {one.tested_after:,}"
        return f"Stopped at {one.run.iteration:,} of {one.run.config.iterations:,}{tested}"
    return one.verdict.name if one.verdict else ""
