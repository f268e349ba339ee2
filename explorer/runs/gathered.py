"""How the runs of a class ended, for a day: settings and results, and nothing that tells whose they are.

It is in memory only: on no disk, and a server that starts again has forgotten. A time is kept to the hour, since
forgetting needs no finer one, and who asks gets the runs in the order of their settings.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

import nn_core as nn
from explorer.course.member import MOST_GIVEN, Member
from explorer.training.settings import settings_of

HOURS_KEPT = 24  # from the beginning of the hour in which it came
MOST_CLASSES = 100  # the smallest makes room: who makes up classes with a run or two drives out no real one
MOST_IN_A_CLASS = 300
MOST_RUNS = 3000  # of all classes; the largest gives up its oldest
LONGEST_THEN = 200  # characters that the changes of a learning rate take; a run with more is left out


class Result(NamedTuple):
    """A run that came to its end: its settings, under the keys of the trainer's controls, and what it came to.

    Attributes:
        lr: the learning rate that it began with.
        then: its later ones, as `explorer.training.rates` writes them.
        accuracy: on the test images, in the end.
        diverged: its loss or a weight grew beyond all numbers.
    """

    lr: float
    hidden: int
    batch: int
    iterations: int
    init_std: float
    seed: int
    then: str
    dataset: str
    accuracy: float
    diverged: bool

    @property
    def settings(self) -> dict[str, Any]:
        """A link to the trainer with these trains the same again."""
        return {key: value for key, value in self._asdict().items() if key not in ("accuracy", "diverged")}


def result(run: nn.TrainingRun, dataset_name: str) -> Result:
    """What there is to tell of a run that is at its end."""
    settings = settings_of(run, dataset_name)
    return Result(**settings, accuracy=float(run.test_accuracy[-1]), diverged=run.diverged)


class Gathered:
    """The runs of all classes of a server, from any thread; `clock` gives the seconds since 1970."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._classes: dict[str, deque[tuple[int, Result]]] = {}  # by word: the hour, and the run; the oldest first
        self._forgot = 0  # the hour in which it was last looked for what is old
        self._timer: threading.Timer | None = None  # while there is something to forget

    def for_class(self, member: Member, dataset_name: str) -> Callable[[nn.TrainingRun], None]:
        """What takes a run that this visitor begins now, when it is at its end.

        It is added to the class that the visitor is in now, unless they have left it by then, or said no.
        """
        word = member.word

        def take(run: nn.TrainingRun) -> None:
            one = result(run, dataset_name)
            wanted = word and word == member.word and member.shares and len(one.then) <= LONGEST_THEN
            if wanted and member.given < MOST_GIVEN:
                member.given += 1
                self.add(word, one)

        return take

    def add(self, word: str, one: Result) -> None:
        """Add a run to the class of that word."""
        with self._lock:
            self._forget()
            runs = self._classes.setdefault(word, deque(maxlen=MOST_IN_A_CLASS))
            runs.append((_hour(self._clock()), one))
            if len(self._classes) > MOST_CLASSES:
                del self._classes[min(self._classes.keys() - {word}, key=lambda other: len(self._classes[other]))]
            while sum(map(len, self._classes.values())) > MOST_RUNS:
                max(self._classes.values(), key=len).popleft()
            self._forget_when_the_hour_is_over()

    def of(self, word: str, minutes_behind: int = 0) -> list[Result]:
        """The runs of a class since midnight, in the order of their settings.

        Args:
            word: the class's.
            minutes_behind: how far the clock on the wall of whoever looks is behind UTC.
        """
        now = self._clock()
        midnight = _hour(now - (now - 60 * minutes_behind) % (24 * 60 * 60))
        with self._lock:
            self._forget()
            return sorted(one for hour, one in self._classes.get(word, ()) if hour >= midnight)

    def _forget(self) -> None:
        """Let go of what is a day old, or from an hour to come: then the clock was put back, and by more than a bit."""
        now = _hour(self._clock())
        if now == self._forgot:
            return
        self._forgot = now
        for word, runs in list(self._classes.items()):
            recent = [(hour, one) for hour, one in runs if -1 <= now - hour < HOURS_KEPT]
            self._classes[word] = deque(recent, MOST_IN_A_CLASS)
            if not recent:
                del self._classes[word]

    def _forget_when_the_hour_is_over(self) -> None:
        """Also if nobody comes any more: what is said to be kept for a day is not to wait for the next visitor."""
        if self._classes and self._timer is None:
            self._timer = threading.Timer(60 * 60 - self._clock() % (60 * 60), self._hour_is_over)
            self._timer.daemon = True
            self._timer.start()

    def _hour_is_over(self) -> None:
        with self._lock:
            self._timer = None
            self._forget()
            self._forget_when_the_hour_is_over()


def _hour(seconds: float) -> int:
    return int(seconds // 3600)


ALL = Gathered()
