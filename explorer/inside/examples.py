"""Test images to begin with, for a visitor who has no pen at hand: fetched once for the whole server."""

import random
import threading
from concurrent.futures import Future
from pathlib import Path

import numpy as np

from explorer.data.datasets import Digits
from explorer.inside.drawing import Ink
from explorer.inside.examples_worker import some_of_each
from explorer.training import workers

SECONDS = 5  # that somebody may have to wait for one, in a class whose runs come first

_lock = threading.Lock()
_fetched: "dict[Path, Future[tuple[np.ndarray, np.ndarray]]]" = {}


def fetch(digits: Digits) -> "Future[tuple[np.ndarray, np.ndarray]]":
    """Have a worker fetch some, unless one does or has; the server itself reads no image of a data set."""
    with _lock:
        known = _fetched.get(digits.folder)
        if known is None or (known.done() and (known.cancelled() or known.exception() is not None)):
            known = _fetched[digits.folder] = workers.SHARED.submit(some_of_each, digits.folder)
        return known


def one_of(digits: Digits) -> tuple[Ink, int]:
    """Any one of them, shape (28, 28), and its label.

    Raises:
        Exception: whatever kept a worker from fetching them.
    """
    images, labels = fetch(digits).result(timeout=SECONDS)
    taken = random.randrange(len(images))
    return images[taken], int(labels[taken])
