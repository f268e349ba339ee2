"""A class that trains on a server while everything happens to it that can, and what has to hold at the end."""

import functools
import io
import random
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import format_exception

from threadpoolctl import threadpool_limits

import nn_core as nn
from explorer.data import datasets
from explorer.runs import files
from explorer.training.rates import Rates, planned
from tests.hosting.mischief import Mischief, Scene
from tests.hosting.student import Brought, Student


class Hand(threading.Thread):
    """Does one mischief after the other until it is told to stop.

    Args:
        kinds: what it does, each as often as the others, in an order that `chance` decides.
        scene: where.
        over: when to stop.
        pause: seconds between them, on average; 0 for one of each and no more.

    Attributes:
        did: how often it did what.
        error: what went wrong for somebody who should not be hurt.
    """

    def __init__(self, kinds: list[Mischief], scene: Scene, over: threading.Event, pause: float) -> None:
        super().__init__(daemon=True)
        self.did: Counter[str] = Counter()
        self.error: Exception | None = None
        self._kinds, self._scene, self._over, self._pause = kinds, scene, over, pause
        self._chance = random.Random(scene.chance.random())

    def run(self) -> None:
        """All of its kinds in an order of its own, again and again."""
        try:
            while not self._over.is_set():
                for mischief in self._chance.sample(self._kinds, len(self._kinds)):
                    if self._over.wait(self._chance.uniform(0, 2 * self._pause)):
                        return
                    mischief(self._scene)
                    self.did[mischief.__name__.replace("_", " ")] += 1
                if not self._pause:
                    return
        except Exception as error:
            self.error = error


@contextmanager
def a_class(address: str, size: int, lessons: list[dict[str, str]], seed: int) -> Iterator[list[Student]]:
    """So many students who train until the block ends, and then bring to its end what they have begun."""
    over = threading.Event()
    students = [Student(address, lessons, over, seed + number) for number in range(size)]
    for student in students:
        student.start()
    try:
        yield students
    finally:
        over.set()
        for student in students:
            student.join(600)


def what_went_wrong(students: list[Student], hands: list[Hand]) -> list[str]:
    """What students have met that none should, in sentences."""
    wrong = ["A student met " + "".join(format_exception(one.error)) for one in students if one.error is not None]
    wrong += ["A student waits without end."] * sum(student.is_alive() for student in students)
    wrong += ["A student has lost a run."] * sum(student.did["lost a run"] for student in students)
    return wrong + [f"Of the mischief came {hand.error!r}." for hand in hands if hand.error is not None]


def runs_that_are_not_right(students: list[Student]) -> list[str]:
    """Those whose file has another bit than what the core makes of the same settings, alone in this process."""
    return [f"{run.settings} is not right." for student in students for run in student.brought if not _is_right(run)]


def _is_right(brought: Brought) -> bool:
    rates = files.read(io.BytesIO(brought.file)).run.rates
    usual = f"{nn.TrainingConfig().learning_rate:g}"
    allowed = {brought.settings.get("lr", usual), *brought.moved}
    if not {f"{rate:g}" for _, rate in rates} <= allowed:
        return False
    return brought.file == alone(tuple(sorted(brought.settings.items())), rates)


@functools.lru_cache(maxsize=1000)
def alone(settings: tuple[tuple[str, str], ...], rates: Rates) -> bytes:
    """The file of a run that nothing has disturbed."""
    asked = dict(settings)
    usual = nn.TrainingConfig()
    config = nn.TrainingConfig(
        int(asked.get("hidden", usual.hidden_size)),
        rates[0][1],
        int(asked.get("batch", usual.batch_size)),
        int(asked.get("iterations", usual.iterations)),
        seed=int(asked.get("seed", usual.seed)),
    )
    digits = datasets.load(asked["dataset"])
    run = nn.start_training(config, digits.dataset)
    with threadpool_limits(1):  # as in a worker: two threads would sum in another order
        while not run.finished:
            run, until = planned(run, rates)
            run = nn.advance(run, digits.dataset, until - run.iteration)
    return files.packed(run, asked["dataset"])


def said_of_a_person(log: str, students: list[Student], address: str) -> list[str]:
    """What stands in the log that only a visitor and the server should know."""
    secrets = set[str]().union(*(student.secrets for student in students)) - {""}
    found = [f"The log has {secret}, which is a student's." for secret in secrets if secret in log]
    own = address.rpartition(":")[2]
    others = {port for port in re.findall(r"127\.0\.0\.1:(\d+)", log) if port != own}
    return found + ["The log has a visitor's address."] * bool(others - {"9"})


def left_in(folder: Path) -> list[str]:
    """What the server has left unfinished among its files."""
    return [f"{path.name} is left in {path.parent}." for path in folder.rglob(".writing-*")]


def counted(students: list[Student], hands: list[Hand]) -> list[str]:
    """How often what was done, the most frequent first."""
    did = sum((hand.did for hand in hands), Counter[str]()), sum((student.did for student in students), Counter[str]())
    return [f"{number:5} x {what}" for one in did for what, number in one.most_common()]
