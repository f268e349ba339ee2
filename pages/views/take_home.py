"""Take a run home: as a file, as a table, as a figure, as a program. And bring one back."""

import io
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

import streamlit as st

from explorer.data import datasets
from explorer.page.plain import plain
from explorer.runs import curves, figures, files, home_words, program
from explorer.runs.kept import Kept, Runs

MOST_MEGABYTES = 3  # 500 hidden units and 50,000 iterations take 2


def take_home(one: Kept, drawn: list[Kept]) -> None:
    """A run in every form in which it can leave this page; and a figure of all that are on the chart."""
    run, name = one.run, home_words.file_name(one)
    st.header(f"Take {plain(one.name)} home")
    with st.container(key="take_home"):
        form("npz", "Run", f"{name}.npz", home_words.NPZ, partial(npz, one), disabled=not one.has_weights)
        form("csv", "Curves", f"{name}.csv", home_words.CSV, partial(curves.as_csv, run))
        form("script", "Program", f"{name}.py", home_words.SCRIPT, partial(program.script, run, one.dataset_name))
        form(
            "notebook",
            "Notebook",
            f"{name}.ipynb",
            home_words.NOTEBOOK,
            partial(program.notebook, run, one.dataset_name),
        )
        with st.container(gap="xsmall"):
            labelled = [(each.name, each.run) for each in drawn[-home_words.MOST_IN_A_FIGURE :]]
            kind: figures.Kind = st.session_state.get("figure_kind") or "png"
            button("figure", "Figure", f"runs.{kind}", partial(figures.figure, labelled, kind))
            st.segmented_control(
                "Kind of figure",
                ["png", "svg", "pdf"],
                key="figure_kind",
                default="png",
                required=True,
                format_func=str.upper,
                label_visibility="collapsed",
            )
            st.caption(home_words.figure(len(labelled), len(drawn)))
    if not one.has_weights:
        st.caption(home_words.LET_GO)


def form(key: str, label: str, file_name: str, what_for: str, make: Callable[[], Any], disabled: bool = False) -> None:
    """A button, and in a sentence what the file is good for."""
    with st.container(gap="xsmall"):
        button(key, label, file_name, make, disabled)
        st.caption(what_for)


def button(key: str, label: str, file_name: str, make: Callable[[], Any], disabled: bool = False) -> None:
    """The file is made when it is asked for, and no page waits for it."""
    st.download_button(
        label,
        make,
        file_name,
        key=f"download_{key}",
        icon=":material/download:",
        on_click="ignore",
        disabled=disabled,
        width="stretch",
    )


def npz(one: Kept) -> bytes:
    """A run as the bytes of its file."""
    file = io.BytesIO()
    files.write(file, one.run, one.dataset_name)
    return file.getvalue()


def bring_back(runs: Runs, choose: Callable[[int], None]) -> None:
    """A run's file becomes one of the runs of this visit."""
    st.session_state.setdefault("loaded", {})
    st.header("Bring one back")
    # Each file has an uploader of its own: with the last one it leaves the server's memory.
    turn = st.session_state.setdefault("load_turn", 0)
    key = f"load_{turn}" if turn else "load"
    with st.container(key="bring_back"):
        st.file_uploader(
            home_words.LOAD,
            "npz",
            key=key,
            max_upload_size=MOST_MEGABYTES,
            on_change=take,
            args=(runs, key, choose),
        )
        for said, icon in st.session_state.pop("load_said", ()):
            st.markdown(f":material/{icon}: {said}")


def take(runs: Runs, key: str, choose: Callable[[int], None]) -> None:
    """A file was given. Neither its name nor a word in it is believed."""
    if (file := st.session_state.get(key)) is None:
        return
    st.session_state["load_turn"] += 1
    content = file.getvalue()
    loaded, digest = st.session_state["loaded"], sha256(content).digest()
    try:
        run, dataset_name = files.read(io.BytesIO(content))
    except ValueError as error:
        st.session_state["load_said"] = [(plain(str(error)), "error")]
        return
    if run.iteration == 0:
        st.session_state["load_said"] = [(home_words.NOT_BEGUN, "error")]
        return
    if loaded.get(digest) not in runs:
        loaded[digest] = runs.add(run, dataset_name, seconds=None, name=home_words.name(runs)).number
    choose(loaded[digest])
    said = home_words.loaded(runs[loaded[digest]], dataset_name in datasets.names(), plain)
    st.session_state["load_said"] = [(said, "check_circle")]
