"""One record of a kind passes, however many there are."""

import logging
from collections.abc import Iterator

import pytest

from explorer.page.internals import say_each_fault_once
from explorer.page.log import MOST_KINDS, SECONDS, OncePerKind
from tests.clock import Clock

FAULTS: dict[str, int] = {}


@pytest.fixture
def log(clock: Clock, caplog: pytest.LogCaptureFixture) -> Iterator[logging.Logger]:
    log = logging.getLogger("a server")
    log.addFilter(once := OncePerKind(clock))
    yield log
    log.removeFilter(once)


def fail(log: logging.Logger, how: str) -> None:
    try:
        {"key": lambda: FAULTS["x"], "value": lambda: int("x")}[how]()
    except (KeyError, ValueError):
        log.exception("Uncaught")


def test_a_fault_that_happens_a_thousand_times_is_said_once(log, caplog) -> None:
    for _ in range(1000):
        fail(log, "key")
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info, "with its traceback"


def test_another_fault_at_the_same_line_of_the_log_is_said_too(log, caplog) -> None:
    for how in ("key", "value", "key", "value"):
        fail(log, how)
    assert len(caplog.records) == 2


def test_what_differs_in_what_a_visitor_has_sent_alone_is_said_once(log, caplog) -> None:
    for number in range(100):
        log.warning("Rejected %s", f"evil{number}.example")
    assert caplog.messages == ["Rejected evil0.example"]


def test_of_what_the_app_says_each_mirror_or_folder_is_named_once(clock: Clock, caplog) -> None:
    log = logging.getLogger("explorer.data.of_a_test")
    log.addFilter(OncePerKind(clock))
    for mirror in ("one", "another") * 25:
        log.warning("%s cannot be reached", mirror)
    assert caplog.messages == ["one cannot be reached", "another cannot be reached"]


def test_what_the_app_says_passes_it_too() -> None:
    log = logging.getLogger("explorer.of_another_test")
    say_each_fault_once()
    assert any(isinstance(one, OncePerKind) for one in log.filters)


def test_after_a_while_it_is_said_again_with_how_often_it_was_not(log, caplog, clock: Clock) -> None:
    for clock.now in (0.0, 1.0, 2.0, SECONDS, SECONDS + 1.0, 2 * SECONDS):
        log.warning("Slow: %s", "app")
    assert caplog.messages == [
        "Slow: app",
        "Slow: app (and 2 more times since it was last said)",
        "Slow: app (and 1 more times since it was last said)",
    ]


def test_a_log_with_more_kinds_than_are_remembered_holds_no_more(log, caplog) -> None:
    (once,) = log.filters
    for number in range(3 * MOST_KINDS):
        once.filter(logging.LogRecord("a server", logging.INFO, "file.py", number, "said", None, None))
    assert len(once._said) == MOST_KINDS


def test_what_streamlit_tells_of_a_session_is_said_without_its_id_and_without_what_it_sent(caplog, monkeypatch) -> None:
    log = logging.getLogger("streamlit.runtime.app_session")
    # Streamlit's loggers have a handler each, and hand nothing on to that of the root.
    monkeypatch.setattr(log, "handlers", [caplog.handler])
    monkeypatch.setattr(log, "propagate", False)
    log.addFilter(once := OncePerKind())
    try:
        log.warning("Session with id %s is already connected, with %.1f MB at 50%%", "5d1f0e9a-0000", 1.5)
        log.warning("Deferring script event loop closure")
        log.warning("The deferred file %(name)s is not there", {"name": "of a visitor"})
    finally:
        log.removeFilter(once)
    assert caplog.messages == [
        "Session with id … is already connected, with … MB at 50%",
        "Deferring script event loop closure",
        "The deferred file … is not there",
    ]
