"""Learning rates that change on the way, and how they stand in a link: `3000:0.5,6000:0.1`.

That is: after 3,000 iterations 0.5, after 6,000 iterations 0.1.
"""

import math
import re

import nn_core as nn
from explorer.training.sliders import LEARNING_RATES, MAX_ITERATIONS

MOST_CHANGES = 200  # that can be planned; each is a chunk of training of its own
MOST_LETTERS = 40 * MOST_CHANGES  # that are looked at

Rates = tuple[tuple[int, float], ...]  # after so many iterations, this learning rate; in the order of iterations


def text(rates: Rates) -> str:
    """As it stands in a link."""
    return ",".join(f"{after}:{rate:g}" for after, rate in rates)


def parts(text: str) -> list[tuple[str, str]]:
    """Each change that stands in such a text, as it is written: after how many iterations, and to which rate."""
    # 0,5 as it is written in many countries: no rate is 0. All digits or none (++): to try with fewer and fewer would
    # take as long as their number squared, of whatever somebody types.
    text = re.sub(r":0,(\d++)(?![\d.]*:)", r":0.\1", text)
    changes = [part.partition(":") for part in re.split(r"[,;\s]+", text) if part]
    return [(after, rate) for after, _, rate in changes]


def written(text: str) -> Rates:
    """What `text` has written, to the digit: rates that a run had, also those that no control can be set to."""
    return tuple((int(after), float(rate)) for after, rate in parts(text))


def read(text: str) -> Rates | None:
    """What such a text says; each number becomes the nearest that can be set. None where it says something else.

    Of more changes than a run can be planned with, the first.
    """
    found = {}
    for after, rate in parts(text[:MOST_LETTERS])[:MOST_CHANGES]:
        try:
            iterations, learning_rate = float(after), float(rate)
        except ValueError:
            return None
        if not (math.isfinite(iterations) and learning_rate > 0):  # nan is not above 0
            return None
        place = round(min(max(iterations, 1), MAX_ITERATIONS - 1))
        near = min(learning_rate, LEARNING_RATES[-1])  # from very far away all of them are as near
        found[place] = min(LEARNING_RATES, key=lambda known: abs(known - near))
    return tuple(sorted(found.items()))


def before(plan: str, iterations: int) -> str:
    """What of such a text a run of so many iterations comes to."""
    return text(tuple((after, rate) for after, rate in read(plan) or () if after < iterations))


def planned(run: nn.TrainingRun, plan: Rates) -> tuple[nn.TrainingRun, int]:
    """The run at the learning rate that is planned for its next iteration, and the iteration until which that holds.

    Args:
        run: under way.
        plan: rates in the order of their iterations, the first of them no later than where the run is.
    """
    run = nn.with_learning_rate(run, [rate for after, rate in plan if after <= run.iteration][-1])
    return run, min((after for after, _ in plan if after > run.iteration), default=run.config.iterations)


def nearest(asked: str) -> str | None:
    """The nearest text that says what can be done; None where it says nothing of the kind."""
    rates = read(asked)
    return None if rates is None else text(rates)
