"""What the views look at: the network, its test images, and the unit and the image that were chosen."""

from collections.abc import Container
from contextlib import suppress

import streamlit as st

import nn_core as nn
from explorer.charts.arrays import Array
from explorer.data import datasets
from explorer.data.datasets import DatasetError
from explorer.home import readers
from explorer.inside import images, network, through_words, units, words
from explorer.inside.images import Image
from explorer.inside.network import Known
from explorer.page.internals import end_run
from explorer.page.linked import linked
from explorer.page.own_tab import is_coming_back
from explorer.page.plain import plain
from explorer.page.teacher import hidden
from explorer.runs.kept import Kept, Runs

FAR = 0.05  # of all test images


def known_network() -> Known | None:
    """What the page is about: the run that was chosen, else the latest so far, else the network of the first page."""
    if (chosen := chosen_network()) is not None:
        return chosen
    own = network.of_run(st.session_state.get("job"))
    if own is not None:
        return own
    return None if (reader := readers.learned()) is None else network.of_reader(reader)


def chosen_network() -> Known | None:
    """The run of before that is looked into, where one was chosen and its images are here."""
    runs: Runs | None = st.session_state.get("kept")
    if runs is not None and (one := runs.inside) is not None and datasets.is_on_disk(one.dataset_name):
        with suppress(DatasetError):
            return network.of_kept(one.run, datasets.load(one.dataset_name), one.name)
    return None


def look_at_linked() -> None:
    """The run of this visit that the link here names: as it trains where it is that one, else as it was in the end."""
    asked, runs = st.query_params.pop("run", None), st.session_state.get("kept", ())
    if (number := next((one.number for one in runs if str(one.number) == asked), None)) is not None:
        job = st.session_state.get("job")
        own = job is not None and runs.number_of(job) == number
        runs.looked_into = None if own else number


def look_at_latest() -> None:
    """No run of before any more."""
    st.session_state["kept"].looked_into = None


def about(known: Known) -> None:
    """Which network it is."""
    if not known.own and is_coming_back():
        st.info(words.COMING_BACK, icon=":material/hourglass_top:")
    st.caption(words.which(known, plain))
    if known.name:
        if st.session_state["kept"].inside is None:
            st.rerun()  # the whole page, of which this view is a part that knows its network
        st.button("Another network", key="latest", icon=":material/undo:", on_click=look_at_latest)
    elif known.own and not known.under_way:
        offer_far_better(known)
    if not known.own:
        st.page_link("pages/trainer.py", label="Train your own", icon=":material/model_training:")


def can_be_seen(one: Kept) -> bool:
    """Is there something to look into, and images to look at it with?"""
    return one.has_weights and not one.run.diverged and datasets.is_on_disk(one.dataset_name)


def offer_far_better(known: Known) -> None:
    """A way to the best run of this visit, where the latest, perhaps an experiment, reads far fewer of its images."""
    runs: Runs = st.session_state.get("kept", Runs())
    better = [one for one in runs if one.final > known.test_accuracy + FAR and one.dataset_name == known.digits.name]
    best = max(filter(can_be_seen, better), key=lambda one: one.final, default=None)
    if best is not None and st.button(
        words.better(plain(best.name), best.final), key="better", icon=":material/frame_inspect:"
    ):
        runs.looked_into = best.number
        st.rerun()  # the whole page, of which this view is a part that knows its network


def test_images(known: Known) -> nn.Dataset:
    """The data set with its test images, or why they cannot be had."""
    try:
        return images.with_tests(known.digits)
    except DatasetError as error:
        st.error(plain(str(error)), icon=":material/error:")
        end_run()


def unit_at_hand(known: Known) -> int:
    """The hidden unit that is looked at, counted from 1; to begin with the first that is shown."""
    first = int(units.shown(known.network)[0]) + 1
    leave_what_is_gone("unit", range(1, known.network.hidden_size + 1), first)
    chosen: int = linked(
        st.number_input, "Hidden unit", key="unit", min_value=1, max_value=known.network.hidden_size, value=first
    )
    return chosen


def image_at_hand(known: Known, dataset: nn.Dataset) -> Image:
    """The image that is looked at: one of the test images, or the drawing where there is one."""
    drawing = st.session_state.get("drawing")
    if drawing is not None and not drawing.empty:
        which = linked(
            st.segmented_control,
            "Which image",
            key="of",
            options=["test", "drawing"],
            default="test",
            by_option=True,
            format_func={"test": "A test image", "drawing": "Your drawing"}.__getitem__,
            required=True,
        )
        if which == "drawing":
            found = images.drawn(known, drawing)
            if not found.told and (meant := what_you_meant(known)) is not None:
                return found._replace(meant=meant, told=True)
            return found
    leave_what_is_gone("image", range(1, len(dataset.t_test) + 1), 1)
    number = linked(st.number_input, "Test image", key="image", min_value=1, max_value=len(dataset.t_test), value=1)
    return images.tested(dataset, number)


def what_you_meant(known: Known) -> int | None:
    """The class that the visitor says the drawing is of, once they do."""
    names = known.class_names
    if st.session_state.setdefault("meant_of", known.digits.name) != known.digits.name:
        st.session_state.update(meant=None, meant_of=known.digits.name)  # it was a class of other images
    meant: int | None = linked(
        st.selectbox,
        "What you meant",
        key="meant",
        options=range(len(names)),
        index=None,
        placeholder="Choose what it is",
        by_option=True,
        format_func=names.__getitem__,
        help=through_words.MEANT,
    )
    return meant


def leave_what_is_gone(key: str, options: Container[int], begins: int) -> None:
    """A control that is at what this network does not have, or no more, goes to where it begins."""
    if key in st.session_state and st.session_state[key] not in options:
        st.session_state[key] = begins


def choose(**values: object) -> None:
    """Something was picked: move these controls there, unless the link hides one that would have to move."""
    moved = {key: value for key, value in values.items() if st.session_state.get(key) != value}
    if not hidden() & moved.keys():
        st.session_state.update(moved)


def choose_image(listed: Array, place: int, **values: object) -> None:
    """One of the images that are listed was picked."""
    choose(image=int(listed[place]) + 1, of="test", **values)
