"""What there is to find out, in the order to learn it."""

import streamlit as st

from explorer.data import datasets

task = datasets.contents(datasets.default_name()).task  # of the data that the trainer begins with

st.title("How does a neural network learn?")
st.markdown(
    f"A network that has learned to {task} is some forty thousand numbers and one rule for changing them. "
    "Here you change them yourself and watch what happens. Nothing is a recording: every number on every page is "
    "computed while you look, by a small NumPy package that you can read in an evening."
)

STEPS = [
    ("sigmoid", "Sigmoid", "line_curve", "Where does a unit still listen to its input, and where has it stopped?"),
    ("softmax", "Softmax", "bar_chart", "How do ten numbers become ten probabilities, whatever their size?"),
    ("losses", "Losses", "target", "How wrong is a prediction, and which loss can still learn from a bad one?"),
    ("forward", "Forward pass", "account_tree", "What does a network do with two numbers, weight by weight?"),
    ("backward", "Backpropagation", "undo", "Which of its weights are to blame for a wrong answer, and by how much?"),
    ("gradients", "Gradients", "explore", "Which way is down, and why is backpropagation worth the trouble?"),
    ("descent", "Gradient descent", "trending_down", "How large may a step be before the walk flies away?"),
]
with st.grid(3, min_column_width=240):
    for number, (page, title, icon, question) in enumerate(STEPS, start=1):
        with st.container(border=True, height="stretch"):
            st.page_link(f"pages/{page}.py", label=f"**{number}. {title}**", icon=f":material/{icon}:")
            st.caption(question)

with st.container(border=True):
    st.page_link("pages/trainer.py", label="**8. Train on MNIST**", icon=":material/model_training:")
    st.markdown(
        "All of it together: choose the size of the hidden layer, the learning rate and the number of iterations, "
        f"press Train, and watch a network that starts by guessing learn to {task}."
    )

st.markdown(
    "**Every setting is in the address bar.** What you see is a link: send it to a friend and they see the same. "
    "Settings that go wrong are as good a lesson as those that work, so break things."
)
