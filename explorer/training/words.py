"""What the trainer page says about a run, in words and in numbers."""

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

import nn_core as nn
from explorer.data.datasets import MNIST, SAMPLE, Digits
from explorer.data.download import Download
from explorer.data.known import KNOWN
from explorer.training import rates
from explorer.training.jobs import Job
from explorer.training.settings import controls_of
from explorer.words import numbers

ITERATION = (
    "In each **iteration** the network looks at a **batch**, some images drawn at random, and moves all its weights a "
    "little, so that the loss gets smaller."
)

LOST = (
    "The run of this tab is gone: the server was started again, or this tab was away for more than ten minutes. "
    "Train begins anew, with the settings on this page."
)

COMING_BACK = "Train waits: this page was reloaded, and what this tab has trained is on its way."

MOST_TOLD = 5  # changes of the learning rate; the others are counted

UNITS = "What its first hidden units look for"
WEIGHTS = "Teal: what is drawn there makes the unit say more. Pink: it makes it say less."


def duration(seconds: float) -> str:
    """A span of time as a person would say it: 4.2 s, 38 s, 2 min 5 s, 5 h 3 min."""
    if seconds < 10:
        return f"{numbers.amount(seconds, 1)} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if minutes else f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours:,} h {minutes} min"


def title(dataset_name: str) -> str:
    """What the page is about; the sample is MNIST too."""
    known = KNOWN.get(MNIST if dataset_name == SAMPLE else dataset_name)
    return f"Train on {known.title if known else dataset_name}"


def images(dataset: nn.Dataset) -> str:
    """How many images there are to learn from and to be tested on."""
    others = numbers.counted(len(dataset.x_test), "other")
    return f"{numbers.counted(len(dataset.x_train), 'image')} to learn from, {others} to be tested on"


def classes(digits: Digits) -> str:
    """What the classes of a data set are called."""
    count = digits.dataset.classes
    if not digits.contents.names:
        return f"There are {count} classes, and nothing here says what they are called."
    return f"Classes: {', '.join(digits.contents.class_names(count))}."


def latest(values: NDArray[Any], shown: Callable[[Any], str]) -> str:
    """The last of them, as it is shown, or a dash while there is none."""
    return shown(values[-1]) if len(values) else "–"


def progress(job: Job | None, under_way: int) -> str:
    """What a run is doing, for how much longer, and with how many others it shares the workers."""
    if job is None:
        return "Ready. Press Train."
    run = job.run
    done = f"{run.iteration:,} of {run.config.iterations:,} iterations"
    if run.finished:
        return f"Done: {done} in {duration(job.seconds)}."
    if job.paused:
        return f"Paused at {done}."
    shared = f" {under_way} runs share the workers." if under_way > 1 else ""
    if job.stalled:
        return f"{done}. It waits for a worker.{shared}"
    left, rate = job.seconds_left, job.iterations_per_second  # once: either may be another the next time
    if left is None:
        return f"{done}.{shared}" if run.iteration else "Starting."
    return f"{done}, {numbers.rate(rate)} a second, {duration(left)} left.{shared}"


def announced(job: Job) -> str:
    """What is read aloud of a run: a sentence that changes with every quarter of it, and not with every look."""
    quarters = int(4 * job.run.fraction)
    if job.paused and not job.run.finished:
        return "Training is paused."
    if job.run.diverged:
        return "The run has diverged and is over."
    return f"{25 * quarters}% of the iterations are done." if quarters else "Training has begun."


def fetching(download: Download) -> str:
    """How far a download has come."""
    megabytes = f"{download.received / 1e6:.1f} of {download.total / 1e6:.1f} MB"
    return f"Fetching {download.known.title}, once for this machine: {megabytes}"


def result(job: Job) -> str:
    """How a run ended, in numbers."""
    run = job.run
    test, train = (numbers.percent(accuracy[-1]) for accuracy in (run.test_accuracy, run.train_accuracy))
    return (
        f"In the end: {test} of the test images read right, {train} of those it learned from, after {run.iteration:,} "
        f"iterations in {duration(job.seconds)}."
    )


NAMES = {
    "dataset": "data set",
    "hidden": "hidden size",
    "lr": "learning rate",
    "then": "learning rate later",
    "iterations": "iterations",
    "batch": "batch size",
    "init_std": "weight scale",
    "seed": "seed",
}


def advice(settings: dict[str, Any], was: dict[str, Any]) -> str:
    """What a button does that moves these controls: Set learning rate to 0.1 and hidden size to 50.

    Args:
        settings: under the keys of the controls.
        was: the settings of the run that is advised: what is so already is not said, unless all of it is.
    """
    moved = {key: value for key, value in settings.items() if was[key] != value}
    return f"Set {numbers.listed(named(moved or settings, ' to '))}"


def difference(job: Job, wanted: dict[str, Any], plain: Callable[[str], str]) -> str:
    """Which settings of the run that is drawn are not those of the controls.

    Args:
        job: its learning rate follows the control for as long as it is not at its end.
        wanted: what the controls are at, under their keys; of those that are to be compared.
        plain: makes the name of a data set, which may be any folder's, such Markdown that it shows nothing else.

    Returns:
        A sentence in Markdown; empty where they agree.
    """
    was, followed = job.settings, () if job.run.finished else ("lr", "then")
    others = [key for key, value in wanted.items() if was[key] != value and key not in followed]
    if not others:
        return ""
    shown = lambda key, value: plain(value) if key == "dataset" else value
    these, those = (", ".join(named({key: shown(key, settings[key]) for key in others})) for settings in (was, wanted))
    if len(others) == 1:
        those = value(others[0], shown(others[0], wanted[others[0]]))  # on a phone all of it is one line then
    return f"These curves: **{these}**. Next run: **{those}**."


def at_curve(drawn: dict[str, Any]) -> list[str]:
    """What stands at the curve of a run, a line each: the settings that it was made with; of those that may be told."""
    usual, told = controls_of(nn.TrainingConfig()), _briefly(drawn)
    later = [f"{rate:g}" for _, rate in rates.written(drawn.get("then", ""))]
    if later and "lr" in told:
        told["lr"] += f", then {'… ' if len(later) > 1 else ''}{later[-1]}"
    unusual = [key for key in ("init_std", "seed") if drawn.get(key, usual[key]) != usual[key]]
    lines = ([told[key] for key in line if key in told] for line in (["lr"], ["batch", "hidden"], unusual))
    return [", ".join(line) for line in lines if line]


def before(was: dict[str, Any], drawn: dict[str, Any]) -> str:
    """What is said of the run before: what it had and the one that is drawn has not, if one may tell it."""
    has = {key: was[key] for key in drawn if was[key] != drawn[key] and was[key] != ""}  # a rate that stayed is one
    parts = list(_briefly(has).values())
    more = ", …" if len(parts) > 2 else ""
    return f"before: {', '.join(parts[:2])}{more}" if parts else "the run before"


def _briefly(settings: dict[str, Any]) -> dict[str, str]:
    """Each of them in the words and in the order that curves have: learning rate 0.1, batch 100, 50 hidden units."""
    brief: dict[str, Callable[[Any], str]] = {
        "lr": "learning rate {:g}".format,
        "batch": "batch {:,}".format,
        "hidden": lambda units: numbers.counted(units, "hidden unit"),
    }
    told = {key: say(settings[key]) for key, say in brief.items() if key in settings}
    return told | {key: named({key: settings[key]})[0] for key in NAMES if key in settings.keys() - told.keys()}


def named(settings: dict[str, Any], between: str = " ") -> list[str]:
    """Each with its name, in the order of the page's controls: learning rate 0.1."""
    return [f"{name}{between}{value(key, settings[key])}" for key, name in NAMES.items() if key in settings]


def value(key: str, setting: str | float) -> str:
    """A setting as it is read: 10,000, 0.1, sample; of the rates that come later, 3 from iteration 500."""
    if isinstance(setting, str):
        return _later(setting) if key == "then" else setting
    return f"{setting:,}" if isinstance(setting, int) else f"{setting:g}"


def _later(then: str) -> str:
    changes = [f"{rate:g} from iteration {after:,}" for after, rate in rates.written(then)]
    if more := len(changes[MOST_TOLD:]):
        changes = [*changes[:MOST_TOLD], f"{more:,} more"]
    return numbers.listed(changes) if changes else "the same"


def formula(config: nn.TrainingConfig, dataset: nn.Dataset) -> str:
    """One iteration in formulas, with the numbers of these settings put in; Markdown, a line for each."""
    inputs, hidden, outputs, batch = dataset.features, config.hidden_size, dataset.classes, config.batch_size
    parameters = inputs * hidden + hidden + hidden * outputs + outputs
    images, whole = len(dataset.x_train), nn.iterations_per_epoch(config, dataset)
    exactly = " =" if images == batch * whole else ", in whole ones:" if images > batch else ", but at least"
    epoch = f"{images:,} / {batch:,}{exactly} **{numbers.counted(whole, 'iteration')}**"
    loss = r"of the one image that is a batch: $L = -\log y_t$"
    if batch > 1:
        mean = rf"$L = -\frac{{1}}{{{batch}}} \sum_{{n=1}}^{{{batch}}} \log y_{{n,\,t_n}}$"
        loss = f"the mean over a batch of {batch:,}: {mean}"
    return rf"""
- **The network** makes {outputs} probabilities of {inputs} pixels:
  $y = \text{{softmax}}(\text{{sigmoid}}(x W_1 + b_1)$ $W_2 + b_2)$
- **Its parameters** are the numbers that it learns:
  ${inputs} \times {hidden} + {hidden}$ in $W_1$ and $b_1$, ${hidden} \times {outputs} + {outputs}$ in $W_2$ and $b_2$,
  together **{parameters:,}**
- **The loss** is the cross-entropy, {loss}
- **The step** goes downhill at learning rate {config.learning_rate:g}:
  $W \leftarrow W - {config.learning_rate:g} \, \frac{{\partial L}}{{\partial W}}$
- **An epoch** is enough iterations to see each image once on average:
  {epoch}
"""
