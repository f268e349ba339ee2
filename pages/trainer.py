"""Train a two-layer network on images: settings on the left, the run on the right."""

from dataclasses import replace
from typing import Any

import streamlit as st

import nn_core as nn
from explorer.charts.stops import logarithmic
from explorer.data import datasets
from explorer.data.download import Download, fetch_mnist
from explorer.page.frame import this_tab
from explorer.page.internals import require_navigation
from explorer.page.linked import link_to, linked
from explorer.page.parts import Try, show_source, try_this
from explorer.page.plain import plain
from explorer.page.teacher import hidden, teachers_question
from explorer.training import charts, jobs, verdicts, words, workers
from explorer.training.jobs import Job
from explorer.training.verdicts import Level, Verdict
from explorer.words import numbers

require_navigation()

LESSON = nn.TrainingConfig()


# Settings


def use_learning_rate() -> None:
    """The one setting that a run in progress follows."""
    if (job := st.session_state.get("job")) is not None:
        job.set_learning_rate(st.session_state["lr"])


def settings() -> tuple[nn.TrainingConfig, str]:
    """The controls: settings of the next run, and the name of its data set."""
    lr = linked(
        st.select_slider,
        "Learning rate",
        key="lr",
        options=verdicts.LEARNING_RATES,
        value=LESSON.learning_rate,
        format_func="{:g}".format,
        on_change=use_learning_rate,
        help="How far each iteration moves the weights. You can drag it while the network trains.",
    )
    st.caption("Acts at once, also on a run in progress. The settings below apply to the next run.")
    choices = datasets.names()
    dataset_name = linked(
        st.radio,
        "Data set",
        key="dataset",
        options=choices,
        index=choices.index(datasets.default_name()),
        format_func=plain,
        captions=[datasets.describe(name) for name in choices],
    )
    hidden = linked(
        st.slider,
        "Hidden size",
        key="hidden",
        min_value=1,
        max_value=500,
        value=LESSON.hidden_size,
        help="Units in the hidden layer. More of them can tell more apart, and take longer.",
    )
    iterations = linked(
        st.slider,
        "Iterations",
        key="iterations",
        min_value=100,
        max_value=verdicts.MAX_ITERATIONS,
        value=LESSON.iterations,
        step=100,
        format="localized",
        help="How many times the weights are changed.",
    )
    batch = linked(
        st.slider,
        "Batch size",
        key="batch",
        min_value=1,
        max_value=1000,
        value=LESSON.batch_size,
        help="Images that one iteration looks at, drawn at random.",
    )
    init_std = linked(
        st.select_slider,
        "Initial weight scale",
        key="init_std",
        options=[0.0, *logarithmic(0.0001, 10)],
        value=LESSON.weight_init_std,
        format_func="{:g}".format,
        help="Standard deviation of the random weights that the network starts from.",
    )
    seed = linked(
        st.number_input,
        "Seed",
        key="seed",
        min_value=0,
        max_value=999_999,
        value=LESSON.seed,
        help="The same seed gives the same first weights and the same batches: the same run, on the same kind of "
        "processor to the last bit.",
    )
    return nn.TrainingConfig(hidden, lr, batch, iterations, init_std, seed), dataset_name


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
        if download is None or (download.done and not download.error):  # of files that have gone since
            download = st.session_state["download"] = fetch_mnist()
        watch_download(download)
    return None


@st.fragment(run_every=0.4)
def watch_download(download: Download) -> None:
    """Until the data set is there."""
    if download.done and not download.error:
        st.rerun()
    if download.error:
        st.error(plain(download.error), icon=":material/cloud_off:")
        if st.button("Try again", key="retry", icon=":material/refresh:"):
            st.session_state["download"] = fetch_mnist()
            st.rerun()
    else:
        st.progress(download.fraction, words.fetching(download))


# The run


def begin(config: nn.TrainingConfig, digits: datasets.Digits) -> None:
    """Train, for as long as this tab is there."""
    job = Job(nn.start_training(config, digits.dataset), digits, is_wanted=this_tab().is_here)
    job.keep_going()
    st.session_state["job"] = job


def want_to_begin() -> None:
    """Train was pressed, and not Pause, which may arrive when the run is done and the button says Train again."""
    st.session_state["begin"] = True


def reset() -> None:
    """Be as if the run had never begun."""
    if (job := st.session_state.pop("job", None)) is not None:
        job.pause()


def watch(job: Job | None, digits: datasets.Digits, config: nn.TrainingConfig, poll_seconds: float | None) -> None:
    """The run, as far as it has come each time; the whole page anew when it rests or a class has grown or shrunk."""
    if job is None:
        # Nothing of its network is shown, so it has one hidden unit: no weights to draw whenever a slider moves.
        show(nn.start_training(replace(config, hidden_size=1), digits.dataset), digits)
        return
    job.keep_going()  # a connection that was lost has come back
    if poll_seconds and (not job.active or jobs.poll_seconds() != poll_seconds):
        st.rerun()
    run = job.run
    show(run, digits, job)
    with st.container(key="announced"):
        st.markdown(words.announced(job))
    if job.error:
        st.error(job.error, icon=":material/error:")
    larger = datasets.MNIST if digits.name == datasets.SAMPLE else None
    verdict = verdicts.verdict(run, digits.dataset.classes, larger)
    if verdict is not None and "verdict" not in hidden():
        say(verdict, job)
    if run.finished:
        st.markdown("The settings of this run as a link that anyone can open:")
        link = link_to(st.context.url, dataset=digits.name, **words.controls(run.config))
        st.code(link, language=None, wrap_lines=True)
        if job.config != run.config:
            st.caption("The learning rate was changed on the way; the link has the last one.")


def say(verdict: Verdict, job: Job) -> None:
    """What became of the run, and a button that does what would help."""
    box, icon = {
        Level.GOOD: (st.success, ":material/check_circle:"),
        Level.FAIR: (st.info, ":material/lightbulb:"),
        Level.BAD: (st.error, ":material/error:"),
    }[verdict.level]
    result = f" {words.result(job)}" if job.run.finished else ""
    box(f"**{verdict.name}.** {verdict.sentence}{result}", icon=icon)
    if verdict.advice:
        does = words.advice(verdict.advice)
        label = does if job.run.finished else f"End this run. {does}"
        # Pressed in a fragment, which does not draw the controls: the whole page has to.
        if st.button(label, key="advice", icon=":material/tune:", on_click=follow, args=(verdict.advice,)):
            st.rerun()
        st.caption("Moves the controls; then press Train.")


def follow(advice: dict[str, Any]) -> None:
    """Move the controls as advised; a run that is not at its end would be in the way of the next."""
    job = st.session_state.get("job")
    if job is not None and not job.run.finished:
        reset()
    st.session_state.update(advice)


def show(run: nn.TrainingRun, digits: datasets.Digits, job: Job | None = None) -> None:
    """How far the run has come: a line of words, five numbers and two charts that keep their places."""
    dataset, epoch = digits.dataset, nn.iterations_per_epoch(run.config, digits.dataset)
    st.progress(run.fraction, words.progress(job, jobs.under_way()))
    st.caption(f"Data: **{plain(digits.name)}**, {words.images(dataset)}. {words.classes(digits)}")
    with st.grid(5, min_column_width=90, gap="small"):
        st.metric("Iteration", f"{run.iteration:,}")
        st.metric("Loss", words.latest(run.train_loss, numbers.amount))
        st.metric("Train accuracy", words.latest(run.train_accuracy, numbers.percent))
        st.metric("Test accuracy", words.latest(run.test_accuracy, numbers.percent))
        st.metric("Iterations/s", numbers.rate(job.iterations_per_second if job else 0))
    st.vega_lite_chart(
        charts.loss_curve(run),
        charts.loss_chart(run, dataset.classes),
        key="loss_chart",
        alt="Loss of each batch against iterations",
    )
    st.vega_lite_chart(
        charts.accuracy_curve(run, epoch),
        charts.accuracy_chart(run.config, epoch),
        key="accuracy_chart",
        alt="Accuracy on the training images and on the test images against epochs",
    )


# The page

job: Job | None = st.session_state.get("job")
training = job is not None and job.active
resting = job is not None and job.paused and not job.run.finished

heading = st.container()
teachers_question()
left, right = st.columns([2, 5], gap="large")
with left:
    config, dataset_name = settings()

contents = datasets.contents(dataset_name)
with heading:
    st.title(plain(words.title(dataset_name)))
    st.markdown(
        f"Find out how a network that starts by guessing learns to {contents.task}, and which of these settings "
        "make it learn faster, slower, or not at all."
    )

with right:
    buttons = st.container(horizontal=True)
    digits = data_set(dataset_name)
    with buttons:
        waits = None
        # One button whose words change, so that the hand that pressed it, and the focus, stay where they are.
        if job is not None and training:
            label, icon, press = "Pause", ":material/pause:", job.pause
        elif job is not None and resting:
            label, icon, press = "Resume", ":material/resume:", job.resume
        else:
            label, icon, press = "Train", ":material/play_arrow:", want_to_begin
            waits = None if digits is not None else "Train waits for the data set."
        st.button(label, key="train", type="primary", icon=icon, help=waits, disabled=waits is not None, on_click=press)
        st.button("Reset", key="reset", icon=":material/restart_alt:", on_click=reset)
        if waits:
            st.caption(waits)
    if st.session_state.pop("begin", False) and digits is not None and not (training or resting):
        begin(config, digits)
        st.rerun()
    if job is not None:
        digits = job.digits
    elif digits is not None:
        workers.SHARED.warm_up()
    if digits is not None:
        # Always as a fragment, also without a run: else the browser would show both for a moment.
        poll_seconds = jobs.poll_seconds() if training else None
        st.fragment(watch, run_every=poll_seconds)(job, digits, config, poll_seconds)

if digits is not None:
    st.header("One iteration, with these settings in it")
    st.markdown(words.formula(config, digits.dataset))

try_this(
    words.controls(LESSON),
    Try(
        "The lesson's settings",
        {},
        "Where does the loss fall fastest, and why there? What it gets is what the others are to be compared with.",
    ),
    Try(
        "Ten times bolder",
        {"lr": 1.0, "hidden": 100},
        "It ends higher than the lesson's, and the train curve leaves the test curve behind: what is it learning now?",
    ),
    Try(
        "Far too timid",
        {"lr": 0.001},
        "Ten thousand iterations, and the loss has hardly fallen. Raise the learning rate while it trains.",
    ),
    Try(
        "Too bold",
        {"lr": 10.0, "batch": 1},
        "One image at a time, with giant steps: the loss ends up worse than guessing.",
    ),
    Try(
        "A single hidden unit",
        {"hidden": 1},
        f"One number has to tell all {contents.things} apart. "
        "It gets more than twice as many right as guessing would: how?",
    ),
    Try(
        "All weights start equal",
        {"init_std": 0.0},
        "Fifty hidden units that start alike learn alike, and only rounding can set them apart. It is why weights "
        "start at random.",
    ),
    disabled=training or resting,
)
if "experiments" not in hidden():
    st.caption("Each moves the controls; then press Train. While a run is under way, they wait.")

show_source(nn.stochastic_gradient_descent, nn.TwoLayerNet.gradient)
