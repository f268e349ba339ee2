"""The run before, as a thin line at the curves of the one that is drawn: was it better then?"""

from typing import NamedTuple

import numpy as np

import nn_core as nn
from explorer.training.smooth import smoothed

POINTS = 40  # of each curve

Curve = dict[str, list[float]]


class Ghost(NamedTuple):
    """What is drawn of the run before.

    Attributes:
        label: what stands above the axes.
        loss: `iteration` and `loss`, the smoothed one, of its points.
        accuracy: `epoch` and `test`.
    """

    label: str
    loss: Curve
    accuracy: Curve


def ghost(run: nn.TrainingRun, iterations_per_epoch: int, label: str) -> Ghost:
    """Of a run that learned from the same data set.

    Args:
        run: the run before.
        iterations_per_epoch: of that run.
        label: what stands above the axes.
    """
    finite = run.train_loss[np.isfinite(run.train_loss)]
    at = np.unique(np.linspace(1, len(finite), POINTS).round().astype(int)) if len(finite) else np.empty(0, int)
    measured = np.unique(np.linspace(0, len(run.evaluated_at) - 1, POINTS).round().astype(int))
    epochs = (run.evaluated_at[measured] + 1) / iterations_per_epoch
    losses = np.maximum(smoothed(finite, at), 0)  # below 0 only by the delta in its logarithm
    return Ghost(
        label,
        {"iteration": at.tolist(), "loss": losses.round(3).tolist()},
        {"epoch": epochs.round(3).tolist(), "test": run.test_accuracy[measured].round(4).tolist()},
    )
