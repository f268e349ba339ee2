"""A student who trains and takes the run home, again and again, whatever happens to the server or the connection."""

import random
import secrets
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

from websockets import ConnectionClosed

from tests.hosting.tab import Tab

DONE = "of the test images"
PATIENCE = 300  # seconds without any progress: then something hangs
RATES = ("0.05", "0.2", "0.5", "1")  # that a hand moves the learning rate to

T = TypeVar("T")


def fetched(address: str) -> bytes:
    """What is there."""
    with urllib.request.urlopen(address, timeout=60) as response:
        data: bytes = response.read()
    return data


class Brought(NamedTuple):
    """A run that a student has taken home.

    Attributes:
        settings: that it was begun with, as they stand in the link.
        moved: the learning rates that the student has moved to meanwhile.
        file: the run, as the runs page gives it.
    """

    settings: dict[str, str]
    moved: frozenset[str]
    file: bytes


class Student(threading.Thread):
    """Comes, trains, takes the run home and comes again until the class is over; once at least.

    It does what a person would do who reads the page: presses Train, Resume after a fault, Try again while the data
    cannot be had; comes back as the same tab when the connection is cut, or reloads the page.

    Args:
        address: of the server.
        lessons: settings, one of which it chooses for each run.
        over: whether to come no more.
        seed: of its whims.

    Attributes:
        brought: runs that it has taken home.
        did: how often it did what.
        error: what it has met that no student should.
        whims: what it is to do next while a run is under way: names of its methods.
    """

    def __init__(self, address: str, lessons: list[dict[str, str]], over: threading.Event, seed: int) -> None:
        super().__init__(daemon=True)
        self.brought: list[Brought] = []
        self.did: Counter[str] = Counter()
        self.error: Exception | None = None
        self.whims: list[str] = []
        self.secrets: set[str] = set()
        self._address, self._lessons, self._over = address, lessons, over
        self._random = random.Random(seed)
        self._tab: Tab | None = None

    def run(self) -> None:
        """Until the class is over."""
        try:
            self._lesson()
            while not self._over.is_set():
                self._lesson()
        except Exception as error:
            self.error = error

    def cut(self) -> None:
        """Lose the connection. From any thread."""
        if self._tab is not None:
            self._tab.cut()

    def _lesson(self) -> None:
        self._settings, self._moved = dict(self._random.choice(self._lessons)), set[str]()
        asked = dict(self._settings)
        self._page, secret = "trainer", secrets.token_hex(16)
        self._reached = 0
        self._tab = self._persist(lambda: Tab(self._address, "trainer", urlencode(self._settings), secret))
        self._in_the_tab(self._train)
        self._page = "runs"
        file = self._in_the_tab(self._take_home)
        self.brought.append(Brought(asked, frozenset(self._moved), file))
        self.secrets |= {secret, self._here.session, self._here.id}
        self._here.close()
        self._look_for_errors()

    @property
    def _here(self) -> Tab:
        assert self._tab is not None
        return self._tab

    def _in_the_tab(self, step: Callable[[], T]) -> T:
        """Do it, and when the connection was cut, come back and do it again."""
        while True:
            try:
                return step()
            except (ConnectionClosed, BrokenPipeError):
                self._come_back()

    def _come_back(self) -> None:
        self._look_for_errors()
        if self._here.session and self._random.random() < 0.5:
            self._persist(self._here.reconnect)
            self.did["came back"] += 1
        else:
            self.secrets |= {self._here.session}
            self._tab = self._persist(lambda: self._here.reloaded(self._page, urlencode(self._settings)))
            self.did["reloaded the page"] += 1

    def _persist(self, connect: Callable[[], T]) -> T:
        """A busy server may be slow to answer: who is told so tries again."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return connect()
            except (OSError, EOFError, ConnectionClosed):
                if time.monotonic() > end:
                    raise
                self.did["found no connection"] += 1

    def _train(self) -> None:
        """Press what there is to press until the page tells the result."""
        if self._here.page != "trainer":
            self._here.open("trainer")
        self._here.watch_until(lambda: self._here.has_settled and "train" in self._here.labels, PATIENCE)
        while True:
            page = self._here
            reached = self._iteration(page)
            if reached < self._reached:
                self.did["lost a run"] += 1
            self._reached = reached
            if any(DONE in text for text in page.texts):
                return
            if page.labels["train"] == "Pause" or (reached and page.labels["train"] == "Train"):
                self._look_on(page)  # in the latter case the result is still to come
            elif page.metrics:
                self.did[f"pressed {page.labels['train']}"] += 1
                page.do("train", page.labels["train"])
            else:  # there are no data, and perhaps a button to try again
                self._wait(1)
                if "retry" in page.labels:
                    self.did["pressed Try again"] += 1
                    page.do("retry", "Try again")

    def _look_on(self, page: Tab) -> None:
        """Until the run is further, at its end, or at rest."""
        if self.whims:
            whim = self.whims.pop()
            self.did[whim.replace("_", " ")] += 1
            getattr(self, whim)(page)
            return
        before = page.metrics.get("Iteration"), page.labels["train"], len(page.texts)
        page.watch_until(
            lambda: (page.metrics.get("Iteration"), page.labels["train"], len(page.texts)) != before, PATIENCE
        )
        page.rest()

    def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            self._here.watch_until(lambda: False, seconds)

    @staticmethod
    def _iteration(page: Tab) -> int:
        text = page.metrics.get("Iteration", "0").replace(",", "")
        return int(text)

    def _take_home(self) -> bytes:
        page = self._here
        if page.page != "runs":
            page.open("runs")
        try:
            page.watch_until(lambda: page.has_settled and page.offers("download_npz"), PATIENCE)
        except TimeoutError as error:
            raise AssertionError(f"no run is offered where it says {page.texts}") from error
        return fetched(page.ask_for("download_npz"))

    def _look_for_errors(self) -> None:
        page = self._here
        assert not page.errors, page.errors
        assert not page.traces, page.traces

    # Whims

    def move_the_learning_rate(self, page: Tab) -> None:
        """In mid-run: it acts from the next chunk."""
        rate = self._random.choice(RATES)
        self._moved.add(rate)
        self._settings["lr"] = rate
        page.rest()
        page.slide("lr", rate)

    def move_another_setting(self, page: Tab) -> None:
        """In mid-run: it is for the next run."""
        self._settings["hidden"] = str(self._random.randint(1, 500))
        page.rest()
        page.slide("hidden", float(self._settings["hidden"]))

    def pause_and_resume(self, page: Tab) -> None:
        """In mid-run."""
        page.do("train", "Pause")
        page.do("train", "Resume")

    def look_at_another_page(self, page: Tab) -> None:
        """And come back to the run."""
        page.open("descent")
        page.wait_for("x0")
        page.open("trainer")
        page.rest()
