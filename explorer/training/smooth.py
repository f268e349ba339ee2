"""The loss of a run, smoothed: single batches differ so much that nobody sees where it goes."""

import numpy as np
from numpy.typing import NDArray

SMOOTHING = 100  # iterations that the smoothed curve is the mean of


def smoothed(loss: NDArray[np.floating], at: NDArray[np.integer]) -> NDArray[np.float64]:
    """The mean of the last `SMOOTHING` losses, or of as many as there are.

    Args:
        loss: of every batch, finite; shape (iterations,).
        at: after how many iterations it is wanted, each at least 1; shape (n,).

    Returns:
        Shape (n,).
    """
    total = np.concatenate(([0.0], np.cumsum(loss, dtype=np.float64)))
    first = np.maximum(at - SMOOTHING, 0)
    means: NDArray[np.float64] = (total[at] - total[first]) / (at - first)
    return means


def highest(loss: NDArray[np.floating]) -> float:
    """The highest of all these means, 0 where there is none; without looking each of them up."""
    total = np.concatenate(([0.0], np.cumsum(loss, dtype=np.float64)))
    begin = total[1 : SMOOTHING + 1] / np.arange(1, min(len(loss), SMOOTHING) + 1)
    later = (total[SMOOTHING:] - total[:-SMOOTHING]) / SMOOTHING
    return float(max(begin.max(initial=0), later.max(initial=0)))
