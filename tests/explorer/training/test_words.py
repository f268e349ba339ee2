"""What the trainer page says."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.training import jobs, words
from explorer.training.jobs import Job
from explorer.training.settings import config_of, controls_of
from explorer.training.turns import Turns
from tests.explorer.training.executors import CHUNK, ByHand


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.04, "0.04 s"),
        (0, "0.0 s"),
        (4.21, "4.2 s"),
        (38.4, "38 s"),
        (59.6, "1 min 0 s"),
        (125, "2 min 5 s"),
        (18_180, "5 h 3 min"),
    ],
)
def test_durations_are_said_as_a_person_would(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"lr": 1.0}, "Set learning rate to 1"),
        ({"init_std": 0.1, "lr": 0.25}, "Set learning rate to 0.25 and weight scale to 0.1"),
        ({"iterations": 30_000}, "Set iterations to 30,000"),
        ({"lr": 1.0, "batch": 100, "hidden": 50}, "Set hidden size to 50, learning rate to 1 and batch size to 100"),
        ({"dataset": "mnist"}, "Set data set to mnist"),
    ],
)
def test_advice_is_said_as_what_its_button_does(settings: dict[str, object], said: str) -> None:
    was = {"dataset": "sample", "iterations": 3000, "hidden": 5, "lr": 10.0, "batch": 1, "init_std": 5.0}
    assert words.advice(settings, was) == said
    already = {"batch": was["batch"], **settings}
    assert words.advice(already, was) == said, "what is so already is not said"
    assert words.advice({"lr": 10.0}, was) == "Set learning rate to 10"


def test_the_formula_has_the_numbers_of_the_settings_in_it() -> None:
    x, t = np.zeros((1000, 784), np.uint8), np.arange(1000) % 10
    formula = words.formula(nn.TrainingConfig(), nn.Dataset(x, t, x, t))
    assert "39,760" in formula
    assert "1,000 / 100 = **10 iterations**" in formula


def test_every_control_has_its_setting() -> None:
    config = nn.TrainingConfig(7, 0.2, 30, 400, 0.05, 6)
    assert config_of(controls_of(config)) == config


@pytest.mark.slow
def test_a_run_that_stands_is_said_to_wait_and_not_to_have_a_pace(
    digits: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = ByHand()
    job = Job(nn.start_training(nn.TrainingConfig(iterations=4 * CHUNK), digits.dataset), digits, turns=Turns(worker))
    job.keep_going()
    assert words.progress(job, 1) == "Starting."
    worker.work()
    assert words.progress(job, 1) == "500 of 2,000 iterations."
    worker.work()
    assert "a second" in words.progress(job, 1)
    with monkeypatch.context() as patched:  # patience ends between one look at it and the next
        left = iter([3.0])
        patched.setattr(Job, "seconds_left", property(lambda _: next(left, None)))
        assert "3.0 s left" in words.progress(job, 1)
    monkeypatch.setattr(jobs, "SECONDS_OF_PATIENCE", -1)
    monkeypatch.setattr(job, "_moved", -math.inf)
    assert words.progress(job, 1) == "1,000 of 2,000 iterations. It waits for a worker."
    assert words.progress(job, 2) == "1,000 of 2,000 iterations. It waits for a worker. 2 runs share the workers."
    worker.work(2)
    assert words.progress(job, 1).startswith("Done:")


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


def test_a_run_that_has_diverged_is_announced_as_that() -> None:
    job = a_job()
    job.run = replace(job.run, diverged=True)
    assert words.announced(job) == "The run has diverged and is over."


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("", "the same"),
        ("10:0.123", "0.123 from iteration 10"),
        ("60000:0.5,70000:1e-20", "0.5 from iteration 60,000 and 1e-20 from iteration 70,000"),
        (
            ",".join(f"{n}:1" for n in range(1, 1001)),
            f"{', '.join(f'1 from iteration {n}' for n in range(1, 6))} and 995 more",
        ),
    ],
)
def test_later_rates_are_told_as_they_were_whatever_the_controls_can_be_set_to(then: str, said: str) -> None:
    assert words.value("then", then) == said


def a_job(**controls: object) -> Job:
    """One that was begun with these controls, and is at its end."""
    x = np.random.default_rng(0).random((20, 4))
    dataset = nn.Dataset(x, x.argmax(axis=1), x, x.argmax(axis=1))
    config = config_of(controls_of(nn.TrainingConfig(iterations=100)) | controls)
    job = Job(nn.start_training(config, dataset), Digits("digits", Path(), dataset))
    job.run = nn.advance(job.run, dataset, config.iterations)
    return job


def test_what_the_controls_have_other_than_the_curves_is_named() -> None:
    job = a_job(hidden=7)
    same = job.settings
    assert words.difference(job, same, str) == ""
    assert words.difference(job, same | {"lr": 10.0, "batch": 1, "then": "50:0.5", "seed": 1}, str) == (
        "These curves: **learning rate 0.1, learning rate later the same, batch size 100, seed 0**. "
        "Next run: **learning rate 10, learning rate later 0.5 from iteration 50, batch size 1, seed 1**."
    )
    assert words.difference(job, same | {"lr": 0.12}, str) == "These curves: **learning rate 0.1**. Next run: **0.12**."
    for key, other in {"dataset": "mnist", "hidden": 8, "iterations": 200, "init_std": 0.1}.items():
        assert str(other) in words.difference(job, same | {key: other}, str)
    assert "Next run: **`*a*`**" in words.difference(job, same | {"dataset": "*a*"}, plain=lambda name: f"`{name}`")


def test_a_run_under_way_follows_the_learning_rate_and_so_does_not_differ_in_it() -> None:
    job = a_job()
    job.run = nn.start_training(job.run.config, job.digits.dataset)
    assert words.difference(job, job.settings | {"lr": 10.0}, str) == ""
    assert "Next run: **9**" in words.difference(job, job.settings | {"hidden": 9, "lr": 10.0}, str)


def test_a_run_whose_rate_was_changed_is_drawn_with_its_first_and_a_link_that_has_all() -> None:
    job = a_job()
    job.run = replace(job.run, rates=((0, 0.1), (30, 0.5), (60, 2.0)))
    assert (job.settings["lr"], job.settings["then"]) == (0.1, "30:0.5,60:2")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("controls", "lines"),
    [
        ({}, ["learning rate 0.1", "batch 100, 50 hidden units"]),
        ({"then": "30:0.5", "hidden": 1}, ["learning rate 0.1, then 0.5", "batch 100, 1 hidden unit"]),
        ({"then": "30:0.5,60:2", "batch": 1000}, ["learning rate 0.1, then … 2", "batch 1,000, 50 hidden units"]),
        (
            {"init_std": 0.0, "seed": 3},
            ["learning rate 0.1", "batch 100, 50 hidden units", "weight scale 0, seed 3"],
        ),
    ],
)
def test_the_settings_at_a_curve_are_few_lines(controls: dict[str, object], lines: list[str]) -> None:
    assert words.at_curve({**a_job().settings, **controls}) == lines


def test_what_is_not_to_be_told_does_not_stand_at_the_curve() -> None:
    drawn = a_job().settings | {"then": "30:0.5"}
    assert words.at_curve({key: value for key, value in drawn.items() if key not in ("lr", "hidden")}) == ["batch 100"]
    assert words.at_curve({"lr": drawn["lr"]}) == ["learning rate 0.1"]
