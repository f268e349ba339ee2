"""What a tab has trained outlives its process where there is a shelf; else the page says what is gone."""

import pytest
from websockets import ConnectionClosed

from tests.hosting.behind_proxy import come_back, iteration, numbers_at_the_end, training
from tests.hosting.proxy import Proxy
from tests.serving import worker_processes
from tests.visitor import Visitor
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

RUN = "hidden=40&iterations=6000&then=5000:0.5"


def test_a_run_whose_process_is_killed_goes_on_at_the_other_and_ends_as_if_nothing_had_been(proxy: Proxy) -> None:
    (cut,) = training(proxy, RUN, "a")
    workers = worker_processes(proxy.apps["a"][1])
    for one in workers:
        one.suspend()  # so that its run is under way for as long as it takes
    (other,) = training(proxy, RUN, "b")
    wait_until(lambda: [reached > 0 for reached in proxy.reached()] == [True] * 2)
    with proxy.killed("a"):
        for one in workers:
            one.kill()
        with pytest.raises(ConnectionClosed):
            cut.watch_until(lambda: False)
        assert 0 < iteration(cut) < 5_000
        back = come_back(proxy, RUN, cut, app="a")
        undisturbed = numbers_at_the_end(other)
        assert undisturbed["Iteration"] == "6,000"
        assert numbers_at_the_end(back) == undisturbed
        duplicate = proxy.visit("trainer", RUN)
        duplicate.wait_for("train")
        duplicate.was(cut.tab)  # a tab that was duplicated knows the id too
        duplicate.watch_until(lambda: any("is gone" in text for text in duplicate.texts))
        assert iteration(duplicate) == 0
    for student in (other, back, duplicate):
        student.close()


@pytest.mark.parametrize(
    ("page", "had", "said"),
    [
        ("trainer", ["job"], "The run of this tab is gone"),
        ("runs", ["job"], "Earlier runs of this tab are gone"),
        ("runs", ["kept"], "Earlier runs of this tab are gone"),
        ("trainer", [], ""),
        ("runs", [], ""),
    ],
)
def test_a_tab_whose_run_was_not_kept_is_told_so(address: str, page: str, had: list[str], said: str) -> None:
    student = Visitor(address, page)
    student.watch_until(lambda: bool(student.tab))
    student.was({"id": "of a process that is gone", "has": had})
    student.watch_until(lambda: student.tab["asked"] > 0)
    student.watch_until(lambda: not student._running)
    assert [text.partition(":")[0] for text in student.texts if "gone" in text] == [said] * bool(said)
    assert not student.errors
    student.close()
