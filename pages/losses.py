"""Two losses: what each says about a prediction, and how hard each pulls to make it better."""

import streamlit as st

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.internals import require_navigation
from explorer.losses import charts, words
from explorer.losses.prediction import ONE_DIGIT, RESTS, RIGHT
from explorer.losses.sliders import DELTAS, PROBABILITIES
from explorer.page import Try, charts_follow_sliders, linked, next_page, show_source, try_this

require_navigation()

DEFAULTS = {"p": 0.1, "rest": RESTS[0], "delta": 1e-7, "axis": charts.AXES[0]}

st.title("Losses")
st.markdown(
    "Find out why networks that classify learn from cross-entropy and not from squared error. Here an image shows "
    f"a {RIGHT}, and a network gives each of the ten digits a probability: what if it is badly wrong?"
)


@st.fragment
def explore() -> None:
    """Everything that moves with a slider."""
    controls, picture = st.columns([2, 5], gap="large")
    with controls:
        p = linked(
            st.select_slider,
            "Probability p of the right digit",
            key="p",
            options=PROBABILITIES,
            value=DEFAULTS["p"],
            format_func="{:g}".format,
        )
        rest = linked(st.radio, "The rest is", key="rest", options=RESTS, index=0)
        delta = linked(
            st.select_slider,
            "delta",
            key="delta",
            options=DELTAS,
            value=DEFAULTS["delta"],
            format_func="{:g}".format,
            help="Added to the probability before its logarithm is taken, which would be infinite at 0.",
        )
        axis = linked(
            st.radio,
            "Axis of p",
            key="axis",
            options=charts.AXES,
            index=0,
            horizontal=True,
            help="On a logarithmic axis there is room for tiny probabilities, where delta acts.",
        )
    controls.markdown(words.verdict(p, rest))
    left, right = st.columns(2, gap="large")
    left.markdown(words.losses(p, rest, delta) + words.labels(p, rest, delta))
    right.markdown(words.gradients(p, rest) + words.cap(p, rest, delta))
    st.markdown(words.batch(p, rest, delta))

    # The words go first: what the charts show now was sent ahead.
    with picture:
        st.vega_lite_chart(
            charts.loss_chart(p, rest, delta, axis),
            key="loss_chart",
            alt="Cross-entropy and half squared error against the probability given to the right digit",
        )
        st.vega_lite_chart(
            charts.pull_chart(p, rest, delta, axis),
            key="pull_chart",
            alt="How hard each loss pulls the right digit's logit up, against the probability given to it",
        )
        st.vega_lite_chart(
            charts.gradient_chart(p, rest),
            key="gradient_chart",
            alt="The gradient of both losses with respect to each of the ten logits",
        )
        st.caption(
            "A step of gradient descent moves each logit against its gradient, so the pull is the gradient turned "
            "round. Dashed: cross-entropy the other way, its loss without delta and its pull with delta."
        )
    charts_follow_sliders(Ahead({"p": p, "delta": delta}, {"p": PROBABILITIES, "delta": DELTAS}).places)


with st.container(key="explore"):
    explore()

try_this(
    DEFAULTS,
    Try(
        "A network that guesses",
        {},
        "Each digit gets a tenth, and the loss is log 10 = 2.303. The lesson's training starts there: its first loss "
        "is 2.287.",
    ),
    Try(
        "Badly wrong, and sure of it",
        {"p": 0.001, "rest": ONE_DIGIT},
        "Cross-entropy pulls with almost all its strength, squared error with 0.002: 501 times less.",
    ),
    Try(
        "Undecided",
        {"p": 0.5, "rest": ONE_DIGIT},
        "As near as the two ever come: even here cross-entropy pulls twice as hard. Which bars are not zero?",
    ),
    Try(
        "Far below delta",
        {"p": 1e-9, "axis": charts.LOGARITHMIC},
        "Without delta the loss would be 20.7; capped, it is 16.1. See where the dashed pull lets go.",
    ),
    Try(
        "Ruled out, and no delta",
        {"p": 0.0, "delta": 0.0, "axis": charts.LOGARITHMIC},
        "The loss is infinite, and one such image makes the mean of the whole batch infinite.",
    ),
    Try(
        "Far too large a delta",
        {"p": 1.0, "delta": 0.1},
        "The loss of a perfect answer falls below zero, and being wrong never costs more than 2.3.",
    ),
)

show_source(
    nn.cross_entropy,
    nn.cross_entropy_error,
    nn.sum_squared_error,
    nn.cross_entropy_gradient,
    nn.sum_squared_error_gradient,
)
next_page("pages/forward.py", "Next: the forward pass, number by number")
