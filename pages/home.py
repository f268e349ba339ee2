"""What there is to find out, in the order to learn it."""

import streamlit as st

from explorer.course.steps import STEPS, Step
from explorer.data import datasets

task = datasets.contents(datasets.default_name()).task  # of the data that the trainer begins with

st.title("How does a neural network learn?")
st.markdown(
    f"A network that has learned to {task} is some forty thousand numbers and one rule for changing them. "
    "Here you change them yourself and watch what happens. Nothing is a recording: every number on every page is "
    "computed while you look, by a small NumPy package that you can read in an evening."
)


def link(number: int, step: Step) -> None:
    """The way to a step of the course."""
    st.page_link(f"pages/{step.page}.py", label=f"**{number}. {step.title}**", icon=f":material/{step.icon}:")


*lessons, trainer = enumerate(STEPS, start=1)
with st.grid(3, min_column_width=240):
    for number, step in lessons:
        with st.container(border=True, height="stretch"):
            link(number, step)
            st.caption(step.question)

with st.container(border=True):
    link(*trainer)
    st.markdown(
        "All of it together: choose the size of the hidden layer, the learning rate and the number of iterations, "
        f"press Train, and watch a network that starts by guessing learn to {task}."
    )

st.markdown(
    "**Every setting is in the address bar.** What you see is a link: send it to a friend and they see the same. "
    "Settings that go wrong are as good a lesson as those that work, so break things."
)
