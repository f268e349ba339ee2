"""The cells of a sweep's map, as the sweep goes on."""

import numpy as np
import pytest

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.runs import cells, rows
from explorer.runs.kept import Runs
from explorer.runs.sweep import Sweep
from tests.explorer.runs.test_sweep import Crew, begun, settings
from tests.explorer.training.executors import CHUNK


@pytest.fixture
def finished(digits: Digits) -> Sweep:
    """Two settings with two seeds each, at their ends."""
    crew = Crew()
    sweep = begun(settings(2, seeds=2), digits, crew)
    crew.work()
    assert sweep.done
    return sweep


def test_a_cell_is_made_of_the_runs_that_differ_in_their_seeds_alone() -> None:
    found = cells.planned(settings(3, seeds=2))
    assert [cell.settings.hidden_size for cell in found] == [1, 2, 3]
    assert [cell.numbers for cell in found] == [(0, 1), (2, 3), (4, 5)]
    assert all(cell.group is None and not cell.complete for cell in found)


@pytest.mark.slow
def test_a_cell_fills_in_while_its_runs_are_trained(digits: Digits) -> None:
    crew = Crew()
    sweep = begun(settings(2, seeds=2), digits, crew, size=1)
    seen = []
    while crew.queue:
        future, task = crew.queue.popleft()
        future.set_running_or_notify_cancel()
        future.set_result(task())
        seen.append(cells.cells(sweep))
    fractions = [[cell.fraction for cell in each] for each in seen]
    assert fractions == sorted(fractions), "never less than before"
    assert [0, 1] in fractions, "the longest first"
    assert fractions[-1] == [1, 1]
    assert sorted({cells.done(each) for each in seen} - {0}) == [1, 2, 3, 4]
    assert all(cell.complete == (cell.fraction == 1) for each in seen for cell in each)


@pytest.mark.slow
def test_its_accuracies_are_those_of_its_runs(finished: Sweep) -> None:
    first, second = cells.cells(finished)
    last = [float(run.test_accuracy[-1]) for run in finished.runs if run is not None]
    assert [*first.accuracies, *second.accuracies] == last
    assert first.complete
    assert first.group is not None
    assert first.group.mean == pytest.approx(np.mean(last[:2]))


@pytest.mark.slow
def test_what_halving_has_ended_is_not_compared_with_the_rest(digits: Digits) -> None:
    crew = Crew()
    sweep = begun(settings(4, iterations=9 * CHUNK), digits, crew, halving=True)
    crew.work()
    found = cells.cells(sweep)
    assert {cell.ended_early for cell in found} == {True, False}
    assert all(cell.accuracies and cell.complete for cell in found)
    assert all((cell.group is None) == cell.ended_early for cell in found)
    assert cells.done(found) == 4
    lengths = sorted(row.config.iterations // CHUNK for row in cells.table(sweep))
    assert lengths == [1, 1, 1, 1, 3, 3, 9], "a row for each round that a run had"


@pytest.mark.slow
def test_wherever_halving_stops_map_cell_and_table_agree_on_what_was_ended(digits: Digits) -> None:
    crew = Crew()
    sweep = begun(settings(9, iterations=9 * CHUNK), digits, crew, halving=True, size=1)
    told_by_table = set()
    while crew.queue:
        future, task = crew.queue.popleft()
        future.set_running_or_notify_cancel()
        future.set_result(task())
        found, table = cells.cells(sweep), cells.table(sweep)
        for cell in found:
            opened = [float(run.test_accuracy[-1]) for run, _ in cells.ended(cell, sweep)]
            assert opened == list(cell.accuracies), "what a cell opens is what it counts"
        ended = {rows.whatever_length(cell.settings) for cell in found if cell.ended_early}
        if len({row.config.iterations for row in table}) == sweep._round + 1:  # else it knows no run of this round
            assert rows.ended_early(table) == ended
            told_by_table.add(len(ended))
    assert told_by_table == {0, 6, 8}


@pytest.mark.slow
def test_opening_a_cell_keeps_its_runs_once_and_draws_them(finished: Sweep) -> None:
    runs, cell = Runs(), cells.cells(finished)[1]
    assert cells.opened(cell, finished, runs) == []
    for _ in range(2):
        found = cells.open_cell(cell, finished, runs)
        assert [one.run.config.seed for one in found] == [0, 1]
        assert len(runs) == 2
        assert runs.drawn == {one.number for one in found}
    assert cells.opened(cell, finished, runs) == found
    assert all(one.verdict is not None and not one.has_weights for one in runs)
    runs.delete(found[0].number)
    assert cells.opened(cell, finished, runs) == found[1:]


@pytest.mark.slow
def test_a_run_whose_rate_was_changed_is_not_taken_for_one_of_a_cell(digits: Digits, finished: Sweep) -> None:
    config = finished.settings[0]
    half = nn.advance(nn.start_training(config, digits.dataset), digits.dataset, 10)
    faster = nn.advance(nn.with_learning_rate(half, 1.0), digits.dataset, 10)
    run = nn.advance(nn.with_learning_rate(faster, config.learning_rate), digits.dataset, config.iterations)
    runs = Runs()
    runs.add(run, digits.name, 1.0)
    assert len(run.rates) > 1
    assert runs.find(config, digits.name) is None
