"""Train a two-layer network on handwritten digits: settings on the left, the run on the right."""

from dataclasses import replace

import streamlit as st

import nn_core as nn
from explorer.charts.stops import logarithmic
from explorer.data import datasets
from explorer.data.download import Download, fetch_mnist
from explorer.internals import presence, require_navigation
from explorer.page import Try, link_to, linked, show_source, teachers_question, try_this
from explorer.training import charts, jobs, words, workers
from explorer.training.jobs import Job

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
        options=logarithmic(0.0001, 10),
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
        max_value=50_000,
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
        help="The same seed gives the same first weights and the same batches: the same run, to the last bit.",
    )
    return nn.TrainingConfig(hidden, lr, batch, iterations, init_std, seed), dataset_name


# The data set: on disk, or on its way


def data_set(name: str) -> datasets.Digits | None:
    """The data set, or what there is to know and to do until it can be had."""
    if (problem := datasets.folder_problem()) is not None:
        st.warning(problem, icon=":material/folder_off:")
    if datasets.is_on_disk(name):
        st.session_state.pop("download", None)
        try:
            with st.spinner("Preparing the data set. This happens once on a machine."):
                return datasets.load(name)
        except datasets.DatasetError as error:
            st.error(str(error), icon=":material/error:")
    else:
        if "download" not in st.session_state:
            st.session_state["download"] = fetch_mnist()
        watch_download(st.session_state["download"])
    return None


@st.fragment(run_every=0.4)
def watch_download(download: Download) -> None:
    """Until the data set is there."""
    if download.done and not download.error:
        st.rerun()
    if download.error:
        st.error(download.error, icon=":material/cloud_off:")
        if st.button("Try again", key="retry", icon=":material/refresh:"):
            st.session_state["download"] = fetch_mnist()
            st.rerun()
    else:
        st.progress(download.fraction, words.fetching(download))


# The run


def begin(config: nn.TrainingConfig, digits: datasets.Digits) -> None:
    """Train, for as long as this session's browser is there."""
    job = Job(nn.start_training(config, digits.dataset), digits, is_wanted=presence())
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
    if (trouble := words.trouble(run, digits.dataset.classes)) is not None:
        st.error(trouble, icon=":material/trending_up:")
    elif run.finished:
        st.success(words.result(job), icon=":material/check_circle:")
    if run.finished:
        st.markdown("The settings of this run as a link that anyone can open:")
        link = link_to(st.context.url, dataset=digits.name, **words.controls(run.config))
        st.code(link, language=None, wrap_lines=True)
        if job.config != run.config:
            st.caption("The learning rate was changed on the way; the link has the last one.")


def show(run: nn.TrainingRun, digits: datasets.Digits, job: Job | None = None) -> None:
    """How far the run has come: a line of words, five numbers and two charts that keep their places."""
    dataset, epoch = digits.dataset, nn.iterations_per_epoch(run.config, digits.dataset)
    st.progress(run.fraction, words.progress(job, jobs.under_way()))
    st.caption(f"Data: **{digits.name}**, {words.images(dataset)}.")
    with st.grid(5, min_column_width=90, gap="small"):
        st.metric("Iteration", f"{run.iteration:,}")
        st.metric("Loss", words.latest(run.train_loss, ".3f"))
        st.metric("Train accuracy", words.latest(run.train_accuracy, ".1%"))
        st.metric("Test accuracy", words.latest(run.test_accuracy, ".1%"))
        st.metric("Iterations/s", f"{job.iterations_per_second:,.0f}" if job else "–")
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

st.title("Train on MNIST")
st.markdown(
    "Find out how a network that starts by guessing learns to read handwritten digits, and which of these settings "
    "make it learn faster, slower, or not at all."
)

teachers_question()
left, right = st.columns([2, 5], gap="large")
with left:
    config, dataset_name = settings()

with right:
    # Before the data set: preparing it may take a second, and nobody has to wait for that to press Train.
    with st.container(horizontal=True):
        # One button whose words change, so that the hand that pressed it, or the focus, stays where it is.
        label, icon, press = "Train", ":material/play_arrow:", want_to_begin
        if job is not None and training:
            label, icon, press = "Pause", ":material/pause:", job.pause
        elif job is not None and resting:
            label, icon, press = "Resume", ":material/resume:", job.resume
        st.button(
            label,
            key="train",
            type="primary",
            icon=icon,
            on_click=press,
            disabled=label == "Train" and not datasets.is_on_disk(dataset_name),
        )
        st.button("Reset", key="reset", icon=":material/restart_alt:", on_click=reset)
    digits = data_set(dataset_name)
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
        "A little under 95% on all of MNIST. Where does the loss fall fastest, and why there?",
    ),
    Try(
        "Ten times bolder",
        {"lr": 1.0, "hidden": 100},
        "About 98% on all of MNIST. The train curve leaves the test curve behind: what is it learning now?",
    ),
    Try(
        "Far too timid",
        {"lr": 0.001},
        "Ten thousand iterations, and it still guesses. Raise the learning rate while it trains.",
    ),
    Try(
        "Too bold",
        {"lr": 10.0, "batch": 1},
        "One image at a time, with giant steps: the loss ends up worse than guessing.",
    ),
    Try(
        "A single hidden unit",
        {"hidden": 1},
        "One number has to tell ten digits apart. It gets a third of them right, not a tenth: how?",
    ),
    Try(
        "All weights start equal",
        {"init_std": 0.0},
        "Fifty hidden units that start alike stay alike and do the work of one. It is why weights start at random.",
    ),
    disabled=training or resting,
)
st.caption("Each moves the controls; then press Train. While a run is under way, they wait.")

show_source(nn.stochastic_gradient_descent, nn.TwoLayerNet.gradient)
