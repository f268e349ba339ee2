"""Softmax: logits to probabilities, step by step, and what can go wrong on the way."""

import streamlit as st

import nn_core as nn
from explorer.page.follow import charts_follow_sliders
from explorer.page.grab import grab
from explorer.page.internals import require_navigation
from explorer.page.lesson import closing, experiments, opening, stage
from explorer.page.linked import linked
from explorer.softmax import charts, sliders, words
from explorer.softmax.experiments import DEFAULTS, EXPERIMENTS
from explorer.softmax.steps import steps
from explorer.words.numbers import short

require_navigation()

opening(
    "softmax",
    "Softmax",
    "A network that tells digits apart ends in one number for each digit, of any size: its **logits**. Softmax makes "
    "**probabilities** of them, which lie between 0 and 1 and add up to 1. How, and what does not change them? "
    "Pull the bars by their ends.",
)


@st.fragment
def explore() -> None:
    """Everything that moves with a slider."""
    at = stage()
    experiments(at, DEFAULTS, *EXPERIMENTS)
    with at.beside:
        with st.grid(2, min_column_width=100, gap="small"):
            n = linked(
                st.slider,
                "Digits",
                key="n",
                value=DEFAULTS["n"],
                **sliders.CLASSES._asdict(),
                help="How many there are to tell apart. Each is a **class**; with ten of them they are 0 to 9.",
            )
            temperature = linked(
                st.select_slider,
                "Temperature T",
                key="temperature",
                options=sliders.TEMPERATURES,
                value=DEFAULTS["temperature"],
                format_func=short,
                help="All logits are divided by it.",
            )
            logits = tuple(
                linked(
                    st.slider,
                    f"Logit {k}",
                    key=f"a{k}",
                    value=sliders.LOGITS[k],
                    format="%.1f",
                    **sliders.LOGIT._asdict(),
                )
                for k in range(n)
            )
        shift = linked(
            st.slider,
            "Constant added to all logits",
            key="shift",
            value=DEFAULTS["shift"],
            **sliders.SHIFT._asdict(),
        )
    now = steps(logits, shift, temperature)
    with at.figure, st.grid(2, wrap=False, min_column_width=100, gap="small"):
        logit_bars, probability_bars = st.container(), st.empty()

    with st.container(key="numbers"):
        st.header("The numbers, worked through")
        st.markdown(
            r"Subtract the maximum and divide by T: $z = (a - \max a) / T$. Exponentiate: $e^z$. "
            r"Divide by the sum: $y = e^z / \sum e^z$. **Naive** is the textbook's $e^{a/T} / \sum e^{a/T}$, "
            "without the first step."
        )
        st.markdown(words.table(now))
        st.container(key="verdict").markdown(words.verdict(now, temperature))
        st.markdown(words.formula(now, temperature))

    # The words go first: what the charts show now was sent ahead.
    logit_bars.vega_lite_chart(
        charts.logit_chart(logits, shift),
        key="logit_chart",
        alt="The logits as bars, one for each digit; their ends can be pulled",
    )
    with logit_bars:
        grab(*charts.bar_ends(n))
    probability_bars.vega_lite_chart(
        charts.probability_chart(logits, shift, temperature),
        key="probability_chart",
        alt="The probabilities as bars, one for each digit",
    )
    with st.expander("For the curious: what moves what"):
        st.markdown(
            "A slope for each pair: what happens to one probability when one logit, divided by $T$, is raised a bit. "
            r"Such a table of slopes is called a **Jacobian**: $\frac{\partial y_i}{\partial z_j}$ is $y_i \, "
            r"(1 - y_i)$ on the diagonal, where $i = j$, and $-y_i \, y_j$ elsewhere. Every row adds up to 0, "
            "up to rounding, and so does every column. Filled: it rises. Only outlined: it falls. ≈0: it moves by "
            "less than 0.005, but moves."
        )
        st.vega_lite_chart(
            charts.jacobian_chart(logits, shift, temperature),
            key="jacobian_chart",
            alt="The Jacobian of softmax as a heat map: none is below 0 on the diagonal or above 0 elsewhere",
        )
    with st.expander("For the curious: a batch of two"):
        st.markdown(
            "Networks take several images at once, a **batch**. Row 0 holds your logits, row 1 holds 0, 1, 2 and so "
            "on. Move a logit: row 1 stays where it is, since the maximum and the sum are taken along each row. Each "
            "row sums to one."
        )
        st.vega_lite_chart(
            charts.batch_chart(logits, shift, temperature),
            key="batch_chart",
            alt="Two rows of probabilities, end to end; each reaches from 0 to 1",
        )
    charts_follow_sliders(charts.places(logits, shift, temperature))


with st.container(key="explore"):
    explore()

closing("softmax", nn.softmax)
