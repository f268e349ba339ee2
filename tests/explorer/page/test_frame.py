"""What a tab has again after a reload: what it had before, unless something has begun to train since."""

from typing import Any

import pytest
import streamlit as st

from explorer.course.member import Member
from explorer.page import frame, tabs


@pytest.mark.parametrize("name", ["job", "duel", "swept"])
@pytest.mark.parametrize("begun", [True, False])
def test_what_trains_since_a_reload_is_not_replaced_by_what_was_there_before(
    name: str, begun: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabs, "ALL", tabs.Tabs())
    before = tabs.ALL.new(lambda: False)
    before.belongings = {name: "before"}
    known = {"known": {"id": before.id, "again": False, "had": []}}
    state: dict[str, Any] = {"here": lambda: True, "tab": tabs.ALL.new(lambda: True), "tab_id": known, "page": ""}
    if begun:
        state[name] = "since"
    monkeypatch.setattr(st, "session_state", state)
    frame._recognise()
    assert state[name] == ("since" if begun else "before")


@pytest.mark.parametrize("known_here", [True, False])
def test_who_has_said_no_to_the_class_has_said_it_for_the_next_session_and_the_next_process_too(
    monkeypatch: pytest.MonkeyPatch, known_here: bool
) -> None:
    monkeypatch.setattr(tabs, "ALL", tabs.Tabs())
    before = tabs.ALL.new(lambda: False).id if known_here else "of another process"
    state: dict[str, Any] = {
        "here": lambda: True,
        "tab": tabs.ALL.new(lambda: True),
        "page": "",
        "member": Member("b3"),
    }
    monkeypatch.setattr(st, "session_state", state)
    assert frame._trained() == []
    state["member"].shares = False
    told = frame._trained()
    state |= {"member": Member("b3"), "tab_id": {"known": {"id": before, "again": False, "had": told}}}
    frame._recognise()
    assert not state["member"].shares


def test_a_no_that_was_said_before_the_tab_came_back_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabs, "ALL", tabs.Tabs())
    before = tabs.ALL.new(lambda: False)
    before.belongings = {"member": Member("b3", given=2)}
    state: dict[str, Any] = {
        "here": lambda: True,
        "tab": tabs.ALL.new(lambda: True),
        "tab_id": {"known": {"id": before.id, "again": False, "had": []}},
        "page": "",
        "member": Member("b3", shares=False),
    }
    monkeypatch.setattr(st, "session_state", state)
    frame._recognise()
    assert state["member"] == Member("b3", shares=False, given=2)


@pytest.mark.parametrize("said", [None, "x", {}, {"id": ["a"], "again": False, "had": []}, {"id": "a", "again": 1}])
def test_what_no_browser_of_ours_says_of_its_tab_is_not_heard(said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    state = {"tab_id": {"known": said}}
    monkeypatch.setattr(st, "session_state", state)
    frame._recognise()
    assert state == {"tab_id": {"known": said}}


def test_a_page_that_was_opened_before_the_tab_was_known_is_found_as_it_was_left_unless_something_was_set_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tabs, "ALL", tabs.Tabs())
    before = tabs.ALL.new(lambda: False)
    nobody_moved_it = lambda: pytest.fail("a network that trains would lose what it was told")
    left = {"descent": {"step": "7", "x0": "-2.9"}, "softmax": {"a0": "3.1"}, "losses": {"p": "0.2"}}
    before.belongings = {"left": left}
    state: dict[str, Any] = {
        "here": lambda: True,
        "tab": tabs.ALL.new(lambda: True),
        "tab_id": {"known": {"id": before.id, "again": False, "had": []}},
        "page": "descent",
        "linked": {"step": (int, nobody_moved_it), "x0": (float, nobody_moved_it)},
        "bare": {"descent": {"step": "1"}, "softmax": {}},
        "left": {"descent": {"step": "1"}, "softmax": {"a0": "5"}, "losses": {}},
    }
    monkeypatch.setattr(st, "session_state", state)
    frame._recognise()
    assert state["left"] == {"descent": {"step": "7", "x0": "-2.9"}, "softmax": {"a0": "5"}, "losses": {}}
    assert (state["step"], state["x0"]) == (7, -2.9)
