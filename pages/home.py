"""A network that learns to read while one watches, and the steps that explain how it does that."""

import streamlit as st

from explorer.course.steps import STEPS
from explorer.data import datasets
from explorer.home import readers, words
from explorer.home.miniatures import miniature
from explorer.page.miniature import show_miniature
from explorer.page.parts import figure_and_beside
from explorer.page.plain import plain
from explorer.page.reader import digits_being_read
from explorer.page.teacher import teachers_question

task = datasets.contents(datasets.default_name()).task  # of the data that the trainer begins with


@st.fragment
def read() -> None:
    """Digits being read, as soon as a network has learned to, which begins when the browser has shown the page."""
    if (error := readers.failure()) is not None:
        st.warning(plain(words.failed(error)), icon=":material/error:")
        st.button("Try again", key="retry", icon=":material/refresh:", on_click=readers.begin)
    else:
        reader = readers.learned()
        digits_being_read(reader and reader.shown, words.LEARNING, on_wanted=readers.begin)


st.title("How does a neural network learn?")
st.markdown("People wrote these digits, and a **neural network** learns to read them. Which does it get wrong?")
teachers_question()
figure, beside = figure_and_beside()
with figure:
    read()
with beside:
    st.markdown(words.practice())
    st.markdown(
        f"How does that work? Here are {len(STEPS)} short steps in which you try out every part of it yourself."
    )
    with st.container(key="start", gap="small"):
        st.page_link(f"pages/{STEPS[0].page}.py", label=f"Start with step 1: {STEPS[0].title}")
        st.page_link("pages/trainer.py", label="Train a network yourself")
        st.page_link("pages/inside.py", label="Draw a digit and have it read")

st.header("The steps")
with st.grid(3, min_column_width=170):
    for number, step in enumerate(STEPS, start=1):
        with st.container(border=True, height="stretch", gap="xxsmall", key=f"card_{step.page}"):
            show_miniature(step.page, miniature(step.page))
            tick = " :green[:material/check_circle:]" if step.page in st.session_state["visited"] else ""
            st.page_link(f"pages/{step.page}.py", label=f"**{number}. {step.title}**")
            st.markdown(step.question.format(task=task))
            st.caption(f"About {step.minutes} minutes{tick}")

st.markdown(
    "**Every setting is in the address bar.** What you see is a link: send it to a friend and they see the same. "
    "Settings that go wrong are as good a lesson as those that work, so break things."
)
