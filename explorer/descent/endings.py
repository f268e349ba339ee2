"""How a walk ends: whether it arrived, flew away, jumped from side to side, or hardly moved.

Whether it will arrive, or stay, cannot be seen in the steps that are shown. It is seen in the same walk taken further.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import nn_core as nn
from explorer.descent.walks import NEAR, REACH, SURFACES

GONE = 1e6  # no walk comes back from there; farther out a numerical gradient loses its digits, and the walk hovers


@dataclass(frozen=True)
class Ending:
    """What became of a walk.

    Attributes:
        still: it never left its start.
        diverges: it flies away, or will: beyond all numbers, or far outside the picture and higher than it began. On a
            surface without a bottom: it is already far outside.
        to_saddle: it walks on the line that leads to a point without a slope which is no lowest point.
        stays: from its end on it is within `NEAR` of the target.
        lower_later: taken further, it ends lower.
        lower_at_times: taken further, it comes lower, if only for some steps.
        arrives_later: taken further, it ends within `NEAR` of the target.
        near_at_times: taken further, it comes as near to a lowest point, if only for some steps.
        swung_out: it ended higher than it began.
        oscillated: most of its steps, at the beginning or at the end, turned back on the one before.
        calmed: each of its steps turned back, and was shorter than the one before.
        overshot: some steps led clearly uphill.
        left_at: the first step outside the picture; None where there is none.
        target: the lowest point that it comes to later or, where it comes to none, that is nearest to the end (on a
            saddle, the point without a slope).
        distance: from the end to that point.
        moved: the part of the way to it that is done, from 0 to 1; negative where it is farther away than before.
        strayed: how far from its start it was at most, as a part of that way.
    """

    still: bool
    diverges: bool
    to_saddle: bool
    stays: bool
    lower_later: bool
    lower_at_times: bool
    arrives_later: bool
    near_at_times: bool
    swung_out: bool
    oscillated: bool
    calmed: bool
    overshot: bool
    left_at: int | None
    target: tuple[float, float]
    distance: float
    moved: float
    strayed: float


def late(steps: NDArray[Any]) -> NDArray[Any]:
    """The last tenth of a walk's values, or of its points: Adam may be thrown far out, and come back."""
    return steps[-len(steps) // 10 :]


@np.errstate(over="ignore", invalid="ignore")  # a walk that diverged may end in inf or nan
def ending(surface: str, walk: nn.Descent, further: nn.Descent) -> Ending:
    """What became of `walk`; `further` is the same walk, taken much further."""
    path, values = walk.path, walk.values
    minima = SURFACES[surface].minima
    targets = np.array(minima or [(0.0, 0.0)])
    away = lambda points: np.hypot(*(targets - points[:, None]).transpose(2, 0, 1))  # (points, targets)
    arrives = bool(away(further.path[-1:]).min() < NEAR)
    target = int(np.argmin(away(further.path[-1:] if arrives else path[-1:])))
    distance, before = float(away(path[-1:])[0, target]), float(away(path[:1])[0, target])

    legs = np.diff(path, axis=0)
    legs = legs[np.hypot(*legs.T) > 1e-3]  # shorter ones cannot be seen, and may be nothing but rounding
    lengths = np.hypot(*legs.T)
    turned = (legs[1:] * legs[:-1]).sum(axis=1) < 0
    outside = ~(np.abs(path).max(axis=1) <= REACH)
    clearly = 0.01 * abs(values[0]) + 1e-6
    to_saddle = not minima and bool((path[:, 1] == 0).all())
    lower = (1 - 1e-6) * values[-1]  # by more than rounding
    end = further if minima or to_saddle else walk
    latest = np.abs(late(end.path)).max(axis=1)
    grows = latest[-1] > (1 + 1e-6) * latest[0]  # by more than rounding
    gone = latest.min() > GONE

    return Ending(
        still=bool(np.abs(path - path[0]).max() < 1e-6),
        diverges=not np.isfinite(end.path[-1]).all()
        or bool(latest.min() > 2 * REACH and (grows or gone) and (end.values[-1] > values[0] or not minima)),
        to_saddle=to_saddle,
        stays=bool(away(further.path[len(path) - 1 :])[:, target].max() < NEAR) and distance < NEAR,
        lower_later=bool(late(further.values).max() < lower),
        lower_at_times=bool((further.values[len(path) :] < lower).any()),
        arrives_later=arrives,
        near_at_times=bool((away(further.path[len(path) :]) < NEAR).any()),
        swung_out=bool(values[-1] > values[0] + clearly),
        oscillated=len(turned) > 0 and bool(max(turned[:10].mean(), turned[-10:].mean()) > 0.5),
        calmed=bool(turned.all() and (lengths[1:] < lengths[:-1]).all()),
        overshot=bool((np.diff(values) > clearly).any()),
        left_at=int(np.argmax(outside)) if outside.any() else None,
        target=(float(targets[target][0]), float(targets[target][1])),
        distance=distance,
        moved=1 - distance / before if before else 1.0,
        strayed=float(np.hypot(*(path - path[0]).T).max()) / before if before else 0.0,
    )
