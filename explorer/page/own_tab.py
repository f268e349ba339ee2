"""What a page may know of the browser's tab that it is in: may a run begin there, is something lost."""

from typing import Any

import streamlit as st

from explorer.page import tabs


def lost_with_process(*names: str) -> bool:
    """Did this tab have one of these, and is it gone with the process that had it?"""
    return not st.session_state.get("lost", set()).isdisjoint(names)


def is_coming_back() -> bool:
    """Was the tab reloaded, and is what it had still in the session before, whose end has not been noticed yet?"""
    return bool(st.session_state.get("coming_back"))


def this_tab() -> tabs.Tab:
    """The browser's tab that this session is in."""
    tab: tabs.Tab = st.session_state["tab"]
    return tab


def is_taken_over() -> bool:
    """Has another session this tab since? What it has is that one's now."""
    return this_tab().session is not st.session_state["here"]


def keep(**belongings: Any) -> None:
    """Have these in the session, and again after a reload: also what a fragment sets, after which no page is run."""
    state = st.session_state
    state.update(belongings)
    if not is_taken_over():
        this_tab().belongings |= belongings


def room_for_a_run() -> bool:
    """May a run begin in this tab? Where none may, it is said why."""
    may: bool = tabs.ALL.may_begin(this_tab())
    if not may:
        st.warning(
            f"{tabs.MOST_OF_A_VISITOR} other tabs of this browser have a run, and no more may, so that there is room "
            "for other visitors. Close one of them, or reset its run; then train here.",
            icon=":material/tab_close:",
        )
    return may
