"""Look inside a trained network: what it makes of a drawing, its units, its mistakes."""

import streamlit as st

import nn_core as nn
from explorer.data.datasets import DatasetError
from explorer.home import reading
from explorer.inside import network, words
from explorer.inside.network import Known
from explorer.page.internals import require_navigation
from explorer.page.lesson import closing, opening
from explorer.page.linked import linked
from explorer.page.plain import plain
from explorer.page.teacher import teachers_question

require_navigation()


# The views: each a function of the network, and only the one that is chosen runs


def draw(known: Known) -> None:
    """A digit is drawn, and the network says what it sees."""


def units(known: Known) -> None:
    """The hidden units and what each of them looks for."""


def mistakes(known: Known) -> None:
    """The test images that it misreads."""


def image(known: Known) -> None:
    """One image all the way through the network and back."""


def break_it(known: Known) -> None:
    """What it takes until the network cannot read any more."""


VIEWS = {"draw": draw, "units": units, "mistakes": mistakes, "image": image, "break": break_it}
NAMES = {"draw": "Draw", "units": "Units", "mistakes": "Mistakes", "image": "One image", "break": "Break it"}


# The network


@st.fragment(run_every=0.3)
def wait_for_network() -> None:
    """Until a network has learned, for a visitor who has none."""
    reading.begin()
    latest = reading.latest()
    if latest is not None and latest.done():
        st.rerun()
    st.info(words.LEARNING, icon=":material/hourglass_top:")


def known_network() -> Known | None:
    """What the page is about, or what there is to know and to do until it can be had."""
    own = network.of_run(st.session_state.get("job"))
    if own is not None:
        return own
    latest = reading.latest()
    if latest is None or not latest.done():
        wait_for_network()
    elif (error := latest.exception()) is not None:
        st.warning(plain(str(error)) if isinstance(error, DatasetError) else words.cannot_be_had(error))
        st.button("Try again", key="retry", icon=":material/refresh:", on_click=reading.begin)
    else:
        return network.of_reader(latest.result())
    return None


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
known = known_network()
if known is not None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="network"):
        st.caption(words.which(known), width="content")
        if not known.own:
            st.page_link("pages/trainer.py", label="Train your own", icon=":material/model_training:")
    VIEWS[view](known)

closing("inside", nn.TwoLayerNet.predict, nn.softmax)
