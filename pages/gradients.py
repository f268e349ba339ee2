"""Gradients: measured from values, taken from a formula, and by backpropagation."""

import streamlit as st

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.gradients import charts, costs, sliders
from explorer.gradients import check as gradient_check
from explorer.gradients import words as gradients_words
from explorer.internals import require_navigation
from explorer.page import Try, charts_follow_sliders, linked, next_page, show_source, try_this
from explorer.training import workers

require_navigation()


st.title("Gradients")
st.markdown(
    "Find out what a gradient is, how far one that is measured can be trusted, and why nobody trains a network with it."
)


@st.fragment
def one_point() -> None:
    """The gradient of the lesson's function at a point, by both ways."""
    controls, picture = st.columns([2, 5], gap="large")
    with controls:
        x0, x1 = (
            linked(
                st.slider,
                f"Point {name}",
                key=name,
                value=value,
                format="%.1f",
                **sliders.POINT._asdict(),
            )
            for name, value in (("x0", 3.0), ("x1", 2.0))
        )
        h = linked(
            st.select_slider,
            "Step h of the numerical gradient",
            key="h",
            options=sliders.ALL_H,
            value=1e-4,
            format_func="{:g}".format,
            help="The function is measured this far ahead of the point and behind it.",
        )

    point = (x0, x1)
    analytic, numerical = nn.BOWL.grad(point), nn.numerical_gradient(nn.BOWL.f, point, h)
    with picture:
        beside = st.container(horizontal=True, gap="medium")
        field, words = beside.container(width=364), beside.container(width="stretch")
        cuts = st.columns(2)
    words.markdown(gradients_words.finding(point, h, analytic, numerical))
    st.subheader("Both slopes, with these numbers in them")
    st.markdown(gradients_words.formulas(point, h, analytic, numerical))

    # The words go first: what the charts show now was sent ahead.
    field.vega_lite_chart(
        charts.field_chart(point, h),
        key="field",
        width="content",
        alt="Contours of the surface with arrows along its gradient, and both gradients at the chosen point",
    )
    for axis, column in enumerate(cuts):
        column.vega_lite_chart(
            charts.cut_chart(axis, point, h),
            key=f"cut{axis}",
            alt=f"The surface cut along x{axis} through the point, with its slope there by both ways",
        )
    charts_follow_sliders(
        Ahead({"x0": x0, "x1": x1, "h": h}, {"x0": sliders.POINT, "x1": sliders.POINT, "h": sliders.ALL_H}).places
    )


@st.fragment
def whole_network() -> None:
    """The gradient of a network, by both ways, and what each of them costs."""
    st.subheader("Backpropagation against the numerical gradient")
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
            value=10,
            **sliders.HIDDEN._asdict(),
            help="Units in the hidden layer of a network with 12 inputs and 3 classes.",
        )
        bug = linked(
            st.radio,
            "A mistake in backpropagation",
            key="bug",
            options=list(gradient_check.BUGS),
            index=0,
        )
    check = gradient_check.check(hidden, bug)
    with picture, st.container(horizontal=True, gap="medium"):
        st.container(width=364).vega_lite_chart(
            charts.check_chart(hidden, bug),
            key="check",
            width="content",
            alt="Each parameter's slope by backpropagation against its numerical slope",
        )
        st.container(width="stretch").markdown(gradients_words.check_result(check, bug))
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
    small.markdown(gradients_words.check_costs(check, hidden, found if found and found.hidden == hidden else None))
    full.markdown(gradients_words.full_costs(found))
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
        st.caption(gradients_words.trust(found))


with st.container(key="one_point"):
    one_point()
with st.container(key="whole_network"):
    whole_network()

try_this(
    {"x0": 3.0, "x1": 2.0, "h": 1e-4, "hidden": 10, "bug": gradient_check.NONE},
    Try(
        "The lesson's step",
        {},
        "Eleven digits of the numerical slope along x0 are right. The others are lost to rounding.",
    ),
    Try(
        "As large as can be",
        {"h": 1.0},
        "The two points are far apart, and the line through them has exactly the slope between them: it is a parabola.",
    ),
    Try(
        "Smaller is not better",
        {"h": 6e-16},
        "The wide arrow and the narrow one part. Move the point: the error jumps about, since it is rounding.",
    ),
    Try(
        "Smaller than a number can be",
        {"h": 1e-16},
        "3 + h is 3. The numerical slope is 0, on a steep hillside.",
    ),
    Try(
        "On an axis",
        {"x0": 4.0, "x1": 0.0},
        "One slope is 0, and the gradient points along the other axis. Which of the two curves is at its lowest?",
    ),
    Try(
        "A forgotten slope",
        {"bug": gradient_check.NO_SLOPE},
        "Backpropagation without the factor sigmoid'(a). Which parameters leave the diagonal, and which stay?",
    ),
    Try(
        "A forgotten mean",
        {"bug": gradient_check.NO_MEAN},
        "Every slope is 20 times too large. Training would still go downhill: as if with another learning rate.",
    ),
    Try(
        "Twice the network",
        {"hidden": 20},
        "Nearly twice the parameters and twice the forward passes of 10 units. What happens to the two times? Measure "
        "them.",
    ),
)

show_source(nn.numerical_gradient, nn.numerical_diff, nn.TwoLayerNet.gradient, nn.TwoLayerNet.numerical_gradient)
next_page("pages/descent.py", "Next: walk downhill along the gradient")
