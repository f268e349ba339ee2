"""One image all the way through the network, and back: why it is read as it is."""

from functools import partial

import streamlit as st

from explorer.charts.arrays import Array
from explorer.inside import through, through_charts, through_words, tiles, units, why, why_words
from explorer.inside.experiments import of_image
from explorer.inside.network import Known
from explorer.inside.through import Way
from explorer.page.clicks import clicked
from explorer.page.lesson import experiments, stage
from explorer.page.sight import bring, comes_into_sight
from explorer.page.tiles import show_tiles
from pages.views.at_hand import about, choose, image_at_hand, test_images, unit_at_hand

QUESTION = "Why does the network say what it says of this image?"

LARGEST = 6  # terms of a unit's sum that are shown one by one


@st.fragment
def show(known: Known) -> None:
    """One image all the way through the network and back."""
    dataset, names = test_images(known), known.class_names
    at = stage()
    with at.beside:
        at_hand = image_at_hand(known, dataset)
        experiments(at, {}, *of_image(known, dataset, at_hand))
        unit = unit_at_hand(known)
        of_unit = st.container()
        about(known)
    pixels, x, meant, right = at_hand.pixels[None], at_hand.x, at_hand.meant, at_hand.right
    way = through.way(known.network, x, meant)
    gap = why.gap(known.network, way, meant)
    with at.figure, st.container(key="why", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="why_read"):
            with st.container(width=96):
                show_tiles("looked_at", tiles.inked(pixels), [at_hand.name], label="The image", size=90)
            with st.container(key="verdict", gap="xsmall"):
                st.markdown(through_words.verdict(way, names, right))
                st.markdown(why_words.NOTHING_TO_COMPARE if gap is None else why_words.why(gap, names))
        if gap is not None:
            show_why(known, way, gap, right, unit)
    added = through.added_up(known.network, x, unit - 1, LARGEST)
    weights, scale = known.network.params["W1"][:, unit - 1], units.full_colour(known.moments)
    sheets = (
        ("its_pixels", tiles.inked(pixels), "pixels"),
        ("its_weights", tiles.diverging(weights[None], scale), "× weights"),
        ("its_terms", tiles.diverging(added.terms[None], added.size), "= products"),
    )
    with of_unit, st.grid(3, min_column_width=70, gap="xsmall") as grid:
        for key, sheet, line in sheets:
            with grid.cell():
                show_tiles(key, sheet, [line], label=line, size=70, lines=[[(line, "")]])
    comes_into_sight("terms", None, ".st-key-its_terms")
    st.header("From pixels to answer")
    st.caption(through_words.STOPS)
    st.vega_lite_chart(
        through_charts.way_chart(way, pixels, units.shown(known.network), unit - 1, names, right),
        key="way",
        on_select=choose_unit,
        alt="The image on its way: its pixels, the activations, the logits and the probabilities",
    )
    st.markdown(through_words.loss(way, names, meant, at_hand.told))
    st.header(f"Unit {unit}, adding up")
    st.markdown(through_words.added_up(unit))
    st.markdown(through_words.terms(added, x, weights))
    if gap is not None:
        st.markdown(through_words.share(unit - 1, way, known.network.params["W2"][unit - 1], gap, names))
    back = st.expander("For the curious: and back, the gradient of this image", key="back", on_change="rerun")
    if back.open:  # the check takes as long as all the rest
        with back:
            slopes = through.slopes(known.network, x, meant)
            st.markdown(through_words.believed(slopes))
            st.markdown(through_words.gradient(slopes))
            st.markdown(through_words.of_unit(unit))
            rows = through.compared(known.network, slopes, x, meant, unit - 1, names)
            st.markdown(through_words.side_by_side(rows, slopes.rounding))


def show_why(known: Known, way: Way, gap: why.Gap, right: int | None, unit: int) -> None:
    """The units that have the largest shares in the answer, on either side, and what they come to."""
    names, parts = known.class_names, why_words.shown(gap)
    full = units.full_colour(known.moments)
    sides: tuple[tuple[str, int, Array, list[float]], ...] = (
        ("speaks_for", gap.said, gap.speaks_for, parts.speaks_for),
        ("speaks_against", gap.other, gap.speaks_against, parts.speaks_against),
    )
    for column, (key, label, numbers, shares) in zip(st.columns(2), sides, strict=True):
        colour = why_words.colour(gap, label, right)
        with column:
            st.markdown(why_words.side(numbers, shares, names[label], parts.digits))
            if len(numbers):
                show_tiles(
                    key,
                    tiles.diverging(known.network.params["W1"].T[numbers], full),
                    [f"Hidden unit {one + 1}" for one in numbers.tolist()],
                    label=f"The units that speak most for {names[label]}",
                    size=76,
                    lines=why_words.lines(numbers, way.hidden.z, shares, colour, parts.digits),
                    chosen=units.place(numbers, unit - 1),
                    on_pick=partial(choose_listed, numbers),
                )
    st.markdown(f"{why_words.sum_of_all(gap, parts)} {why_words.switched_off(known.network, way, gap, names)}")
    st.caption(why_words.HOW_TO_READ)


def choose_listed(listed: Array, place: int) -> None:
    """One of the units that are listed was picked."""
    choose(unit=int(listed[place]) + 1)
    bring("terms")


def choose_unit() -> None:
    """A click on a unit shows its sum."""
    if (bar := clicked("way")) is not None:
        choose(unit=int(bar["unit"]))
