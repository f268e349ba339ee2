"""What it takes until the network cannot read any more."""

from functools import partial

import streamlit as st

from explorer.inside import harm, harm_charts, harm_words, mistakes_words, tiles
from explorer.inside.harm_experiments import DEFAULTS, can_be_broken
from explorer.inside.harm_experiments import experiments as with_harm
from explorer.inside.network import Known
from explorer.page.follow import charts_follow_sliders
from explorer.page.lesson import experiments, stage
from explorer.page.linked import linked
from explorer.page.tiles import show_tiles
from explorer.training.answers import answers, without_looking
from pages.views.at_hand import about, test_images

QUESTION = "When does the network fail on images that you can still read?"


@st.fragment
def show(known: Known) -> None:
    """What it takes until the network cannot read any more."""
    dataset, names = test_images(known), known.class_names
    curve_of = partial(harm.curve, known.network, dataset)
    at = stage()
    shown = harm.one_of_each(dataset)
    if can_be_broken(answers(known.network, dataset).accuracy, without_looking(dataset)):
        experiments(at, DEFAULTS, *with_harm(curve_of, st.session_state.get("experiment")))
    with at.beside:
        about(known)
        key = linked(
            st.radio,
            "What is done to the images",
            key="harm",
            options=list(harm.HARMS),
            value=DEFAULTS["harm"],
            by_option=True,
            format_func=lambda key: harm.HARMS[key].name,
        )
        done = harm.HARMS[key]
        strength = linked(
            st.select_slider,
            done.of,
            key=key,
            options=list(done.strengths),
            value=0.0,
            format_func=done.said,
            by_option=True,
        )
        said = st.container(key="verdict")
    accuracy = curve_of(key)
    tested = len(harm.chosen(len(dataset.t_test)))
    said.markdown(harm_words.verdict(done, accuracy, strength, tested, len(dataset.t_test)))
    at_strength = done.strengths.index(strength)
    with at.figure:
        show_tiles(
            "harmed",
            tiles.inked(harm.harmed(dataset, shown, key, strength)),
            mistakes_words.names_of(shown),
            label="One image of each class, harmed",
            size=46,
            lines=harm_words.lines(harm.said(known.network, dataset, key)[at_strength], dataset.t_test[shown], names),
        )
        st.vega_lite_chart(
            harm_charts.harm_chart(done, accuracy, strength, len(shown)),
            key=f"harm_{key}",
            alt="The part of the test images that is read right against the strength of the harm, up to the slider",
        )
    with st.expander("For the curious: ink where there never was any"):
        st.markdown(harm_words.CLIPPED)
    charts_follow_sliders(harm_charts.harm_ahead(done, strength).places)
