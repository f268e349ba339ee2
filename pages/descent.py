"""Gradient descent: choose a start and a learning rate, and watch the walk downhill."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import nn_core as nn
from explorer.descent import charts, sliders, words
from explorer.descent.experiments import DEFAULTS, EXPERIMENTS
from explorer.descent.formulas import formulas
from explorer.descent.verdicts import lost_digits, on_the_way, verdict, verdicts
from explorer.descent.walks import ALL, ANALYTIC, MAX_STEPS, METHODS, NUMERICAL, REMEMBERING, SURFACES, Settings, walks
from explorer.page.follow import charts_follow_sliders
from explorer.page.grab import grab
from explorer.page.internals import require_navigation
from explorer.page.lesson import closing, experiments, opening, stage
from explorer.page.linked import linked
from explorer.page.parts import read_aloud
from explorer.page.teacher import hidden
from explorer.words.numbers import short

require_navigation()

FRAME_SECONDS = 0.1

if "step" not in st.session_state:
    st.session_state["playing"] = False  # the page was left while it played, and its controls with it
playing = st.session_state.get("playing", False)
# Whoever comes without a link sees how it begins. A link to a walk shows all of it, unless it says otherwise.
if "descent" not in st.session_state.get("left", {}) and not DEFAULTS.keys() & st.query_params.to_dict().keys():
    st.query_params["step"] = str(DEFAULTS["step"])
    st.rerun()

opening(
    "descent",
    "Gradient descent",
    "A map from above. Each step goes **learning rate** × slope downhill: will it arrive, or fly away?",
)


def show_all() -> None:
    """Another number of steps is shown to its end."""
    st.session_state["step"] = st.session_state["steps"]


def play_or_pause() -> None:
    """From the beginning if the walk was shown to its end."""
    st.session_state["playing"] = not playing
    if not playing:
        step = st.session_state["step"]
        st.session_state["played"] = 0 if step == st.session_state["steps"] else step


def start_at(key: str) -> float:
    """Where the walk starts, along one axis."""
    value: float = linked(
        st.slider,
        f"Start {key}",
        key=key,
        value=DEFAULTS[key],
        format="%.1f",
        help="Or drag the ring on the map, or click where it should be.",
        **sliders.START._asdict(),
    )
    return value


def controls() -> tuple[Settings, DeltaGenerator, DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """All but the step that is shown; and where among them stands what is known when all of them are.

    That is what becomes of the walk, what the learning rate comes to, the step, and what the gradient has led to.
    """
    said = read_aloud("verdict", moves=playing)
    lr = linked(
        st.select_slider,
        "Learning rate",
        key="lr",
        options=sliders.RATES,
        value=DEFAULTS["lr"],
        format_func=short,
        help="How far a step goes for each unit of slope.",
    )
    effect = st.container()
    for_step = st.container(gap="small")
    for_x0, for_x1 = st.columns(2)
    with for_x0:
        x0 = start_at("x0")
    with for_x1:
        x1 = start_at("x1")
    surface = linked(
        st.selectbox,
        "Surface",
        key="surface",
        options=list(SURFACES),
        value=DEFAULTS["surface"],
        help="The bowl is x0² + x1². The others are hard, each in its own way.",
    )
    method = linked(
        st.selectbox,
        "Method",
        key="method",
        options=[*METHODS, ALL],
        value=DEFAULTS["method"],
        help="Gradient descent knows only the slope where it is. The others remember the slopes they have met.",
    )
    beta = linked(
        st.select_slider,
        "Memory β",
        key="beta",
        options=sliders.BETAS,
        value=DEFAULTS["beta"],
        format_func=short,
        disabled=method not in (*REMEMBERING, ALL),
        help="What a method that remembers keeps of the slopes it has met, at every step: momentum's β, Adam's β₁.",
    )
    if "beta" not in hidden():
        st.caption(words.memory(method, beta))
    steps = linked(
        st.slider,
        "Steps",
        key="steps",
        min_value=1,
        max_value=MAX_STEPS,
        value=DEFAULTS["steps"],
        on_change=show_all,
    )
    gradient = linked(
        st.radio,
        "Gradient",
        key="grad",
        options=[ANALYTIC, NUMERICAL],
        value=DEFAULTS["grad"],
        horizontal=True,
        help="Taken from the formula of the function, or measured from its values.",
    )
    of_gradient = st.container()
    return Settings(surface, method, (x0, x1), lr, steps, gradient, beta), said, effect, for_step, of_gradient


def step_shown(steps: int) -> tuple[int, int, int | None, bool]:
    """Which step is shown: chosen by hand, or one further with every frame.

    Returns:
        Where the slider's thumb is; the step, which is the last one where another number of steps is in the hand; what
        the browser drew last, while it plays; and whether Play was pressed, or Pause.
    """
    drawn = None
    if playing:
        # Counted here: a browser that is behind asks for the next frame with the step that it last drew.
        drawn = st.session_state["step"]
        st.session_state["played"] = min(st.session_state["played"] + st.session_state["playing"], steps)
        st.session_state["step"] = st.session_state["played"]
    end = st.session_state["steps"]
    # An address in which nothing else stands shows the first step: there, the last has to be said.
    others = DEFAULTS.keys() - {"step", "playing"}
    bare = all(st.session_state.get(key, DEFAULTS[key]) == DEFAULTS[key] for key in others)
    thumb = linked(
        st.slider,
        "Step shown",
        key="step",
        by_option=True,
        always=bare,
        min_value=0,
        max_value=end,
        value=end,
        disabled=playing,
    )
    step = thumb if steps == end else steps  # as `show_all` will have it when the number of steps is let go
    pressed = st.button(
        "Pause" if playing else "Play",
        key="play",
        icon=":material/pause:" if playing else ":material/play_arrow:",
        on_click=play_or_pause,
    )
    return thumb, step, drawn, pressed


def say(
    walked: dict[str, nn.Descent], asked: Settings, step: int, said: DeltaGenerator, of_gradient: DeltaGenerator
) -> None:
    """What becomes of the walk, or of each of several. What grows with a control that is moved stands below it."""
    of_each = read_aloud("verdicts", moves=playing)
    told = of_each if len(walked) > 1 else said
    if len(walked) > 1:  # the controls below it stay where they are
        said.markdown(f"**{len(walked)} walks.** What becomes of each stands below.")
    if step < asked.steps:
        told.markdown(on_the_way(walked, step))
        if not playing and st.session_state.get("experiment") is None:
            told.caption("Where will it end? Press **Play**.")
    elif len(walked) > 1:
        told.markdown(verdicts(asked, walked))
    else:
        told.markdown(verdict(asked, walked[asked.method]))
        if lost := lost_digits(asked, walked[asked.method]):
            of_gradient.caption(lost)


def keep_time(step: int, steps: int, drawn: int | None, pressed: bool) -> None:
    """Start or stop the fragment's clock, which takes the whole page.

    It goes on until the browser has drawn the last step: what it would say of an earlier one, in a frame that waits,
    would be taken for a move of the slider. And it is the next frame that stops it, not the press itself: with frames
    waiting Streamlit would take that for two.
    """
    state = st.session_state
    if playing and drawn == step and not pressed and (step == steps or not state["playing"]):
        state["playing"] = playing_on = False
    else:
        playing_on = playing or state.get("playing", False)
    if playing_on != playing:
        st.rerun()


@st.fragment(run_every=FRAME_SECONDS if playing else None)
def downhill() -> None:
    """Everything that moves with a slider. While it plays it is drawn again for every step."""
    at = stage()
    experiments(at, DEFAULTS, *EXPERIMENTS, playing=playing)
    with at.beside:
        asked, said, effect, for_step, of_gradient = controls()
    with for_step:
        thumb, step, drawn, pressed = step_shown(asked.steps)
    walked = walks(asked)
    if "lr" not in hidden():
        effect.caption(words.length(walked))
    say(walked, asked, step, said, of_gradient)
    heights = st.container()
    with st.container(key="numbers"):
        st.header("One step, with these numbers in it")
        st.caption("The map lies over two **weights**, x0 and x1, counted from 0 as NumPy counts.")
        # While it plays, the numbers of the first step stay: nobody can read formulas that change ten times a second.
        st.markdown(formulas(asked, walked, 0 if playing else step))

    # The words go first: what the charts show now was sent ahead.
    course = charts.Course(asked.surface, tuple(walked), asked.gradient)
    x0, x1 = asked.start
    now = {"x0": x0, "x1": x1, "lr": asked.lr, "beta": asked.beta, "steps": asked.steps, "step": step}
    at.figure.vega_lite_chart(
        charts.contour_chart(course, now, ahead=not playing),
        key="contours",
        width="content",
        alt="Contours of the surface from above, with the walk downhill on them",
    )
    with at.figure:
        grab(charts.START_HANDLE)
    heights.vega_lite_chart(
        charts.height_chart(course, now, ahead=not playing),
        key="heights",
        alt="Value of the function at every step, on a logarithmic axis",
    )
    charts_follow_sliders(charts.places(course, now | {"step": thumb}, ahead=not playing))
    keep_time(step, asked.steps, drawn, pressed)


with st.container(key="downhill"):
    downhill()

closing(
    "descent",
    nn.gradient_descent,
    nn.numerical_gradient_field,
    nn.numerical_diff,
    nn.momentum,
    nn.adagrad,
    nn.adam,
)
