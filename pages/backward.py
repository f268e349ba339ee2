"""Backpropagation on the lesson's network: forward, loss, backward and one step of learning, move by move."""

import streamlit as st

import nn_core as nn
from explorer.backward import charts, sliders, words
from explorer.backward.example import WEIGHTS, example
from explorer.backward.experiments import DEFAULTS, EXPERIMENTS
from explorer.backward.sliders import ANSWERS, EDGE_NAMES, MOVES, UPDATE
from explorer.charts.network import EDGES
from explorer.page.clicks import clicked
from explorer.page.follow import charts_follow_sliders
from explorer.page.internals import require_navigation
from explorer.page.lesson import closing, experiments, opening, stage
from explorer.page.linked import linked
from explorer.page.teacher import hidden

require_navigation()

opening(
    "backward",
    "Backpropagation",
    "What this network answers is not quite right. Which of its 23 weights and biases are to blame, and by how much? "
    "**Backpropagation** works it out in a single pass back.",
)


def next_move() -> None:
    """One move on; after the last from the start again."""
    at = MOVES.index(st.session_state["move"])
    st.session_state["move"] = MOVES[(at + 1) % len(MOVES)]


def as_it_was() -> None:
    """Another weight is chosen: none is changed any more."""
    st.session_state["add"] = 0.0


def choose() -> None:
    """A click on an edge chooses its weight."""
    edge = clicked("network")
    if edge is not None and "edge" not in hidden() and edge["name"] != st.session_state["edge"]:
        st.session_state["edge"] = edge["name"]
        as_it_was()


def value_in(key: str) -> float:
    """What comes in at one of the inputs."""
    value: float = linked(
        st.slider, f"Input {key}", key=key, value=DEFAULTS[key], format="%.1f", **sliders.INPUT._asdict()
    )
    return value


@st.fragment
def learn() -> None:
    """All that moves, since everything depends on everything."""
    at = stage()
    experiments(at, DEFAULTS, *EXPERIMENTS)
    with at.beside:
        for_button = st.container()
        said = st.container(key="verdict")  # below what was pressed, which stays where it is
        move = MOVES.index(
            linked(st.select_slider, "Move", key="move", options=MOVES, value=DEFAULTS["move"]),
        )
        icon = ":material/restart_alt:" if move == UPDATE else ":material/skip_next:"
        for_button.button(words.next_move(move), key="next", icon=icon, type="primary", on_click=next_move)
        for_x1, for_x2 = st.columns(2)
        with for_x1:
            x1 = value_in("x1")
        with for_x2:
            x2 = value_in("x2")
        t = ANSWERS.index(
            linked(
                st.radio,
                "Right answer",
                key="t",
                options=ANSWERS,
                value=DEFAULTS["t"],
                horizontal=True,
            ),
        )
        edge = EDGES[
            EDGE_NAMES.index(
                linked(
                    st.selectbox,
                    "Chosen weight",
                    key="edge",
                    options=EDGE_NAMES,
                    value=DEFAULTS["edge"],
                    on_change=as_it_was,
                    help="Or click on its line. W2, from 1 to 2, leads from unit 1 of layer 1 to unit 2 of layer 2; b "
                    "are the biases, the weights of the 1 above.",
                )
            )
        ]
        add = linked(
            st.slider,
            "Change it by",
            key="add",
            value=DEFAULTS["add"],
            format="%+.1f",
            **sliders.CHANGE._asdict(),
            help="Added to the chosen weight, before anything is computed.",
        )
        weights = linked(
            st.selectbox,
            "All weights",
            key="weights",
            options=list(WEIGHTS),
            value=DEFAULTS["weights"],
        )

    with st.container(key="numbers"):
        st.header("The numbers, worked through")
        worked = st.container()
    st.header("One step of learning")
    for_rate, for_step = st.columns([4, 8], gap="large")
    with for_rate:
        lr = linked(
            st.slider,
            "Learning rate",
            key="lr",
            value=DEFAULTS["lr"],
            format="%.1f",
            disabled=move < UPDATE,
            **sliders.RATE._asdict(),
            help="How far every weight goes against its slope. It can be moved at **update**, where the step is taken.",
        )
    taken = st.container(key="numbers_taken")
    with st.container(key="numbers_checked"):
        st.header("Are the slopes right?")
        checked = st.container()

    now = {"x1": x1, "x2": x2, "add": add, "lr": lr, "move": move}
    chosen = charts.Chosen(weights, edge, t)
    shown = example(weights, edge, add, x1, x2, t)
    said.markdown(words.verdict(shown, lr, move))
    worked.markdown(words.steps(shown, edge, lr, move))
    taken.markdown(words.step(shown, lr, move))
    checked.markdown(words.check(shown, edge, move))

    # The words go first: what the charts show now was sent ahead.
    with at.figure:
        st.vega_lite_chart(
            charts.network_chart(chosen, now),
            key="network",
            on_select=choose,
            alt="The network: its weights are lines, thick where they are large, and on the way back the slopes are",
        )
    with for_step:
        st.vega_lite_chart(
            charts.step_chart(chosen, now),
            key="step_chart",
            alt="The loss after the step against the learning rate, and the straight line that the slope promises",
        )
    charts_follow_sliders(charts.places(now))


with st.container(key="learn"):
    learn()

with st.expander("For the curious: why backward?"):
    st.markdown(
        r"""
Every slope could be measured: move one weight a little, run the network again, see what the loss does. For 23 weights
that is 46 passes forward. For the 39,760 of the network that reads digits it is 79,520, for one step.

Backward it is one pass. A change of a weight reaches the loss only through the sum $a$ of the unit that it leads to. So
find $\delta = \frac{\partial L}{\partial a}$ once for each unit, and each weight that leads there needs one
multiplication more. And the δ of a layer is made of the δ of the next: nothing is worked out twice. That is why it
starts at the loss and goes back. The pass back takes as many multiplications as one or two passes forward, however many
weights there are.

The measured slope is still worth having. It knows nothing of the chain rule, so whoever makes a mistake there is found
out: that is the check under "Are the slopes right?".
"""
    )

closing(
    "backward",
    nn.ThreeLayerNet.gradient,
    nn.ThreeLayerNet.deltas,
    nn.ThreeLayerNet.loss,
    nn.ThreeLayerNet.stepped,
    nn.check_gradient,
)
