"""The run before, as a thin line behind the curves of the one that is drawn: what was it like then?

It goes to the browser with every look at a run, so its curves have few points.
"""

from typing import Any, NamedTuple

import numpy as np

import nn_core as nn
from explorer.training.smooth import smoothed

POINTS = 40  # of each curve

Rows = list[dict[str, Any]]


class Ghost(NamedTuple):
    """What is drawn of the run before.

    Attributes:
        label: what stands at its lines.
        loss: rows of `iteration` and `loss`, the smoothed one.
        accuracy: rows of `epoch` and `test`.
    """

    label: str
    loss: Rows
    accuracy: Rows


def ghost(run: nn.TrainingRun, iterations_per_epoch: int, label: str) -> Ghost:
    """Of a run that learned from the same data set.

    Args:
        run: the run before.
        iterations_per_epoch: of that run.
        label: what stands at its lines.
    """
    finite = run.train_loss[np.isfinite(run.train_loss)]
    at = np.unique(np.linspace(1, len(finite), POINTS).round().astype(int)) if len(finite) else np.empty(0, int)
    losses = zip(at.tolist(), smoothed(finite, at).tolist(), strict=True)
    measured = np.unique(np.linspace(0, len(run.evaluated_at) - 1, POINTS).round().astype(int))
    epochs = (run.evaluated_at[measured] + 1) / iterations_per_epoch
    accuracies = zip(epochs.tolist(), run.test_accuracy[measured].tolist(), strict=True)
    return Ghost(
        label,
        [{"iteration": iteration, "loss": round(max(loss, 0), 3)} for iteration, loss in losses],
        [{"epoch": round(epoch, 3), "test": round(test, 4)} for epoch, test in accuracies],
    )
