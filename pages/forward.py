"""The lesson's three-layer network, drawn as one: two numbers go in, two come out, and every step is in sight."""

import streamlit as st

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.forward import charts, network, words
from explorer.forward.network import LESSON
from explorer.forward.sliders import INPUT, LARGEST
from explorer.internals import require_navigation
from explorer.page import Try, charts_follow_sliders, linked, next_page, show_source, try_this

require_navigation()

DEFAULTS = {"x1": 1.0, "x2": 0.5, **LESSON}

st.title("The forward pass")
st.markdown(
    "Find out how numbers flow through a network: what each layer does to them, and which weights the answer hangs on."
)


def edit(array: str) -> dict[str, float]:
    """A box for every number of a parameter array, laid out as the array is; what is in them, each under its key."""
    values = {}
    st.caption(words.shapes(array))
    with st.grid(network.shape(array)[-1], wrap=False, min_column_width=60, gap="xsmall") as boxes:
        for parameter in network.parameters(array):
            with boxes.cell():
                values[parameter.key] = linked(
                    st.number_input,
                    parameter.name,
                    key=parameter.key,
                    min_value=-LARGEST,
                    max_value=LARGEST,
                    value=parameter.value,
                    step=0.1,
                    format="%g",
                    required=True,
                    label_visibility="collapsed",
                )
    return values


controls, picture = st.columns([2, 5], gap="large")
with controls:
    inputs = st.container()
    values: dict[str, float] = {}
    for tab, number in zip(st.tabs(["Layer 1", "Layer 2", "Layer 3"]), "123", strict=True):
        with tab:
            values |= edit(f"W{number}") | edit(f"b{number}")
    st.button(
        "Reset the weights",
        key="reset",
        icon=":material/restart_alt:",
        help="Back to the lesson's weights and biases. The inputs stay where they are.",
        on_click=st.session_state.update,
        args=(LESSON,),
        disabled=values == LESSON,
    )
with picture:
    answer, drawing = st.empty(), st.empty()
    st.markdown(words.reach(values))

st.subheader("Layer by layer")
st.markdown(
    r"Every unit adds up what comes in, each number times its weight, and its bias: $a_k = \sum_i z_i w_{ik} + b_k$. "
    r"For a whole layer this is one matrix product, $a = z W + b$. Then comes the activation: "
    r"$z_k = \frac{1}{1 + e^{-a_k}}$, the sigmoid, in the first two layers, and $z_k = a_k$ in the last."
)
with st.grid(3, min_column_width=240):
    layers = [st.empty() for _ in range(3)]


@st.fragment
def explore(net: nn.ThreeLayerNet) -> None:
    """The two inputs and what moves with them. The weights stay out of it, so that there is less to draw again."""
    x1, x2 = (
        linked(
            st.slider,
            f"Input {key}",
            key=key,
            value=DEFAULTS[key],
            format="%.1f",
            **INPUT._asdict(),
        )
        for key in ("x1", "x2")
    )
    answer.metric("The answer y", words.array(net.forward((x1, x2))))
    for place, text in zip(layers, words.layers(net, (x1, x2)), strict=True):
        place.markdown(text)

    # The words go first: what the charts show now was sent ahead.
    drawing.vega_lite_chart(
        charts.network_chart(net, (x1, x2)),
        key="network_chart",
        alt="The network with the value of every unit; its weights are lines, thick where they are large",
    )
    charts_follow_sliders(Ahead({"x1": x1, "x2": x2}, {"x1": INPUT, "x2": INPUT}).places)


with inputs:
    explore(network.network(values))

try_this(
    DEFAULTS,
    Try(
        "The lesson's numbers",
        {},
        "The answer is the lesson's, [0.31682708 0.69627909]. Follow it back: which edge matters most to y2?",
    ),
    Try(
        "As far as the inputs go",
        {"x1": 5.0, "x2": 5.0},
        "From the lowest inputs to the highest, y1 rises by 0.065 in all. Two sigmoids in a row squash the rest.",
    ),
    Try(
        "Saturated",
        {"x1": 5.0, "x2": 5.0, **network.values(W1=[[1, 3, 5], [2, 4, 6]])},
        "Ten times the weights in layer 1, and it stands at 1. Take x1 down to 4: the answer moves in its last digit.",
    ),
    Try(
        "Deaf",
        network.values(W1=0, W2=0, W3=0),
        "Without weights only biases are left: [0.1 0.2], whatever goes in. How many weights does it take to hear x1?",
    ),
    Try(
        "All weights alike",
        network.values(W1=0.5, b1=0, W2=0.5, b2=0, W3=0.5, b3=0),
        "All units of a layer say the same, and so do both answers: three units do the work of one.",
    ),
    Try(
        "Exclusive or",
        {
            "x1": 1.0,
            "x2": 0.0,
            **network.values(
                W1=[[10, 10, 0], [10, 10, 0]],
                b1=[-5, -15, 0],
                W2=[[10, 0], [-10, 0], [0, 0]],
                b2=[-5, 0],
                W3=[[1, -1], [0, 0]],
                b3=[0, 1],
            ),
        },
        "Set the inputs to 0 or 1: y1 is near 1 if just one of them is 1. No single layer can do that. What does each "
        "unit of layer 1 say?",
    ),
)

show_source(nn.ThreeLayerNet.activations, nn.ThreeLayerNet.lesson, nn.sigmoid)
next_page("pages/gradients.py", "Next: gradients, or which way is down")
