"""The run of a tab: a page begins it, or the tab has it back from a process that is gone."""

import streamlit as st

from explorer.page import tabs
from explorer.page.own_tab import this_tab
from explorer.page.share import this_member
from explorer.runs import gathered, shelf
from explorer.training.jobs import Job

if shelf.SHARED is not None:
    shelf.SHARED.follow(lambda: tabs.ALL.with_a("job"))


def train_here(start: shelf.Start) -> Job:
    """Train, for as long as this tab is there: the tab's job from now on."""
    tab, (run, digits, then, seconds, paused) = this_tab(), start
    when_done = gathered.ALL.for_class(this_member(), digits.name)
    job = Job(run, digits, tab.is_here, visitor=tab.visitor, then=then, when_done=when_done, seconds=seconds)
    job.paused = paused
    job.keep_going()
    st.session_state["job"] = job
    st.session_state.setdefault("lost", set()).discard("job")
    return job


def have_back(id: object) -> set[str]:
    """Go on with what the tab of this id has trained in a process that is gone; the names of what has come back."""
    start = shelf.SHARED.take(id, this_tab().id) if shelf.SHARED is not None else None
    if start is None:
        return set()
    train_here(start)
    return {"job"}
