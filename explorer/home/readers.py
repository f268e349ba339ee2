"""One network for the whole server, trained when the first visitor comes, and kept for all who follow."""

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, NamedTuple

from explorer.data import datasets

if TYPE_CHECKING:
    from explorer.home.learning import Readings


class Reader(NamedTuple):
    """The network that has learned to read.

    Attributes:
        digits: what it learned from.
        readings: what it said on its way, and itself.
        shown: that, as the first page shows it.
    """

    digits: datasets.Digits
    readings: "Readings"
    shown: dict[str, Any]


_lock = threading.Lock()
_latest: Future[Reader] | None = None


def learned() -> Reader | None:
    """The network, once it has learned."""
    latest = _latest
    return latest.result() if latest is not None and latest.done() and latest.exception() is None else None


def failure() -> BaseException | None:
    """Why it could not learn."""
    latest = _latest
    return latest.exception() if latest is not None and latest.done() else None


def begin() -> None:
    """Have a network learn, unless one does or has; whoever asks after a failure makes it try again."""
    global _latest
    with _lock:
        if _latest is None or (_latest.done() and _latest.exception() is not None):
            _latest = Future()
            threading.Thread(target=_learn, args=(_latest,), daemon=True).start()


def _learn(done: Future[Reader]) -> None:
    """The sample may have to be prepared first, which takes a second: not in the time of somebody's page.

    Nor need the first page wait for what trains and what makes pictures to be imported.
    """
    try:
        from explorer.home.learning import learn
        from explorer.home.shown import shown
        from explorer.training import workers

        digits = datasets.load(datasets.SAMPLE)
        readings = workers.SHARED.submit(learn, digits.folder).result()
        done.set_result(Reader(digits, readings, shown(readings)))
    except Exception as error:
        done.set_exception(error)
