"""What a session keeps for the next one of its tab, also between two runs of a page."""

from typing import Any

import pytest
import streamlit as st

from explorer.page import own_tab, tabs


@pytest.mark.parametrize("taken_over", [True, False])
def test_what_a_fragment_sets_is_there_after_a_reload_unless_another_session_has_the_tab(
    taken_over: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = lambda: True
    tab = tabs.Tab((lambda: True) if taken_over else here)
    tab.belongings = {"drawing": "of before", "left": {}}
    state: dict[str, Any] = {"here": here, "tab": tab}
    monkeypatch.setattr(st, "session_state", state)
    own_tab.keep(drawing="of now")
    assert state["drawing"] == "of now"
    assert tab.belongings == {"drawing": "of before" if taken_over else "of now", "left": {}}
