"""Curves as CSV: what a spreadsheet reads is what was measured."""

import csv
import io
from dataclasses import replace

import numpy as np

import nn_core as nn
from explorer.runs import curves
from tests.nn_core.bright_spots import CONFIG, SMALL


def rows(run: nn.TrainingRun) -> list[list[str]]:
    return list(csv.reader(io.StringIO(curves.as_csv(run))))


def test_each_iteration_has_its_loss_and_some_have_accuracies() -> None:
    run = nn.advance(nn.start_training(CONFIG, SMALL), SMALL, 40)
    header, *lines = rows(run)
    assert header == ["iteration", "train_loss", "train_accuracy", "test_accuracy"]
    assert [int(line[0]) for line in lines] == list(range(1, 41))
    np.testing.assert_array_equal(np.array([line[1] for line in lines], np.float32), run.train_loss)
    measured = [line for line in lines if line[2] or line[3]]
    assert [int(line[0]) - 1 for line in measured] == run.evaluated_at.tolist()
    assert [float(line[2]) for line in measured] == run.train_accuracy.tolist()
    assert [float(line[3]) for line in measured] == run.test_accuracy.tolist()


def test_no_cell_is_anything_but_a_number_or_empty() -> None:
    diverged = nn.advance(nn.start_training(replace(CONFIG, learning_rate=1e30), SMALL), SMALL, 40)
    surest = replace(nn.start_training(CONFIG, SMALL), train_loss=np.array([-1e-7], np.float32))
    assert rows(diverged)[-1][1] == ""
    for run in (diverged, surest, nn.start_training(CONFIG, SMALL)):
        cells = [cell for line in rows(run)[1:] for cell in line if cell]
        assert all(np.isfinite(float(cell)) and cell[0].isdigit() for cell in cells)
