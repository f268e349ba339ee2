"""The door: what the browser's tab says, and which pages there are."""

import streamlit as st

st.set_page_config(page_title="Neural network explorer", page_icon="assets/icon.svg", layout="wide")
st.logo("assets/icon.svg", size="large")
st.navigation(
    [
        st.Page(
            "pages/home.py",
            title="Home",
            icon=":material/home:",
            default=True,
            help="What there is to find out, in the order to learn it.",
        ),
        st.Page(
            "pages/trainer.py",
            title="Train on MNIST",
            icon=":material/model_training:",
            url_path="trainer",
            help="Train a two-layer network on handwritten digits: choose its settings and watch it learn.",
        ),
    ]
).run()
