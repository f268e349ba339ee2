"""Two losses: what each says about a prediction, and how hard each pulls to make it better."""

import streamlit as st

import nn_core as nn
from explorer.data.example import digit
from explorer.losses import both, charts, words
from explorer.losses.digit_chart import digit_chart
from explorer.losses.experiments import DEFAULTS, EXPERIMENTS
from explorer.losses.prediction import RESTS, RIGHT
from explorer.losses.sliders import AXES, DELTAS, PROBABILITIES
from explorer.page.follow import charts_follow_sliders
from explorer.page.internals import require_navigation
from explorer.page.lesson import closing, experiments, opening, stage
from explorer.page.linked import linked
from explorer.words.numbers import short

require_navigation()

opening(
    "losses",
    "Losses",
    f"An image shows a {RIGHT}, and a network gives each of the ten digits a probability. A **loss** is one number "
    "that says how wrong that is; learning means making it smaller. Why do networks learn from cross-entropy and not "
    "from squared error?",
)


@st.fragment
def explore() -> None:
    """Everything that moves with a slider."""
    at = stage()
    at.chips.caption(
        "An arrow is the **pull** of a loss on a digit: which way learning would move that logit, and how hard. It "
        "is minus the **gradient**, the slope of the loss."
    )
    experiments(at, DEFAULTS, *EXPERIMENTS)
    with at.beside:
        said = st.container(key="verdict")
        p = linked(
            st.select_slider,
            "Probability p of the right digit",
            key="p",
            options=PROBABILITIES,
            value=DEFAULTS["p"],
            format_func=short,
        )
        rest = linked(st.radio, "The rest is", key="rest", options=RESTS, value=DEFAULTS["rest"])
    said.markdown(words.verdict(p, rest))
    with st.container(key="numbers"):
        st.header("The numbers, worked through")
        left, right = st.columns(2, gap="large")
    for_delta, for_axis = st.columns(2, gap="large")
    with for_delta:
        delta = linked(
            st.select_slider,
            "delta",
            key="delta",
            options=DELTAS,
            value=DEFAULTS["delta"],
            format_func=short,
            help="Added to the probability before its logarithm is taken, which would be infinite at 0.",
        )
    with for_axis:
        axis = linked(
            st.radio,
            "Axis of p",
            key="axis",
            options=AXES,
            value=DEFAULTS["axis"],
            horizontal=True,
            help="On a logarithmic axis there is room for tiny probabilities, where delta acts.",
        )
    left.markdown(words.losses(p, rest, delta))
    right.markdown(words.gradients(p, rest))
    loss, pull = st.columns(2, gap="large")
    with st.expander("For the curious: delta, one-hot rows, and the mean of a batch"):
        left, right = st.columns(2, gap="large")
        left.markdown(words.cap(p, rest, delta) + words.labels(p, rest, delta))
        right.markdown(words.batch(p, rest, delta))

    # The words go first: what the charts show now was sent ahead.
    at.figure.vega_lite_chart(
        digit_chart(digit(RIGHT), p, rest, delta),
        key="digit_chart",
        alt=f"An image of a {RIGHT}, a bar for the probability of each digit, and on each bar the pull of both losses",
    )
    loss.vega_lite_chart(
        charts.loss_chart(p, rest, delta, axis),
        key="loss_chart",
        alt="Cross-entropy and half squared error against the probability given to the right digit",
    )
    pull.vega_lite_chart(
        charts.pull_chart(p, rest, delta, axis),
        key="pull_chart",
        alt="How hard each loss pulls the right digit's logit up, against the probability given to it",
    )
    st.caption(
        "Dotted curves: cross-entropy's loss without delta, and its pull with it. Where they part from the others, "
        "delta decides."
    )
    charts_follow_sliders(both.ahead(p, delta).places)


with st.container(key="explore"):
    explore()

closing(
    "losses",
    nn.cross_entropy,
    nn.cross_entropy_error,
    nn.sum_squared_error,
    nn.cross_entropy_gradient,
    nn.sum_squared_error_gradient,
)
