"""Look inside a trained network: what it makes of a drawing, its units, its mistakes."""

from functools import partial

import streamlit as st

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.data.datasets import DatasetError
from explorer.home import reading as readers
from explorer.inside import (
    handout,
    harm,
    harm_charts,
    harm_experiments,
    harm_words,
    images,
    mistakes_charts,
    mistakes_words,
    network,
    pictures,
    sheet,
    sliders,
    through,
    through_charts,
    through_words,
    tiles,
    units_charts,
    units_words,
    words,
)
from explorer.inside import mistakes as mistakes_of
from explorer.inside import units as unit_views
from explorer.inside.answers import Array, answers
from explorer.inside.experiments import DEFAULTS, LETTER
from explorer.inside.experiments import experiments as with_drawing
from explorer.inside.images import Image
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
from explorer.page.tiles import show_tiles
from explorer.training.jobs import poll_seconds

require_navigation()

AT_ONCE = 24  # images that are listed at a time
LARGEST = 6  # terms of a unit's sum that are shown one by one


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


@st.fragment
def units(known: Known) -> None:
    """The hidden units and what each of them looks for."""
    dataset, names, hidden = test_images(known), known.class_names, known.hidden_size
    at = stage()
    with at.beside:
        about(known)
        number = unit_at_hand(known)
        after = [moment.iteration for moment in known.moments]
        forget_what_is_gone("after", after)
        moment = known.moments[
            after.index(
                linked(
                    st.select_slider,
                    "Iterations done",
                    key="after",
                    options=after,
                    value=after[-1],
                )
            )
        ]
        st.caption(units_words.at_moment(moment.iteration, after[-1]))
        at_hand = image_at_hand(known, dataset)
        said = st.container()
    shown, of_unit = unit_views.shown(known.network), unit_views.unit(known.network, dataset, number - 1)
    full, weights = unit_views.full_colour(known.moments), moment.network.params
    with at.figure:
        show_tiles(
            "sheet",
            tiles.diverging(weights["W1"].T[shown], full),
            [f"Hidden unit {one + 1}" for one in shown.tolist()],
            label="The weights of all hidden units, as pictures",
            size=46,
            chosen=unit_views.place(shown, number - 1),
            on_pick=lambda place: choose(unit=int(shown[place]) + 1),
        )
        st.caption(units_words.sheet(full, len(shown), hidden))
    z = through.way(known.network, at_hand.x, at_hand.meant).hidden.z
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
            units_charts.outgoing_chart(weights["W2"][number - 1], unit_views.largest_outgoing(known.moments), names),
            key="outgoing",
            alt="The outgoing weights of the unit: a bar for each class",
        )
    st.header("Which images it answers to")
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


@st.fragment
def mistakes(known: Known) -> None:
    """The test images that it misreads."""
    if st.session_state["see"] != "mistakes":  # an image was picked, to be followed
        st.rerun()
    dataset, names = test_images(known), known.class_names
    found = answers(known.network, dataset)
    counts = mistakes_of.confusion(found.labels, found.said, len(names))
    worst = mistakes_of.worst(counts)
    at = stage()
    with at.beside:
        about(known)
        st.markdown(mistakes_words.verdict(found, counts, names, worst))
        st.caption(mistakes_words.HOW_TO_READ)
        default = worst or (0, 0)
        true, said = (
            names.index(
                linked(st.selectbox, label, key=key, options=names, index=default[place], on_change=from_the_first)
            )
            for place, (key, label) in enumerate((("true", "What was meant"), ("said", "What the network said")))
        )
    with at.figure:
        st.vega_lite_chart(
            mistakes_charts.confusion_chart(counts, names, (true, said)),
            key="confusion",
            on_select=partial(choose_cell, names),
            alt="The confusion matrix: what was meant in rows, what the network said in columns",
        )
    st.header("The images")
    which = linked(
        st.segmented_control,
        "Which images",
        key="which",
        options=["cell", "all"],
        default="cell",
        format_func={"cell": "Those of the cell", "all": "All mistakes"}.__getitem__,
        required=True,
        on_change=from_the_first,
        label_visibility="collapsed",
    )
    if which == "cell":
        st.markdown(mistakes_words.cell(names[true], names[said], int(counts[true, said])))
        listed = mistakes_of.of_cell(found, true, said)
    else:
        listed = mistakes_of.mistakes(found)
    first = 1
    if len(listed) > AT_ONCE:
        first = linked(
            st.number_input,
            "From place",
            key="from",
            min_value=1,
            max_value=len(listed),
            value=1,
            step=AT_ONCE,
            width=200,
        )
    shown = listed[first - 1 : first - 1 + AT_ONCE]
    st.caption(mistakes_words.listed(first, len(shown), len(listed)))
    if len(shown):
        show_tiles(
            "listed",
            tiles.inked(dataset.x_test[shown]),
            mistakes_words.names_of(shown),
            label="Test images",
            size=84,
            lines=mistakes_words.lines(found, shown, names),
            on_pick=partial(choose_image, shown, see="image"),
        )
    st.header("Class by class")
    st.vega_lite_chart(
        mistakes_charts.by_class_chart(found, names),
        key="by_class",
        alt="The part of the images of each class that is read right",
    )


@st.fragment
def image(known: Known) -> None:
    """One image all the way through the network and back."""
    dataset, names = test_images(known), known.class_names
    at = stage()
    with at.beside:
        about(known)
        at_hand = image_at_hand(known, dataset)
        said = st.container()
        unit = unit_at_hand(known)
        st.caption(through_words.STOPS)
    pixels, x, meant = at_hand.pixels[None], at_hand.x, at_hand.meant
    way = through.way(known.network, x, meant)
    said.markdown(through_words.verdict(way, names, meant))
    with at.figure:
        st.vega_lite_chart(
            through_charts.way_chart(way, pixels, unit_views.shown(known.network), unit - 1, names, meant),
            key="way",
            on_select=choose_unit,
            alt="The image on its way: its pixels, the activations, the logits and the probabilities",
        )
    st.header("One unit, adding up")
    added = through.added_up(known.network, x, unit - 1, LARGEST)
    weights, scale = known.network.params["W1"][:, unit - 1], unit_views.full_colour(known.moments)
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


@st.fragment
def break_it(known: Known) -> None:
    """What it takes until the network cannot read any more."""
    dataset, names = test_images(known), known.class_names
    curve_of = partial(harm.curve, known.network, dataset)
    at = stage()
    if harm_experiments.can_be_broken(answers(known.network, dataset).accuracy, len(names)):
        of_this = harm_experiments.experiments(curve_of, st.session_state.get("experiment"))
        experiments(at, harm_experiments.DEFAULTS, *of_this)
    with at.beside:
        about(known)
        key = linked(
            st.radio,
            "What is done to the images",
            key="harm",
            options=list(harm.HARMS),
            index=0,
            format_func=lambda key: harm.HARMS[key].name,
        )
        done = harm.HARMS[key]
        strength = linked(
            st.select_slider,
            done.of,
            key=key,
            options=list(done.strengths),
            value=0.0,
            format_func="{:g}".format,
        )
        said = st.container(key="verdict")
    accuracy = curve_of(key)
    tested = len(harm.chosen(len(dataset.t_test)))
    said.markdown(harm_words.verdict(done, accuracy, strength, tested, len(dataset.t_test)))
    shown = harm.one_of_each(dataset)
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
            harm_charts.harm_chart(done, accuracy, strength, len(names)),
            key=f"harm_{key}",
            alt="The part of the test images that is read right against the strength of the harm",
        )
    with st.expander("For the curious: ink where there never was any"):
        st.markdown(harm_words.CLIPPED)
    charts_follow_sliders(harm_charts.harm_ahead(done, strength).places)


# What views share


def test_images(known: Known) -> nn.Dataset:
    """The data set with its test images, or why they cannot be had."""
    try:
        return images.with_tests(known.digits)
    except DatasetError as error:
        st.error(plain(str(error)), icon=":material/error:")
        st.stop()


def choose(**values: object) -> None:
    """Something was picked: move these controls there."""
    st.session_state.update(values)


def choose_image(listed: Array, place: int, **values: object) -> None:
    """One of the images that are listed was picked."""
    choose(image=int(listed[place]) + 1, of="test", **values)


def forget_what_is_gone(key: str, options: list[int]) -> None:
    """A run that goes on has other moments: a control that was at one which is gone goes to the latest."""
    if key in st.session_state and st.session_state[key] not in options:
        del st.session_state[key]
        st.query_params.pop(key, None)


def from_the_first() -> None:
    """Other images are listed: begin with their first."""
    st.session_state["from"] = 1


def choose_cell(names: list[str]) -> None:
    """A click on a cell of the matrix shows its images."""
    chart = st.session_state.get("confusion")  # None where the page has just been left
    cell = mistakes_charts.clicked(chart.selection) if chart is not None else None
    if cell is not None:
        choose(true=names[cell[0]], said=names[cell[1]], which="cell")
        from_the_first()


def choose_unit() -> None:
    """A click on a unit shows its sum."""
    chart = st.session_state.get("way")
    unit = through_charts.clicked(chart.selection) if chart is not None else None
    if unit is not None:
        choose(unit=unit)


def unit_at_hand(known: Known) -> int:
    """The hidden unit that is looked at, counted from 1; to begin with the first that is shown."""
    first = int(unit_views.shown(known.network)[0]) + 1
    chosen: int = linked(
        st.number_input, "Hidden unit", key="unit", min_value=1, max_value=known.hidden_size, value=first
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
            format_func={"test": "A test image", "drawing": "Your drawing"}.__getitem__,
            required=True,
        )
        if which == "drawing":
            found = images.drawn(known, drawing)
            names = known.class_names
            meant = linked(
                st.selectbox, "What you meant", key="meant", options=names, index=found.meant, help=through_words.MEANT
            )
            return found._replace(meant=names.index(meant))
    number = linked(st.number_input, "Test image", key="image", min_value=1, max_value=len(dataset.t_test), value=1)
    return images.tested(dataset, number)


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
if network.is_lost(st.session_state.get("job")):
    st.warning(words.DIVERGED, icon=":material/error:")
if (known := known_network()) is None:
    wait_for_network()
else:
    VIEWS[view](known)

closing("inside", nn.TwoLayerNet.predict, nn.softmax)
