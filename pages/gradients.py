"""Gradients: measured from values, taken from a formula, and by backpropagation."""

import streamlit as st

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.gradients import charts, costs, sliders, words
from explorer.gradients import check as gradient_check
from explorer.gradients.experiments import DEFAULTS, EXPERIMENTS
from explorer.page.follow import charts_follow_sliders
from explorer.page.grab import grab
from explorer.page.internals import require_navigation
from explorer.page.lesson import closing, experiments, opening, stage
from explorer.page.linked import linked
from explorer.training import workers
from explorer.words.numbers import short

require_navigation()

opening(
    "gradients",
    "Gradients",
    "A loss is a landscape over the weights; here a simple bowl stands for it. Its **gradient** points uphill: how "
    "does one find it?",
)


@st.fragment
def one_point() -> None:
    """The gradient of the function at a point, by both ways."""
    at = stage()
    experiments(at, DEFAULTS, *EXPERIMENTS)
    with at.beside:
        said = st.container(key="verdict")
        x0, x1 = (
            linked(
                st.slider,
                f"Point {name}",
                key=name,
                value=DEFAULTS[name],
                format="%.1f",
                help="Or drag the ring in the figure, or click where it should be.",
                **sliders.POINT._asdict(),
            )
            for name in ("x0", "x1")
        )
        st.caption(
            "Here x0 and x1 are two **weights**, counted from 0 as NumPy counts: not the inputs x1 and x2. The arrow "
            "is drawn at a tenth of its length: thin by formula, wide as measured. The grey ones are a little shorter."
        )

    with st.container(key="numbers"):
        st.header("The numbers, worked through")
        worked = st.container(key="worked")
    for_h, _ = st.columns(2)
    with for_h:
        h = linked(
            st.select_slider,
            "Distance h of the numerical gradient",
            key="h",
            options=sliders.ALL_H,
            value=DEFAULTS["h"],
            format_func=short,
            help="The function is measured this far ahead of the point and behind it.",
        )
    cuts = st.columns(2)

    point = (x0, x1)
    said.markdown(words.finding(point, h))
    worked.markdown(words.formulas(point, h))

    # The words go first: what the charts show now was sent ahead.
    at.figure.vega_lite_chart(
        charts.field_chart(point, h),
        key="field",
        width="content",
        alt="Contours of the surface with arrows along its gradient, and both gradients at the chosen point",
    )
    with at.figure:
        grab(charts.POINT_HANDLE)
    for axis, column in enumerate(cuts):
        column.vega_lite_chart(
            charts.cut_chart(axis, point, h),
            key=f"cut{axis}",
            alt=f"The surface cut along x{axis} through the point, with its slope there by both ways",
        )
    charts_follow_sliders(charts.places(point, h))


@st.fragment
def whole_network() -> None:
    """The gradient of a network, by both ways, and what each of them costs."""
    st.markdown(
        "A network has as many slopes as it has parameters. Backpropagation gets all of them from one pass forward and "
        "one backward, by formulas in which it is easy to make a mistake. The numerical gradient needs two forward "
        "passes for each, and no formula: it is slow, and it finds the mistake."
    )
    controls, picture = st.columns([2, 5], gap="large")
    with controls:
        hidden = linked(
            st.slider,
            "Hidden size",
            key="hidden",
            value=DEFAULTS["hidden"],
            **sliders.HIDDEN._asdict(),
            help="Units in the hidden layer of a network with 12 inputs and 3 classes.",
        )
        bug = linked(
            st.radio,
            "A mistake in backpropagation",
            key="bug",
            options=list(gradient_check.BUGS),
            value=DEFAULTS["bug"],
        )
    check = gradient_check.check(hidden, bug)
    with picture, st.container(horizontal=True, gap="medium"):
        st.container(width=364).vega_lite_chart(
            charts.check_chart(hidden, bug),
            key="check",
            width="content",
            alt="Each parameter's slope by backpropagation against its numerical slope",
        )
        st.container(width="stretch").markdown(words.check_result(check, bug))
    asked = st.session_state.get("measurement")
    measuring = asked is not None and not asked.done()
    st.fragment(price, run_every=0.4 if measuring else None)(check, hidden, measuring)
    charts_follow_sliders(Ahead({"hidden": hidden}, {"hidden": sliders.HIDDEN}).places)


def measure(hidden: int) -> None:
    """Have the times measured, or wait for those that somebody else has asked for."""
    st.session_state["measurement"] = costs.ask(hidden, workers.SHARED)


def price(check: gradient_check.Check, hidden: int, measuring: bool) -> None:
    """What both ways cost, in passes and, where that was asked, in seconds."""
    asked = st.session_state.get("measurement")
    if asked is not None and asked.done() == measuring:
        st.rerun()  # the whole page, since the fragment's clock is started and stopped there
    found = costs.found(asked) if asked is not None else None
    small, full = st.columns(2, gap="large")
    small.markdown(words.check_costs(check, hidden, found if found and found.hidden == hidden else None))
    full.markdown(words.full_costs(found))
    st.button(
        "Measure the times again" if found else "Measure the times",
        key="measure",
        icon=":material/timer:",
        disabled=measuring,
        on_click=measure,
        args=(hidden,),
    )
    if measuring:
        st.caption("Measuring. While networks are trained here, this waits for its turn.")
    elif asked is not None and found is None:
        st.error("The times could not be measured, because of a fault on the server. Try again.")
    elif found is None:
        st.caption("Guess first: how many times as long does the numerical gradient take?")
    elif found.hidden != hidden:
        st.caption(f"Measured with {found.hidden} hidden units, and not yet with {hidden}.")
    else:
        st.caption(words.trust(found))


with st.container(key="one_point"):
    one_point()
with st.container(key="whole_network"), st.expander("For the curious: backpropagation against the numerical gradient"):
    whole_network()

closing(
    "gradients",
    nn.numerical_gradient,
    nn.numerical_diff,
    nn.TwoLayerNet.gradient,
    nn.TwoLayerNet.numerical_gradient,
)
