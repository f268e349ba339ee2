"""What the trainer page says."""

from pathlib import Path

import numpy as np
import pytest

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.training import words
from explorer.training.jobs import Job


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.04, "0.04 s"), (0, "0.0 s"), (4.21, "4.2 s"), (38.4, "38 s"), (59.6, "1 min 0 s"), (125, "2 min 5 s")],
)
def test_durations_are_said_as_a_person_would(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"lr": 1.0}, "Set learning rate 1"),
        ({"init_std": 0.1, "lr": 0.25}, "Set learning rate 0.25 and weight scale 0.1"),
        ({"iterations": 30_000}, "Set iterations 30,000"),
        ({"lr": 1.0, "batch": 100, "hidden": 50}, "Set hidden size 50, learning rate 1 and batch size 100"),
        ({"dataset": "mnist"}, "Set data set mnist"),
    ],
)
def test_advice_is_said_as_what_its_button_does(settings: dict[str, object], said: str) -> None:
    assert words.advice(settings) == said


def test_the_formula_has_the_numbers_of_the_settings_in_it() -> None:
    x, t = np.zeros((1000, 784), np.uint8), np.arange(1000) % 10
    formula = words.formula(nn.TrainingConfig(), nn.Dataset(x, t, x, t))
    assert "39,760" in formula
    assert "1,000 / 100 = **10 iterations**" in formula


def test_every_control_has_its_setting() -> None:
    config = nn.TrainingConfig(7, 0.2, 30, 400, 0.05, 6)
    assert words.config(words.controls(config)) == config


@pytest.mark.parametrize(
    ("iteration", "said"),
    [
        (0, "Training has begun."),
        (24, "Training has begun."),
        (25, "25% of the iterations are done."),
        (99, "75% of the iterations are done."),
        (100, "100% of the iterations are done."),
    ],
)
def test_a_run_is_announced_a_quarter_at_a_time(iteration: int, said: str) -> None:
    x = np.random.default_rng(0).random((20, 4))
    dataset = nn.Dataset(x, x.argmax(axis=1), x, x.argmax(axis=1))
    run = nn.start_training(nn.TrainingConfig(hidden_size=2, batch_size=4, iterations=100), dataset)
    job = Job(nn.advance(run, dataset, iteration), Digits("digits", Path(), dataset))
    assert words.announced(job) == said
    job.pause()
    assert words.announced(job) == ("Training is paused." if iteration < 100 else said)
