"""Look inside a trained network: what it makes of a drawing, its units, its mistakes."""

import streamlit as st

import nn_core as nn
from explorer.home import readers
from explorer.inside import network, words
from explorer.page.internals import require_navigation
from explorer.page.lesson import closing, opening
from explorer.page.linked import linked
from explorer.page.plain import plain
from explorer.page.sight import begins_at_top
from explorer.page.teacher import teachers_question
from pages.views import draw, harm, image, mistakes, units
from pages.views.at_hand import known_network, look_at_linked

require_navigation()
look_at_linked()

# Under their names in the address, which are also those on the page.
VIEWS = {"draw": draw, "units": units, "mistakes": mistakes, "image": image, "break": harm}

top = st.container()
view = VIEWS[
    linked(
        st.segmented_control,
        "What to see",
        key="see",
        options=list(VIEWS),
        default="draw",
        required=True,
        label_visibility="collapsed",
    )
]
with top:
    opening("inside", "Look inside", view.QUESTION)
begins_at_top("see")


@st.fragment(run_every=0.3)
def wait_for_network() -> None:
    """For a visitor who has no network yet: what there is to know, and to do, until there is one."""
    if (error := readers.failure()) is not None:
        st.warning(plain(words.cannot_be_had(error)))
        st.button("Try again", key="retry", icon=":material/refresh:", on_click=readers.begin)
        return
    if readers.learned() is not None:
        st.rerun()
    readers.begin()
    st.info(words.LEARNING, icon=":material/hourglass_top:")


if network.has_diverged(st.session_state.get("job")):
    st.warning(words.DIVERGED, icon=":material/error:")
if (known := known_network()) is None:
    teachers_question()
    wait_for_network()
else:
    view.show(known)

closing("inside", nn.TwoLayerNet.predict, nn.softmax)
