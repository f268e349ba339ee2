"""Take a run home: as a file, as a table, as a figure, as a program. And bring one back."""

from collections.abc import Callable
from functools import partial
from typing import Any, get_args
from urllib.parse import urljoin

import streamlit as st

import nn_core as nn
from explorer.data import datasets
from explorer.page.internals import forget_upload
from explorer.page.links import link_to
from explorer.page.plain import plain
from explorer.runs import arrival, charts, curves, figures, files, home_words, program
from explorer.runs.kept import Kept, Runs


def take_home(one: Kept, drawn: list[Kept], winners: dict[int, str], trains: bool) -> None:
    """A run in every form in which it can leave this page; and a figure of all that are on the chart."""
    run, name = one.run, home_words.file_name(one)
    form = partial(one_form, run, trains)
    st.header(f"Take {plain(one.name)} home")
    with st.container(key="take_home"):
        form(
            "npz",
            "Run",
            f"{name}.npz",
            home_words.NPZ,
            partial(files.packed, run, one.dataset_name),
            disabled=not (one.has_weights and files.is_name(one.dataset_name)),
        )
        form("csv", "Curves", f"{name}.csv", home_words.CSV, partial(curves.as_csv, run))
        script = program.script(run, one.dataset_name)
        form("script", "Program", f"{name}.py", home_words.script(script, one, f"{name}.py"), lambda: script)
        form(
            "notebook",
            "Notebook",
            f"{name}.ipynb",
            home_words.NOTEBOOK,
            partial(program.notebook, run, one.dataset_name),
        )
        with st.container(gap="xsmall"):
            figure(one, drawn, winners, name)
    if not one.has_weights:
        st.caption(home_words.let_go(one))
    st.markdown(home_words.homework(one))
    st.code(link_to(urljoin(st.context.url or "", "trainer"), **one.settings), language=None, wrap_lines=True)


def figure(one: Kept, drawn: list[Kept], winners: dict[int, str], name: str) -> None:
    """The run, or all that are on the chart, as a figure of the kind that was chosen."""
    several = len(drawn) > 1 and st.session_state.get("figure_of") == "all"
    kind: figures.Kind = st.session_state.get("figure_kind") or "png"
    shown = home_words.in_a_figure(drawn, one, winners) if several else [one]
    labelled = [*zip(charts.labels(shown, winners), (each.run for each in shown), strict=True)]
    file_name = f"runs-compared.{kind}" if several else f"{name}.{kind}"
    button("figure", "Figure", file_name, partial(figures.figure, labelled, kind))
    choice = partial(st.segmented_control, required=True, label_visibility="collapsed")
    choice("Kind of figure", get_args(figures.Kind), key="figure_kind", default="png", format_func=str.upper)
    if len(drawn) > 1:
        of = {"one": "This run", "all": "All drawn"}
        choice("Figure of", list(of), key="figure_of", default="one", format_func=of.__getitem__)
    st.caption(home_words.figure(len(shown), len(drawn)) if several else home_words.FIGURE)


def one_form(
    run: nn.TrainingRun,
    trains: bool,
    key: str,
    label: str,
    file_name: str,
    what_for: str,
    make: Callable[[], Any],
    disabled: bool = False,
) -> None:
    """A button, and in a sentence what the file is good for.

    Of a run that rests the file is made once and has the same link each time the page runs: a press needs nothing else.
    """
    made = st.session_state.setdefault("made_files", {})
    if not (trains or disabled) and made.get(key, (None,))[0] is not run:
        made[key] = run, make()
    with st.container(gap="xsmall"):
        button(key, label, file_name, make if trains or disabled else made[key][1], disabled)
        st.caption(what_for)


def button(key: str, label: str, file_name: str, data: Any, disabled: bool = False) -> None:
    """The file, or what makes it when it is asked for, so that no page waits for it."""
    st.download_button(
        label,
        data,
        file_name,
        key=f"download_{key}",
        icon=":material/download:",
        on_click="ignore",
        disabled=disabled,
        width="stretch",
    )


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
