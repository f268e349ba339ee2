"""Moments of a run: what its network was at some iterations on the way. Workers import this file: it needs NumPy alone.

Which iterations, the settings decide and nothing else, so that a link gives the same moments again. Learning is fast at
first, so they lie close together there: at 5, 10, 20, 50, 100, 200 and so on of 10,000.

A network is kept as it was, to the last bit. So that those of a whole class have room in a small host, there are fewer
of them where it is large, further apart: after 100 and 1,000 of 10,000 iterations for one of 500 units.
"""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import nn_core as nn

MOST = 11  # besides the latest, which the run holds anyway
MOST_BYTES = 5_000_000  # of one run: at 50 hidden units all of its moments take 1.7 MB


class Moment(NamedTuple):
    """What a network was when so many iterations were done; it is never changed."""

    iteration: int
    network: nn.TwoLayerNet


def kept_at(run: nn.TrainingRun) -> tuple[int, ...]:
    """The iterations, from 0 up, after which the network is kept of a run that has the settings of this one.

    The last iteration is not among them: what the network is in the end, the run itself holds.
    """
    end = run.config.iterations
    size = sum(param.nbytes for param in run.network.params.values())
    room = min(max(MOST_BYTES // size, 2), MOST) - 1  # besides that for 0
    apart = min(math.ceil((MOST - 1) / room), 3)  # every number of 1, 2, 5, 10, 20, 50; every other; every power of 10
    series = [digit * 10**power for power in range(len(str(end))) for digit in (1, 2, 5)]
    from_end = [iteration for iteration in series if iteration <= end][::-apart]
    on_the_way = [iteration for iteration in from_end if iteration < end][:room]
    return (0, *on_the_way[::-1])


def advance(
    run: nn.TrainingRun,
    dataset: nn.Dataset,
    iterations: int,
    measure: Callable[[nn.TrainingRun, nn.Dataset], nn.Accuracy] | None = None,
) -> tuple[nn.TrainingRun, tuple[Moment, ...]]:
    """As `nn.advance`, with the moments that it came by: after `run`, up to what is returned and that included."""
    end, kept = run.iteration + iterations, kept_at(run)
    passed = []
    for before, at in pairwise([run.iteration, *(at for at in kept if run.iteration < at < end), end]):
        run = nn.advance(run, dataset, at - before, measure)
        if run.iteration == at and at in kept:  # one that diverges does not come so far
            passed.append(Moment(at, run.network))
    return run, tuple(passed)
