"""Waiting for what is awaited, never for a time that should do."""

import time
from collections.abc import Callable

SHORTEST, LONGEST = 0.01, 0.2  # seconds from one question to the next


def wait_until(condition: Callable[[], object], seconds: float = 100) -> None:
    """Ask until the condition holds; less and less often, since what is asked may take what is awaited its time.

    Raises:
        AssertionError: it did not in that time, which is only there so that a broken test comes to an end.
    """
    end = time.monotonic() + seconds
    pause = SHORTEST
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {seconds} s"
        time.sleep(pause)
        pause = min(2 * pause, LONGEST)
