"""The curves of a run as a table that spreadsheets open: CSV, numbers alone, a row for each iteration."""

import csv
import io

import numpy as np
from numpy.typing import NDArray

import nn_core as nn

COLUMNS = ("iteration", "train_loss", "train_accuracy", "test_accuracy")


def as_csv(run: nn.TrainingRun) -> str:
    """The loss of every batch, and both accuracies where they were measured; iterations count from 1.

    A cell is empty where there is no finite number. Losses have the digits that a float32 has.

    >>> dataset = nn.Dataset([[0], [1]], [0, 1], [[0], [1]], [0, 1])
    >>> run = nn.advance(nn.start_training(nn.TrainingConfig(batch_size=1), dataset), dataset, 3)
    >>> print(as_csv(run).splitlines()[0])
    iteration,train_loss,train_accuracy,test_accuracy
    """
    loss = np.maximum(run.train_loss, 0)  # below 0 only by the delta inside its logarithm, 1e-7
    train, test = np.full((2, run.iteration), np.nan)
    train[run.evaluated_at], test[run.evaluated_at] = run.train_accuracy, run.test_accuracy
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    rows.writerows(zip(range(1, run.iteration + 1), *map(_cells, (loss, train, test)), strict=True))
    return file.getvalue()


def _cells(numbers: NDArray[np.floating]) -> list[str]:
    """Each number with the digits that it has; nothing for what is no finite one."""
    return [str(number) if finite else "" for number, finite in zip(numbers, np.isfinite(numbers), strict=True)]
