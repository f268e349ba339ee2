"""The runs of a class: their picture, which follows while the class trains, and how a class comes to have one."""

from typing import Any
from urllib.parse import urljoin

import streamlit as st

from explorer.course.member import MOST_LETTERS, class_word, classes_are_on
from explorer.page.clicks import clicked
from explorer.page.linked import linked
from explorer.page.links import is_of_this_computer, link_to, to_trainer
from explorer.page.parts import figure_and_beside
from explorer.page.plain import plain
from explorer.page.share import this_member
from explorer.runs import gathered, gathered_charts, gathered_words
from explorer.runs.gathered import Result
from explorer.words.numbers import counted

SECONDS_BETWEEN_LOOKS = 3


def show_class() -> bool:
    """The picture, where the visitor is in a class, and whether there is one."""
    if classes_are_on() and (word := this_member().word):
        st.query_params["class"] = word  # so that the address is a link to this picture
        with st.container(key="class_picture"):
            picture(word, st.context.timezone_offset or 0)
        return True
    return False


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def picture(word: str, minutes_behind: int) -> None:
    """As it is now."""
    results = gathered.ALL.of(word, minutes_behind)
    with st.container(key="class_heading"):
        st.header(plain(gathered_words.heading(word, results)))
    left, right = figure_and_beside()
    with right:
        shown = of_one_data_set(results)
    with left:
        close = linked(st.toggle, "Close to the best", key="close", value=False) if shown else False
        st.vega_lite_chart(
            gathered_charts.class_chart(shown, close, st.session_state.get("class_chosen")),
            key="class_chart",
            on_select=lambda: choose(shown),
            alt=f"Test accuracy against learning rate of {counted(len(shown), 'run')}",
        )
    with right:
        if not shown:
            st.markdown(gathered_words.NOTHING_YET)
            st.markdown(gathered_words.STUDENTS)
            link(word, "trainer")
            return
        st.markdown(gathered_words.told(shown))
        if (best := gathered_charts.best(shown)) is not None:
            to_trainer("Open the best on the trainer", **best.settings)
        if (chosen := choose_by_keyboard(shown)) is not None:
            st.markdown(gathered_words.chosen(chosen))
            to_trainer("Open these settings on the trainer", **chosen.settings)
        with st.expander("As a table", icon=":material/table_rows:"):
            st.markdown(gathered_words.by_rate(shown))


def of_one_data_set(results: list[Result]) -> list[Result]:
    """Those on the data set that is looked at: accuracy on one says nothing about another."""
    names = sorted({one.dataset for one in results})
    if len(names) < 2:
        return results
    if st.session_state.get("data") not in (None, *names):
        del st.session_state["data"]  # the last of its runs was forgotten
    usual = max(names, key=lambda name: len([one for one in results if one.dataset == name]))
    name = linked(
        st.segmented_control, "Data set", key="data", options=names, default=usual, format_func=plain, required=True
    )
    return [one for one in results if one.dataset == name]


def choose(shown: list[Result]) -> None:
    """A dot was pressed."""
    if (dot := clicked("class_chart")) is not None:
        st.session_state["class_chosen"] = gathered_charts.run_of(dot, shown)


def choose_by_keyboard(shown: list[Result]) -> Result | None:
    """The same without a pointer; and which of the runs is chosen."""
    if (before := st.session_state.get("class_chosen")) is not None and before not in shown:
        st.session_state["class_chosen"] = None  # its day is over, or it is on another data set
    chosen: Result | None = st.selectbox(
        "Settings of a run",
        sorted(set(shown), key=lambda one: (-one.accuracy, one)),
        index=None,
        key="class_chosen",
        format_func=gathered_words.in_a_list,
        placeholder="Choose one here, or press a dot",
    )
    return chosen


def invite_class() -> None:
    """How a class comes to have a picture, and what is kept for it."""
    if not classes_are_on():
        return
    member = this_member()
    st.header("The runs of a class")
    st.markdown(gathered_words.INVITATION)
    st.session_state.setdefault("class_word", member.word)
    placeholder = "biology-3b"
    st.text_input(
        "Class word", key="class_word", placeholder=placeholder, max_chars=MOST_LETTERS, on_change=enter, width=320
    )
    typed = st.session_state["class_word"]
    if typed.strip() and class_word(typed) is None:
        with st.container(key="alert_word"):
            st.caption(f":red[:material/error:] {gathered_words.NO_WORD}")
    if member.word:
        st.markdown(gathered_words.STUDENTS)
        link(member.word, "trainer")
        st.markdown(gathered_words.PICTURE)
        link(member.word, "runs", present=1)
        if is_of_this_computer(st.context.url or ""):
            st.caption(gathered_words.ONLY_HERE)
    st.markdown(gathered_words.KEPT)


def link(word: str, page: str, **more: Any) -> None:
    """The address of a page for a class, to be copied or read from the wall."""
    address = link_to(urljoin(st.context.url or "", page), **{"class": word}, **more)
    st.code(address, language=None, wrap_lines=True)


def enter() -> None:
    """A word was typed: be in that class; in none where it was deleted."""
    typed = st.session_state.get("class_word", "")
    word = class_word(typed)
    if word is not None or not typed.strip():
        this_member().word = word or ""
        st.query_params.pop("class", None)
        if word is not None:
            st.session_state["class_word"] = st.query_params["class"] = word
