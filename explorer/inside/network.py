"""The network that is looked into: the visitor's own where it has learned something, else the first page's."""

import functools
from typing import NamedTuple

import nn_core as nn
from explorer.charts.arrays import Array
from explorer.data.datasets import Digits
from explorer.home.learning import AFTER, CONFIG
from explorer.home.readers import Reader
from explorer.training.jobs import Job
from explorer.training.moments import Moment


class Known(NamedTuple):
    """A network that has learned something.

    Attributes:
        network: as far as it has come.
        digits: what it learns from; `store.open_dataset(digits.folder)` in a worker has the images.
        iterations: how long it has learned.
        test_accuracy: the part of all test images that it reads right, from 0 to 1.
        tested_after: how many iterations it had learned when that was measured.
        own: it is the visitor's run, or one that the visitor brought.
        under_way: it goes on learning.
        moments: what it was on the way, the latest last.
        name: what the visitor calls it, where it is one of several; else "".
    """

    network: nn.TwoLayerNet
    digits: Digits
    iterations: int
    test_accuracy: float
    tested_after: int
    own: bool
    under_way: bool
    moments: tuple[Moment, ...]
    name: str = ""

    @property
    def class_names(self) -> list[str]:
        """What it can say, in the order of its outputs."""
        return self.digits.contents.class_names(self.network.output_size)


def clipped(dataset: nn.Dataset, pixels: Array) -> Array:
    """Pictures that are in no data set as inputs for a network that has learned from this one, each from 0 to 1.

    In training no input was ever outside that range: the scaling was fitted to it. But where hardly a training image
    has any ink the scale is large, up to 1, and one inked pixel would come in as 255.

    Args:
        dataset: what it has learned from.
        pixels: shape (..., features), 0 for paper and 255 for ink.
    """
    return dataset.scaled(pixels).clip(0, 1)


def of_run(job: Job | None) -> Known | None:
    """The visitor's network; None where there is none, it has not begun, or it diverged and knows no number."""
    if job is None or (run := job.run).iteration == 0 or run.diverged:
        return None
    accuracy = float(run.test_accuracy[-1])
    moments = (*(one for one in job.moments if one.iteration < run.iteration), Moment(run.iteration, run.network))
    return Known(run.network, job.digits, run.iteration, accuracy, _tested_after(run), True, not run.finished, moments)


def of_kept(run: nn.TrainingRun, digits: Digits, name: str) -> Known | None:
    """The network of a run of before, as it was in the end, and at first; None where nothing can be seen in it.

    Args:
        run: with its weights.
        digits: what it learned from.
        name: what the visitor calls it.
    """
    sizes = run.network.input_size, run.network.output_size
    if run.diverged or sizes != (digits.dataset.features, digits.dataset.classes):  # a file may name any data set
        return None
    moments = Moment(0, _untrained(run.config, digits)), Moment(run.iteration, run.network)
    accuracy = float(run.test_accuracy[-1])
    return Known(run.network, digits, run.iteration, accuracy, _tested_after(run), True, False, moments, name)


def _tested_after(run: nn.TrainingRun) -> int:
    return int(run.evaluated_at[-1]) + 1


def has_diverged(job: Job | None) -> bool:
    """Has the visitor's run diverged? Then its weights are no numbers any more, and nothing can be seen in them."""
    return job is not None and job.run.diverged


def of_reader(reader: Reader) -> Known:
    """The network that was trained on this server for those who have none of their own."""
    network, accuracy = reader.readings.network, float(reader.readings.accuracy[-1])
    moments = (Moment(0, _untrained(CONFIG, reader.digits)), Moment(AFTER[-1], network))
    return Known(network, reader.digits, AFTER[-1], accuracy, AFTER[-1], own=False, under_way=False, moments=moments)


@functools.lru_cache(maxsize=4)
def _untrained(config: nn.TrainingConfig, digits: Digits) -> nn.TwoLayerNet:
    """What a network was at first."""
    return nn.start_training(config, digits.dataset).network
