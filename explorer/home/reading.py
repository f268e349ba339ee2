"""One network for the whole server, trained when the first visitor comes, and what it reads kept for all who follow."""

import threading
from concurrent.futures import Future
from typing import Any

from explorer.data import datasets

_lock = threading.Lock()
_latest: "Future[dict[str, Any]] | None" = None


def latest() -> "Future[dict[str, Any]] | None":
    """What is shown of the network, as soon as it has learned; None as long as nobody has asked for it."""
    return _latest


def begin() -> None:
    """Have a network learn, unless one does or has; whoever asks after a failure makes it try again."""
    global _latest
    with _lock:
        if _latest is None or (_latest.done() and _latest.exception() is not None):
            _latest = Future()
            threading.Thread(target=_learn, args=(_latest,), daemon=True).start()


def _learn(done: "Future[dict[str, Any]]") -> None:
    """The sample may have to be prepared first, which takes a second: not in the time of somebody's page.

    Nor need the first page wait for what trains and what makes pictures to be imported.
    """
    try:
        from explorer.home.learning import learn
        from explorer.home.shown import shown
        from explorer.training import workers

        readings = workers.SHARED.submit(learn, datasets.load(datasets.SAMPLE).folder).result()
        done.set_result(shown(readings))
    except Exception as error:
        done.set_exception(error)
