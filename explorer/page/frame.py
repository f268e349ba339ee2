"""What goes around every page: the tab that it is in, its place in the history, what was set on it."""

from dataclasses import replace
from typing import Any

import streamlit as st

from explorer.page import tabs, teacher
from explorer.page.assets import component
from explorer.page.internals import (
    asked_address,
    hear_to_the_end,
    in_the_frame,
    keep_answers,
    keep_few_uploads,
    keep_files_on_their_way,
    lead_to_the_page_gone_to,
    presence,
    say_each_fault_once,
    send_to_who_is_there,
    send_what_is_missing,
    visitor,
)
from explorer.page.linked import note_key, put, remark
from explorer.page.memory import keep_large_blocks_apart
from explorer.page.open_files import open_as_many_as_it_takes
from explorer.page.own_tab import is_taken_over
from explorer.page.processors import leave_them_to_others
from explorer.page.typed import numbers_can_be_typed

NAME = "Neural network explorer"
# Of the session's state: the run, all runs of the visit, two that an experiment trains, which of them are compared, the
# sweep and what was guessed of it, the drawing, what was set on each page, which were opened, what was answered there,
# whether they are large, the class.
KEPT_OVER_A_RELOAD = (
    *("job", "kept", "duel", "looked_at", "chosen_runs", "swept", "guessed_cell"),
    *("drawing", "left", "visited", "answered", "present", "member"),
)
ENOUGH = 1000  # times that a tab may ask for what another has
NOT_SHARED = "not_shared"  # beside what the tab had: the visitor has said no to showing it to the class

_PARTS = ("menu", "press", "aloud", "arrival", "uncover", "still", "swipe")
_APP = component("app", "once", "changes", "covered", *_PARTS)
_TAB, _HISTORY = component("tab"), component("history")

keep_large_blocks_apart()
leave_them_to_others()
open_as_many_as_it_takes()


def show(page: Any) -> None:
    """Run the page that `st.navigation` has found, with what all pages have around them."""
    send_to_who_is_there()
    send_what_is_missing()
    lead_to_the_page_gone_to()
    hear_to_the_end()
    keep_few_uploads()
    keep_files_on_their_way()
    keep_answers()
    say_each_fault_once()
    state = st.session_state
    if "here" not in state:
        state["here"] = presence()
    if "tab" in state and is_taken_over():
        state.pop("tab")
        state["member"] = replace(state["member"])  # what both have would be one, and the other's from now on
        for name in KEPT_OVER_A_RELOAD:
            if name != "member":
                state.pop(name, None)
    if "tab" not in state:
        state["tab"] = tabs.ALL.new(state["here"], visitor())
    _HISTORY(key="history")
    _APP(key="app")
    numbers_can_be_typed()
    if page.url_path:
        st.set_page_config(page_title=f"{page.title} · {NAME}")
    _enter(page.url_path)
    state.setdefault("visited", set()).add(page.url_path)
    teacher.prepare()
    try:
        with in_the_frame():
            page.run()
    finally:
        if state["bare"].get(page.url_path, "") is None:
            state["bare"][page.url_path] = state.get("left", {}).get(page.url_path)
        state["tab"].belongings = {name: state[name] for name in KEPT_OVER_A_RELOAD if name in state}
        state["tab"].begins = False
    told = {"id": state["tab"].id, "asked": state.get("asked", 0), "has": _trained()}
    _TAB(key="tab_id", data=told, on_known_change=_recognise)
    for note in teacher.asked_in_vain(state.get("linked", {}).keys()):
        remark(f"{note}.")


def _recognise() -> None:
    """The browser says which tab this session is in: have what the tab had before it was reloaded."""
    state = st.session_state
    match state["tab_id"]["known"]:
        case {"id": str(known), "again": bool(again), "had": list(had)}:
            pass
        case _:  # not from `assets/tab.js`
            return
    state["asked"] = state.get("asked", 0) + 1
    state["coming_back"] = False
    if NOT_SHARED in had:
        state["member"].shares = False
    if tabs.RUNS & set(state):  # something began to train since: that counts
        state["asked"] = ENOUGH
    elif not tabs.ALL.knows(known):
        # Who opens the first page needs nothing of what trains, and need not wait for it.
        from explorer.page import tab_run

        state["asked"] = ENOUGH
        back = tab_run.have_back(known)
        state["lost"] = {name for name in (*tabs.RUNS, "kept") if name in had} - back
    elif (tab := tabs.ALL.back(known, state["here"])) is not None:
        _have_back(tab)
    else:
        state["coming_back"] = again and not {*tabs.RUNS, "kept"}.isdisjoint(had)


def _have_back(tab: tabs.Tab) -> None:
    """Be this tab, and have what it had; pages that were opened since count where something was set on them."""
    state = st.session_state
    before, since, bare = tab.belongings.get("left", {}), state.get("left", {}), state.get("bare", {})
    moved = {page: address for page, address in since.items() if bare.get(page) != address}
    if "member" in tab.belongings and not state["member"].shares:  # a no that was said since is one
        tab.belongings["member"].shares = False
    state["tab"] = tab
    state.update(tab.belongings | {"left": before | moved})
    if state["page"] not in moved:
        for key, asked in before.get(state["page"], {}).items():
            put(key, asked)  # nobody moves it now: a network that trains goes on as it was told


def _trained() -> list[str]:
    """What this tab would miss if the server ended: of `tabs.RUNS`, earlier runs, and that nobody is to see them."""
    state = st.session_state
    earlier = len(state.get("kept", ())) > ("job" in state)
    return sorted(tabs.RUNS & set(state)) + ["kept"] * earlier + [NOT_SHARED] * (not state["member"].shares)


def _enter(page: str) -> None:
    """Where another page was shown before: forget its widgets, and have this one's as they were left in this visit.

    Pages have widgets of the same name. What is in the address under such a name Streamlit takes for the other page's,
    and drops it: here it is put back.
    """
    state = st.session_state
    came_from = state.get("page")
    if came_from == page:
        return
    state.pop("held", None)
    for key in state.pop("linked", ()):
        state.pop(key, None)
        state.pop(note_key(key), None)
    for press in ("begin", "begin_sweep", "begin_duel"):  # for which there was no time before its page was left
        state.pop(press, None)
    state["page"] = page
    asked, by_history = asked_address()
    asked = {key: values for key, values in asked.items() if not key.lower().startswith("embed")}  # Streamlit's own
    if not asked and not by_history:  # a link has the last word
        asked = state.get("left", {}).get(page, {})
    # Of a page that was gone to without an address, what it has there when it is drawn: until then nothing was set.
    bare = state.setdefault("bare", {})
    if came_from is not None and not asked:
        bare[page] = None
    if missing := {key: value for key, value in asked.items() if key not in st.query_params}:
        st.query_params.update(missing)
        st.rerun()
