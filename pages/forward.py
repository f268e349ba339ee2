"""The lesson's three-layer network, drawn as one: two numbers go in, two come out, and every step is in sight."""

import streamlit as st

import nn_core as nn
from explorer.forward import charts, network, words
from explorer.forward.experiments import DEFAULTS, EXPERIMENTS
from explorer.forward.network import LESSON, UNITS, Unit
from explorer.forward.sliders import INPUT, LARGEST
from explorer.page.clicks import clicked
from explorer.page.follow import charts_follow_sliders
from explorer.page.internals import require_navigation
from explorer.page.lesson import closing, experiments, opening, stage
from explorer.page.linked import linked
from explorer.page.parts import light
from explorer.page.sight import bring, comes_into_sight
from explorer.page.teacher import hidden

require_navigation()

opening(
    "forward",
    "The forward pass",
    "Every unit adds up what comes in, each number times the **weight** on its line, and a **bias**. All but the last "
    "two squeeze the sum with a sigmoid. Which weights does the answer depend on? Click on a unit to see its sum.",
)


LAYERS = ["Layer 1", "Layer 2", "Layer 3"]


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


def open_its_layer() -> None:
    """The boxes of the chosen unit come into sight."""
    st.session_state["layer"] = LAYERS[UNITS[st.session_state["unit"]].layer - 1]


def choose() -> None:
    """A click on a unit, or on an edge that leads there, shows its sum."""
    if (mark := clicked("network_chart")) is not None and "unit" not in hidden():
        st.session_state["unit"] = mark["unit"]
        bring("sum")
        open_its_layer()


at = stage()
experiments(at, DEFAULTS, *EXPERIMENTS)
answer, drawing = at.beside.container(key="verdict").empty(), at.figure.empty()
added_up = at.figure.container(key="numbers_sum").container(key="unit_sum").empty()
with at.beside:
    inputs = st.container()
    unit = UNITS[
        linked(
            st.selectbox,
            "Unit whose sum is shown",
            key="unit",
            options=list(UNITS),
            value=DEFAULTS["unit"],
            on_change=open_its_layer,
            help="Or click on it.",
        )
    ]
    if "layer" not in st.session_state:
        open_its_layer()
    values: dict[str, float] = {}
    for tab, number in zip(st.tabs(LAYERS, key="layer", on_change="rerun"), "123", strict=True):
        with tab:
            values |= edit(f"W{number}") | edit(f"b{number}")
    light(*unit.parameters)
    st.button(
        "Reset the weights",
        key="reset",
        icon=":material/restart_alt:",
        help="Back to the weights and biases that the page opens with. The inputs stay where they are.",
        on_click=st.session_state.update,
        args=(LESSON,),
        disabled=values == LESSON,
    )

with st.container(key="numbers"):
    st.header("The numbers, layer by layer")
    st.markdown(
        r"Every unit adds up what comes in, each number times its weight, and its bias: "
        r"$a_k = \sum_i z_i w_{ik} + b_k$. For a whole layer this is one matrix product, $a = z W + b$. Then comes the "
        r"**activation**: $z_k = \frac{1}{1 + e^{-a_k}},$ the sigmoid, in the first two layers, and $z_k = a_k$ in the "
        "last."
    )
    with st.grid(3, min_column_width=240):
        layers = [st.empty() for _ in range(3)]
    reach = st.empty()
    if st.session_state.get("experiment") is None or st.session_state.get("guess") is not None:
        reach.markdown(words.reach(values))  # which would answer what an experiment asks
    with st.expander("For the curious: the same in NumPy"):
        arrays = st.empty()


@st.fragment
def explore(net: nn.ThreeLayerNet, unit: Unit) -> None:
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
    if st.session_state["unit"] != unit.name:
        st.rerun()  # the whole page, since the boxes are not drawn here
    with answer.container(horizontal=True):
        for name, value in words.answer(network.answer(net, (x1, x2))).items():
            st.metric(name, value)
    added_up.markdown(words.weighted_sum(net, (x1, x2), unit))
    for place, text in zip(layers, words.layers(net, (x1, x2)), strict=True):
        place.markdown(text)
    arrays.markdown(words.in_numpy(net, (x1, x2)))

    comes_into_sight("sum", None, ".st-key-unit_sum")

    # The words go first: what the charts show now was sent ahead.
    drawing.vega_lite_chart(
        charts.network_chart(net, (x1, x2), unit),
        key="network_chart",
        on_select=choose,
        alt="The network with the value of every unit; its weights are lines, thick where they are large",
    )
    charts_follow_sliders(charts.places((x1, x2)))


with inputs:
    explore(network.network(values), unit)

closing("forward", nn.ThreeLayerNet.activations, nn.ThreeLayerNet.lesson, nn.sigmoid)
