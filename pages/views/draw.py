"""A digit is drawn, and the network says what it sees."""

import streamlit as st

from explorer.charts.ahead import Ahead
from explorer.inside import changes, examples, prediction, strokes, words
from explorer.inside.drawing_experiments import DEFAULTS, LETTER
from explorer.inside.drawing_experiments import experiments as with_drawing
from explorer.inside.network import Known
from explorer.page.follow import charts_follow_sliders
from explorer.page.lesson import experiments, stage
from explorer.page.linked import linked
from explorer.page.own_tab import keep
from explorer.page.paper import paper
from explorer.page.reading import reading
from explorer.training.jobs import Job, poll_seconds
from pages.views.at_hand import about, known_network

QUESTION = "Does a network that has learned read what **you** draw? And why not?"


def show(known: Known) -> None:
    """Once, or again and again while the network goes on learning."""
    examples.fetch(known.digits)
    job: Job | None = st.session_state.get("job")
    every = None if known.name else poll_seconds(job)  # perhaps it has learned nothing yet
    st.fragment(read, run_every=every)(every, known.own)


def read(every: float | None, own: bool) -> None:
    """The paper, what the network gets of it, and what it says."""
    state, known = st.session_state, known_network()
    if known is None or known.own != own or (every and poll_seconds(state["job"]) != every):
        st.rerun()
    if every:
        state["job"].keep_going()  # a connection that was lost has come back
    if "drawing" not in state:
        use_sheet(strokes.blank())
    if state["drawing"].empty and state.get("experiment") not in (None, LETTER):
        take(known)
        if state["drawing"].empty:
            state["experiment"] = None  # nothing that it could be about
    drawing = state["drawing"]
    ink = drawing.ink
    at = stage()
    experiments(at, DEFAULTS, *with_drawing(known, ink, state.get("experiment")))
    with at.beside:
        about(known)
        change = controls()
    with at.figure:
        on_paper, said = st.columns(2)
        with on_paper:
            sheet_of_paper(known, drawing)
        picture = change.made_of(change.prepared(ink))
        y = prediction.probabilities(known, picture)
        with said, st.container(key="seen", gap="small"):
            with st.container(key="answer"):
                if y is None:
                    st.markdown(words.empty(known) if drawing.empty else words.GONE)
                else:
                    st.markdown(words.says(known, y))
            reading(**prediction.shown(known, picture, y))
    charts_follow_sliders(Ahead({key: getattr(change, key) for key in changes.SLIDERS}, changes.SLIDERS, 0).places)


def sheet_of_paper(known: Known, drawing: strokes.Sheet) -> None:
    """What is drawn on, a button to clear it, and one to begin with."""
    paper(
        lambda said: use_sheet(st.session_state["drawing"].told(said)),
        id=drawing.id,
        strokes=drawing.strokes,
        picture=drawing.picture,
        side=strokes.PAPER_SIDE,
        pen=strokes.PEN,
        cells=strokes.CELLS,
        most=strokes.MOST_NUMBERS,
        clears=".st-key-clear button",
        label=words.PAPER,
    )
    with st.container(horizontal=True, gap="small", key="paper_buttons"):
        st.button("Clear", key="clear", icon=":material/delete:", on_click=clear)
        st.button(words.take(known), key="take", icon=":material/casino:", on_click=take, args=(known,))
    if note := words.FULL if drawing.full else st.session_state.pop("nothing_to_take", words.taken(known, drawing)):
        st.caption(note)


def controls() -> changes.Change:
    """What is done to the drawing before it is read."""
    centre = linked(
        st.toggle,
        "Centre and scale as MNIST does",
        key="centre",
        value=DEFAULTS["centre"],
        help="Off: the whole paper is shrunk to 28 by 28 pixels, with the drawing where you made it.",
    )
    right = linked(st.slider, "Shift to the right", key="right", value=DEFAULTS["right"], **changes.SHIFT._asdict())
    down = linked(st.slider, "Shift down", key="down", value=DEFAULTS["down"], **changes.SHIFT._asdict())
    turn = linked(st.slider, "Turn", key="turn", value=DEFAULTS["turn"], format="%d°", **changes.TURN._asdict())
    bolder = linked(
        st.slider,
        "Bolder",
        key="bolder",
        value=DEFAULTS["bolder"],
        format="%+.2f",
        **changes.BOLDER._asdict(),
        help="Pixels that the strokes gain, or lose, at either edge.",
    )
    return changes.Change(centre, right, down, turn, bolder)


def use_sheet(new: strokes.Sheet) -> None:
    """This is what lies there from now on; what was meant by another is not said of it."""
    if (drawing := st.session_state.get("drawing")) is not None and drawing.id != new.id:
        st.session_state["meant"] = None
        st.query_params.pop("meant", None)
    keep(drawing=new)


def clear() -> None:
    """Put a new sheet there, unless nothing is on this one; and leave an experiment that is about what was drawn."""
    state = st.session_state
    if not state["drawing"].empty:
        use_sheet(strokes.blank())
    if state.get("experiment") != LETTER:
        state["experiment"] = None


def take(known: Known) -> None:
    """Put a test image on the paper, or have it said why not."""
    try:
        use_sheet(strokes.printed(*examples.one_of(known.digits), known.digits.name))
    except Exception as error:
        st.session_state["nothing_to_take"] = words.nothing_to_take(error)
