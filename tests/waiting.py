"""Waiting for what is awaited, never for a time that should do."""

import time
from collections.abc import Callable


def wait_until(condition: Callable[[], object], seconds: float = 100) -> None:
    """Ask until the condition holds.

    Raises:
        AssertionError: it did not in that time, which is only there so that a broken test comes to an end.
    """
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {seconds} s"
        time.sleep(0.02)
