"""One network for the whole server, trained when the first visitor comes, and what it reads kept for all who follow."""

import threading
from concurrent.futures import Future

from explorer.data import datasets
from explorer.home.learning import Readings, learn
from explorer.training import workers

_lock = threading.Lock()
_latest: "Future[Readings] | None" = None


def latest() -> "Future[Readings] | None":
    """What the network reads, as soon as it has learned; None as long as nobody has asked for it."""
    return _latest


def begin() -> None:
    """Have a network learn, unless one does or has; whoever asks after a failure makes it try again."""
    global _latest
    with _lock:
        if _latest is None or (_latest.done() and _latest.exception() is not None):
            _latest = Future()
            threading.Thread(target=_learn, args=(_latest,), daemon=True).start()


def _learn(done: "Future[Readings]") -> None:
    """The sample may have to be prepared first, which takes a second: not in the time of somebody's page."""
    try:
        done.set_result(workers.SHARED.submit(learn, datasets.load(datasets.SAMPLE).folder).result())
    except Exception as error:
        done.set_exception(error)
