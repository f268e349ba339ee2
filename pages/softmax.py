"""Softmax: logits to probabilities, step by step, and what can go wrong on the way."""

import streamlit as st

import nn_core as nn
from explorer.internals import require_navigation
from explorer.page import Try, charts_follow_sliders, linked, next_page, show_source, try_this
from explorer.softmax import charts, sliders, words
from explorer.softmax.steps import steps

require_navigation()

DEFAULTS = {"n": 4, "temperature": 1.0, "shift": 0} | {f"a{k}": a for k, a in enumerate(sliders.LOGITS)}

st.title("Softmax")
st.markdown(
    "Find out how any numbers at all become probabilities, what does not change them, and why the formula in the "
    "textbook is not the one that runs."
)


@st.fragment
def explore() -> None:
    """Everything that moves with a slider."""
    controls, picture = st.columns([2, 5], gap="large")
    with controls:
        n = linked(st.slider, "Classes", key="n", value=DEFAULTS["n"], **sliders.CLASSES._asdict())
        temperature = linked(
            st.select_slider,
            "Temperature T",
            key="temperature",
            options=sliders.TEMPERATURES,
            value=DEFAULTS["temperature"],
            format_func="{:g}".format,
            help="All logits are divided by it.",
        )
        shift = linked(
            st.slider,
            "Constant added to all logits",
            key="shift",
            value=DEFAULTS["shift"],
            **sliders.SHIFT._asdict(),
        )
        with st.grid(2, min_column_width=100, gap="small"):
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
    now = steps(logits, shift, temperature)
    with picture:
        logit_bars, probability_bars = st.columns(2)
        st.markdown(
            r"Subtract the maximum and divide by T: $z = (a - \max a) / T$. Exponentiate: $e^z$. "
            r"Divide by the sum: $y = e^z / \sum e^z$."
        )
        st.markdown(words.table(now))
        st.markdown(words.verdict(now))
    st.markdown(words.formula(now, temperature))

    # The words go first: what the charts show now was sent ahead.
    logit_bars.vega_lite_chart(
        charts.logit_chart(logits, shift), key="logit_chart", alt="The logits as bars, one for each class"
    )
    probability_bars.vega_lite_chart(
        charts.probability_chart(logits, shift, temperature),
        key="probability_chart",
        alt="The probabilities as bars, one for each class",
    )

    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("What moves what")
        st.markdown(
            r"The Jacobian $\frac{\partial y_i}{\partial z_j} = y_i \, (\delta_{ij} - y_j)$ of the probabilities, "
            r"with respect to $z = a / T$. Every row adds up to 0, and so does every column."
        )
        st.vega_lite_chart(
            charts.jacobian_chart(logits, shift, temperature),
            key="jacobian_chart",
            alt="The Jacobian of softmax as a heat map: positive on the diagonal, negative elsewhere",
        )
    with right:
        st.subheader("A batch of two")
        st.markdown(
            "Row 0 holds your logits, row 1 holds 0, 1, 2 and so on. Move a logit: row 1 stays where it is, since the "
            "maximum and the sum are taken along each row. Each row sums to one."
        )
        st.vega_lite_chart(
            charts.batch_chart(logits, shift, temperature),
            key="batch_chart",
            alt="Two rows of probabilities, end to end; each reaches from 0 to 1",
        )
    charts_follow_sliders(charts.places(logits, shift, temperature))


with st.container(key="explore"):
    explore()

try_this(
    DEFAULTS,
    Try(
        "The sigmoid again",
        {"n": 2, "a0": 1.1, "a1": 0.0},
        "With two classes the first probability, 0.7503, is the sigmoid of the difference of the logits, 1.1.",
    ),
    Try(
        "Knows nothing",
        {"n": 10, "a0": 0.0, "a1": 0.0, "a3": 0.0},
        "Ten equal logits give a tenth each. A new network starts near here. Add a constant: still a tenth each.",
    ),
    Try(
        "Cold",
        {"temperature": 0.2},
        "The largest logit takes it all, and the Jacobian fades: where softmax is sure, hardly any gradient passes.",
    ),
    Try(
        "Hot",
        {"temperature": 20.0},
        "The order stays, the differences go: all four are close to a quarter.",
    ),
    Try(
        "A thousand more for all",
        {"shift": 1000},
        "Only differences count: no probability changes. The naive formula ends in nan. Try -1000 as well: 0 over 0.",
    ),
    Try(
        "Frozen",
        {"a0": 10.0, "temperature": 0.01},
        "No logit is large, but 10 / 0.01 is. The naive formula fails, and ours is so sure that the Jacobian is all 0.",
    ),
)

show_source(nn.softmax)
next_page("pages/losses.py", "Next: losses, how wrong a probability is")
