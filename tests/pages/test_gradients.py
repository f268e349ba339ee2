"""The gradients page: times are measured when somebody asks, and the page does not wait for them."""

from collections.abc import Callable
from concurrent.futures import Future

import pytest
from streamlit.testing.v1 import AppTest

from explorer.gradients import costs
from explorer.gradients.costs import Costs, Times
from tests.pages.lessons import words

OpenPage = Callable[..., AppTest]
QUIET = Costs(10, Times((0.02,)), Times((3e-5,)), Times((1e-4,)), Times((1e-4,)), Times((3e-4,)))


@pytest.fixture
def measurement(monkeypatch: pytest.MonkeyPatch) -> "Future[Costs]":
    future: Future[Costs] = Future()
    monkeypatch.setattr(costs, "ask", lambda hidden, executor: future)
    return future


def said(at: AppTest) -> str:
    return " ".join(element.value for kind in (at.caption, at.error) for element in kind)


@pytest.mark.slow
def test_times_come_when_they_are_asked_for_and_belong_to_their_network(
    open_page: OpenPage, measurement: "Future[Costs]"
) -> None:
    at = open_page("gradients")
    assert "Guess first" in said(at)
    at.button(key="measure").click().run()
    assert "Measuring." in said(at)
    assert at.button(key="measure").disabled
    assert " took " not in words(at)
    measurement.set_result(QUIET)
    at.run()
    assert not at.exception
    assert "took **20 ms**" in words(at)
    assert "= **7.95 s**" in words(at)
    assert "Each was timed" in said(at)
    at.slider(key="hidden").set_value(11).run()
    assert "took **20 ms**" not in words(at), "that was another network"
    assert "Measured with 10 hidden units, and not yet with 11." in said(at)
    assert not at.button(key="measure").disabled


@pytest.mark.slow
def test_a_measurement_that_fails_is_one_sentence(open_page: OpenPage, measurement: "Future[Costs]") -> None:
    at = open_page("gradients")
    at.button(key="measure").click().run()
    measurement.set_exception(OSError("gone"))
    at.run()
    assert not at.exception
    assert "could not be measured" in said(at)
    assert not at.button(key="measure").disabled
