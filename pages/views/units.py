"""The hidden units, and what each of them looks for."""

from functools import partial

import streamlit as st

from explorer.inside import mistakes_words, through, tiles, units_charts, units_words
from explorer.inside import units as of_network
from explorer.inside.experiments import of_units
from explorer.inside.network import Known
from explorer.page.lesson import experiments, stage
from explorer.page.linked import linked
from explorer.page.sight import bring, comes_into_sight
from explorer.page.tiles import show_tiles
from pages.views.at_hand import (
    about,
    choose,
    choose_image,
    image_at_hand,
    leave_what_is_gone,
    test_images,
    unit_at_hand,
)

QUESTION = "What does a single hidden unit look for, and would anybody miss it?"


@st.fragment
def show(known: Known) -> None:
    """The hidden units and what each of them looks for."""
    dataset, names, hidden = test_images(known), known.class_names, known.network.hidden_size
    at = stage()
    experiments(at, {}, *of_units(known, dataset))
    with at.beside:
        about(known)
        number = unit_at_hand(known)
        after = [moment.iteration for moment in known.moments]
        leave_what_is_gone("after", after, after[-1])  # a run that goes on has other moments
        moment = known.moments[
            after.index(
                linked(
                    st.select_slider,
                    "Iterations done",
                    key="after",
                    options=after,
                    value=after[-1],
                    format_func="{:,}".format,
                    by_option=True,
                )
            )
        ]
        st.caption(units_words.at_moment(moment.iteration, after[-1], drawn=bool(moment.network.params["W1"].any())))
        at_hand = image_at_hand(known, dataset)
        said = st.container(key="of_unit")
    shown, of_unit = of_network.shown(known.network), of_network.unit(known.network, dataset, number - 1)
    full, weights = of_network.full_colour(known.moments), moment.network.params
    with at.figure:
        show_tiles(
            "sheet",
            of_network.pictures(moment.network, tuple(shown.tolist()), full),
            [f"Hidden unit {one + 1}" for one in shown.tolist()],
            label="The weights of all hidden units, as pictures",
            size=46,
            chosen=of_network.place(shown, number - 1),
            on_pick=lambda place: pick(int(shown[place]) + 1),
        )
        st.caption(units_words.sheet(full, len(shown), hidden))
    comes_into_sight("unit", None, ".st-key-large")
    z = through.way(moment.network, at_hand.x, at_hand.meant).hidden.z
    said.markdown(units_words.activation(number, at_hand.name, z[number - 1]))
    st.header(f"Unit {number}")
    left, right = st.columns([4, 8], gap="large", vertical_alignment="center")
    with left:
        show_tiles(
            "large",
            tiles.diverging(weights["W1"].T[number - 1 : number], full),
            [f"Hidden unit {number}, large"],
            label="The chosen unit",
            size=220,
        )
    with right:
        st.markdown(units_words.outgoing(number, weights["W2"][number - 1], names))
        st.vega_lite_chart(
            units_charts.outgoing_chart(weights["W2"][number - 1], of_network.largest_outgoing(known.moments), names),
            key="outgoing",
            alt="The outgoing weights of the unit: a bar for each class",
        )
    st.header("Which images it answers to")
    if moment is not known.moments[-1]:
        st.caption(units_words.as_it_is_now(after[-1]))
    for title, numbers in (("Most", of_unit.strongest), ("Least", of_unit.weakest)):
        st.markdown(f"**{title}**, and its activation:")
        show_tiles(
            title.lower(),
            tiles.inked(dataset.x_test[numbers]),
            mistakes_words.names_of(numbers),
            label=f"Test images that unit {number} answers to {title.lower()}",
            size=84,
            lines=units_words.extremes(of_unit, numbers, dataset.t_test, names),
            on_pick=partial(choose_image, numbers),
        )
    st.header("What is lost without it")
    words_beside, chart = st.columns([4, 8], gap="large")
    words_beside.markdown(units_words.switched_off(number, of_unit, names, len(dataset.t_test)))
    with chart:
        st.vega_lite_chart(
            units_charts.without_chart(of_unit, names),
            key="without",
            alt="By how many points the accuracy of each class changes without the unit",
        )


def pick(number: int) -> None:
    """A unit was picked from all: look at it, and bring it into sight, which the control with its number does not."""
    choose(unit=number)
    bring("unit")
