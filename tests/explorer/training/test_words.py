"""What the trainer page says."""

import numpy as np
import pytest

import nn_core as nn
from explorer.training import words


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
