"""The door: what the browser's tab says, and which pages there are."""

import streamlit as st

from explorer.page import frame

NAME = "Neural network explorer"

st.set_page_config(page_title=NAME, page_icon="assets/icon.svg", layout="wide")
st.logo("assets/icon.svg", size="large")

home = st.Page(
    "pages/home.py",
    title="Home",
    icon=":material/home:",
    default=True,
    help="What there is to find out, in the order to learn it.",
)
functions = [
    st.Page(
        "pages/sigmoid.py",
        title="Sigmoid",
        icon=":material/line_curve:",
        help="The curve that turns a weighted sum into an activation, and where its slope runs out.",
    ),
    st.Page(
        "pages/softmax.py",
        title="Softmax",
        icon=":material/bar_chart:",
        help="How logits become probabilities, step by step, and what a temperature does to them.",
    ),
    st.Page(
        "pages/losses.py",
        title="Losses",
        icon=":material/target:",
        help="Half squared error and cross-entropy, and which of them learns when it is badly wrong.",
    ),
]
networks = [
    st.Page(
        "pages/forward.py",
        title="Forward pass",
        icon=":material/account_tree:",
        help="A 2-3-2-2 network drawn out: every weight, every sum and every activation.",
    ),
    st.Page(
        "pages/gradients.py",
        title="Gradients",
        icon=":material/explore:",
        help="Numerical and analytic gradients, and what backpropagation saves.",
    ),
    st.Page(
        "pages/descent.py",
        title="Gradient descent",
        icon=":material/trending_down:",
        help="Walk downhill on five surfaces with four methods, and see where it goes wrong.",
    ),
]
training = st.Page(
    "pages/trainer.py",
    title="Train on MNIST",
    icon=":material/model_training:",
    help="Train a two-layer network on handwritten digits: choose its settings and watch it learn.",
)

page = st.navigation({"": [home], "Functions": functions, "Networks": networks, "Training": [training]})
if page is not home:
    st.set_page_config(page_title=f"{page.title} · {NAME}")
with frame(page.url_path):
    page.run()
