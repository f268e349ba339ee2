"""What a tab has again after a reload: what it had before, unless something has begun to train since."""

from typing import Any

import pytest
import streamlit as st

from explorer.page import frame, tabs


@pytest.mark.parametrize("name", ["job", "duel", "swept"])
@pytest.mark.parametrize("begun", [True, False])
def test_what_trains_since_a_reload_is_not_replaced_by_what_was_there_before(
    name: str, begun: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabs, "ALL", tabs.Tabs())
    before = tabs.ALL.new(lambda: False)
    before.belongings = {name: "before"}
    known = {"known": {"id": before.id, "again": False}}
    state: dict[str, Any] = {"here": lambda: True, "tab": tabs.ALL.new(lambda: True), "tab_id": known}
    if begun:
        state[name] = "since"
    monkeypatch.setattr(st, "session_state", state)
    frame._recognise()
    assert state[name] == ("since" if begun else "before")
