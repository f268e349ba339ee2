"""The word for how a walk ends is true: on all surfaces, by all methods, of a walk that is taken far beyond its end."""

import itertools
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

import nn_core as nn
from explorer.descent import verdicts
from explorer.descent.walks import (
    ANALYTIC,
    BETA,
    FURTHER,
    METHODS,
    NEAR,
    NUMERICAL,
    REACH,
    REMEMBERING,
    SURFACES,
    Settings,
)

RATES = (0.0, 0.0001, 0.003, 0.03, 0.1, 0.3, 0.95, 1.0, 1.05, 1.5, 2.0, 10.0)
BETAS = (0.0, 0.5, 0.9, 0.97)
STARTS = ((-3.0, 4.0), (0.5, -1.2), (4.0, 0.0), (-5.0, 2.0), (0.1, 0.1))
STEPS = (3, 20, 100)
LONG = 2_000


class Known(NamedTuple):
    """What is known of a walk when its end was `steps` steps after its start.

    Attributes:
        lost: it ends far outside the picture, or beyond all numbers.
        stays: from the end on, it is always near the same lowest point (on a saddle, the point without a slope).
        near_later: it is near one after `FURTHER` steps.
        stays_further: as `stays`, for `FURTHER` steps.
        falls: taken further it is lower than at the end.
        dips: at some of the steps further it is.
        rose: at the end it was higher than at its start.
        near_at_times: at some of the steps from its end to `FURTHER` it is near a lowest point.
        strays: at some step to its end it is farther from its start than a tenth of all ways to a lowest point.
        calms: all steps that can be seen turn back, each shorter than the one before.
    """

    lost: bool
    stays: bool
    near_later: bool
    stays_further: bool
    falls: bool
    dips: bool
    rose: bool
    near_at_times: bool
    strays: bool
    calms: bool


def known(walk: nn.Descent, away: NDArray[np.float64], steps: int) -> Known:
    """`away`: how far from each of the lowest points it is, shape (points of the walk, lowest points)."""
    near = away < NEAR
    seen = [leg for leg in np.diff(walk.path[: steps + 1], axis=0) if leg @ leg > 1e-6]
    tail, lower = walk.values[FURTHER - FURTHER // 10 : FURTHER + 1], (1 - 1e-6) * walk.values[steps]  # rounding aside
    return Known(
        lost=not np.isfinite(walk.path[-1]).all() or np.abs(walk.path[-1]).max() > 2 * REACH,
        stays=bool(near[steps:].all(axis=0).any()),
        near_later=bool(near[FURTHER].any()),
        stays_further=bool(near[steps : FURTHER + 1].all(axis=0).any()),
        falls=bool(tail.max() < lower),
        dips=bool((walk.values[steps : FURTHER + 1] < lower).any()),
        rose=bool(walk.values[steps] > walk.values[0]),
        near_at_times=bool(near[steps : FURTHER + 1].any()),
        strays=bool(np.hypot(*(walk.path[: steps + 1] - walk.path[0]).T).max() > 0.1 * away[0].max()),
        calms=all(b @ a < 0 and b @ b < a @ a for a, b in itertools.pairwise(seen)),
    )


TRUE = {
    "diverges": lambda it: it.lost,
    "converges": lambda it: it.stays,
    "arrives": lambda it: it.stays_further,
    "passes": lambda it: not it.stays_further,
    "is on its way": lambda it: it.falls,
    "hardly moves": lambda it: it.falls and not it.strays,
    "gets hardly any nearer": lambda it: it.falls,
    "comes no nearer": lambda it: it.falls,
    "swings out": lambda it: it.falls and it.rose,
    "oscillates": lambda it: not it.stays,
    "does not settle": lambda it: not it.falls and not it.stays_further,
    "does not move": lambda it: True,
}


@pytest.mark.slow
@pytest.mark.parametrize("gradient", [ANALYTIC, NUMERICAL])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("surface", SURFACES)
@np.errstate(over="ignore", invalid="ignore")
def test_the_word_for_an_end_is_true(surface: str, method: str, gradient: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And so is what is blamed, the learning rate alone or with what the method remembers."""
    f, grad = SURFACES[surface].f, None if gradient == NUMERICAL else SURFACES[surface].grad
    settings = [*itertools.product(STARTS, RATES, BETAS if method in REMEMBERING else [BETA])]
    starts, rates, betas = zip(*settings, strict=True)
    long = nn.gradient_descent(f, [*zip(*starts, strict=True)], rates, LONG, grad, METHODS[method](betas))
    walks = {
        setting: nn.Descent(long.path[..., number], long.values[:, number]) for number, setting in enumerate(settings)
    }
    until = lambda walk, steps: nn.Descent(walk.path[: steps + 1], walk.values[: steps + 1])
    taken = lambda asked: until(walks[asked.start, asked.lr, asked.beta], FURTHER)
    monkeypatch.setattr(verdicts, "further", taken)
    false, targets = [], np.array(SURFACES[surface].minima or [(0.0, 0.0)])
    for (start, rate, beta), walk in walks.items():
        away = np.hypot(*(walk.path[:, None] - targets).transpose(2, 0, 1))
        for steps in STEPS:
            asked = Settings(surface, method, start, rate, steps, gradient, beta)
            said = verdicts.verdict(asked, until(walk, steps))
            word = said.split("**")[1].split(" and ")[-1]
            it = known(walk, away, steps)
            downhill = "there is no lowest point" in said and start[1] != 0
            right = downhill or TRUE[word](it)
            right &= ("would not be enough" not in said) or not it.near_at_times
            right &= ("comes there, but" not in said) or (it.near_at_times and not it.near_later)
            right &= ("less far each time" not in said) or it.calms
            right &= ("gets no lower" not in said) or not it.dips
            right &= ("comes lower at times" not in said) or (it.dips and not it.falls)
            right &= ("on its way down: it jumps" not in said) or it.falls
            if "is too large" in said and method in REMEMBERING and beta > 0:
                forgetful = walks[start, rate, 0.0]
                tail = forgetful.values[FURTHER - FURTHER // 10 : FURTHER + 1].max()
                lost = not np.abs(forgetful.path[FURTHER]).max() <= 2 * REACH
                lower = not lost and not tail >= (1 - 1e-6) * walk.values[steps]
                right &= ("with β = 0 the walk comes lower" in said) == lower
            if not right:
                false.append((start, rate, beta, steps, said, it))
    assert false == []
