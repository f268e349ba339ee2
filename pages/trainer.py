"""Train a two-layer network on images: the curves first, its settings beside them."""

from contextlib import suppress
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import nn_core as nn
from explorer.data import datasets
from explorer.data.download import Download, fetch
from explorer.page.internals import require_navigation
from explorer.page.lesson import closing, experiments, opening, stage
from explorer.page.linked import linked
from explorer.page.links import link_to
from explorer.page.own_tab import is_coming_back, lost_with_process, room_for_a_run
from explorer.page.plain import plain
from explorer.page.share import share_with_class
from explorer.page.tab_run import train_here
from explorer.page.teacher import hidden
from explorer.page.wall import show_learned, show_units, show_wall
from explorer.runs.kept import Runs
from explorer.runs.shelf import Start
from explorer.training import charts, jobs, rates, sliders, units, verdicts, wall, words, workers
from explorer.training.experiments import DEFAULTS, EXPERIMENTS
from explorer.training.ghost import Ghost, ghost
from explorer.training.jobs import Job, poll_seconds
from explorer.training.moments import Moment
from explorer.training.settings import config_of
from explorer.training.verdicts import Level, Verdict
from explorer.words import numbers

require_navigation()

INSTEAD = "instead of another"  # a run is to begin so


# Settings


def use_learning_rate() -> None:
    """The one setting that a run in progress follows."""
    if (job := st.session_state.get("job")) is not None:
        job.set_learning_rate(st.session_state["lr"])


def settings() -> tuple[dict[str, Any], DeltaGenerator]:
    """The controls: settings of the next run, under their keys; and where there is room to tell of its data."""
    lr = linked(
        st.select_slider,
        "Learning rate",
        key="lr",
        options=sliders.LEARNING_RATES,
        value=DEFAULTS["lr"],
        format_func=numbers.short,
        on_change=use_learning_rate,
        caption="Each step is this times the slope. Move it while the network trains: it acts as you let go.",
    )
    hidden_size = linked(
        st.slider,
        "Hidden size",
        key="hidden",
        min_value=sliders.HIDDEN_SIZES[0],
        max_value=sliders.HIDDEN_SIZES[-1],
        value=DEFAULTS["hidden"],
        caption="**Hidden units** stand between the pixels and the answers. Each is a sum and a sigmoid. This and "
        "all settings below are for the next run.",
    )
    batch = linked(
        st.slider,
        "Batch size",
        key="batch",
        min_value=sliders.BATCH_SIZES[0],
        max_value=sliders.BATCH_SIZES[-1],
        value=DEFAULTS["batch"],
        format="localized",
        caption="A **batch** is the images that one step looks at, drawn at random.",
    )
    iterations = linked(
        st.slider,
        "Iterations",
        key="iterations",
        min_value=sliders.ITERATIONS[0],
        max_value=sliders.ITERATIONS[-1],
        value=DEFAULTS["iterations"],
        step=sliders.ITERATIONS.step,
        format="localized",
        caption="An **iteration** is one batch and one step.",
    )
    choices = datasets.names()
    dataset = linked(
        st.radio,
        "Data set",
        key="dataset",
        options=choices,
        value=datasets.default_name(),
        format_func=plain,
        captions=[datasets.describe(name) for name in choices],
    )
    about = st.container()
    init_std = linked(
        st.select_slider,
        "Weight scale",
        key="init_std",
        options=sliders.WEIGHT_SCALES,
        value=DEFAULTS["init_std"],
        format_func=numbers.short,
        help="Standard deviation of the random weights that the network starts from.",
    )
    seed = linked(
        st.number_input,
        "Seed",
        key="seed",
        min_value=sliders.SEEDS[0],
        max_value=sliders.SEEDS[-1],
        value=DEFAULTS["seed"],
        help="The same seed gives the same first weights and the same batches: the same run, on the same kind of "
        "processor to the last bit.",
    )
    then = linked(
        st.text_input,
        "Learning rate later",
        key="then",
        nearest_to=rates.nearest,
        placeholder="such as 3000:0.5",
        max_chars=rates.MOST_LETTERS,
        help="3000:0.5 means: after 3,000 iterations it becomes 0.5. Several go with commas between them. Moving "
        "the learning rate while the network trains ends this plan.",
    )
    later = rates.before(then, iterations)
    if rates.read(then) is None:
        with st.container(key="alert_then"):
            st.caption(f":red[:material/error:] {plain(then)} cannot be read. Write it like this: 3000:0.5.")
    elif later != ",".join(map(":".join, rates.parts(then))):
        ends = f"{rates.MOST_CHANGES} at most, and it ends after {iterations:,} iterations."
        st.caption(f"In this run that is **{later or 'none'}**: rates are those of the slider, {ends}")
    wanted = {"dataset": dataset, "hidden": hidden_size, "lr": lr, "then": later, "seed": seed}
    return wanted | {"iterations": iterations, "batch": batch, "init_std": init_std}, about


# The data set: on disk, or on its way


def data_set(name: str) -> datasets.Digits | None:
    """The data set, or what there is to know and to do until it can be had."""
    if (problem := datasets.folder_problem()) is not None:
        st.warning(plain(problem), icon=":material/folder_off:")
    if datasets.is_on_disk(name):
        st.session_state.pop("download", None)
        try:
            with st.spinner("Preparing the data set. This happens once on a machine."):
                return datasets.load(name)
        except datasets.DatasetError as error:
            st.error(plain(str(error)), icon=":material/error:")
            st.button("Try again", key="retry", icon=":material/refresh:")
    else:
        download = st.session_state.get("download")
        ended = download is not None and download.done and not download.error  # its files have gone since
        if download is None or download.known.name != name or ended:
            download = st.session_state["download"] = fetch(name)
        watch_download(download)
    return None


def fetch_again(download: Download) -> None:
    """Try once more what has failed."""
    st.session_state["download"] = fetch(download.known.name)


@st.fragment(run_every=0.4)
def watch_download(download: Download) -> None:
    """Until the data set is there."""
    if (download.done and not download.error) or download is not st.session_state.get("download"):
        st.rerun()
    if download.error:
        st.error(plain(download.error), icon=":material/cloud_off:")
        st.button("Try again", key="retry", icon=":material/refresh:", on_click=fetch_again, args=(download,))
    else:
        st.progress(download.fraction, words.fetching(download))


# The run


def begin(wanted: dict[str, Any], digits: datasets.Digits) -> Job:
    """Train, for as long as this tab is there."""
    run = nn.start_training(config_of(wanted), digits.dataset)
    return train_here(Start(run, digits, rates.read(wanted["then"]) or ()))


def want_to_begin() -> None:
    """Train was pressed, and not Pause, which may arrive when the run is done and the button says Train again."""
    st.session_state["begin"] = True


def answer_by_a_run() -> None:
    """An experiment was answered: train with its settings, also instead of another; unless that run is drawn."""
    job, state = st.session_state.get("job"), st.session_state
    if job is None or any(state.get(key) != value for key, value in job.settings.items()):
        state["begin"] = INSTEAD


def reset() -> None:
    """Be as if the run had never begun; what there is of it is kept among the runs of the visit."""
    if (job := st.session_state.pop("job", None)) is not None:
        job.pause()
        st.session_state["kept"].keep(job)


def told(settings: dict[str, Any]) -> dict[str, Any]:
    """Without those whose controls the link hides."""
    return {key: value for key, value in settings.items() if key not in hidden()}


def buttons(job: Job | None, ready: bool) -> None:
    """Train, Pause or Resume; and Reset."""
    waits = None
    # One button whose words change, so that the hand that pressed it, and the focus, stay where they are.
    if job is not None and job.active:
        label, icon, press = "Pause", ":material/pause:", job.pause
    elif job is not None and not job.run.finished:
        label, icon, press = "Resume", ":material/resume:", job.resume
    else:
        label, icon, press = "Train", ":material/play_arrow:", want_to_begin
        waits = None if ready else "Train waits for the data set."
        if is_coming_back():
            waits = words.COMING_BACK
    st.button(label, key="train", type="primary", icon=icon, help=waits, disabled=waits is not None, on_click=press)
    st.button("Reset", key="reset", icon=":material/restart_alt:", on_click=reset)
    if waits:
        st.caption(waits)


def said_of(job: Job) -> Verdict | None:
    """What there is to say about a run, unless the link hides it, or an experiment waits for its end."""
    if "verdict" in hidden() or (st.session_state.get("guess") is not None and not job.run.finished):
        return None
    return verdicts.verdict_of(job.run, job.digits.name)


def advised(job: Job) -> dict[str, Any]:
    """What would help the run, where something is known to that does not move a control that the link hides."""
    verdict = said_of(job)
    return {} if verdict is None or verdict.advice.keys() & hidden() else verdict.advice


def offer(job: Job, wanted: dict[str, Any]) -> dict[str, Any]:
    """A button that does what would help the run, or when it is done and nothing would, a way to what it has learned.

    Not both: beside the other buttons there is room for one, and what is below would jump.
    """
    advice = advised(job)
    if advice:
        followed = job.run.finished and moved_by(advice).items() <= wanted.items()
        does = words.advice(advice, job.settings)
        st.button(
            does if job.run.finished else f"End this run. {does}",
            key="advice",
            icon=":material/tune:",
            help="The controls are set so: press Train." if followed else "Moves the controls; then press Train.",
            disabled=followed,
            on_click=follow,
            args=(advice,),
        )
    elif job.run.finished and not job.run.diverged:
        st.page_link("pages/inside.py", label="Look inside", icon=":material/frame_inspect:")
    return advice


def follow(advice: dict[str, Any]) -> None:
    """Move the controls as advised; a run that is not at its end would be in the way of the next."""
    job = st.session_state.get("job")
    if job is not None and not job.run.finished:
        reset()
    st.session_state.update(moved_by(advice))


def moved_by(advice: dict[str, Any]) -> dict[str, Any]:
    """Where advice moves the controls to: a learning rate that is advised is meant for the whole run."""
    return advice | ({"then": ""} if "lr" in advice else {})


def watch(
    job: Job | None,
    digits: datasets.Digits,
    config: nn.TrainingConfig,
    offered: dict[str, Any],
    different: str,
    before: Ghost | None,
    every: float | None,
) -> None:
    """The run, as far as it has come each time; the whole page anew when what stands around it has to change."""
    if job is None:
        show(nn.start_training(config, digits.dataset), digits, before=before)
        return
    job.keep_going()  # a connection that was lost has come back
    job.wait_for_the_end()
    verdict = said_of(job)
    show(job.run, digits, job, verdict, different, before)
    others = advised(job) != offered
    if every and (poll_seconds(job) != every or others):
        st.rerun()


def say(verdict: Verdict, job: Job) -> None:
    """What became of the run."""
    box, icon = {
        Level.GOOD: (st.success, ":material/check_circle:"),
        Level.FAIR: (st.info, ":material/lightbulb:"),
        Level.BAD: (st.error, ":material/error:"),
    }[verdict.level]
    result = f" {words.result(job)}" if job.run.finished else ""
    box(f"**{verdict.name}.** {verdict.sentence}{result}", icon=icon)


def run_before(job: Job | None, digits: datasets.Digits, wanted: dict[str, Any]) -> Ghost | None:
    """The latest other run on these data, to be drawn behind the one that is drawn."""
    before = st.session_state["kept"].before(job, digits.name)
    if before is None:
        return None
    epoch = nn.iterations_per_epoch(before.run.config, digits.dataset)
    return ghost(before.run, epoch, words.before(before.settings, told(job.settings if job else wanted)))


def lay_under(chart: dict[str, Any], key: str) -> None:
    """The run before, under the chart that stands before it. It stays as it is, and so it crosses the network once."""
    with st.container(key=key):
        st.vega_lite_chart(None, chart, key=f"{key}_chart", alt="The run before")


def read_images(moments: tuple[Moment, ...], digits: datasets.Digits) -> dict[str, Any] | None:
    """Some test images, and what the network says of them, now and at the moments before."""
    if "wall" not in hidden():
        with suppress(ValueError):  # the data set is damaged, until a worker notices
            return wall.said(moments, digits, show_wall(wall.shown(digits)))
    return None


def show(
    run: nn.TrainingRun,
    digits: datasets.Digits,
    job: Job | None = None,
    verdict: Verdict | None = None,
    different: str = "",
    before: Ghost | None = None,
) -> None:
    """How far the run has come, what became of it and what it has learned: all of it keeps its place."""
    epoch = nn.iterations_per_epoch(run.config, digits.dataset)
    said = st.container(key="said", gap="small")
    label = words.at_curve(told(job.settings)) if job else []
    changes = job.run.rates[1:] if job and not {"lr", "then"} & hidden() else ()
    with st.container(key="loss"):
        st.vega_lite_chart(
            charts.loss_curve(run),
            charts.loss_chart(run, digits.dataset.classes, label, changes),
            key="loss_chart",
            alt="Loss of the batches against iterations",
        )
        if before is not None:
            lay_under(charts.loss_ghost(run, digits.dataset.classes, before), "loss_ghost")
    said_of_images = read_images(job.moments if job else (Moment(0, run.network),), digits)
    with st.container(key="accuracy"):
        st.vega_lite_chart(
            charts.accuracy_curve(run, epoch),
            charts.accuracy_chart(run, epoch),
            key="accuracy_chart",
            alt="Accuracy on the training images and on the test images against epochs",
        )
        if before is not None:
            lay_under(charts.accuracy_ghost(run, epoch, before), "accuracy_ghost")
    with st.grid(5, min_column_width=90, gap="small"):
        st.metric("Iteration", f"{run.iteration:,}")
        st.metric("Loss", words.latest(run.train_loss, numbers.amount))
        st.metric("Train accuracy", words.latest(run.train_accuracy, numbers.percent))
        st.metric("Test accuracy", words.latest(run.test_accuracy, numbers.percent))
        st.metric("Iterations/s", numbers.rate(job.iterations_per_second if job else 0))
    show_learned(said_of_images, units.shown(run.network))
    with said:  # last: who reads how it ended finds the rest on the page
        with st.container(key="announced"):  # before anything is announced: else it is not read aloud
            st.markdown(words.announced(job) if job is not None else "&nbsp;")
        if job is None and lost_with_process("job"):
            st.info(words.LOST, icon=":material/restart_alt:")
        if verdict is None or not run.finished:
            st.progress(run.fraction, words.progress(job, jobs.under_way()))
        if job is not None:
            if job.error:
                st.error(job.error, icon=":material/error:")
            if verdict is not None:
                say(verdict, job)
        if different:
            st.caption(f":material/compare_arrows: {different}")
        elif verdict is None:
            st.caption(words.ITERATION)


# The page

runs: Runs = st.session_state.setdefault("kept", Runs())
heading = st.container()
at = stage()
with at.figure:
    row = st.container(horizontal=True, vertical_alignment="top", gap="small", key="run_row")
    pressed = row.container(horizontal=True, gap="xsmall", width="content", key="run_buttons")
    beside_pressed = row.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="offer")
    curves = st.container(gap="small")
if "units" not in hidden():
    with at.beside:
        show_units(words.UNITS, words.WEIGHTS, units.SHOWN)
chosen = at.beside.container(gap="small")
with at.beside, st.container(gap="small", key="settings"):
    wanted, about = settings()

config = config_of(wanted)
contents = datasets.contents(wanted["dataset"])
with heading:
    opening(
        "trainer",
        plain(words.title(wanted["dataset"])),
        f"A network that guesses learns to {contents.task}. Which settings help it?",
    )
    share_with_class()
with curves:
    digits = data_set(wanted["dataset"])
job: Job | None = st.session_state.get("job")
# Not before it is known what this tab has trained.
pressed_train = None if is_coming_back() else st.session_state.pop("begin", None)
if pressed_train and digits is not None and (job is None or job.run.finished or pressed_train == INSTEAD):
    with curves:
        if room_for_a_run():
            if job is not None and not job.run.finished:
                reset()
            job = begin(wanted, digits)
if job is not None:
    runs.keep(job)
under_way = job is not None and not job.run.finished
# Before the buttons: what the run becomes while the page is drawn, its next look finds, and draws the page anew.
every = poll_seconds(job)
with pressed:
    buttons(job, ready=digits is not None)
with chosen:
    experiments(
        at._replace(chips=chosen, beside=chosen),
        DEFAULTS,
        *EXPERIMENTS,
        on_answer=answer_by_a_run,
        under_way=under_way,
    )
if digits is not None:
    with about:
        st.caption(f"**{plain(digits.name)}**, {words.images(digits.dataset)}. {words.classes(digits)}")
    workers.SHARED.warm_up(digits.folder)
drawn = job.digits if job is not None else digits
if drawn is not None:
    with beside_pressed:
        offered = offer(job, wanted) if job is not None else {}
    different = words.difference(job, told(wanted), plain) if job is not None else ""
    # Always as a fragment, also without a run: else the browser would show both for a moment.
    with curves:
        st.fragment(watch, run_every=every)(
            job, drawn, config, offered, different, run_before(job, drawn, wanted), every
        )

if job is not None and job.run.finished:
    if not job.settings.keys() & hidden():  # which the link would tell
        st.markdown("This run as a link: whoever opens it and presses Train gets the same.")
        st.code(link_to(st.context.url, **job.settings), language=None, wrap_lines=True)
    st.page_link("pages/runs.py", label="Compare your runs", icon=":material/compare_arrows:")
if digits is not None:
    with st.container(key="numbers"):
        st.header("One iteration, with these settings in it")
        st.markdown(words.formula(config, digits.dataset))

closing("trainer", nn.stochastic_gradient_descent, nn.TwoLayerNet.gradient)
