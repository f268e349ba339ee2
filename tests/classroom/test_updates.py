"""What goes over the wire while a network trains."""

from tests.classroom.student import train
from tests.visitor import Visitor


def test_an_update_takes_as_many_bytes_in_a_long_run_as_in_a_short_one(address: str) -> None:
    short = train(address, "iterations=5000&hidden=100").updates
    long = train(address, "iterations=50000&hidden=1&batch=16").updates
    assert min(len(short), len(long)) >= 3, "they were updated while they trained"
    assert max(long) < 1.2 * max(short)
    assert max(short + long) < 20_000


def test_a_chart_that_has_not_changed_is_not_sent_again(address: str) -> None:
    student = Visitor(address, "trainer", "iterations=500")
    student.wait_for("train")
    student.press("train")
    student.watch_until(lambda: student.metrics["Iteration"] == "500" and not student._running)
    whole_page = student.received
    student.slide("hidden", 60)
    assert student.received < 0.7 * whole_page  # two charts are more than a third of it
    student.close()
