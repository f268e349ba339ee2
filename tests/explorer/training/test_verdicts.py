"""What is said about a run: rules that look at the cause, and advice that helps."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

import nn_core as nn
from explorer.data import datasets
from explorer.training import sliders, verdicts
from explorer.training.settings import config_of, controls_of
from explorer.training.verdicts import Level, Verdict


@pytest.fixture(scope="module")
def dataset() -> nn.Dataset:
    return datasets.load(datasets.SAMPLE).dataset


def trained(dataset: nn.Dataset, **controls: Any) -> nn.TrainingRun:
    """A run of a quarter of a second or less."""
    config = config_of({**controls_of(nn.TrainingConfig(iterations=300)), **controls})
    with threadpool_limits(1):  # two threads would wait for each other wherever something else is running
        return nn.advance(nn.start_training(config, dataset), dataset, config.iterations)


def judge(run: nn.TrainingRun) -> Verdict:
    verdict = verdicts.verdict(run, classes=10)
    assert verdict is not None
    return verdict


# For each rule runs that it holds for, with what its sentence has to say, and the settings that it advises.
RUNS: list[tuple[dict[str, Any], str, str, dict[str, Any]]] = [
    (
        {"init_std": 1.0, "lr": 0.01, "iterations": 1000},
        "Weight scale too large",
        "a scale of 1: it drives",
        {"init_std": 0.1, "lr": 1.0},
    ),
    ({"init_std": 8.0, "hidden": 4}, "Weight scale too large", "4 hidden units", {"init_std": 0.1, "hidden": 50}),
    ({"init_std": 5.0, "lr": 1.0}, "Weight scale too large", "Before the first step the loss was", {"init_std": 0.1}),
    ({"init_std": 0.0, "lr": 0.5}, "Units started alike", "50 hidden units", {"init_std": 0.1}),
    ({"lr": 10.0}, "Learning rate too large", "learning rate 10 is too large for batches of 100", {"lr": 1.0}),
    ({"lr": 1.0, "batch": 1}, "Learning rate too large", "batches of 1 image", {"batch": 100, "lr": 1.0}),
    ({"lr": 3.0, "batch": 10, "iterations": 1000}, "Learning rate too large", "too long to settle", {"lr": 0.3}),
    ({"lr": 0.001}, "Learning rate too small", "2.30, and guessing costs 2.30", {"lr": 1.0}),
    ({"lr": 0.02, "iterations": 1500}, "Learning rate too small", "It is learning", {"lr": 1.0}),
    ({"iterations": 500, "lr": 0.3}, "Still learning", "still falling", {"iterations": 1500}),
    ({"batch": 1, "lr": 0.1}, "Too few images", "300 batches of 1 image", {"batch": 100, "lr": 1.0}),
    ({"iterations": 20, "lr": 1.0, "init_std": 0.1}, "Too few images", "20 batches of 100 images", {"iterations": 60}),
    ({"iterations": 1, "lr": 0.1}, "Too few images", "1 batch of 100 images, which is too few", {"iterations": 3}),
    ({"hidden": 2, "lr": 1.0, "iterations": 1000}, "Too few hidden units", "2 hidden units", {"hidden": 50}),
    ({"hidden": 2, "init_std": 0.0, "lr": 0.5}, "Units started alike", "Both hidden units started", {"hidden": 50}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("controls", "name", "sentence", "advice"), RUNS, ids=lambda case: str(case)[:40])
def test_each_rule_names_its_cause_and_its_advice_helps(
    dataset: nn.Dataset, controls: dict[str, Any], name: str, sentence: str, advice: dict[str, Any]
) -> None:
    run = trained(dataset, **controls)
    verdict = judge(run)
    assert verdict.name == name
    assert sentence in verdict.sentence
    assert verdict.advice.items() >= advice.items()
    assert verdict.level is (Level.BAD if run.test_accuracy[-1] < 0.55 else Level.FAIR)
    again = trained(dataset, **controls_of(run.config) | verdict.advice)
    assert again.test_accuracy[-1] > run.test_accuracy[-1]


@pytest.mark.slow
def test_what_is_learned_by_heart_is_told_from_what_is_learned_well(dataset: nn.Dataset) -> None:
    by_heart = trained(dataset, lr=2.0, iterations=1500)
    assert by_heart.train_accuracy[-1] - by_heart.test_accuracy[-1] > 0.05
    assert judge(by_heart).name == "Learned by heart"
    assert judge(by_heart).level is Level.FAIR
    assert judge(by_heart).advice == {}
    advised = verdicts.verdict(by_heart, 10, larger="mnist")
    assert advised is not None
    assert advised.advice == {"dataset": "mnist"}
    only_just = verdicts.verdict(run_with(np.linspace(0.1, 0.05, 9000), 0.95, 0.87, lr=8.0, batch=48), 10, "mnist")
    assert only_just is not None
    assert only_just.advice == {"dataset": "mnist", "lr": 0.6}
    assert "Besides, learning rate 8 is too large for batches of 48 images." in only_just.sentence
    well = trained(dataset, lr=0.5, iterations=700)
    assert judge(well).level is Level.GOOD


@pytest.mark.parametrize(
    ("train", "test", "name"),
    [(0.98, 0.83, "Learned by heart"), (1.0, 0.45, "Learned by heart"), (0.8, 0.7, "Too few hidden units")],
)
def test_few_units_are_not_to_blame_for_what_they_know_by_heart(train: float, test: float, name: str) -> None:
    assert judge(run_with(np.linspace(0.5, 0.5, 9000), train, test, hidden=5, lr=0.1)).name == name


def run_with(
    losses: list[float] | np.ndarray, train: float = 0.1, test: float = 0.1, diverged: bool = False, **controls: Any
) -> nn.TrainingRun:
    """A run that has come to its end with these losses and accuracies."""
    loss = np.array(losses, np.float32)
    config = config_of({**controls_of(nn.TrainingConfig()), "iterations": len(loss), **controls})
    network = nn.TwoLayerNet(4, config.hidden_size, 10, config.weight_init_std, seed=0)
    measured = np.array([len(loss) - 1]), np.array([train]), np.array([test])
    return nn.TrainingRun(config, network, np.random.default_rng(0), loss, *measured, diverged)


def test_a_loss_that_is_not_finite_before_any_step_is_not_the_learning_rate_s_fault() -> None:
    at_once = judge(run_with([np.nan], diverged=True, init_std=1e38, lr=0.1, iterations=100))
    assert "before any step" in at_once.sentence
    assert at_once.advice["init_std"] == 0.1
    assert "lr" not in at_once.advice or at_once.advice["lr"] == 1.0
    later = judge(run_with([2.3, 5.0, np.nan], diverged=True, lr=1e30, iterations=100))
    assert "At iteration 3 " in later.sentence
    assert later.advice == {"lr": 1.0}
    by_one_step = judge(run_with([2.3], diverged=True, lr=1e45, iterations=1))
    assert "At iteration 1 the loss or a weight was no longer a finite number, thrown too far" in by_one_step.sentence
    assert at_once.level is later.level is Level.BAD


def test_a_learning_rate_that_was_small_for_a_while_only_is_not_blamed() -> None:
    run = run_with(np.full(3000, 0.5), 0.8, 0.8, lr=0.01)
    assert judge(run).name == "Learning rate too small"
    lowered = verdicts.verdict(replace(run, rates=((0, 0.5), (2000, 0.01))), 10)
    assert lowered is not None
    assert "too small" not in lowered.name + lowered.sentence
    never_far = verdicts.verdict(replace(run, rates=((0, 0.02), (2000, 0.01))), 10)
    assert never_far is not None
    assert never_far.name == "Learning rate too small"


def test_a_learning_rate_is_judged_by_all_its_iterations_not_by_the_latest() -> None:
    at_the_end = replace(run_with(np.full(3000, 2.3), lr=10.0), rates=((0, 0.0001), (2999, 10.0)))
    assert judge(at_the_end).name == "Learning rate too small"
    assert "a learning rate of 0.0034 on average is too small for 3,000 steps" in judge(at_the_end).sentence
    settled = replace(run_with(np.full(3000, 0.2), 0.93, 0.92, lr=0.1), rates=((0, 10.0), (2500, 0.1)))
    assert judge(settled).level is Level.GOOD


def test_more_iterations_are_advised_at_a_rate_that_is_worth_them() -> None:
    falling = run_with(np.linspace(0.6, 0.5, 3000), 0.86, 0.85, lr=0.3)
    assert judge(falling).name == "Still learning"
    assert judge(replace(falling, rates=((0, 0.5), (100, 0.3)))).name == "Still learning"
    slow = replace(falling, config=replace(falling.config, learning_rate=0.0001), rates=((0, 0.3), (2999, 0.0001)))
    assert judge(slow).advice == {}


def test_what_was_not_measured_is_not_said_and_what_is_better_not_nearly_as_good() -> None:
    said = [judge(run_with(np.full(3000, 0.2), train, 0.92)).sentence for train in (0.93, 0.92, np.nan)]
    assert "nearly as well as" in said[0]
    assert "never saw as well as" in said[1]
    assert said[2].startswith("Of images that it never saw it reads 92.0% right.")
    assert "as well as" not in said[2]


def test_nothing_is_said_before_there_is_something_to_say() -> None:
    run = run_with(np.full(1000, 2.3), lr=0.001)
    assert verdicts.verdict(replace(run, train_loss=run.train_loss[:0]), 10) is None
    assert verdicts.verdict(replace(run, train_loss=run.train_loss[:999]), 10) is None, "it may still be raised"
    assert verdicts.verdict(run, 10) is not None


def test_a_hopeless_run_is_told_so_while_it_trains() -> None:
    run = run_with(np.full(1000, 9.0), lr=10.0, iterations=5000)
    early = replace(run, train_loss=run.train_loss[:299])
    assert not run.finished
    assert judge(run).name == "Learning rate too large"
    assert verdicts.verdict(early, 10) is None, "the beginning may be unlucky"
    falling = run_with(np.linspace(9.0, 5.0, 1000), lr=10.0, iterations=5000)
    assert verdicts.verdict(falling, 10) is None


def test_a_verdict_names_all_that_is_in_the_way() -> None:
    verdict = judge(run_with(np.full(100, 2.3), lr=0.0001, hidden=1, batch=2, init_std=0.0001))
    for cause in (
        "learning rate 0.0001 is too small",
        "1 hidden unit is",
        "100 batches of 2 images",
        "scale of 0.0001 is too small",
    ):
        assert cause in verdict.sentence
    assert verdict.advice == {"init_std": 0.1, "hidden": 50, "batch": 100, "lr": 1.0}


configs = st.builds(
    nn.TrainingConfig,
    hidden_size=st.integers(1, 500),
    learning_rate=st.sampled_from(sliders.LEARNING_RATES),
    batch_size=st.integers(1, 1000),
    iterations=st.integers(100, sliders.MAX_ITERATIONS),
    weight_init_std=st.sampled_from([0.0, *sliders.LEARNING_RATES]),
)


@given(
    config=configs,
    done=st.integers(1, 400),
    start=st.floats(0, 16.2),
    end=st.floats(0, 16.2),
    accuracies=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    classes=st.integers(2, 20),
    larger=st.sampled_from([None, "mnist"]),
)
def test_every_run_gets_a_verdict_that_fits_its_accuracy_and_advice_that_can_be_set(
    config: nn.TrainingConfig,
    done: int,
    start: float,
    end: float,
    accuracies: tuple[float, float],
    classes: int,
    larger: str | None,
) -> None:
    """Whatever its settings, losses and accuracies are."""
    train, test = accuracies
    run = run_with(np.linspace(start, end, done), train, test, **controls_of(replace(config, iterations=done)))
    verdict = verdicts.verdict(run, classes, larger)
    assert verdict is not None
    assert verdict.name
    assert verdict.sentence.endswith(".")
    assert not (test < 0.5 and verdict.level is Level.GOOD)
    assert not (test > 0.9 and verdict.level is Level.BAD)
    advice = dict(verdict.advice)
    assert advice.pop("dataset", larger) == larger
    changed = controls_of(run.config) | advice
    config_of(changed)
    assert changed["lr"] in sliders.LEARNING_RATES
    assert changed["iterations"] <= sliders.MAX_ITERATIONS
    assert not advice or changed != controls_of(run.config), "advice changes something"
    if verdict.level is Level.GOOD:
        assert verdict.advice.keys() <= {"iterations"}
