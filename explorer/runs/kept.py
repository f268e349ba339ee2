"""The runs of a visit, kept for as long as the visitor's tab is: their curves all, of their weights what has room.

The weights of a run are most of it, four times its curves with the trainer's usual settings, and can be trained again
from its settings, to the last bit on the same kind of processor. So those of the best runs and of the latest stay, and
the others are let go.
"""

import copy
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import numpy as np
from numpy.typing import NDArray

import nn_core as nn
from explorer.training.jobs import Job
from explorer.training.settings import settings_of
from explorer.training.verdicts import Verdict, verdict_of

MOST_RUNS = 200
MOST_BYTES = 50_000_000  # of all curves: of 200 runs of 50,000 iterations; the oldest make room
MOST_WEIGHTS = 5_000_000  # bytes: those of 31 networks of 50 units, or of 3 of 500
ENOUGH = 200_000_000  # bytes of all visits together: from there on a visit that holds LITTLE opens no file
LITTLE = 5_000_000  # bytes: 25 runs with the trainer's usual settings, and their weights
LONGEST_NAME = 40
FROM_FILE = ", from a file"  # at the end of the name of a run that came so
AT_ONCE = 12  # runs that are drawn of themselves: the latest, and the best


@dataclass(frozen=True, eq=False)
class Kept:
    """One run of this visit.

    Attributes:
        number: counted from 1, in the order in which they began; no other run of the visit has it or had it.
        name: what the visitor calls it.
        run: as far as it came. Where its weights were let go its network has no hidden units any more.
        dataset_name: of the data set that it learned from.
        seconds: that it took; None where it comes from a file, which does not tell.
        tests: how many test images its accuracy was measured on; None where nobody knows.
        verdict: what is to be said about it; None where nothing is yet.
    """

    number: int
    name: str
    run: nn.TrainingRun
    dataset_name: str
    seconds: float | None
    tests: int | None = None
    verdict: Verdict | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """Under the keys of the trainer's controls: a link with them trains the same again."""
        return settings_of(self.run, self.dataset_name)

    @property
    def final(self) -> float:
        """The last test accuracy that was measured."""
        return float(self.run.test_accuracy[-1])

    @property
    def tested_after(self) -> int:
        """After how many iterations that was: of a run that did not come to its end there may be more by now."""
        return int(self.run.evaluated_at[-1]) + 1

    @property
    def highest(self) -> float:
        """The highest test accuracy that was measured."""
        return float(self.run.test_accuracy.max())

    @property
    def file_name(self) -> str:
        """What its files are called, without their endings: as its visitor calls it, or run-3-rate-0.1-units-50."""
        given = "".join(map(_in_a_file_name, unicodedata.normalize("NFC", self.name.removesuffix(FROM_FILE))))
        called = re.sub("-+", "-", given).strip("-.")
        if called and not re.fullmatch(r"Run-\d+", called):
            return called
        return f"run-{self.number}-rate-{self.run.rates[0][1]:g}-units-{self.run.config.hidden_size}"

    @property
    def has_weights(self) -> bool:
        """Is what it learned still there?"""
        return self.run.network.hidden_size > 0


def best(runs: Iterable[Kept]) -> set[int]:
    """The numbers of the best: of each data set the run that read most test images right in the end; all that tie."""
    shown = [one for one in runs if not one.run.diverged]  # which reads nothing, whatever it says of the images
    highest: dict[str, float] = {}
    for one in shown:
        highest[one.dataset_name] = max(one.final, highest.get(one.dataset_name, 0.0))
    return {one.number for one in shown if one.final == highest[one.dataset_name]}


_ALL: "WeakSet[Runs]" = WeakSet()
_COUNTING = threading.Lock()  # visits begin and end in threads of their own


class Runs:
    """The runs of one visit, at most `MOST_RUNS`, in the order in which they began.

    Attributes:
        holds: bytes of their curves and weights, and of the one that `undo` would bring back.
        forgotten: how many had to make room for later ones.
        drawn: the numbers of those that are on the chart.
        deleted: the one that `undo` would bring back.
        looked_into: the number of the one that the page which looks inside is about; None for whatever trained last.
    """

    def __init__(self) -> None:
        self.holds = 0
        with _COUNTING:
            _ALL.add(self)
        self.forgotten = 0
        self.looked_into: int | None = None
        self.drawn: set[int] = set()
        self._runs: dict[int, Kept] = {}
        self._numbers: WeakKeyDictionary[Job, int] = WeakKeyDictionary()
        self.deleted: Kept | None = None
        self._given = 0  # the latest number

    def __iter__(self) -> Iterator[Kept]:
        return iter(tuple(self._runs.values()))

    def __len__(self) -> int:
        return len(self._runs)

    def __contains__(self, number: object) -> bool:
        return number in self._runs

    def __getitem__(self, number: int) -> Kept:
        return self._runs[number]

    def keep(self, job: Job) -> None:
        """A job's run as far as it has come, in the place of what was kept of it; nothing of one that was deleted."""
        run, number = job.run, self._numbers.get(job)
        if number is None and run.iteration > 0:
            self.looked_into = None
            self._numbers[job] = self.add(run, job.digits.name, job.seconds, len(job.digits.dataset.t_test)).number
        elif number in self._runs and self._runs[number].run.iteration < run.iteration:
            known = self._runs[number]
            self._put(replace(known, run=run, seconds=job.seconds, verdict=verdict_of(run, known.dataset_name)))

    def number_of(self, job: Job) -> int | None:
        """Which of them is this job's run; None where it is none of them."""
        number = self._numbers.get(job)
        return number if number in self._runs else None

    def add(self, run: nn.TrainingRun, dataset_name: str, seconds: float | None, tests: int | None = None) -> Kept:
        """A run that comes from wherever: it has done at least one iteration.

        Args:
            run: with its weights, or one of a sweep, without.
            dataset_name: of what it learned from.
            seconds: that it took, where it is known.
            tests: the number of test images, where it is known.
        """
        self._given += 1
        name = self._free(f"Run {self._given}", self._given)
        kept = Kept(self._given, name, run, dataset_name, seconds, tests, verdict_of(run, dataset_name))
        self._put(kept)
        drawn = self.drawn & (self._runs.keys() - {kept.number})
        if len(drawn) >= AT_ONCE:
            winners = best(self)
            self.drawn.discard(min(drawn, key=lambda number: (number in winners, number)))
        self.drawn.add(kept.number)
        return kept

    def find(self, config: nn.TrainingConfig, dataset_name: str) -> Kept | None:
        """The one with these settings that is at its end, if it is kept: the same settings give the same run.

        That holds of those that were trained here; what is in a file may come from anywhere.
        """
        here = (one for one in self if one.dataset_name == dataset_name and one.seconds is not None)
        same = (one for one in here if one.run.config == config and len(one.run.rates) == 1)
        return next((one for one in same if one.run.finished), None)

    def known(self, run: nn.TrainingRun, dataset_name: str) -> list[Kept]:
        """Those that are this very run, whatever they are called: two students may have come to the same."""
        return [one for one in self if one.dataset_name == dataset_name and _same(one.run, run)]

    def rival(self, number: int) -> int | None:
        """Which to compare this one with: the best on the same images, where there is none the latest of all."""
        others = [one for one in self if one.number != number]
        same = [one for one in others if one.dataset_name == self[number].dataset_name]
        found = best(same) or {one.number for one in others[-1:]}
        return max(found, default=None)

    def draw(self, numbers: Iterable[int]) -> None:
        """Have these on the chart and no others."""
        self.drawn = set(numbers)

    def rename(self, number: int, name: str) -> None:
        """Call it so, with its number where another is called so, by its number alone where no letter is left."""
        if number in self._runs:
            self._runs[number] = replace(self._runs[number], name=self._free(legible(name) or f"Run {number}", number))

    def _free(self, name: str, number: int) -> str:
        """The name, with the run's number where another is called so."""
        taken = name in {one.name for one in self if one.number != number}
        return f"{name[: LONGEST_NAME - 6]} ({number})" if taken else name

    def delete(self, number: int) -> None:
        """Have it no more; `undo` brings it back, until the next is deleted."""
        if number in self._runs:
            self.deleted = self._runs.pop(number)
            self._weigh()

    @property
    def inside(self) -> Kept | None:
        """The one that is looked into, as long as it has its weights."""
        one = self._runs.get(self.looked_into) if self.looked_into is not None else None
        return one if one is not None and one.has_weights else None

    def has_room_for_files(self) -> bool:
        """May a run be opened from a file? What is trained takes its time; files come as fast as they can be sent."""
        with _COUNTING:
            return self.holds < LITTLE or sum(one.holds for one in _ALL) < ENOUGH

    def undo(self) -> None:
        """Bring back what was deleted last."""
        one, self.deleted = self.deleted, None
        if one is not None:
            self._put(replace(one, name=self._free(one.name, one.number)))

    def before(self, job: Job | None, dataset_name: str) -> Kept | None:
        """The latest that learned from this data set and is not this job's."""
        own = self._numbers.get(job) if job is not None else None
        others = [one for one in self if one.dataset_name == dataset_name and one.number != own]
        return others[-1] if others else None

    def _put(self, kept: Kept) -> None:
        self._runs[kept.number] = kept
        self._runs = dict(sorted(self._runs.items()))
        while len(self._runs) > MOST_RUNS or sum(_curve_bytes(one.run) for one in self) > MOST_BYTES:
            del self._runs[min(self._runs)]
            self.forgotten += 1
        room, winners = MOST_WEIGHTS, best(self)
        for one in sorted(self, key=lambda one: (one.number in winners, one.number), reverse=True):
            room -= _weight_bytes(one.run)
            if room < 0:
                self._runs[one.number] = replace(one, run=without_weights(one.run))
        self._weigh()

    def _weigh(self) -> None:
        here = [*self, *filter(None, [self.deleted])]
        self.holds = sum(_curve_bytes(one.run) + _weight_bytes(one.run) for one in here)


def legible(name: str) -> str:
    """A name in one line, without what cannot be seen or would turn round what follows it; "" where nothing is left."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())[:LONGEST_NAME].rstrip()


def _in_a_file_name(sign: str) -> str:
    """Latin letters without their accents, others as they are; a dash for what a file may not be called by."""
    if (plain := unicodedata.normalize("NFKD", sign)[0]).isascii() and sign.isalpha():
        return plain
    return sign if sign.isalnum() or sign in "._" or unicodedata.category(sign).startswith("M") else "-"


def _curves(run: nn.TrainingRun) -> tuple[NDArray[Any], ...]:
    return run.train_loss, run.evaluated_at, run.train_accuracy, run.test_accuracy


def _curve_bytes(run: nn.TrainingRun) -> int:
    return sum(curve.nbytes for curve in _curves(run))


def _weight_bytes(run: nn.TrainingRun) -> int:
    return sum(param.nbytes for param in run.network.params.values())


def _same(one: nn.TrainingRun, other: nn.TrainingRun) -> bool:
    """The same settings, curves and, where neither has let them go, weights."""
    if (one.config, one.rates) != (other.config, other.rates):
        return False
    arrays = [*zip(_curves(one), _curves(other), strict=True)]
    if one.network.hidden_size == other.network.hidden_size:
        arrays += [(param, other.network.params[name]) for name, param in one.network.params.items()]
    return all(np.array_equal(mine, others, equal_nan=True) for mine, others in arrays)


def without_weights(run: nn.TrainingRun) -> nn.TrainingRun:
    """Its network without hidden units: that takes no room, and still tells how many inputs and classes there are."""
    network = copy.copy(run.network)
    W1, b1, W2, b2 = (network.params[name] for name in ("W1", "b1", "W2", "b2"))
    network.params = {"W1": W1[:, :0].copy(), "b1": b1[:0].copy(), "W2": W2[:0].copy(), "b2": b2}
    return replace(run, network=network)
