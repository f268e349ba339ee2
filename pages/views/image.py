"""One image all the way through the network, and back."""

import streamlit as st

from explorer.inside import through, through_charts, through_words, tiles, units
from explorer.inside.experiments import of_image
from explorer.inside.network import Known
from explorer.page.lesson import experiments, stage
from explorer.page.tiles import show_tiles
from pages.views.at_hand import about, choose, image_at_hand, test_images, unit_at_hand

QUESTION = "How do the pixels of one image become an answer, and what does the network learn from it?"

LARGEST = 6  # terms of a unit's sum that are shown one by one


@st.fragment
def show(known: Known) -> None:
    """One image all the way through the network and back."""
    dataset, names = test_images(known), known.class_names
    at = stage()
    with at.beside:
        about(known)
        at_hand = image_at_hand(known, dataset)
        experiments(at, {}, *of_image(known, dataset, at_hand))
        said = st.container()
        unit = unit_at_hand(known)
        st.caption(through_words.STOPS)
    pixels, x, meant = at_hand.pixels[None], at_hand.x, at_hand.meant
    way = through.way(known.network, x, meant)
    said.markdown(through_words.verdict(way, names, meant))
    with at.figure:
        st.vega_lite_chart(
            through_charts.way_chart(way, pixels, units.shown(known.network), unit - 1, names, meant),
            key="way",
            on_select=choose_unit,
            alt="The image on its way: its pixels, the activations, the logits and the probabilities",
        )
    st.header("One unit, adding up")
    added = through.added_up(known.network, x, unit - 1, LARGEST)
    weights, scale = known.network.params["W1"][:, unit - 1], units.full_colour(known.moments)
    st.markdown(through_words.added_up(unit))
    sheets = (
        ("its_pixels", tiles.inked(pixels), "pixels x"),
        ("its_weights", tiles.diverging(weights[None], scale), "× weights w"),
        ("its_terms", tiles.diverging(added.terms[None], through.largest(added)), "= products w x"),
    )
    with st.container(width=520), st.grid(3, min_column_width=90, gap="small") as grid:
        for key, sheet, line in sheets:
            with grid.cell():
                show_tiles(key, sheet, [line], label=line, size=90, lines=[[(line, "")]])
    st.markdown(through_words.terms(added, x, weights))
    st.header("And back: the gradient of this image")
    slopes = through.slopes(known.network, x, meant)
    st.markdown(through_words.believed(slopes))
    st.markdown(through_words.gradient(slopes))
    st.markdown(through_words.of_unit(unit))
    st.markdown(through_words.side_by_side(through.compared(known.network, slopes, x, meant, unit - 1, names)))


def choose_unit() -> None:
    """A click on a unit shows its sum."""
    chart = st.session_state.get("way")
    unit = through_charts.clicked(chart.selection) if chart is not None else None
    if unit is not None:
        choose(unit=unit)
