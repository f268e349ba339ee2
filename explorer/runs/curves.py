"""The curves of a run as a table that spreadsheets open: CSV, numbers alone, a row for each iteration."""

import csv
import io

import numpy as np

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
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    accuracies = zip(run.train_accuracy, run.test_accuracy, strict=True)
    measured = dict(zip(run.evaluated_at.tolist(), accuracies, strict=True))
    for i, loss in enumerate(np.maximum(run.train_loss, 0)):  # below 0 only by the delta inside its logarithm, 1e-7
        numbers = (loss, *measured.get(i, (np.nan, np.nan)))
        rows.writerow([i + 1, *(str(number) if np.isfinite(number) else "" for number in numbers)])
    return file.getvalue()
