"""The sigmoid: its curve, its slope, where it saturates, and its derivative from two values alone."""

import streamlit as st

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.page.follow import charts_follow_sliders
from explorer.page.internals import require_navigation
from explorer.page.lesson import closing, experiments, opening, stage
from explorer.page.linked import linked
from explorer.page.parts import figure_and_beside
from explorer.page.teacher import hidden
from explorer.sigmoid import charts, sliders, words
from explorer.sigmoid.experiments import DEFAULTS, EXPERIMENTS
from explorer.sigmoid.unit import Unit
from explorer.words.numbers import short

require_navigation()

opening(
    "sigmoid",
    "The sigmoid",
    "A **unit** of a network takes a number (later, many), multiplies it by a **weight**, adds a **bias**, and "
    "squeezes the sum into the range from 0 to 1. When does it still react to its input, and when is it stuck?",
)


@st.fragment
def explore() -> None:
    """A unit and its tangent: all that moves with x, w and b."""
    at, to_guess = stage(), "slope" in hidden()
    experiments(at, DEFAULTS, *EXPERIMENTS)
    with at.beside:
        said = st.container(key="verdict")
        x = linked(
            st.slider,
            "Input x",
            key="x",
            value=DEFAULTS["x"],
            format="%.1f",
            **sliders.X._asdict(),
        )
        weight = linked(
            st.slider,
            "Weight w",
            key="w",
            value=DEFAULTS["w"],
            format="%.1f",
            **sliders.UNIT["w"]._asdict(),
            help="Squeezes the curve; below 1, stretches it. A negative weight turns it round.",
        )
        bias = linked(
            st.slider,
            "Bias b",
            key="b",
            value=DEFAULTS["b"],
            format="%.1f",
            **sliders.UNIT["b"]._asdict(),
            help="Shifts the curve: its middle is at x = −b / w.",
        )
        if not to_guess:
            st.caption(words.shading(Unit(weight, bias)))
    unit = Unit(weight, bias)
    said.markdown(words.verdict(unit, x))
    with st.container(key="numbers"):
        st.header("The numbers, worked through")
        st.markdown(words.formula(unit, x))

    # The words go first: what the charts show now was sent ahead.
    with at.figure:
        st.vega_lite_chart(
            charts.output_chart(unit, x, alone=to_guess),
            key="output_chart",
            alt="The output of a sigmoid unit against its input, with the tangent at the chosen point",
        )
        if not to_guess:
            st.vega_lite_chart(
                charts.derivative_chart(unit, x),
                key="derivative_chart",
                alt="The derivative of the sigmoid against the input: it is never above 0.25",
            )
    if not to_guess:
        with st.container(key="differentiate"), st.expander("For the curious: a slope from two values alone"):
            differentiate(unit, x)
    charts_follow_sliders(charts.places(unit, x))


@st.fragment
def differentiate(unit: Unit, x: float) -> None:
    """The same slope from two values: all that moves with h."""
    picture, controls = figure_and_beside()
    with controls:
        h = linked(
            st.select_slider,
            "Distance h",
            key="h",
            options=sliders.ALL_H,
            value=DEFAULTS["h"],
            format_func=short,
            help="The numerical slope looks this far ahead and this far behind.",
        )
        st.caption(words.dip(unit, x))
    st.markdown(words.numerical_formula(unit, x, h))
    with picture:
        st.vega_lite_chart(
            charts.error_chart(unit, x, h),
            key="error_chart",
            alt="The error of the numerical slope against h, both on logarithmic axes",
        )
    charts_follow_sliders(Ahead({"h": h}, {"h": sliders.ALL_H}).places)


with st.container(key="explore"):
    explore()

with st.expander("For the curious: far from zero"):
    st.markdown(
        rf"""
The formula as textbooks have it, the **naive** one, $\frac{{1}}{{1 + e^{{-x}}}}$, asks for $e^{{1000}}$ at $x = -1000$,
which no float can hold: NumPy warns of an overflow, makes it infinity, and $1 / \infty = 0$ is right by luck. At $-720$
the luck is over: 0 is wrong in every digit. And $1 - y$ has nothing left where $y$ rounds to 1, so at 40 the naive
derivative, $(1 - y) \, y$, is 0 and no correction passes at all.

{words.far_out()}

Ours multiplies above and below by $e^{{x}}$ where $x$ is negative: $\frac{{e^x}}{{1 + e^x}}$. Only $e^{{-|x|}}$ is ever
taken, and that lies between 0 and 1. At $-1000$ it is 0, the right answer to every digit that a float has.
"""
    )

closing("sigmoid", nn.sigmoid, nn.sigmoid_grad, nn.numerical_diff)
