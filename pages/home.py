"""A network that learns to read while one watches, and the steps that explain how it does that."""

import streamlit as st

from explorer.course import STEPS
from explorer.home import reading, words
from explorer.home.miniatures import miniature
from explorer.home.shown import shown
from explorer.page import digits_being_read, teachers_question

TRAINER = STEPS[-1]


def read() -> None:
    """Digits being read, as soon as a network has learned to: the page is shown first, then it begins."""
    readings = st.session_state.get("readings")
    if readings is not None and readings.done():
        if readings.exception() is None:
            digits_being_read(shown(readings.result()), words.LEARNING)
        else:
            st.warning(words.failed(readings.exception()), icon=":material/error:")
            st.button("Try again", key="retry", icon=":material/refresh:", on_click=begin)
        return
    digits_being_read(None, words.LEARNING)
    if readings is None and st.session_state.get("home_seen"):
        begin()
    st.session_state["home_seen"] = True


def begin() -> None:
    """Have the digits read; somebody else's visit may have done it already."""
    st.session_state["readings"] = reading.readings()


def waiting() -> bool:
    """Is there more to come?"""
    readings = st.session_state.get("readings")
    return readings is None or not readings.done()


def watch(waited: bool) -> None:
    """The digits; the whole page anew when what it waited for is there, so that nobody asks again."""
    read()
    if waited and not waiting():
        st.rerun()


st.title("How does a neural network learn?")
st.markdown("People wrote these digits, and a **neural network** learns to read them. Which does it get wrong?")
teachers_question()
figure, beside = st.columns([8, 4], gap="large")
with figure:
    st.fragment(watch, run_every=0.3 if waiting() else None)(waiting())
with beside:
    st.markdown(words.practice())
    st.markdown(
        f"How does that work? Here are {len(STEPS)} short steps in which you try out every part of it yourself."
    )
    with st.container(key="start", gap="small"):
        st.page_link(f"pages/{STEPS[0].page}.py", label=f"Start with step 1: {STEPS[0].title}")
        st.page_link(f"pages/{TRAINER.page}.py", label="Train a network yourself")

st.header("The steps")
visited = st.session_state["visited"]
with st.container(key="cards"), st.grid(4, min_column_width=170):
    for number, step in enumerate(STEPS, start=1):
        with st.container(border=True, height="stretch", gap="xxsmall", key=f"card_{step.page}"):
            st.markdown(miniature(step.page), unsafe_allow_html=True)
            tick = " :green[:material/check_circle:]" if step.page in visited else ""
            st.page_link(f"pages/{step.page}.py", label=f"**{number}. {step.title}**{tick}")
            st.markdown(step.question)
            st.caption(f"About {step.minutes} minutes")

st.markdown(
    "**Every setting is in the address bar.** What you see is a link: send it to a friend and they see the same. "
    "Settings that go wrong are as good a lesson as those that work, so break things."
)
