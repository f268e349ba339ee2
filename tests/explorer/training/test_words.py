"""What the trainer page says."""

from pathlib import Path

import numpy as np
import pytest

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.training import words
from explorer.training.jobs import Job


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.04, "0.0 s"), (4.21, "4.2 s"), (38.4, "38 s"), (59.6, "1 min 0 s"), (125, "2 min 5 s")]
)
def test_durations_are_said_as_a_person_would(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


def run_with(losses: list[float], learning_rate: float) -> nn.TrainingRun:
    config = nn.TrainingConfig(learning_rate=learning_rate)
    rng = np.random.default_rng(0)
    return nn.TrainingRun(config, nn.TwoLayerNet(4, 3, 10, seed=0), rng, train_loss=np.array(losses, np.float32))


def test_a_run_is_in_trouble_when_it_ends_up_worse_than_guessing() -> None:
    assert words.trouble(run_with([2.3] * 1000, 0.1), classes=10) is None
    assert words.trouble(run_with([9.0] * 800 + [0.3] * 200, 10), classes=10) is None, "it recovered"
    sentence = words.trouble(run_with([9.0] * 1000, 8), classes=10)
    assert sentence is not None
    assert "learning rate 8 is too large" in sentence
    assert "try 0.1." in sentence
    assert "9.00" in sentence
    assert "2.30" in sentence


def test_an_unlucky_beginning_is_no_trouble() -> None:
    assert words.trouble(run_with([16.0] * 199, 10), classes=10) is None


@pytest.mark.parametrize(("rate", "advice"), [(10, 0.1), (0.5, 0.05), (0.001, 0.0001)])
def test_the_advice_is_a_smaller_learning_rate(rate: float, advice: float) -> None:
    sentence = words.trouble(run_with([9.0] * 1000, rate), classes=10)
    assert sentence is not None
    assert f"try {advice:g}." in sentence


def test_the_formula_has_the_numbers_of_the_settings_in_it() -> None:
    x, t = np.zeros((1000, 784), np.uint8), np.arange(1000) % 10
    formula = words.formula(nn.TrainingConfig(), nn.Dataset(x, t, x, t))
    assert "39,760" in formula
    assert "1,000 / 100 = **10 iterations**" in formula


def test_every_control_has_its_setting() -> None:
    config = nn.TrainingConfig(7, 0.2, 30, 400, 0.05, 6)
    controls = words.controls(config)
    assert (
        nn.TrainingConfig(*(controls[key] for key in ("hidden", "lr", "batch", "iterations", "init_std", "seed")))
        == config
    )


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
