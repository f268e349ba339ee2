"""Look inside a trained network: what it makes of a drawing, its units, its mistakes."""

import streamlit as st

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.data.datasets import DatasetError
from explorer.home import reading as readers
from explorer.inside import handout, network, pictures, sheet, sliders, words
from explorer.inside.experiments import DEFAULTS, LETTER
from explorer.inside.experiments import experiments as with_drawing
from explorer.inside.network import Known
from explorer.inside.shown import shown
from explorer.page.follow import charts_follow_sliders
from explorer.page.internals import require_navigation
from explorer.page.lesson import closing, experiments, opening, stage
from explorer.page.linked import linked
from explorer.page.paper import paper
from explorer.page.plain import plain
from explorer.page.reading import reading
from explorer.page.teacher import teachers_question
from explorer.training.jobs import poll_seconds

require_navigation()


# The network


def known_network() -> Known | None:
    """What the page is about: the visitor's run as far as it has come, else the network of the first page."""
    own = network.of_run(st.session_state.get("job"))
    if own is not None:
        return own
    latest = readers.latest()
    learned = latest is not None and latest.done() and latest.exception() is None
    return network.of_reader(latest.result()) if latest is not None and learned else None


@st.fragment(run_every=0.3)
def wait_for_network() -> None:
    """For a visitor who has no network yet: what there is to know, and to do, until there is one."""
    latest = readers.latest()
    if latest is None:
        readers.begin()
    elif latest.done() and (error := latest.exception()) is not None:
        st.warning(plain(str(error)) if isinstance(error, DatasetError) else words.cannot_be_had(error))
        st.button("Try again", key="retry", icon=":material/refresh:", on_click=readers.begin)
        return
    elif latest.done():
        st.rerun()
    st.info(words.LEARNING, icon=":material/hourglass_top:")


def about(known: Known) -> None:
    """Which network it is."""
    st.caption(words.which(known))
    if not known.own:
        st.page_link("pages/trainer.py", label="Train your own", icon=":material/model_training:")


# Draw


def use_sheet(new: sheet.Sheet) -> None:
    """This is what lies there from now on."""
    st.session_state["drawing"] = new


def clear() -> None:
    """Put a new sheet there, unless nothing is on this one; and leave an experiment that is about what was drawn."""
    state = st.session_state
    if not state["drawing"].empty:
        use_sheet(sheet.blank())
    if state.get("experiment") != LETTER:
        state["experiment"] = None


def take(known: Known) -> None:
    """Put a test image on the paper, or have it said why not."""
    try:
        use_sheet(sheet.printed(*handout.one_of(known.digits)))
    except Exception as error:
        st.session_state["nothing_to_take"] = words.nothing_to_take(error)


def draw(known: Known) -> None:
    """A digit is drawn, and the network says what it sees."""
    handout.fetch(known.digits)
    under_way = known.under_way and st.session_state["job"].active
    st.fragment(read, run_every=poll_seconds() if under_way else None)(under_way)


def read(under_way: bool) -> None:
    """The paper, what the network gets of it, and what it says; again and again while the network goes on learning."""
    state, known = st.session_state, known_network()
    if known is None or (under_way and not state["job"].active):
        st.rerun()
    if under_way:
        state["job"].keep_going()  # a connection that was lost has come back
    if "drawing" not in state:
        use_sheet(sheet.blank())
    if state["drawing"].empty and state.get("experiment") not in (None, LETTER):
        take(known)
    drawing = state["drawing"]
    ink = drawing.ink
    at = stage()
    experiments(at, DEFAULTS, *with_drawing(known, ink, state.get("experiment")), wrap=True)
    with at.beside:
        about(known)
        change = controls()
    with at.figure:
        on_paper, said = st.columns(2)
        with on_paper:
            sheet_of_paper(known, drawing)
        picture = change.made_of(change.prepared(ink))
        y = pictures.probabilities(known, picture)
        with said, st.container(key="seen", gap="small"):
            with st.container(key="answer"):
                if y is None:
                    st.markdown(words.EMPTY if drawing.empty else words.GONE)
                else:
                    st.markdown(words.says(known, y))
            reading(**shown(known, picture, y))
    charts_follow_sliders(Ahead({key: getattr(change, key) for key in sliders.SLIDERS}, sliders.SLIDERS, 0).places)


def sheet_of_paper(known: Known, drawing: sheet.Sheet) -> None:
    """What is drawn on, a button to clear it, and one to begin with."""
    paper(
        "canvas",
        on_drawn=lambda said: use_sheet(st.session_state["drawing"].told(said)),
        id=drawing.id,
        strokes=drawing.strokes,
        picture=drawing.picture,
        side=sheet.SIDE,
        pen=sheet.PEN,
        cells=sheet.CELLS,
        clears=".st-key-clear button",
        label=words.PAPER,
    )
    with st.container(horizontal=True, gap="small", key="paper_buttons"):
        st.button("Clear", key="clear", icon=":material/delete:", on_click=clear)
        st.button(words.take(known), key="take", icon=":material/casino:", on_click=take, args=(known,))
    if note := st.session_state.pop("nothing_to_take", words.taken(known, drawing)):
        st.caption(note)


def controls() -> pictures.Change:
    """What is done to the drawing before it is read."""
    centre = linked(
        st.toggle,
        "Centre and scale as MNIST does",
        key="centre",
        value=DEFAULTS["centre"],
        help="Off: the whole paper is shrunk to 28 by 28 pixels, with the digit where you drew it.",
    )
    right = linked(st.slider, "Shift to the right", key="right", value=DEFAULTS["right"], **sliders.SHIFT._asdict())
    down = linked(st.slider, "Shift down", key="down", value=DEFAULTS["down"], **sliders.SHIFT._asdict())
    turn = linked(st.slider, "Turn", key="turn", value=DEFAULTS["turn"], format="%d°", **sliders.TURN._asdict())
    bolder = linked(
        st.slider,
        "Bolder",
        key="bolder",
        value=DEFAULTS["bolder"],
        format="%+.2f",
        **sliders.BOLDER._asdict(),
        help="Pixels that the strokes gain, or lose, at either edge.",
    )
    return pictures.Change(centre, right, down, turn, bolder)


# The other views


def units(known: Known) -> None:
    """The hidden units and what each of them looks for."""
    about(known)


def mistakes(known: Known) -> None:
    """The test images that it misreads."""
    about(known)


def image(known: Known) -> None:
    """One image all the way through the network and back."""
    about(known)


def break_it(known: Known) -> None:
    """What it takes until the network cannot read any more."""
    about(known)


VIEWS = {"draw": draw, "units": units, "mistakes": mistakes, "image": image, "break": break_it}
NAMES = {"draw": "Draw", "units": "Units", "mistakes": "Mistakes", "image": "One image", "break": "Break it"}


# The page

opening("inside", "Look inside", "Does a network that has learned read a digit that **you** draw? And why not?")
teachers_question()
view = linked(
    st.segmented_control,
    "What to see",
    key="see",
    options=list(VIEWS),
    default="draw",
    format_func=NAMES.__getitem__,
    required=True,
    label_visibility="collapsed",
)
if (known := known_network()) is None:
    wait_for_network()
else:
    VIEWS[view](known)

closing("inside", nn.TwoLayerNet.predict, nn.softmax)
