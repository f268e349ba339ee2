"""What a gradient costs, each way: timed when somebody asks, in a worker process, many times and by turns.

By turns, since a machine that is busy for a while then slows down all that is compared, and not one of them.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

import nn_core as nn
from explorer.gradients.check import CLASSES, INPUTS, SAMPLES, batch, network

FULL = (784, 50, 10)
FULL_BATCH = 100
FULL_PARAMETERS = FULL[0] * FULL[1] + FULL[1] + FULL[1] * FULL[2] + FULL[2]

TURNS = 25
SECONDS_SHARED = 10  # that one measurement is everybody's


@dataclass(frozen=True)
class Times:
    """Seconds that one thing took, every time it was timed."""

    seconds: tuple[float, ...]

    @property
    def typical(self) -> float:
        """Half of them were shorter."""
        return float(np.median(self.seconds))

    @property
    def middle_half(self) -> tuple[float, float]:
        """From where to where the half in the middle goes: how far the typical one can be trusted."""
        low, high = np.quantile(self.seconds, [0.25, 0.75])
        return float(low), float(high)


@dataclass(frozen=True)
class Costs:
    """Times of one measurement.

    Attributes:
        hidden: units of the small network.
        numerical, backpropagation: a gradient of the small network.
        full_predictions: a forward pass of the lesson's network, for a batch of `FULL_BATCH`.
        full_forward: the same and the loss, which is what a numerical gradient needs again and again.
        full_backpropagation: a gradient of it, which begins with `full_predictions`.
    """

    hidden: int
    numerical: Times
    backpropagation: Times
    full_predictions: Times
    full_forward: Times
    full_backpropagation: Times

    @property
    def possible(self) -> bool:
        """Backpropagation begins with a forward pass, and the numerical gradient is many of them."""
        return (
            self.full_predictions.typical < self.full_backpropagation.typical
            and self.backpropagation.typical < self.numerical.typical
        )

    @property
    def steady(self) -> bool:
        """Did each take about as long every time?"""
        times = (self.numerical, self.backpropagation, self.full_forward, self.full_backpropagation)
        return all(high < 1.5 * low for low, high in (one.middle_half for one in times))


def measure(hidden: int) -> Costs:
    """Time all of them by turns; for half a second or so. Runs in a worker process."""
    small, few = network(hidden), batch(INPUTS, CLASSES, SAMPLES)
    full, many = nn.TwoLayerNet(*FULL, seed=0), batch(FULL[0], FULL[-1], FULL_BATCH)
    tasks: list[Callable[[], Any]] = [
        lambda: small.numerical_gradient(*few),
        lambda: small.gradient(*few),
        lambda: full.predict(many[0]),
        lambda: full.loss(*many),
        lambda: full.gradient(*many),
    ]
    turns = [[_seconds(task) for task in tasks] for _ in range(1 + TURNS)]
    return Costs(hidden, *(Times(taken) for taken in zip(*turns[1:], strict=True)))  # the first one warms up


def _seconds(task: Callable[[], Any]) -> float:
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


_logger = logging.getLogger(__name__)
_lock = threading.Lock()
_latest: "dict[int, tuple[Future[Costs], float]]" = {}  # by the size of the small network: and when it was asked for


def ask(hidden: int, executor: Executor) -> "Future[Costs]":
    """A measurement, to come. A class that asks at once shares one."""
    with _lock:
        if hidden in _latest:
            future, asked = _latest[hidden]
            if not future.done() or (time.monotonic() - asked < SECONDS_SHARED and _can_be_trusted(future)):
                return future
        future = executor.submit(measure, hidden)
        future.add_done_callback(_log)
        _latest[hidden] = future, time.monotonic()
        return future


def _log(future: "Future[Costs]") -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        _logger.error("the times could not be measured", exc_info=error)


def found(future: "Future[Costs]") -> Costs | None:
    """What was measured; None for as long as it is not, and where that failed."""
    with suppress(Exception):
        return future.result(timeout=0)
    return None


def _can_be_trusted(future: "Future[Costs]") -> bool:
    costs = found(future)
    return costs is not None and costs.possible and costs.steady
