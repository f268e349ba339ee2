"""The word for how a walk ends is true: on all surfaces, by all methods, of a walk that is taken far beyond its end."""

import itertools
from typing import NamedTuple

import numpy as np
import pytest

import nn_core as nn
from explorer.descent import words
from explorer.descent.walks import FURTHER, METHODS, NEAR, REACH, SURFACES

RATES = (0.0001, 0.003, 0.03, 0.1, 0.3, 0.95, 1.0, 1.05, 2.0, 10.0)
STARTS = ((-3.0, 4.0), (0.5, -1.2), (4.0, 0.0), (-5.0, 2.0), (0.1, 0.1))
STEPS = (3, 20, 100)
LONG = 4_000


class Known(NamedTuple):
    """What is known of a walk when its end was `steps` steps after its start.

    Attributes:
        lost: it ends far outside the picture, or beyond all numbers.
        stays: from the end on, it is always near the same lowest point (on a saddle, the point without a slope).
        near_later: it is near one after `FURTHER` steps.
        stays_further: as `stays`, for `FURTHER` steps.
        falls: taken further it is lower than at the end.
        rose: at the end it was higher than at its start.
    """

    lost: bool
    stays: bool
    near_later: bool
    stays_further: bool
    falls: bool
    rose: bool


def known(surface: str, walk: nn.Descent, steps: int) -> Known:
    targets = np.array(SURFACES[surface].minima or [(0.0, 0.0)])
    away = np.hypot(*(walk.path[:, None] - targets).transpose(2, 0, 1))
    near = away < NEAR
    tail = walk.values[FURTHER - FURTHER // 10 : FURTHER + 1]
    return Known(
        lost=not np.isfinite(walk.path[-1]).all() or np.abs(walk.path[-1]).max() > 2 * REACH,
        stays=bool(near[steps:].all(axis=0).any()),
        near_later=bool(near[FURTHER].any()),
        stays_further=bool(near[steps : FURTHER + 1].all(axis=0).any()),
        falls=bool(tail.max() < (1 - 1e-6) * walk.values[steps]),  # by more than rounding
        rose=bool(walk.values[steps] > walk.values[0]),
    )


TRUE = {
    "diverges": lambda it: it.lost,
    "converges": lambda it: it.stays,
    "arrives": lambda it: it.stays_further,
    "passes": lambda it: not it.stays_further,
    "is on its way": lambda it: it.falls,
    "hardly moves": lambda it: it.falls,
    "swings out": lambda it: it.falls and it.rose,
    "oscillates": lambda it: not it.stays,
    "does not settle": lambda it: not it.falls and not it.stays_further,
    "does not move": lambda it: True,
}


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("surface", SURFACES)
@np.errstate(over="ignore", invalid="ignore")
def test_the_word_for_an_end_is_true(surface: str, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    f, grad = SURFACES[surface].f, SURFACES[surface].grad
    pairs = list(itertools.product(STARTS, RATES))
    (x0, x1), rates = zip(*(start for start, _ in pairs), strict=True), [rate for _, rate in pairs]
    long = nn.gradient_descent(f, (x0, x1), rates, LONG, grad, METHODS[method])
    false = []
    for number, (start, rate) in enumerate(pairs):
        path, values = long.path[..., number], long.values[:, number]
        taken = nn.Descent(path[: FURTHER + 1], values[: FURTHER + 1])
        monkeypatch.setattr(words, "further", lambda *walk, taken=taken: taken)
        for steps in STEPS:
            shown = nn.Descent(path[: steps + 1], values[: steps + 1])
            said = words.verdict(surface, method, shown, rate, "analytic")
            word = said.split("**")[1].split(" and ")[-1]
            it = known(surface, nn.Descent(path, values), steps)
            downhill = "there is no lowest point" in said and start[1] != 0
            right = downhill or TRUE[word](it)
            right &= ("would not be enough" not in said) or not it.near_later
            right &= ("comes no lower" not in said) or not it.falls
            right &= ("on its way down: it jumps" not in said) or it.falls
            if not right:
                false.append((start, rate, steps, said, it))
    assert false == []
