"""What a teacher's link asks of a page: to hide some of it, to put a question, to be large, to be of a class."""

import re
from collections.abc import Iterator, Set

import streamlit as st

from explorer.course.member import LEGAL, Member, class_word, classes_are_on
from explorer.page.assets import ASSETS
from explorer.page.plain import quoted

PARTS = {"verdict", "numbers", "code", "experiments", "slope", "wall", "units"}  # what can be hidden, besides controls
BY_STYLE = ("verdict", "numbers")  # parts whose containers have keys that begin with their names
LONGEST_QUESTION = 300


def hidden() -> set[str]:
    """What `hide=` names: keys of controls, and some of `PARTS`."""
    return set(re.findall(r"\w+", " ".join(st.query_params.get_all("hide"))))


def teachers_question() -> None:
    """Called by a page where it begins: what `ask=` says, if it says something, as plain text."""
    question = _question()
    if question:
        shown = question if len(question) <= LONGEST_QUESTION else f"{question[: LONGEST_QUESTION - 1]}…"
        with st.container(border=True, key="teachers_question", gap="xxsmall"):
            st.caption("Your teacher asks")
            st.text(shown)


def prepare() -> None:
    """Called before a page: be large from `present=1` on, until `present=0`, and hide what styles can hide.

    From `class=` a word on the visitor is in that class, until `class=` nothing.
    """
    member = st.session_state.setdefault("member", Member())
    asked = st.query_params.get("class")
    if asked is not None and classes_are_on():
        member.word = class_word(asked) or (member.word if asked.strip() else "")
    if "present" in st.query_params:
        st.session_state["present"] = st.query_params["present"] == "1"
    if st.session_state.get("present"):
        st.html(ASSETS / "present.css")
    if parts := [f'[class*="st-key-{part}"]' for part in BY_STYLE if part in hidden()]:
        among = ", ".join(parts)
        st.html(f"<style>:is({among}), [data-testid=stLayoutWrapper]:has(> :is({among})) {{ display: none; }}</style>")


def asked_in_vain(controls: Set[str]) -> Iterator[str]:
    """Sentences on what the link asks and cannot have, on a page with controls of these keys."""
    if unknown := sorted(hidden() - controls - PARTS):
        yield f"The link hides what is not on this page: {', '.join(map(quoted, unknown[:3]))}"
    if len(_question()) > LONGEST_QUESTION:
        yield f"The link's question is cut off: it may have {LONGEST_QUESTION} characters"
    if st.query_params.get("present", "1") not in ("0", "1"):
        yield "The link's present has to be 0 or 1"
    asked = st.query_params.get("class", "").strip()
    if asked and not classes_are_on():
        yield "The link names a class, but classes are switched off here"
    elif asked and class_word(asked) is None:
        yield f"The link's class cannot be {quoted(asked)}: it has to be a word of {LEGAL}"


def _question() -> str:
    return " ".join(st.query_params.get("ask", "").split())
