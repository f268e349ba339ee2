"""The runs of this visit compared: their curves on one chart, all of them in a table, two of them in words."""

import itertools
from contextlib import suppress

import streamlit as st

import nn_core as nn
from explorer.charts.marks import PICKED
from explorer.data import datasets
from explorer.inside.images import with_tests
from explorer.page.clicks import clicked
from explorer.page.internals import require_navigation
from explorer.page.lesson import closing, experiments, opening, stage
from explorer.page.linked import linked
from explorer.page.links import to_trainer
from explorer.page.own_tab import is_coming_back, keep, lost_with_process, room_for_a_run, this_tab
from explorer.page.parts import read_aloud
from explorer.page.plain import plain
from explorer.page.run_table import show_runs
from explorer.page.sight import comes_into_sight
from explorer.page.teacher import hidden
from explorer.runs import charts, luck, paired, sweep_words, words
from explorer.runs.experiments import DUELS
from explorer.runs.kept import LONGEST_NAME, Kept, Runs
from explorer.runs.table import marks, table
from explorer.training.jobs import Job, poll_seconds
from explorer.words.numbers import counted
from pages.views import sweep
from pages.views.at_hand import can_be_seen
from pages.views.of_class import invite_class, show_class
from pages.views.take_home import bring_back, take_home

require_navigation()

runs: Runs = st.session_state.setdefault("kept", Runs())
jobs: list[Job] = [job for job in (st.session_state.get("job"), *st.session_state.get("duel", ())) if job is not None]

elsewhere = sweep_words.TO_RUNS if sweep.comes_first() else sweep_words.TO_SWEEP
opening("runs", "Compare your runs", f"Which settings were better, by how much, and was it only luck? {elsewhere}")
in_a_class = show_class()
if lost_with_process("job", "kept", "duel", "swept"):
    st.info(words.LOST, icon=":material/restart_alt:")


def begin_duel() -> None:
    """An experiment was answered: train its two networks."""
    st.session_state["begin_duel"] = st.session_state["experiment"]


def train_both() -> None:
    """The two networks of the experiment, in the background; they are kept like all others."""
    title = st.session_state.pop("begin_duel", None)
    for duel in DUELS:
        if duel.asks.title == title:
            try:
                digits = datasets.load(datasets.SAMPLE)
            except datasets.DatasetError as error:
                st.error(plain(str(error)), icon=":material/error:")
                return
            if not room_for_a_run():
                return
            tab = this_tab()
            both = [
                Job(nn.start_training(one, digits.dataset), digits, tab.is_here, visitor=tab.visitor)
                for one in duel.configs
            ]
            st.session_state["duel"] = tuple(both)
            for job in both:
                job.keep_going()
            st.rerun()


def look_at_duel(looks_again: bool) -> None:
    """The two networks of the experiment are what is looked at, from when both are on their way.

    Until the browser has them: what it has sent meanwhile still has what was looked at before.
    """
    state = st.session_state
    both = [runs.number_of(job) for job in state.get("duel", ())]
    if both and None not in both and both != state.get("looked_at"):
        if not looks_again or [state.get("with"), state.get("run")] == both:
            keep(looked_at=both)
        state["with"], state["run"] = both
        runs.draw(number for number in both if number is not None)  # beside long ones they would be too short to see


def choose(number: int) -> None:
    """A run was chosen, by its name in the table or by its line."""
    st.session_state["run"] = number


def choose_line() -> None:
    """A click on a line chooses its run."""
    if (line := clicked("runs_chart")) is not None and line["run"] in runs:
        choose(int(line["run"]))


def one_of(label: str, key: str, numbers: list[int], default: int) -> int:
    """A run, as it was chosen before in this visit; who comes back with a new one has that."""
    before = st.session_state.setdefault("chosen_runs", {})
    if before.get("latest") != (latest := max(one.number for one in runs)):
        before["latest"] = latest
        before.pop("run", None)  # which counts when the page is opened
    if st.session_state.get(key) not in numbers:
        st.session_state[key] = before[key] if before.get(key) in numbers else default
    before[key] = st.selectbox(label, numbers, key=key, format_func=lambda number: runs[number].name)
    number: int = before[key]
    return number


def delete(number: int) -> None:
    """The run goes, and others are looked at until it is back."""
    st.session_state["compared"] = {key: st.session_state[key] for key in ("run", "with") if key in st.session_state}
    runs.delete(number)


def undo() -> None:
    """The run that was deleted last is back, and what was compared then."""
    runs.undo()
    st.session_state.update(st.session_state.pop("compared", {}))


def suggest(nothing: bool) -> None:
    """An experiment to begin with, for as long as there is nothing else to see."""
    state = st.session_state
    if nothing:
        state["suggested"] = state.setdefault("experiment", DUELS[0].asks.title)
    elif state.pop("suggested", None) == state.get("experiment") and state.get("guess") is None:
        state["experiment"] = None  # the runs of a tab that was reloaded come a moment after the page


def rename(number: int) -> None:
    """The visitor calls it otherwise; what cannot be a name is its number again."""
    if (key := f"name_{number}") in st.session_state and number in runs:
        runs.rename(number, st.session_state.pop(key))  # the field begins anew with what became of it
        for chosen in ("run", "with"):  # of an option that is called otherwise the browser has to be told again
            if chosen in st.session_state:
                st.session_state[chosen] = st.session_state[chosen]


def change(one: Kept) -> None:
    """What can be done with a run: rename it, delete it, train again with its settings, look inside."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="of_chosen"):
        key = f"name_{one.number}"
        st.session_state.setdefault(key, one.name)
        st.text_input("Its name", key=key, max_chars=LONGEST_NAME, on_change=rename, args=(one.number,), width=240)
        st.button("Delete it", key="delete", icon=":material/delete:", on_click=delete, args=(one.number,))
        to_trainer("Train again with these settings", **one.settings)
        seen = can_be_seen(one)
        st.page_link(
            "pages/inside.py",
            label="Look inside",
            icon=":material/frame_inspect:",
            query_params={"run": str(one.number)},
            disabled=not seen,
            help=None if seen else words.NOT_SEEN,
        )


def offer_undo() -> None:
    """A way back for what was deleted last."""
    if (deleted := runs.deleted) is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="announced_undo"):
            st.markdown(f"{plain(deleted.name)} is deleted.", width="content")
            st.button("Undo", key="undo", icon=":material/undo:", on_click=undo)
    comes_into_sight("undo", deleted and deleted.number, ".st-key-announced_undo" if deleted else None)


def compare(every: float | None) -> None:
    """The chart with what is said about two of its runs, and the table; again every `every` seconds, or once."""
    train_both()
    for job in jobs:
        job.keep_going()
    begun = itertools.takewhile(lambda job: job.run.iteration, jobs)  # so that they have their numbers in this order
    for job in begun:
        runs.keep(job)
    look_at_duel(every is not None)
    if every and poll_seconds(*jobs) != every:
        st.rerun()
    numbers = [one.number for one in runs][::-1]
    if not is_coming_back():
        suggest(nothing=not (numbers or any(job.moving for job in jobs)))
    at = stage()
    duel_moves = any(job.moving for job in st.session_state.get("duel", ()))
    experiments(at, {}, *(duel.asks for duel in DUELS), on_answer=begin_duel, under_way=duel_moves)
    chosen, other = None, None
    training = {number for job in jobs if job.moving and (number := runs.number_of(job))}
    with at.beside:
        offer_undo()
        if not numbers:
            st.markdown(words.NONE_YET)
            st.page_link("pages/trainer.py", label="Train a network", icon=":material/model_training:")
        else:
            chosen = one_of("Which run", "run", numbers, numbers[0])
            if (rival := runs.rival(chosen)) is not None:
                other = one_of("Compared with", "with", [number for number in numbers if number != chosen], rival)
            # Of the two of an experiment that tells, in the end.
            if "verdict" not in hidden() and not (duel_moves and [other, chosen] == st.session_state.get("looked_at")):
                with read_aloud("verdict", moves=not training.isdisjoint({chosen, other})):
                    say(chosen, other)
    with at.figure:
        curve = linked(
            st.segmented_control,
            "Curves",
            key="curve",
            options=list(charts.CURVES),
            default="accuracy",
            format_func=charts.CURVES.__getitem__,
            required=True,
            label_visibility="collapsed",
        )
        drawn, winners = [one for one in runs if one.number in runs.drawn | {chosen, other}], marks(list(runs))
        st.vega_lite_chart(
            charts.runs_chart(drawn, curve, chosen, other, winners, training),
            key="runs_chart",
            on_select=choose_line,
            selection_mode=PICKED,  # a line that is only pointed at is none of the server's business
            alt=f"{charts.CURVES[curve]} of {counted(len(drawn), 'run')} against iterations",
        )
    if chosen is not None:
        change(runs[chosen])
        st.header("All runs")
        st.markdown(" ".join([words.in_all(list(runs), plain), words.forgotten(runs)]))
        show_runs(
            table(list(runs), training),
            drawn=runs.drawn,
            chosen=chosen,
            compared=other,
            on_draw=lambda numbers: runs.draw(numbers | runs.drawn & {chosen, other}),
            on_choose=choose,
        )
        take_home(runs[chosen], drawn, winners, trains=chosen in training)


def say(chosen: int, other: int | None) -> None:
    """What is to be said about the run that is looked at, and about the two."""
    if other is None:
        st.markdown(words.result(runs[chosen]))
        st.caption(words.ONE_ONLY)
    else:
        dataset = None
        if paired.can_be_asked(runs[chosen], runs[other]):
            with suppress(datasets.DatasetError):  # without its images less is said
                dataset = with_tests(datasets.load(runs[chosen].dataset_name))
        for paragraph in words.compared(runs[chosen], runs[other], runs, plain, dataset):
            st.markdown(paragraph)


if sweep.comes_first():
    sweep.show()
if in_a_class or sweep.comes_first():
    st.header("Your own runs", anchor=sweep_words.RUNS)
every = poll_seconds(*jobs)
st.fragment(compare, run_every=every)(every)
if not sweep.comes_first():
    sweep.show()

bring_back(runs, choose)
invite_class()
closing("runs", nn.TwoLayerNet.accuracy, luck.sampling_error, luck.welch, paired.mcnemar)
