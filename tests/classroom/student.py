"""A student of the class: opens the trainer, presses Train, sees the end, leaves."""

from collections.abc import Callable
from typing import NamedTuple

from tests.visitor import Visitor


class Seen(NamedTuple):
    """What a student has seen: the numbers at the end, all that the progress bar said, errors, bytes of each update."""

    numbers: dict[str, str]
    progress: set[str]
    errors: list[str]
    updates: list[int]


def train(address: str, run: str, when: Callable[[], object] = lambda: None) -> Seen:
    """See a run from the first iteration to the last, or to where a fault makes it rest.

    Args:
        address: of the server.
        run: the link's settings.
        when: returns when it is time to press Train.
    """
    student = Visitor(address, "trainer", run)
    student.wait_for("train")
    when()
    student.press("train")
    progress = set()

    def done() -> bool:
        progress.add(student.progress)
        return any("of the test images" in text or "Training rests" in text for text in student.texts)

    student.watch_until(done, seconds=60)
    student.close()
    numbers = {label: value for label, value in student.metrics.items() if label != "Iterations/s"}
    return Seen(numbers, progress, student.errors, student.updates)
