"""The test images that the network misreads."""

from functools import partial

import streamlit as st

import nn_core as nn
from explorer.charts.arrays import Array
from explorer.inside import images, mistakes_charts, mistakes_words, tiles, why
from explorer.inside import mistakes as of_network
from explorer.inside.experiments import of_mistakes
from explorer.inside.network import Known
from explorer.page.clicks import clicked
from explorer.page.lesson import experiments, stage
from explorer.page.linked import linked
from explorer.page.sight import comes_into_sight
from explorer.page.tiles import show_tiles
from explorer.training.answers import Answers, answers
from pages.views.at_hand import about, choose, choose_image, leave_what_is_gone, test_images

QUESTION = "Which images does the network mix up, and could you have told them apart?"

AT_ONCE = 24  # images that are listed at a time


@st.fragment
def show(known: Known) -> None:
    """The test images that it misreads."""
    if st.session_state["see"] != "mistakes":  # an image was picked, to be followed
        st.rerun()
    dataset, names = test_images(known), known.class_names
    found = answers(known.network, dataset)
    counts = of_network.confusion(found.labels, found.said, len(names))
    worst = of_network.worst(counts)
    at, asked = stage(), of_mistakes(found, names)
    experiments(at, {}, *asked)
    with at.figure:
        matrix = st.container()
        st.caption(mistakes_words.HOW_TO_READ)
    with at.beside:
        st.markdown(mistakes_words.verdict(found, counts, names, worst))
        true, said = the_cell(names, worst[0] if worst else (0, 0))
        of_cell = list_images(known, dataset, found, counts, names, (true, said))
        about(known)
    with matrix:
        st.vega_lite_chart(
            mistakes_charts.confusion_chart(counts, names, (true, said) if of_cell else None),
            key="confusion",
            on_select=choose_cell,
            alt="The confusion matrix: what was meant in rows, what the network said in columns",
        )
    answered = next((one.then for one in asked if one.title == st.session_state.get("experiment")), {})
    by_answer = st.session_state.get("guess") is not None and {"true": true, "said": said}.items() <= answered.items()
    first = ".st-key-listed .tile" if counts[true, said] else ".st-key-of_cell"
    comes_into_sight("cell", (true, said), None if by_answer else first)  # else the answer would be pushed out of sight
    st.header("Class by class")
    st.vega_lite_chart(
        mistakes_charts.by_class_chart(found, names),
        key="by_class",
        alt="The part of the images of each class that is read right",
    )


def the_cell(names: list[str], default: tuple[int, int]) -> tuple[int, int]:
    """The two classes of the cell that is looked at."""
    with st.container(horizontal=True, gap="small"):
        true, said = (
            linked(
                st.selectbox,
                label,
                key=key,
                options=range(len(names)),
                index=default[place],
                by_option=True,
                format_func=names.__getitem__,
                on_change=list_cell,
                width=110,
            )
            for place, (key, label) in enumerate((("true", "Meant"), ("said", "Said")))
        )
    return true, said


def list_images(
    known: Known, dataset: nn.Dataset, found: Answers, counts: Array, names: list[str], cell: tuple[int, int]
) -> bool:
    """The images of a cell, or all that are misread; each leads to why it was read so. Are they the cell's?"""
    which = linked(
        st.segmented_control,
        "Which images",
        key="which",
        options=["cell", "all"],
        default="cell",
        by_option=True,
        format_func={"cell": "Those of the cell", "all": "All mistakes"}.__getitem__,
        required=True,
        on_change=from_the_first,
        label_visibility="collapsed",
    )
    true, said = cell
    if which == "cell":
        with st.container(key="of_cell"):
            st.markdown(mistakes_words.cell(names[true], names[said], int(counts[cell]), int(counts[true].sum())))
        listed = of_network.of_cell(found, true, said)
    else:
        listed = of_network.mistakes(found)
    first = 1
    if len(listed) > AT_ONCE:
        leave_what_is_gone("from", range(1, len(listed) + 1), 1)
        first = linked(
            st.number_input, "Show from number", key="from", min_value=1, max_value=len(listed), value=1, step=AT_ONCE
        )
    shown = listed[first - 1 : first - 1 + AT_ONCE]
    if len(shown):
        st.caption(mistakes_words.listed(first, len(shown), len(listed)))
        show_tiles(
            "listed",
            tiles.inked(dataset.x_test[shown]),
            mistakes_words.names_of(shown),
            label="Test images",
            size=70,
            lines=mistakes_words.lines(found, shown, names, which == "cell"),
            on_pick=partial(ask_why, known, dataset, shown),
        )
    return which == "cell"


def ask_why(known: Known, dataset: nn.Dataset, listed: Array, place: int) -> None:
    """An image was picked: see why it was read so, beginning with the unit that spoke most for what is said."""
    choose_image(listed, place, see="image")
    image = images.tested(dataset, int(listed[place]) + 1)
    if (unit := why.spoke_most(known.network, image.x, image.meant)) is not None:
        choose(unit=unit + 1)


def list_cell(**cell: int) -> None:
    """A cell was chosen: its images are listed."""
    choose(**cell, which="cell")
    from_the_first()


def from_the_first() -> None:
    """Other images are listed: begin with their first."""
    choose(**{"from": 1})


def choose_cell() -> None:
    """A click on a cell of the matrix shows its images."""
    if (cell := clicked("confusion")) is not None:
        list_cell(true=int(cell["true"]), said=int(cell["said"]))
