"""What the trainer page says about a run, in words and in numbers."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

import nn_core as nn
from explorer.data.download import Download
from explorer.training.jobs import Job


def duration(seconds: float) -> str:
    """A span of time as a person would say it: 4.2 s, 38 s, 2 min 5 s."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def images(dataset: nn.Dataset) -> str:
    """How many images there are to learn from and to be tested on."""
    return f"{len(dataset.x_train):,} images to learn from, {len(dataset.x_test):,} others to be tested on"


def latest(values: NDArray[Any], form: str) -> str:
    """The last of them, or a dash while there is none."""
    return format(values[-1], form) if len(values) else "–"


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
    if job.seconds_left is None:
        return "Starting."
    shared = f" {under_way} runs share the workers." if under_way > 1 else ""
    return f"{done}, {job.iterations_per_second:,.0f} a second, {duration(job.seconds_left)} left.{shared}"


def announced(job: Job) -> str:
    """What is read aloud of a run: a sentence that changes with every quarter of it, and not with every look."""
    quarters = int(4 * job.run.fraction)
    if job.paused and not job.run.finished:
        return "Training is paused."
    return f"{25 * quarters}% of the iterations are done." if quarters else "Training has begun."


def fetching(download: Download) -> str:
    """How far a download has come."""
    megabytes = f"{download.received / 1e6:.1f} of {download.total / 1e6:.1f} MB"
    return f"Fetching MNIST, once for this machine: {megabytes}"


def result(job: Job) -> str:
    """The end of a run that went well."""
    run = job.run
    return (
        f"It reads {run.test_accuracy[-1]:.2%} of the test images right and {run.train_accuracy[-1]:.2%} of those it "
        f"learned from, after {run.iteration:,} iterations in {duration(job.seconds)}."
    )


def controls(config: nn.TrainingConfig) -> dict[str, Any]:
    """These settings under the keys of the trainer page's controls."""
    return {
        "hidden": config.hidden_size,
        "lr": config.learning_rate,
        "iterations": config.iterations,
        "batch": config.batch_size,
        "init_std": config.weight_init_std,
        "seed": config.seed,
    }


def formula(config: nn.TrainingConfig, dataset: nn.Dataset) -> str:
    """One iteration in formulas, with the numbers of these settings put in; Markdown, a line for each."""
    inputs, hidden, outputs, batch = dataset.features, config.hidden_size, dataset.classes, config.batch_size
    parameters = inputs * hidden + hidden + hidden * outputs + outputs
    return rf"""
- **The network** makes {outputs} probabilities of {inputs} pixels:
  $y = \text{{softmax}}(\text{{sigmoid}}(x W_1 + b_1)\,$ $W_2 + b_2)$
- **Its parameters** are the numbers that it learns:
  ${inputs} \times {hidden} + {hidden}$ in $W_1$ and $b_1$, ${hidden} \times {outputs} + {outputs}$ in $W_2$ and $b_2$,
  together **{parameters:,}**
- **The loss** is the cross-entropy, the mean over a batch of {batch:,}:
  $L = -\frac{{1}}{{{batch}}} \sum_{{n=1}}^{{{batch}}} \log y_{{n,\,t_n}}$
- **The step** goes downhill at learning rate {config.learning_rate:g}:
  $W \leftarrow W - {config.learning_rate:g} \, \frac{{\partial L}}{{\partial W}}$
- **An epoch** is as many images as there are to learn from:
  {len(dataset.x_train):,} / {batch:,} = **{nn.iterations_per_epoch(config, dataset):,} iterations**
"""


def trouble(run: nn.TrainingRun, classes: int) -> str | None:
    """A sentence about a run whose learning rate is too large for it; None about any other."""
    rate = run.config.learning_rate
    advice = f"learning rate {rate:g} is too large here. Reset and try {_smaller(rate):g}."
    if run.diverged:
        return f"This run diverged: at iteration {run.iteration:,} its loss was no longer a finite number; {advice}"
    recent = run.train_loss[-max(run.iteration // 10, 1) :]
    # One unlucky batch is no trouble: a tenth of the run has to be worse than not knowing anything.
    if run.iteration >= 200 and recent.mean() > 1.05 * math.log(classes):
        return (
            f"This run diverged: the loss of its latest iterations is {recent.mean():.2f} on average, worse than the "
            f"{math.log(classes):.2f} of guessing; {advice}"
        )
    return None


def _smaller(rate: float) -> float:
    """A tenth, and no more than the lesson's."""
    return float(np.minimum(rate / 10, 0.1))
