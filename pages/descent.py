"""Gradient descent: choose a start and a learning rate, and watch the walk downhill."""

import streamlit as st

import nn_core as nn
from explorer.descent import charts, sliders, words
from explorer.descent.walks import ALL, MAX_STEPS, METHODS, NUMERICAL, SURFACES, walks
from explorer.internals import require_navigation
from explorer.page import Try, charts_follow_sliders, linked, next_page, show_source, try_this

require_navigation()

FRAME_SECONDS = 0.1

playing = st.session_state.get("playing", False)

st.title("Gradient descent")
st.markdown(
    "Find out how large a step may be: when does a walk downhill arrive, when does it jump from side to side, and when "
    "does it fly away? Then give it a surface that is not so kind."
)


def show_all() -> None:
    """Another number of steps is shown to its end."""
    st.session_state["step"] = st.session_state["steps"]


def start_here() -> None:
    """A click on the contours moves the start."""
    st.session_state.update(charts.clicked(st.session_state["contours"].selection))


def play_or_pause() -> None:
    """From the beginning if the walk was shown to its end."""
    st.session_state["playing"] = not playing
    step = st.session_state["step"]
    st.session_state["played"] = 0 if step == st.session_state["steps"] else step


for_surface, for_method, for_gradient = st.columns(3)
with for_surface:
    surface = linked(
        st.selectbox,
        "Surface",
        key="surface",
        options=list(SURFACES),
        index=0,
        help="The bowl is the lesson's x0² + x1². The others are hard, each in its own way.",
    )
with for_method:
    method = linked(
        st.selectbox,
        "Method",
        key="method",
        options=[*METHODS, ALL],
        index=0,
        help="The lesson has gradient descent alone. The others remember the slopes they have met.",
    )
with for_gradient:
    gradient = linked(
        st.radio,
        "Gradient",
        key="grad",
        options=[NUMERICAL, "analytic"],
        index=0,
        horizontal=True,
        help="Measured from values of the function, as in the lesson, or taken from its formula.",
    )


@st.fragment(run_every=FRAME_SECONDS if playing else None)
def downhill() -> None:
    """Everything that moves with a slider. While it plays it is drawn again for every step."""
    controls, picture = st.columns([2, 5], gap="large")
    with controls:
        lr = linked(
            st.select_slider,
            "Learning rate",
            key="lr",
            options=sliders.RATES,
            value=0.1,
            format_func="{:g}".format,
            help="How far a step goes for each unit of slope.",
        )
        steps = linked(
            st.slider,
            "Steps",
            key="steps",
            min_value=1,
            max_value=MAX_STEPS,
            value=100,
            on_change=show_all,
        )
        x0, x1 = (
            linked(
                st.slider,
                f"Start {name}",
                key=name,
                value=value,
                format="%.1f",
                help="Or click on the contours.",
                **sliders.START._asdict(),
            )
            for name, value in (("x0", -3.0), ("x1", 4.0))
        )
        if playing:
            # Counted here: a browser that is behind asks for the next frame with the step that it last drew.
            st.session_state["step"] = st.session_state["played"] = min(st.session_state["played"] + 1, steps)
        end = st.session_state["steps"]
        thumb = linked(st.slider, "Step shown", key="step", min_value=0, max_value=end, value=end, disabled=playing)
        step = thumb if steps == end else steps  # as `show_all` will have it when the number of steps is let go
        st.button(
            "Pause" if playing else "Play",
            key="play",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            on_click=play_or_pause,
        )

    walked = walks(surface, method, (x0, x1), lr, steps, gradient)
    course = charts.Course(surface, tuple(walked), gradient)
    now = {"x0": x0, "x1": x1, "lr": lr, "steps": steps, "step": step}
    with picture:
        beside = st.container(horizontal=True, gap="medium")
        contours = beside.container(width=364)
        said = (beside if len(walked) == 1 else st).container(width="stretch")
        heights = st.container()
    said.markdown(words.verdicts(surface, walked, lr, gradient))
    st.subheader("One step, with these numbers in it")
    # While it plays, the numbers of the first step stay: nobody can read formulas that change ten times a second.
    st.markdown(words.formulas(surface, walked, lr, 0 if playing else step, gradient))

    # The words go first: what the charts show now was sent ahead.
    contours.vega_lite_chart(
        charts.contour_chart(course, now, ahead=not playing),
        key="contours",
        on_select=start_here,
        width="content",
        alt="Contours of the surface from above, with the walk downhill on them",
    )
    heights.vega_lite_chart(
        charts.height_chart(course, now, ahead=not playing),
        key="heights",
        alt="Value of the function at every step, on a logarithmic axis",
    )

    charts_follow_sliders(charts.places(course, now | {"step": thumb}, ahead=not playing))

    over = playing and step == steps
    if over:
        st.session_state["playing"] = False
    if over or st.session_state.get("playing", False) != playing:
        st.rerun()  # the whole page, since the fragment's clock is started and stopped there


with st.container(key="downhill"):
    downhill()

try_this(
    {
        "surface": "bowl",
        "method": "gradient descent",
        "x0": -3.0,
        "x1": 4.0,
        "lr": 0.1,
        "steps": 100,
        "step": 100,
        "grad": NUMERICAL,
        "playing": False,
    },
    Try(
        "The lesson's walk",
        {},
        "Every step leaves four fifths of the way that was left before: a straight line on the logarithmic axis.",
    ),
    Try(
        "One step is enough",
        {"lr": 0.5, "steps": 10, "step": 10},
        "The factor is |1 - 2 × 0.5| = 0. The first step lands on the lowest point, but for what rounding leaves.",
    ),
    Try(
        "Bold, and it arrives",
        {"lr": 0.95},
        "Each step jumps across the bottom and lands a little lower on the other side. Press Play.",
    ),
    Try(
        "Over the edge",
        {"lr": 1.05, "steps": 30, "step": 30},
        "Each step jumps across and lands higher. What happens at 1, and at 0.99?",
    ),
    Try(
        "Far too timid",
        {"lr": 0.001},
        "A hundred steps, and less than a fifth of the way. It converges, and nobody has the time to wait for it.",
    ),
    Try(
        "A ravine",
        {"surface": "ravine", "lr": 0.95, "x0": -5.0, "x1": 2.0},
        "It zigzags across the ravine and creeps along it. Above 1 it would diverge across.",
    ),
    Try(
        "All four in the ravine",
        {"surface": "ravine", "method": ALL, "lr": 0.3, "x0": -5.0, "x1": 2.0},
        "Momentum swings past the lowest point and comes back, AdaGrad gets slower and slower. Who ends nearest?",
    ),
    Try(
        "Stopped at a saddle",
        {"surface": "saddle", "x0": 4.0, "x1": 0.0},
        "It ends where the slope is next to 0, and yet that is no lowest point. Now move x1 by 0.1.",
    ),
    Try(
        "Rosenbrock's valley",
        {"surface": "Rosenbrock", "method": ALL, "lr": 0.001, "x0": -1.0, "x1": 1.5},
        "One of them gets somewhere along the valley. Try 0.01: who flies away, and who goes on?",
    ),
    Try(
        "Four lowest points",
        {"surface": "Himmelblau", "lr": 0.01, "x0": 0.0, "x1": 0.0},
        "Where it ends depends on where it starts. Click on the contours: which starts lead to which valley?",
    ),
)

show_source(
    nn.gradient_descent,
    nn.numerical_gradient_field,
    nn.numerical_diff,
    nn.momentum,
    nn.adagrad,
    nn.adam,
)
next_page("pages/trainer.py", "Next: train a network on real images")
