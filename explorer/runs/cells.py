"""The cells of a sweep's map: one for all runs that differ in their seeds alone, and what has come of them so far."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import nn_core as nn
from explorer.runs import rows
from explorer.runs.kept import Kept, Runs
from explorer.runs.luck import Group
from explorer.runs.rows import Row
from explorer.runs.sweep import Ended, Sweep


class Cell(NamedTuple):
    """Runs with the same settings, each with a seed of its own.

    Attributes:
        settings: what they share; its seed says nothing.
        numbers: which runs of the sweep they are, counted from 0.
        accuracies: the test accuracies of those that are at their ends.
        fraction: the part of their iterations that is done, from 0 to 1.
        ended_early: they looked hopeless, and the accuracies are those of shorter runs.
        diverged: the loss or a weight of one of them was no longer a finite number.
    """

    settings: nn.TrainingConfig
    numbers: tuple[int, ...]
    accuracies: tuple[float, ...] = ()
    fraction: float = 0.0
    ended_early: bool = False
    diverged: bool = False

    @property
    def group(self) -> Group | None:
        """What can be compared with other cells; None of one that has nothing yet, or was ended early."""
        if self.ended_early or not self.accuracies:
            return None
        return Group(self.settings, self.accuracies, self.diverged)

    @property
    def complete(self) -> bool:
        """Is nothing left to be trained?"""
        return self.ended_early or len(self.accuracies) == len(self.numbers)


def planned(settings: Sequence[nn.TrainingConfig]) -> list[Cell]:
    """The cells of a sweep over these settings that has not begun."""
    numbers: dict[nn.TrainingConfig, list[int]] = {}
    for number, config in enumerate(settings):
        numbers.setdefault(replace(config, seed=0), []).append(number)
    return [Cell(config, tuple(its)) for config, its in numbers.items()]


def cells(sweep: Sweep) -> list[Cell]:
    """The cells of a sweep, as far as it has come, in the order of its settings."""
    runs, ended_early = sweep.runs, sweep.ended_early
    at_end = sweep.ended
    found = []
    for begun in planned(sweep.settings):
        # A setting goes on, or is ended, with all of its seeds.
        cell = begun._replace(ended_early=begun.numbers[0] in ended_early)
        counted = [one.run for one in _counted(cell, at_end)]
        done = [run.iteration if (run := runs[number]) else 0 for number in cell.numbers]
        finished = len(counted) == len(cell.numbers)  # one that diverged has done fewer iterations
        found.append(
            cell._replace(
                accuracies=tuple(float(run.test_accuracy[-1]) for run in counted),
                fraction=1.0 if finished else sum(done) / (len(done) * cell.settings.iterations),
                diverged=any(run.diverged for run in counted),
            )
        )
    return found


def _counted(cell: Cell, at_end: Mapping[int, Ended]) -> list[Ended]:
    """Those of the runs that are at their ends which say how good a cell is: not the shorter one of what goes on."""
    of_cell = [at_end[number] for number in cell.numbers if number in at_end]
    return [one for one in of_cell if cell.ended_early or one.run.config.iterations == cell.settings.iterations]


def ended(cell: Cell, sweep: Sweep) -> list[Ended]:
    """The runs of a cell that are at their ends."""
    return _counted(cell, sweep.ended)


def opened(cell: Cell, sweep: Sweep, runs: Runs) -> list[Kept]:
    """The runs of a cell that are among those of the visit."""
    found = (runs.find(one.run.config, sweep.digits.name) for one in ended(cell, sweep))
    return [one for one in found if one is not None]


def open_cell(cell: Cell, sweep: Sweep, runs: Runs) -> list[Kept]:
    """Have the runs of a cell that are at their ends among those of the visit, and on their chart.

    A sweep has its own runs: of 200 only those that somebody wants to see stand beside the single ones.
    """
    digits = sweep.digits
    for run, seconds in ended(cell, sweep):
        if runs.find(run.config, digits.name) is None:
            runs.add(run, digits.name, seconds, tests=len(digits.dataset.t_test))
    found = opened(cell, sweep, runs)
    runs.draw(runs.drawn | {one.number for one in found})
    return found


def done(of_sweep: Sequence[Cell]) -> int:
    """How many of a sweep's runs need no more training."""
    return sum(len(cell.numbers) if cell.ended_early else len(cell.accuracies) for cell in of_sweep)


def table(sweep: Sweep) -> list[Row]:
    """A row for all that is at its end, as `rows.joined` has them."""
    return rows.joined(sweep.settings, (), (rows.of(run, seconds) for run, seconds in sweep.ended_in_all_rounds))
