"""The first page without a browser; what can be touched on it is tested in `tests/browser/test_readers.py`."""

import json
from collections.abc import Callable
from concurrent.futures import Future

import pytest
from streamlit.testing.v1 import AppTest

from explorer.course.steps import STEPS
from explorer.data.datasets import DatasetError
from explorer.home import readers
from explorer.home.miniatures import miniature
from tests.waiting import wait_until

OpenPage = Callable[..., AppTest]


def links(at: AppTest) -> list[str]:
    return [link.label for link in at.page_link]


def failed(error: Exception) -> Future[None]:
    future: Future[None] = Future()
    future.set_exception(error)
    return future


def test_it_says_what_this_is_and_where_to_go(open_page: OpenPage) -> None:
    at = open_page("home")
    assert at.title[0].value == "How does a neural network learn?"
    start, train, draw, *steps = links(at)
    assert start == "Start with step 1: Sigmoid"
    assert train == "Train a network yourself"
    assert draw == "Draw a digit and have it read"
    assert steps == [f"**{number}. {step.title}**" for number, step in enumerate(STEPS, start=1)]


def test_every_step_asks_its_question_and_says_how_long_it_takes(open_page: OpenPage) -> None:
    at = open_page("home")
    words = [element.value for element in at.markdown]
    minutes = [caption.value for caption in at.caption]
    for step in STEPS:
        assert step.question.format(task="read handwritten digits") in words
        assert f"About {step.minutes} minutes" in minutes
    parts = [part.proto for part in at.get("bidi_component")]
    figures = [json.loads(part.json) for part in parts if part.component_name == "miniature"]
    assert figures == [miniature(step.page) for step in STEPS]


def test_steps_that_were_visited_have_a_tick(open_page: OpenPage) -> None:
    at = open_page("softmax")
    at.switch_page("pages/home.py").run()
    minutes = [caption.value for caption in at.caption if caption.value.startswith("About")]
    ticked = ["check_circle" in said for said in minutes]
    assert ticked == [step.page == "softmax" for step in STEPS]


def digits(at: AppTest) -> list[dict] | None:
    """Those that are being read; None as long as there are none."""
    (reader,) = [part.proto for part in at.get("bidi_component") if part.proto.component_name == "reader"]
    shown = json.loads(reader.json)["shown"]
    return shown and shown["digits"]


@pytest.fixture(autouse=True)
def nobody_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "_latest", None)


@pytest.mark.slow
def test_a_network_learns_when_the_browser_asks_and_who_comes_later_sees_it_at_once(open_page: OpenPage) -> None:
    assert digits(open_page("home")) is None
    assert readers._latest is None, "it begins when the page is drawn, which this test never does"
    readers.begin()
    wait_until(readers.learned)
    at, reader = open_page("home"), readers.learned()
    assert reader is not None
    assert digits(at) == reader.shown["digits"]
    assert not at.warning


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError("no more processes"), "a fault on the server (OSError). All the steps below work without it."),
        (DatasetError("The disk is full. Make room."), "The disk is full. Make room."),
        (DatasetError("There is no *t10k* in it."), "There is no `*t10k*` in it."),
    ],
)
def test_where_no_network_can_be_trained_the_rest_works(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    monkeypatch.setattr(readers, "_latest", failed(error))
    asked: list[int] = []
    monkeypatch.setattr(readers, "begin", lambda: asked.append(1))
    at = open_page("home")
    assert at.warning[0].value.endswith(words)
    assert len(links(at)) == len(STEPS) + 3
    at.button(key="retry").click().run()
    assert asked
    assert at.warning
