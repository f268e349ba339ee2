"""What there is to find out, in the order to learn it."""

import streamlit as st

st.title("How does a neural network learn?")
st.markdown(
    "A network that reads handwritten digits is some forty thousand numbers and one rule for changing them. "
    "Here you change them yourself and watch what happens. Nothing is a recording: every number on every page is "
    "computed while you look, by a small NumPy package that you can read in an evening."
)

with st.container(border=True):
    st.subheader("Train on MNIST", icon=":material/model_training:")
    st.markdown(
        "Choose the size of the hidden layer, the learning rate and the number of iterations, press **Train**, and "
        "watch a network that starts by guessing learn to read digits that people wrote. Then find out which settings "
        "make it learn faster, slower, or not at all."
    )
    st.page_link("pages/trainer.py", label="Open the trainer", icon=":material/arrow_forward:")

st.markdown(
    "**Every setting is in the address bar.** What you see is a link: send it to a friend and they see the same. "
    "Settings that go wrong are as good a lesson as those that work, so break things."
)
