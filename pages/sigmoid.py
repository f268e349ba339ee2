"""The sigmoid: its curve, its slope, where it saturates, and its derivative from two values alone."""

import streamlit as st

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.internals import require_navigation
from explorer.page import Try, charts_follow_sliders, linked, next_page, show_source, try_this
from explorer.sigmoid import charts, sliders, words
from explorer.sigmoid.unit import FLAT, Unit

require_navigation()

DEFAULTS = {"x": 1.0, "w": 1.0, "b": 0.0, "h": 1e-4}

st.title("The sigmoid")
st.markdown(
    "Find out where a unit still listens to its input and where it has stopped, and how a computer gets a slope "
    "out of nothing but two values."
)


@st.fragment
def explore() -> None:
    """A unit and its tangent: all that moves with x, w and b."""
    controls, picture = st.columns([2, 5], gap="large")
    with controls:
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
            help="Stretches the curve. A negative weight turns it round.",
        )
        bias = linked(
            st.slider,
            "Bias b",
            key="b",
            value=DEFAULTS["b"],
            format="%.1f",
            **sliders.UNIT["b"]._asdict(),
            help="Shifts the curve: its middle is at x = -b / w.",
        )
    unit = Unit(weight, bias)
    with controls:
        st.markdown(words.verdict(unit, x))
        st.caption(f"Shaded: the derivative is below {FLAT:g}, and the unit is saturated.")
    st.markdown(words.formula(unit, x))

    # The words go first: what the charts show now was sent ahead.
    with picture:
        st.vega_lite_chart(
            charts.output_chart(unit, x),
            key="output_chart",
            alt="The output of a sigmoid unit against its input, with the tangent at the chosen point",
        )
        st.vega_lite_chart(
            charts.derivative_chart(unit, x),
            key="derivative_chart",
            alt="The derivative of the sigmoid against the input: a hill that is 0.25 high",
        )
    with st.container(key="differentiate"):
        differentiate(unit, x)
    charts_follow_sliders(Ahead({"x": x, "w": weight, "b": bias}, {"x": sliders.X, **sliders.UNIT}).places)


@st.fragment
def differentiate(unit: Unit, x: float) -> None:
    """The same slope from two values: all that moves with h."""
    st.subheader("The same slope, without calculus")
    controls, picture = st.columns([2, 5], gap="large")
    with controls:
        h = linked(
            st.select_slider,
            "Distance h",
            key="h",
            options=sliders.ALL_H,
            value=DEFAULTS["h"],
            format_func="{:g}".format,
            help="The numerical slope looks this far ahead and this far behind.",
        )
        st.caption(
            "Right of the dip the curve bends between the two values. Left of it they agree in so many digits that "
            "their difference is mostly rounding. Dashed: what theory expects of each."
        )
    st.markdown(words.numerical_formula(unit, x, h))
    with picture:
        st.vega_lite_chart(
            charts.error_chart(unit, x, h, sliders.ALL_H),
            key="error_chart",
            alt="The error of the numerical slope against h, both on logarithmic axes: the shape of a U or a V",
        )
    charts_follow_sliders(Ahead({"h": h}, {"h": sliders.ALL_H}).places)


with st.container(key="explore"):
    explore()

try_this(
    DEFAULTS,
    Try(
        "The steepest place",
        {"x": 0.0},
        "The derivative is 0.25 and nowhere more. Ten layers leave a millionth of a gradient at best.",
    ),
    Try(
        "Saturated",
        {"x": 8.0},
        "The output is 0.9997, the derivative 0.0003. If this output is wrong, it is put right 700 times more slowly.",
    ),
    Try(
        "Almost a step",
        {"w": 4.0, "b": -8.0, "x": 2.0},
        "A large weight makes the tangent steep, 1 instead of 0.25, and leaves nearly all of the axis saturated.",
    ),
    Try(
        "Too small an h",
        {"h": 1e-13},
        "Compare the two values: they differ in the last few digits. The slope comes out as 0.1971, not 0.1966.",
    ),
    Try(
        "Too large an h",
        {"x": 0.0, "h": 0.1},
        "Not a trace of rounding, and yet 0.2498 instead of 0.25: the curve bends on the way.",
    ),
    Try(
        "Digits lost near 1",
        {"x": 10.0, "h": 1e-10},
        "Wrong by 2%. Now move x to -10: the same slope, but 100,000 times more exact. Floats lie closer near 0.",
    ),
)

st.subheader("Far from zero")
st.markdown(
    rf"""
The naive formula $\frac{{1}}{{1 + e^{{-x}}}}$ at $x = -1000$ asks for $e^{{1000}}$, which no float can hold: NumPy
warns of an overflow, makes it infinity, and $1 / \infty = 0$ is right by luck. At $-720$ the luck is over: 0 is wrong
in every digit. And $1 - y$ has nothing left where $y$ rounds to 1, so at 40 the lesson's derivative, $(1 - y) \, y$, is
0 and no gradient passes at all.

{words.far_out()}

Ours multiplies above and below by $e^{{x}}$ where $x$ is negative: $\frac{{e^x}}{{1 + e^x}}$. Only $e^{{-|x|}}$ is ever
taken, and that lies between 0 and 1. At $-1000$ it is 0, the right answer to every digit that a float has.
"""
)

show_source(nn.sigmoid, nn.sigmoid_grad, nn.numerical_diff)
next_page("pages/softmax.py", "Next: softmax, a sigmoid for many classes")
