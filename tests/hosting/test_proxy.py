"""Two processes behind HAProxy: students stay where they are, and what falls or is renewed costs the others nothing."""

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from deploy.rolling_update import update
from tests.hosting.behind_proxy import numbers_at_the_end
from tests.hosting.proxy import Proxy
from tests.visitor import Visitor
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

RUN = "hidden=20&iterations=2000"


def pressed(student: Visitor) -> Visitor:
    student.wait_for("train")
    student.press("train")
    return student


@pytest.fixture(scope="module")
def undisturbed(proxy: Proxy) -> dict[str, str]:
    """What a student sees of `RUN` who has the app alone."""
    student = pressed(proxy.visit("trainer", RUN))
    numbers = numbers_at_the_end(student)
    student.close()
    return numbers


def connections(proxy: Proxy, app: str) -> int:
    return int(proxy.operator.servers()[app]["scur"])


def test_a_class_is_spread_over_both_and_each_stays_where_the_cookie_says(proxy: Proxy) -> None:
    wait_until(lambda: connections(proxy, "a") == connections(proxy, "b") == 0)
    students = [proxy.visit("sigmoid") for _ in range(6)]
    assert connections(proxy, "a") == connections(proxy, "b") == 3
    students += [proxy.visit("sigmoid", app="a") for _ in range(3)]
    assert connections(proxy, "a") == 6
    for student in students:
        student.close()


def test_what_draws_the_pages_comes_with_half_of_its_bytes_and_nothing_else_is_squeezed(proxy: Proxy) -> None:
    _, _, page = proxy.ask("/", Accept_Encoding="gzip")
    (script,) = re.findall(rb'src="\./(static/js/index[^"]*)"', page)
    _, plain, whole = proxy.ask(f"/{script.decode()}")
    _, headers, squeezed = proxy.ask(f"/{script.decode()}", Accept_Encoding="gzip, br")
    assert (plain["Content-Encoding"], headers["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(squeezed) == whole
    assert len(squeezed) < 0.5 * len(whole)
    for address in ("/", "/_stcore/host-config"):
        assert proxy.ask(address, Accept_Encoding="gzip")[1]["Content-Encoding"] is None


def test_a_rolling_update_lets_runs_come_to_their_end(proxy: Proxy, undisturbed: dict[str, str]) -> None:
    students = {app: pressed(proxy.visit("trainer", RUN, app=app)) for app in "ab"}
    renewed, begun = [], Event()

    def restart(port: int) -> None:
        renewed.append(port)
        proxy.restart(port)

    def watch(student: Visitor) -> dict[str, str]:
        begun.wait()
        numbers = numbers_at_the_end(student)
        student.close()
        return numbers

    with ThreadPoolExecutor(3) as pool:
        seen = [pool.submit(watch, student) for student in students.values()]
        updating = pool.submit(update, proxy.operator, restart, 100)
        wait_until(lambda: proxy.states()["a"] == "DRAIN")
        newcomer = proxy.visit("sigmoid")
        assert connections(proxy, "b") == 2, "newcomers go where nothing is renewed"
        newcomer.close()
        begun.set()
        assert [one.result() for one in seen] == [undisturbed] * 2
        updating.result()
    assert renewed == [proxy.apps[app][0] for app in "ab"]
    assert proxy.states() == {"a": "UP", "b": "UP"}


def test_an_update_does_not_begin_while_one_of_them_is_down(proxy: Proxy) -> None:
    proxy.operator.tell("set server apps/b state maint")
    with pytest.raises(RuntimeError, match="not well: b"):
        update(proxy.operator, proxy.restart, 0)
    proxy.operator.tell("set server apps/b state ready")
    wait_until(lambda: proxy.states() == {"a": "UP", "b": "UP"})
