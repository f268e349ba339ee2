"""A sweep: many training runs with other settings each, by the same jobs and workers as a single one.

It asks for as many workers as there are, and has them while nobody else trains. Its turns are its visitor's, so it
costs others no more than one visitor more (`explorer.training.turns`). It knows no screen: whoever looks at it sees
what has come of each run so far.

What is kept of a run that has ended is all but its weights, which take many times the room of the rest. Its settings
give them again, to the last bit. So 200 runs of 2,000 iterations take 2 MB of the server's memory, whatever their size.
"""

import functools
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import NamedTuple

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.runs.grid import MOST_RUNS
from explorer.runs.halving import ROUNDS, going_on, rounds
from explorer.runs.kept import without_weights
from explorer.runs.luck import groups
from explorer.training import turns
from explorer.training.chunk import Chunk, train_chunk_of_many
from explorer.training.jobs import Job
from explorer.training.turns import Turns

MOST_FAULTS = 3  # runs that rest for a fault, from which on no others are begun: it is not theirs


class Ended(NamedTuple):
    """A run at its end.

    Attributes:
        run: with no hidden units any more. One of a round before the last has the fewer iterations in its settings.
        seconds: that it took.
    """

    run: nn.TrainingRun
    seconds: float


class Sweep:
    """Many runs, on their way. Every method may be called from any thread.

    Args:
        settings: of each run; at most `MOST_RUNS`, no two the same.
        digits: the data set to train on.
        is_wanted: as for a `Job`: while it says no the sweep rests, until `keep_going` finds that it is wanted again.
        halving: end settings early that look hopeless, as `explorer.runs.halving` says. Those that go on begin again,
            which costs little and needs no weights in memory, and are what they would have been without.
        known: test accuracies of runs that were trained before, by their settings, 0 for one that diverged. They are
            not trained again. With halving one that was trained to its end is, for a short while: a round compares
            what all have read after the same iterations.
        turns: where to train, and when.
        visitor: whose turns its chunks take; None where nothing else is the same visitor's.

    Attributes:
        settings: as given.
        digits: as given.
        halving: as given.
        stopped: resting until `resume`.
        visitor: whose turns it takes.

    Raises:
        ValueError: a sentence about settings that are none, too many, the same twice or of other numbers of iterations.
    """

    def __init__(
        self,
        settings: Sequence[nn.TrainingConfig],
        digits: Digits,
        is_wanted: Callable[[], bool] = lambda: True,
        halving: bool = False,
        known: Mapping[nn.TrainingConfig, float] | None = None,
        turns: Turns = turns.SHARED,
        visitor: Hashable = None,
    ) -> None:
        if not 0 < len(settings) <= MOST_RUNS:
            raise ValueError(f"A sweep has 1 to {MOST_RUNS} runs, not {len(settings):,}.")
        if len(set(settings)) < len(settings):
            raise ValueError("A sweep needs no two runs with the same settings: they would be the same run.")
        if len({config.iterations for config in settings}) > 1:
            raise ValueError("All runs of a sweep have the same number of iterations: others could not be compared.")
        self.settings = tuple(settings)
        self.digits = digits
        self.stopped = False
        self._is_wanted = is_wanted
        self.halving = halving
        self._turns = turns
        self.visitor: Hashable = object() if visitor is None else visitor  # not itself: a circle would keep it alive
        self._lock = threading.RLock()
        self._jobs: dict[int, Job] = {}  # begun and not at their ends
        self._rounds = [rounds(config) for config in settings]
        self._ended: dict[int, list[Ended]] = {}  # of each that has come to an end, one for each of its rounds
        self._scores = dict(known or {})
        self._going_on = list(range(len(settings)))  # those that no round has ended
        self._round = 0 if halving else _LAST
        self._waiting = self._queue()
        self._cost_done = 0.0
        self._progress: deque[tuple[float, float]] = deque(maxlen=16)  # (time, cost done) after the latest chunks

    @property
    def runs(self) -> tuple[nn.TrainingRun | None, ...]:
        """What came of each so far, in the order of `settings`; None of one that has not begun.

        The network of one that is at its end has no hidden units any more. One that was ended early has the fewer
        iterations in its own settings.
        """
        with self._lock:
            runs = {number: one.run for number, one in self.ended.items()}
            for number, job in self._jobs.items():
                run = job.run
                if run.iteration > (runs[number].iteration if number in runs else 0):
                    runs[number] = run
            return tuple(runs.get(number) for number in range(len(self.settings)))

    @property
    def ended(self) -> dict[int, Ended]:
        """The latest that is at its end of each run that has one, counted from 0."""
        with self._lock:
            self._put_away()
            return {number: its[-1] for number, its in self._ended.items()}

    @property
    def ended_in_all_rounds(self) -> list[Ended]:
        """All that is at its end; of a run that went on after a round, one for each."""
        with self._lock:
            self._put_away()
            return [one for its in self._ended.values() for one in its]

    @property
    def ended_early(self) -> frozenset[int]:
        """Those of the runs, counted from 0, that looked hopeless."""
        with self._lock:
            return frozenset(range(len(self.settings))) - frozenset(self._going_on)

    @property
    def done(self) -> bool:
        """Nothing is left to do."""
        with self._lock:
            self._put_away()
            return self._round == _LAST and not self._waiting and not self._jobs

    @property
    def active(self) -> bool:
        """Does it train, or wait for a worker?"""
        with self._lock:
            if self.stopped or self.done:
                return False
            begun = any(job.active for job in self._jobs.values())
            return begun or len(self.faults) < (MOST_FAULTS if self._waiting else 1)

    @property
    def under_way(self) -> bool:
        """Is a chunk with the workers, or waiting for one? Also when it was just stopped and the last is not back."""
        with self._lock:
            return any(job.under_way for job in self._jobs.values())

    @property
    def moving(self) -> bool:
        """Will there be something new to see soon?"""
        return self.active or self.under_way

    @property
    def faults(self) -> dict[int, str]:
        """Why some of the runs rest, counted from 0: a sentence for each that a fault made rest."""
        with self._lock:
            return {number: job.error for number, job in self._jobs.items() if job.error}

    @property
    def error(self) -> str | None:
        """How many runs rest because of a fault, in two sentences; None where none does."""
        faults = self.faults
        if not faults:
            return None
        rest = f"{len(faults)} of {len(self.settings)} runs " + ("rests" if len(faults) == 1 else "rest")
        return f"{rest} because of a fault on the server. Nothing is lost: Resume tries again."

    @property
    def fraction(self) -> float:
        """The part of the work that is done, from 0 to 1."""
        if self.done:
            return 1.0
        with self._lock:
            return self._done_so_far() / (self._done_so_far() + self._cost_left())

    @property
    def seconds_left(self) -> float | None:
        """At the pace of the latest chunks; None until there were two."""
        if self.done:
            return 0.0
        with self._lock:
            if len(self._progress) < 2:
                return None
            (began, first), (now, last) = self._progress[0], self._progress[-1]
            return self._cost_left() * (now - began) / (last - first) if last > first else None

    def seconds_for(self, settings: Sequence[nn.TrainingConfig], halving: bool = False) -> float | None:
        """About how long another sweep on the same data would take, at the pace of this one; None before it has one.

        Args:
            settings: of the other's runs.
            halving: would it end some of them early?
        """
        with self._lock:
            spent = sum(one.seconds for one in self.ended_in_all_rounds)
            spent += sum(job.seconds for job in self._jobs.values())
            done = self._done_so_far()
            if not done:
                return None
            return _costs_a_worker(settings, halving, self._turns.size) * spent / done

    def stop(self) -> None:
        """Rest after the chunks that workers have begun."""
        self.stopped = True

    def resume(self) -> None:
        """Go on from where it rests, with those too that a fault made rest."""
        self.stopped = False
        with self._lock:
            for number, job in self._jobs.items():
                if job.error:
                    self._jobs[number] = _OneOfMany(self, job.run, job.seconds)
        self.keep_going()

    def keep_going(self) -> None:
        """Ask for turns, one for each worker, unless it should rest."""
        with self._lock:
            self._put_away()
            if not self.under_way:  # it has rested, and that is no pace
                self._progress.clear()
                self._progress.append((time.perf_counter(), self._done_so_far()))
        self._ask()

    def _chunk_back(self) -> None:
        with self._lock:
            self._put_away()
            self._progress.append((time.perf_counter(), self._done_so_far()))
        self._ask()

    def _ask(self) -> None:
        while (job := self._next()) is not None:
            job.keep_going()  # without the lock: what begins now may be another sweep's
            if job.active and not job.under_way:
                return  # nobody wants it any more

    def _wanted(self) -> bool:
        return not self.stopped and self._is_wanted()

    def _next(self) -> Job | None:
        """A run that should ask for a turn: one that has begun before one that has not."""
        if not self._wanted():
            return None
        with self._lock:
            self._put_away()
            if sum(job.under_way for job in self._jobs.values()) >= self._turns.size:
                return None
            for job in self._jobs.values():
                if job.active and not job.under_way:
                    return job
            while not (self._waiting or self._jobs or self._round == _LAST):
                self._next_round()
            if not self._waiting or len(self.faults) >= MOST_FAULTS:
                return None
            number = self._waiting[0]  # which is left there where there is no room for its weights just now
            run = nn.start_training(self._config(number), self.digits.dataset)
            self._waiting.popleft()
            self._jobs[number] = job = _OneOfMany(self, run)
            return job

    def _put_away(self) -> None:
        """Keep what is to be kept of runs at their ends."""
        for number, job in list(self._jobs.items()):
            if (run := job.run).finished:
                del self._jobs[number]
                self._ended.setdefault(number, []).append(Ended(without_weights(run), job.seconds))
                # One that diverged reads nothing, whatever it says of the images.
                self._scores[run.config] = 0.0 if run.diverged else float(run.test_accuracy[-1])
                self._cost_done += _cost(run.config)

    # Rounds: without halving there is the last one alone

    def _config(self, number: int) -> nn.TrainingConfig:
        return self._rounds[number][self._round]

    def _queue(self) -> deque[int]:
        """The runs of this round that are left to be trained, the longest first: then all workers end together."""
        left = [number for number in self._going_on if self._config(number) not in self._scores]
        return deque(sorted(left, key=lambda number: _cost(self._config(number)), reverse=True))

    def _next_round(self) -> None:
        """All of this round are at their ends: those with the best settings go on, each with all of its seeds."""
        ranked = groups((self.settings[number], self._scores[self._config(number)]) for number in self._going_on)
        best = {group.settings for group in ranked[: going_on(len(ranked))]}
        self._going_on = [number for number in self._going_on if replace(self.settings[number], seed=0) in best]
        self._round += 1
        self._waiting = self._queue()

    # What it costs

    def _done_so_far(self) -> float:
        return self._cost_done + sum(_cost(job.run.config) * job.run.fraction for job in self._jobs.values())

    def _cost_left(self) -> float:
        begun = sum(_cost(job.run.config) * (1 - job.run.fraction) for job in self._jobs.values())
        left = begun + sum(_cost(self._config(number)) for number in self._waiting)
        settings = _count([self.settings[number] for number in self._going_on])
        stay = settings
        for later in range(self._round + 1, ROUNDS):
            stay = going_on(stay)
            left += stay / settings * sum(_cost(self._rounds[number][later]) for number in self._going_on)
        return left


class _OneOfMany(Job):
    """A run of a sweep, which says what is trained next when a chunk is back."""

    def __init__(self, sweep: Sweep, run: nn.TrainingRun, seconds: float = 0.0) -> None:
        super().__init__(run, sweep.digits, sweep._wanted, sweep._turns, sweep.visitor, seconds=seconds)
        self._sweep = sweep
        self._train = functools.partial(train_chunk_of_many, train_accuracy=sweep._round == _LAST)

    @property
    def counts_as(self) -> object:
        """The sweep, however many runs it has."""
        return self._sweep

    def _hand_in(self, executor: Executor) -> "Future[Chunk]":
        return executor.submit(self._train, *self._next_chunk())

    def _go_on(self) -> None:
        self._sweep._chunk_back()


_LAST = ROUNDS - 1


def _count(runs: Iterable[nn.TrainingConfig]) -> int:
    """How many settings there are, whatever the seed."""
    return len({replace(config, seed=0) for config in runs})


def _costs_a_worker(runs: Sequence[nn.TrainingConfig], halving: bool, workers: float) -> float:
    """What all of it takes of the worker that is done last: a late round may have fewer runs than there are workers."""
    settings = stay = _count(runs)
    costs = 0.0
    for later in range(0 if halving else _LAST, ROUNDS):
        part = stay / settings
        of_all = part * sum(_cost(rounds(config)[later]) for config in runs)
        costs += of_all / min(workers, part * len(runs))
        stay = going_on(stay)
    return costs


def _cost(config: nn.TrainingConfig) -> float:
    """What a run takes, in no unit: the products go with the hidden units, the rest of an iteration is about 30."""
    return config.iterations * config.batch_size * (config.hidden_size + 30)
