"""Take a run home: as a file, as a table, as a figure, as a program. And bring one back."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urljoin

import streamlit as st

from explorer.data import datasets
from explorer.page.internals import forget_upload
from explorer.page.links import link_to
from explorer.page.offers import Form, offer, offer_figure
from explorer.page.plain import plain
from explorer.runs import arrival, charts, curves, figures, files, home_words, program
from explorer.runs.kept import Kept, Runs


def take_home(one: Kept, drawn: list[Kept], winners: dict[int, str], trains: bool) -> None:
    """A run in every form in which it can leave this page; and a figure of all that are on the chart."""
    run, name = one.run, one.file_name
    named = f"train-{name}.py"  # never as a module is: a program that is called copy.py is found in the place of copy
    script = program.script(run, one.dataset_name)
    packed, notebook = (partial(make, run, one.dataset_name) for make in (files.packed, program.notebook))
    readable = one.has_weights and files.is_name(one.dataset_name)
    st.header(f"Take {plain(one.name)} home")
    with st.container(key="take_home"):
        for form in (
            Form("npz", "Run", f"{name}.npz", home_words.NPZ, packed, possible=readable),
            Form("csv", "Curves", f"{name}.csv", home_words.CSV, partial(curves.as_csv, run)),
            Form("script", "Program", named, home_words.script(script, one, named), lambda: script),
            Form("notebook", "Notebook", f"{name}.ipynb", home_words.NOTEBOOK, notebook),
        ):
            with st.container(gap="xsmall"):
                offer(form, run, changes=trains)
        with st.container(gap="xsmall"):
            figure(one, drawn, winners, name)
    if not one.has_weights:
        st.caption(home_words.let_go(one))
    st.markdown(home_words.homework(one))
    st.code(link_to(urljoin(st.context.url or "", "trainer"), **one.settings), language=None, wrap_lines=True)


def figure(one: Kept, drawn: list[Kept], winners: dict[int, str], name: str) -> None:
    """The run, or all that are on the chart, as a figure."""
    several = len(drawn) > 1 and st.session_state.get("figure_of") == "all"
    shown = home_words.in_a_figure(drawn, one, winners) if several else [one]
    labels = charts.labels(shown, winners) if several else [home_words.alone_in_a_figure(one)]
    labelled = [*zip(labels, (each.run for each in shown), strict=True)]
    offer_figure("figure", "runs-compared" if several else name, partial(figures.figure, labelled), width="stretch")
    if len(drawn) > 1:
        of = {"one": "This run", "all": "All drawn"}
        st.segmented_control(
            "Figure of",
            list(of),
            key="figure_of",
            default="one",
            format_func=of.__getitem__,
            required=True,
            label_visibility="collapsed",
        )
    st.caption(home_words.figure(len(shown), len(drawn)) if several else home_words.FIGURE)


def bring_back(runs: Runs, choose: Callable[[int], None]) -> None:
    """A run's file becomes one of the runs of this visit."""
    st.header("Open a saved run")
    turn = st.session_state.setdefault("load_turn", 0)
    st.file_uploader(
        home_words.LOAD,
        "npz" + turn * " ",  # means the same; but where that changes Streamlit has a new uploader, without a file
        key="load",
        on_change=take,
        args=(runs, choose),
    )
    st.caption(home_words.MOST)
    error, number = st.session_state.get("load_said", ("", None))
    with st.container(key="announced_load"):
        if error:
            st.error(plain(error), icon=":material/error:")
        elif number in runs:
            said = home_words.loaded(runs[number], datasets.is_on_disk(runs[number].dataset_name), plain)
            st.success(said, icon=":material/check_circle:")


def take(runs: Runs, choose: Callable[[int], None]) -> None:
    """A file was given. Not a word in it is believed; its name is what the run is called by."""
    if (file := st.session_state.get("load")) is None:
        return
    content = file.getvalue()
    forget_upload(file.file_id)
    st.session_state["load_turn"] += 1
    try:
        one = arrival.receive(content, runs, file.name)
    except ValueError as error:
        st.session_state["load_said"] = str(error), None
    else:
        st.session_state["load_said"] = "", one.number
        choose(one.number)
