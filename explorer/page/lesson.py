"""What a lesson page is made of, from the top: where one is, a stage with the figure, experiments, and the way on."""

from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.course.experiment import Experiment
from explorer.course.steps import STEPS, after
from explorer.page.own_tab import keep
from explorer.page.parts import figure_and_beside, show_source
from explorer.page.sight import comes_into_sight
from explorer.page.teacher import hidden, teachers_question


def opening(page: str, title: str, question: str) -> None:
    """The page's title, the steps of the course with this one marked, and the question that the page answers."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="opening"):
        st.title(title, width="content")
        with st.container(horizontal=True, gap="xxsmall", key="course", width="content"):
            for step in STEPS:
                with st.container(width="content", key=f"step_{'here' if step.page == page else step.page}"):
                    st.page_link(f"pages/{step.page}.py", label=step.title)
    st.markdown(question)


class Stage(NamedTuple):
    """Where things stand. The figure stays in sight while all the others pass by.

    Attributes:
        figure: first and largest.
        chips: under it, for the row of experiments.
        beside: to its right, on a phone under it: the experiment that was chosen, then the controls.
    """

    figure: DeltaGenerator
    chips: DeltaGenerator
    beside: DeltaGenerator


def stage() -> Stage:
    """Called first by the fragment of a page that moves."""
    with st.container(key="stage"):
        teachers_question()
        left, right = figure_and_beside()
    return Stage(left.container(key="figure"), left.container(key="chips"), right.container(key="beside", gap="small"))


def experiments(
    at: Stage,
    defaults: dict[str, Any],
    *all_of_them: Experiment,
    on_answer: Callable[[], object] = lambda: None,
    under_way: bool = False,
    playing: bool = False,
) -> None:
    """Chips, and beside the figure the experiment that was chosen: first its question, then its answer.

    A control that the link hides stays where it is, and what would move it is not offered. Those that were answered in
    this visit are marked.

    Args:
        at: where they stand.
        defaults: what every control goes back to that an experiment does not name, by its key.
        all_of_them: in the order in which to try them.
        on_answer: called when one was answered and the controls have moved.
        under_way: the figure is on its way to show the answer; so long it is not told, and no other can be chosen.
        playing: the figure moves by itself, and so long none can be chosen or answered: the browser asks for the next
            picture with the values that it had before, which would undo what the experiment sets.
    """
    by_title = {one.title: one for one in all_of_them if not hidden() & (one.values.keys() | one.then.keys())}
    if not by_title or "experiments" in hidden():
        return
    defaults = {key: value for key, value in defaults.items() if key not in hidden()}

    def chosen() -> Experiment | None:
        """None also where a browser that is just leaving the page reports a chip, which is gone by then."""
        return by_title.get(st.session_state.get("experiment", ""))

    def begin() -> None:
        st.session_state["guess"] = None  # said, not only forgotten: two questions may have the same choices
        if (one := chosen()) is not None:
            st.session_state.update(defaults | one.values)

    def show() -> None:
        if (one := chosen()) is not None:
            st.session_state.update(defaults | one.then)
            keep(answered=st.session_state.get("answered", set()) | {(st.session_state["page"], one.title)})
            on_answer()

    title = at.chips.pills(
        "Experiments",
        list(by_title),
        key="experiment",
        on_change=begin,
        wrap=True,  # in a row that scrolls, Streamlit moves the chip away from under the finger that presses it
        disabled=under_way or playing,
    )
    _mark_answered(list(by_title))
    if title is not None:
        _ask(at, by_title[title], show, under_way, playing)
    guess = None if title is None else st.session_state.get("guess")
    # There before anything is said in it: a region that comes with its words is not read aloud.
    with at.chips.container(key="announced_experiment"):
        st.markdown("&nbsp;" if title is None else _aloud(by_title[title], guess, under_way))
    shown = ".st-key-experiment_chosen" if guess is None else ".st-key-experiment_answer"
    comes_into_sight("experiment", (title, guess, guess and under_way), shown if title else None)


_WATCH = "**Watch the figure:** it will tell."


def _ask(at: Stage, one: Experiment, show: Callable[[], None], under_way: bool, playing: bool) -> None:
    """The question of an experiment, and its answer once one was given."""
    with at.beside, st.container(border=True, key="experiment_chosen", gap="small"):
        st.markdown(f"**{one.question}**")
        answer = st.pills(
            "Your answer",
            one.choices,
            key="guess",
            on_change=show,
            disabled=playing,
            label_visibility="collapsed",
            required=st.session_state.get("guess") is not None,
        )
        with st.container(key="experiment_answer"):
            if answer is not None and under_way:
                st.markdown(f":material/visibility: {_WATCH}")
            elif answer is not None:
                colour, icon = ("green", "check_circle") if _is_right(one, answer) else ("red", "lightbulb")
                st.markdown(f":{colour}[:material/{icon}: **{_verdict(one, answer)}**] {one.why}")


def _aloud(one: Experiment, guess: str | None, under_way: bool) -> str:
    """What there is to hear: the question; then whether the answer was right, as soon as that is told."""
    if guess is None:
        return one.question
    if under_way:
        return _WATCH
    return f"{_verdict(one, guess)} {one.why}"


def _is_right(one: Experiment, guess: str) -> bool:
    return guess == one.choices[one.right]


def _verdict(one: Experiment, guess: str) -> str:
    return "Right." if _is_right(one, guess) else f"No: {one.choices[one.right]}."


def _mark_answered(titles: list[str]) -> None:
    """A sign at the chips of the experiments with these titles that were answered in this visit."""
    answered = st.session_state.get("answered", set())
    chips = [
        f".st-key-experiment [role=radiogroup] > :nth-child({place})"
        for place, title in enumerate(titles, start=1)
        if (st.session_state["page"], title) in answered
    ]
    if chips:
        st.html(f"<style>{', '.join(chips)} {{ --answered: '✓' / 'answered'; }}</style>")


def closing(page: str, *functions: Callable[..., Any]) -> None:
    """The real source of core functions, and the way to the next step, or back to all of them."""
    show_source(*functions)
    if (step := after(page)) is not None:
        st.page_link(f"pages/{step.page}.py", label=f"Next: {step.title}", icon=":material/arrow_forward:")
    else:
        st.markdown("That was the last step. Whatever you have not tried yet is on the first page.")
        st.page_link("pages/home.py", label="All steps", icon=":material/home:")
