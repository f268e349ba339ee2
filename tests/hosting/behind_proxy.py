"""A student in front of HAProxy, who trains and whose process may fall."""

from tests.hosting.proxy import Proxy
from tests.visitor import Visitor


def iteration(student: Visitor) -> int:
    """How far the page says that the run has come."""
    return int(student.metrics.get("Iteration", "0").replace(",", ""))


def training(proxy: Proxy, run: str, apps: str) -> list[Visitor]:
    """A student of each of these apps; all have pressed Train in the same moment, and their runs have begun."""
    students = [proxy.visit("trainer", run, app=app) for app in apps]
    for student in students:
        student.wait_for("train")
    for student in students:
        student.press("train")
    for student in students:
        _watch_it_begin(student)
    return students


def _watch_it_begin(student: Visitor) -> None:
    student.watch_until(lambda: iteration(student) > 0 and student.tab["has"] == ["job"])


def come_back(proxy: Proxy, run: str, cut: Visitor, app: str) -> Visitor:
    """The same student when that app is gone, in a session of whichever there is."""
    back = proxy.visit("trainer", run, app=app)  # its browser has the cookie still
    back.wait_for("train")
    assert iteration(back) == 0
    back.was(cut.tab)
    back.watch_until(lambda: iteration(back) > 0)  # nobody has pressed Train
    return back


def numbers_at_the_end(student: Visitor) -> dict[str, str]:
    """Watch a run to its end; what the page then shows."""
    student.watch_until(lambda: any("of the test images" in text for text in student.texts))
    assert not student.errors
    return {name: number for name, number in student.metrics.items() if name != "Iterations/s"}
