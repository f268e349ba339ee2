"""Where a student reads that the class sees how their runs end, and can say no."""

from dataclasses import replace

import streamlit as st

from explorer.course.member import MOST_GIVEN, Member
from explorer.page.own_tab import is_taken_over
from explorer.page.plain import plain


def this_member() -> Member:
    """The visitor's part in a class, which may be none."""
    member: Member = st.session_state["member"]
    return member


def share_with_class() -> None:
    """Called by a page that trains, before what begins a run."""
    member = this_member()
    if not member.word:
        return
    if st.session_state.get("share") != member.shares:  # it is known only now what the tab had before it was reloaded
        st.session_state["share"] = member.shares
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="of_class"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content", key="shares"):
            st.toggle("Show my runs to my class", key="share", label_visibility="collapsed", on_change=_say_yes_or_no)
            st.markdown(_said(member, f"your class {plain(member.word)}"), width="content")
        st.page_link("pages/runs.py", label="See the class", icon=":material/groups:")


def _say_yes_or_no() -> None:
    if is_taken_over():
        st.session_state["member"] = replace(this_member())
    this_member().shares = st.session_state["share"]


def _said(member: Member, whom: str) -> str:
    if not member.shares:
        return f"Your runs are not shown to {whom}."
    if member.given >= MOST_GIVEN:
        return f"{MOST_GIVEN} of your runs are shown to {whom}; that is as many as one tab can add."
    return f"Your finished runs are shown to {whom}: settings and result, nothing about you."
