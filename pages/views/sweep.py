"""A sweep: many runs at once, and a map of what came of them that fills in while one watches."""

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

import nn_core as nn
from explorer.data import datasets
from explorer.page.clicks import clicked
from explorer.page.linked import linked
from explorer.page.links import to_trainer
from explorer.page.offers import offer_figure
from explorer.page.own_tab import is_coming_back, keep, room_for_a_run, this_tab
from explorer.page.parts import figure_and_beside
from explorer.page.plain import plain
from explorer.page.teacher import hidden
from explorer.runs import (
    cells,
    files,
    halving,
    luck,
    luck_words,
    rows,
    sweep_charts,
    sweep_figures,
    sweep_words,
)
from explorer.runs.cells import Cell
from explorer.runs.grid import MOST_RUNS
from explorer.runs.sweep import Sweep
from explorer.runs.sweep_settings import (
    FIRST,
    FIRST_ITERATIONS,
    FIRST_RANDOM,
    FIRST_SEEDS,
    HOW,
    ITERATIONS,
    KEYS,
    OPTIONS,
    SEEDS,
    runs_of,
)
from explorer.training import jobs, workers
from explorer.training.answers import without_looking
from explorer.training.jobs import poll_seconds
from explorer.training.settings import controls_of
from explorer.words.numbers import counted, short


def comes_first() -> bool:
    """Did the visit begin with a link to a sweep? Then it is above the single runs, and nothing moves later on."""
    asked: bool = st.session_state.setdefault("sweep_first", not st.query_params.keys().isdisjoint(KEYS))
    return asked


def show() -> None:
    """The settings of a sweep, its map, and what is to be said about it."""
    sweep: Sweep | None = st.session_state.get("swept")
    st.header("Sweep: many settings at once", anchor="sweep")
    st.markdown(sweep_words.WHAT)
    figure, beside = figure_and_beside()
    with beside, st.container(key="sweep_settings", gap="small"):
        wanted = settings()
        asked: tuple[nn.TrainingConfig, ...] = ()
        problem = None
        try:
            asked = runs_of(wanted)
        except ValueError as error:
            problem = str(error)
    with figure, st.container(key="sweep_figure"):
        buttons = st.container(horizontal=True, vertical_alignment="center", gap="small", key="sweep_row")
        said = st.container(gap="small")
        map_and_words = st.container()
    if st.session_state.pop("begin_sweep", False) and asked:
        begin(sweep, wanted, asked)
    # Before the buttons: what the sweep becomes while the page is drawn, its next look finds, and draws the page anew.
    every = poll_seconds(sweep)
    with buttons:
        press(sweep, problem is None and datasets.is_on_disk(wanted["dataset"]) and not is_coming_back())
    with said:
        before(sweep, wanted, asked, problem)
    workers.SHARED.warm_up()
    forget_other_cells(asked if sweep is None else sweep.settings)
    with map_and_words:
        st.fragment(watch, run_every=every)(sweep, asked, every)


# Settings


def settings() -> dict[str, Any]:
    """The controls: what to try, under their keys."""
    some = lambda label, key: linked(
        st.pills,
        label,
        key=key,
        options=list(OPTIONS[key]),
        selection_mode="multi",
        default=FIRST[key],
        format_func=short,  # which is how the link has it, too
    )
    wanted: dict[str, Any] = {"lr": some("Learning rates", "lr"), "hidden": some("Hidden sizes", "hidden")}
    how = linked(
        st.segmented_control,
        "Combinations of them",
        key="how",
        options=list(HOW),
        default="grid",
        format_func=HOW.__getitem__,
        required=True,
    )
    wanted["random"] = None
    if how == "random":
        wanted["random"] = linked(
            st.number_input,
            "How many",
            key="random",
            min_value=1,
            max_value=MOST_RUNS,
            value=FIRST_RANDOM,
            caption=sweep_words.BOUNDS,
        )
    wanted["seeds"] = linked(
        st.segmented_control,
        "Seeds of each combination",
        key="seeds",
        options=list(SEEDS),
        default=FIRST_SEEDS,
        required=True,
    )
    wanted["iterations"] = linked(
        st.select_slider,
        "Iterations of each run",
        key="iterations",
        options=list(ITERATIONS),
        value=FIRST_ITERATIONS,
        by_option=True,
        format_func="{:,}".format,
    )
    wanted |= {"batch": some("Batch sizes", "batch"), "init_std": some("Weight scales", "init_std")}
    choices = datasets.names()
    wanted["dataset"] = linked(
        st.selectbox,
        "Data set",
        key="dataset",
        options=choices,
        value=datasets.default_name(),
        format_func=plain,
    )
    wanted["halving"] = linked(
        st.toggle, "End hopeless runs early", key="halving", value=False, caption=halving.SENTENCE
    )
    return wanted


def before(
    sweep: Sweep | None, wanted: dict[str, Any], asked: tuple[nn.TrainingConfig, ...], problem: str | None
) -> None:
    """What a press would begin, or why it cannot."""
    if problem:
        st.markdown(f":red[:material/error: {problem}]")
    elif not datasets.is_on_disk(wanted["dataset"]):
        st.markdown(sweep_words.FETCH)
        to_trainer("Fetch them on the trainer", icon=":material/download:", dataset=wanted["dataset"])
    elif sweep is None or not same(sweep, wanted, asked):
        seconds = None
        if sweep is not None and sweep.digits.name == wanted["dataset"]:
            seconds = sweep.seconds_for(asked, wanted["halving"])
        begins = "" if sweep is None else ":material/compare_arrows: The map shows the sweep before. The next one: "
        ends = sweep_words.ENDS if sweep is None else ""
        planned = sweep_words.planned(asked, seconds, wanted["halving"])
        st.markdown(" ".join(filter(None, (f"{begins}{planned}", sweep_words.fewer(wanted, asked), ends))))


def same(sweep: Sweep, wanted: dict[str, Any], asked: tuple[nn.TrainingConfig, ...]) -> bool:
    """Is this the sweep that the controls ask for?"""
    return (sweep.settings, sweep.digits.name, sweep.halving) == (asked, wanted["dataset"], wanted["halving"])


# Its course


def data_set(name: str) -> datasets.Digits | None:
    """The data set, or why it cannot be had."""
    try:
        with st.spinner("Preparing the data set. This happens once on a machine."):
            return datasets.load(name)
    except datasets.DatasetError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None


def begin(sweep: Sweep | None, wanted: dict[str, Any], asked: tuple[nn.TrainingConfig, ...]) -> None:
    """Sweep, for as long as this tab is there; one at a time. What rests and is the same goes on."""
    if sweep is not None and not sweep.done and same(sweep, wanted, asked):
        sweep.resume()
        st.rerun()
    if room_for_a_run() and (digits := data_set(wanted["dataset"])) is not None:
        stop()
        tab = this_tab()
        sweep = Sweep(asked, digits, is_wanted=tab.is_here, visitor=tab.visitor, halving=wanted["halving"])
        sweep.keep_going()
        st.session_state["swept"] = sweep
        st.rerun()


def want_to_begin() -> None:
    """Sweep was pressed."""
    st.session_state["begin_sweep"] = True


def stop() -> None:
    """Have the sweep rest, if there is one."""
    if (sweep := st.session_state.get("swept")) is not None:
        sweep.stop()


def clear() -> None:
    """As if it had never begun; the runs of cells that were opened stay."""
    stop()
    for name in ("swept", "guessed_cell"):
        st.session_state.pop(name, None)
    st.session_state["best_cell"] = None


def press(sweep: Sweep | None, ready: bool) -> None:
    """Sweep; and a button that stops it, resumes it, or clears the map."""
    st.button(
        "Sweep", key="sweep", type="primary", icon=":material/grid_on:", disabled=not ready, on_click=want_to_begin
    )
    if sweep is not None and sweep.active:
        st.button("Stop", key="stop", icon=":material/stop:", on_click=stop)
    elif sweep is not None and not sweep.done:
        st.button("Resume", key="stop", icon=":material/resume:", on_click=sweep.resume)
    else:
        # Not the key of Stop, which may be pressed while the sweep ends: that press is for nothing then.
        st.button("Clear", key="clear", icon=":material/restart_alt:", on_click=clear)


def watch(sweep: Sweep | None, asked: tuple[nn.TrainingConfig, ...], every: float | None) -> None:
    """The map as far as it is, each time; the whole page anew when what stands around it has to change."""
    announced = st.container(key="announced")  # before anything is announced: else it is not read aloud
    if sweep is None:
        announced.markdown("&nbsp;")
        if asked:
            of_cells = cells.planned(asked)
            show_map(of_cells, None)
            choose_cell("best_cell", sweep_words.GUESS, of_cells, None)
        return
    sweep.keep_going()  # a connection that was lost has come back
    if every and poll_seconds(sweep) != every:
        st.rerun()
    if st.session_state.pop("cell_opened", False):
        st.rerun()  # its runs are on the chart and in the table above
    of_cells = cells.cells(sweep)
    st.progress(sweep.fraction, sweep_words.progress(sweep, of_cells))
    announced.markdown(sweep_words.announced(sweep))
    show_map(of_cells, sweep)
    if sweep.error:
        st.error(sweep.error, icon=":material/error:")
    job, others = st.session_state.get("job"), jobs.under_way() - sweep.under_way
    if sweep.active and (shared := sweep_words.shared(others, job is not None and job.moving)):
        st.caption(shared)
    if "verdict" not in hidden():
        with st.container(key="verdict_sweep", gap="small"):
            say(sweep, of_cells)
    choose_cell("cell", sweep_words.CHOOSE, of_cells, sweep)
    if not sweep.active and sweep.ended:
        take_home(sweep)


def forget_other_cells(settings: tuple[nn.TrainingConfig, ...]) -> None:
    """A cell that was chosen is one of these settings, or none; and what was guessed is chosen, as the map has it."""
    state = st.session_state
    if state.get("cells_of") != settings:
        state.update(cells_of=settings, cell=None, best_cell=None)  # said, not only forgotten: the browser has it too
    if state.get("best_cell") is None and (guess := state.get("guessed_cell")) is not None:
        state["best_cell"] = place_of(guess, cells.planned(settings))


def place_of(settings: nn.TrainingConfig | None, of_cells: list[Cell]) -> int | None:
    """Where these settings are on the map, if they are."""
    return next((place for place, cell in enumerate(of_cells) if cell.settings == settings), None)


def chosen(key: str, of_cells: list[Cell], sweep: Sweep | None) -> None:
    """A cell was chosen: before the sweep that is a guess, and then its runs are opened."""
    state, place = st.session_state, st.session_state.get(key)
    if not isinstance(place, int) or not 0 <= place < len(of_cells):  # none, or of a larger map that the browser shows
        state[key] = place = None
    if sweep is None:
        keep(guessed_cell=None if place is None else of_cells[place].settings)
    elif place is not None and (opened := cells.open_cell(of_cells[place], sweep, state["kept"])):
        state["run"] = opened[0].number
        state["cell_opened"] = True


def show_map(of_cells: list[Cell], sweep: Sweep | None) -> None:
    """The map; a click on it chooses a cell."""
    state = st.session_state

    def click() -> None:
        if (cell := clicked("sweep_map")) is not None:
            key = "best_cell" if sweep is None else "cell"
            state[key] = int(cell["cell"])
            chosen(key, of_cells, sweep)

    guessed = place_of(state.get("guessed_cell"), of_cells)
    name = state["dataset"] if sweep is None else sweep.digits.name
    st.vega_lite_chart(
        sweep_charts.map_chart(of_cells, name, sweep is not None, state.get("cell") if sweep else None, guessed),
        key="sweep_map",
        on_select=click,
        alt=f"Map of {counted(len(of_cells), 'combination')}, each with its test accuracy",
    )


def choose_cell(key: str, label: str, of_cells: list[Cell], sweep: Sweep | None) -> None:
    """The same by keyboard; and what came of the cell that is chosen."""
    names = luck_words.varied([cell.settings for cell in of_cells])
    place = st.selectbox(
        label,
        range(len(of_cells)),
        index=None,
        key=key,
        format_func=lambda place: luck_words.settings(of_cells[place].settings, names),
        placeholder="Choose one here, or click on the map",
        on_change=chosen,
        args=(key, of_cells, sweep),
    )
    if sweep is not None and place is not None:
        said = sweep_words.of_cell(of_cells[place], names)
        if opened := cells.opened(of_cells[place], sweep, st.session_state["kept"]):
            said += f" {sweep_words.opened(opened, plain, sweep_words.RUNS if comes_first() else sweep_words.TOP)}"
        st.markdown(said)
        if len(opened) < len(cells.ended(of_cells[place], sweep)):  # the same choice again would be none
            arguments = (key, of_cells, sweep)
            st.button("Open its runs", key="open_cell", icon=":material/add_chart:", on_click=chosen, args=arguments)


def say(sweep: Sweep, of_cells: list[Cell]) -> None:
    """Which settings lead, or were best and whether that was luck."""
    ranked, names = rows.ranked(cells.table(sweep)), luck_words.varied(sweep.settings)
    if not ranked:
        return
    if sweep.active:
        st.markdown(sweep_words.best_so_far(ranked, names, sweep.settings[0].iterations))
        return
    images, guessing = len(sweep.digits.dataset.t_test), without_looking(sweep.digits.dataset)
    early = len([cell for cell in of_cells if cell.ended_early])
    st.markdown(luck_words.conclusion(ranked, names, images, guessing, early, sweep.settings[0].iterations))
    tried = [cell.settings for cell in of_cells if cell.accuracies]
    if not luck.has_learned(ranked[0], images, guessing):
        return
    if edge := sweep_words.at_the_edge(ranked[0].settings, tried, names):
        st.markdown(edge)
    guessed = place_of(st.session_state.get("guessed_cell"), of_cells)
    if sweep.done and guessed is not None and len(of_cells) > 1:
        st.markdown(sweep_words.guess(of_cells[guessed], ranked, names, images))


def take_home(sweep: Sweep) -> None:
    """All results, how sure they are, and ways to go on with them."""
    table, name = cells.table(sweep), sweep.digits.name
    images, guessing = len(sweep.digits.dataset.t_test), without_looking(sweep.digits.dataset)
    ranked, names = rows.ranked(table), luck_words.varied(sweep.settings)
    best = replace(ranked[0].settings, iterations=sweep.settings[0].iterations)  # also where it was stopped before
    row = partial(st.container, horizontal=True, vertical_alignment="center", gap="small")
    with row():
        if luck.has_learned(ranked[0], images, guessing):
            to_trainer("Train the best again", dataset=name, **controls_of(best))
        st.download_button(
            "Table",
            rows.written(name, table),
            "sweep.csv",
            key="download_sweep",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            disabled=not files.is_name(name),
        )
    with row(key="figure_of_sweep"):
        offer_figure("sweep_figure", "sweep", partial(sweep_figures.figure, sweep.settings, table, sweep.digits))
    st.caption(sweep_words.AT_HOME)
    with st.expander("All results, the best first", key="numbers_sweep"):
        st.markdown(sweep_words.ranking(ranked, names, images, guessing))
    with st.expander("For the curious: what luck does, and how it is told"):
        st.markdown(luck_words.WHAT_SEEDS_DO)
        st.markdown(luck_words.HOW_IT_IS_TOLD)
