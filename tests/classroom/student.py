"""A student of the class: opens the trainer, presses Train, sees the end, leaves."""

from collections.abc import Callable
from typing import NamedTuple

from tests.visitor import Visitor


class Seen(NamedTuple):
    """What a student has seen: the numbers at the end, all that the progress bar said, errors, bytes of each update."""

    numbers: dict[str, str]
    iterations_per_second: float
    progress: set[str]
    errors: list[str]
    updates: list[int]


def started(address: str, run: str, when: Callable[[], object] = lambda: None) -> Visitor:
    """A student that has pressed Train.

    Args:
        address: of the server.
        run: the link's settings.
        when: returns when it is time to press Train.
    """
    student = Visitor(address, "trainer", run)
    student.wait_for("train")
    when()
    student.press("train")
    return student


def train(address: str, run: str, when: Callable[[], object] = lambda: None) -> Seen:
    """See a run from the first iteration to the last, or to where a fault makes it rest."""
    student = started(address, run, when)
    progress = set()

    def done() -> bool:
        progress.add(student.progress)
        return any("of the test images" in text or "Training rests" in text for text in student.texts)

    student.watch_until(done)
    student.close()
    rate = float(student.metrics.pop("Iterations/s").replace(",", ""))
    return Seen(student.metrics, rate, progress, student.errors, student.updates)
