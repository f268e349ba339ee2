"""How a walk ends: whether it arrived, flew away, jumped from side to side, or hardly moved."""

from dataclasses import dataclass

import numpy as np

import nn_core as nn
from explorer.descent.walks import REACH, SURFACES


@dataclass(frozen=True)
class Ending:
    """What became of a walk.

    Attributes:
        still: it never left its start.
        diverged: it ended higher than it began, far outside the picture, or beyond all numbers.
        oscillated: most of its steps, at the beginning or at the end, turned back on the one before.
        overshot: some steps led clearly uphill.
        left_at: the first step outside the picture; None where there is none.
        target: the lowest point nearest to the end (on a saddle, the point without a slope).
        distance: from the end to that point.
        moved: the part of the way to it that is done, from 0 to 1; negative where it is farther away than before.
    """

    still: bool
    diverged: bool
    oscillated: bool
    overshot: bool
    left_at: int | None
    target: tuple[float, float]
    distance: float
    moved: float


@np.errstate(over="ignore", invalid="ignore")  # a walk that diverged may end in inf or nan
def ending(surface: str, walk: nn.Descent) -> Ending:
    """What became of `walk`."""
    path, values = walk.path, walk.values
    targets = np.array(SURFACES[surface].minima or [(0.0, 0.0)])
    distances = np.hypot(*(targets - path[-1]).T)
    nearest = int(np.argmin(distances))
    distance, before = float(distances[nearest]), float(np.hypot(*(targets[nearest] - path[0])))

    legs = np.diff(path, axis=0)
    legs = legs[np.hypot(*legs.T) > 1e-3]  # shorter ones cannot be seen, and may be nothing but rounding
    turned = (legs[1:] * legs[:-1]).sum(axis=1) < 0
    outside = ~(np.abs(path).max(axis=1) <= REACH)
    clearly = 0.01 * abs(values[0]) + 1e-6

    return Ending(
        still=bool(np.abs(path - path[0]).max() < 1e-6),
        diverged=not np.isfinite(path[-1]).all()
        or np.abs(path[-1]).max() > 2 * REACH
        or bool(values[-1] - values[0] > clearly),
        oscillated=len(turned) > 0 and bool(max(turned[:10].mean(), turned[-10:].mean()) > 0.5),
        overshot=bool((np.diff(values) > clearly).any()),
        left_at=int(np.argmax(outside)) if outside.any() else None,
        target=(float(targets[nearest][0]), float(targets[nearest][1])),
        distance=distance,
        moved=1 - distance / before if before else 1.0,
    )
