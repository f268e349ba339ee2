"""Which runs a sweep has."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nn_core as nn
from explorer.charts.stops import logarithmic
from explorer.runs.grid import MOST_RUNS, at_random, grid

RANGES = {
    "hidden_size": (5, 500),
    "learning_rate": (0.0001, 10),
    "batch_size": (1, 1000),
    "weight_init_std": (0.001, 1),
}


def test_a_grid_has_every_combination_with_every_seed_once() -> None:
    configs = grid({"learning_rate": [0.01, 0.1, 0.1, 1], "hidden_size": [10, 50]}, seeds=[0, 7, 7], iterations=300)
    assert configs[0] == nn.TrainingConfig(hidden_size=10, learning_rate=0.01, iterations=300, seed=0)
    assert configs[1] == nn.TrainingConfig(hidden_size=10, learning_rate=0.01, iterations=300, seed=7)
    assert len(configs) == len(set(configs)) == 3 * 2 * 2
    assert {(one.learning_rate, one.hidden_size, one.seed) for one in configs} == {
        (lr, hidden, seed) for lr in (0.01, 0.1, 1) for hidden in (10, 50) for seed in (0, 7)
    }


def test_a_grid_of_nothing_is_the_lesson_s_settings() -> None:
    assert grid({}, seeds=[3], iterations=10) == (nn.TrainingConfig(iterations=10, seed=3),)


@pytest.mark.slow
@settings(max_examples=30)
@given(st.integers(1, 60), st.integers(0, 1000))
def test_what_is_drawn_is_decided_by_its_seed_and_lies_between_the_ends(number: int, seed: int) -> None:
    configs = at_random(number, RANGES, seeds=[0, 1], iterations=100, seed=seed)
    assert configs == at_random(number, RANGES, seeds=[0, 1], iterations=100, seed=seed)
    assert len(set(configs)) == len(configs) == 2 * number
    for name, (low, high) in RANGES.items():
        assert all(low <= getattr(config, name) <= high for config in configs)
    sliders = {"learning_rate": logarithmic(0.0001, 10), "weight_init_std": logarithmic(0.0001, 10)}
    for name, stops in sliders.items():
        assert {getattr(config, name) for config in configs} <= set(stops), "the trainer can be set so"


def test_every_power_of_ten_has_the_same_chance() -> None:
    values = at_random(200, RANGES, seeds=[0], iterations=100)
    for name in ("learning_rate", "batch_size"):
        low, high = np.log10(RANGES[name])
        decades = np.histogram([np.log10(getattr(config, name)) for config in values], np.arange(low, high + 0.5))[0]
        # A binomial count of 200 draws: four standard deviations around what is expected.
        chance = 1 / len(decades)
        assert np.abs(decades - 200 * chance).max() < 4 * np.sqrt(200 * chance * (1 - chance)) + 200 * 0.05


def test_where_the_ranges_hold_fewer_there_are_fewer() -> None:
    configs = at_random(50, {"learning_rate": (0.1, 0.1), "hidden_size": (1, 3)}, seeds=[0], iterations=100)
    assert {config.hidden_size for config in configs} == {1, 2, 3}
    assert {config.learning_rate for config in configs} == {0.1}
    assert len(configs) == 3


@pytest.mark.parametrize("ends", [(0.001, 1.5e308), (5e-324, 1), (5e-324, 6e-324), (1e308, 1.7e308)])
def test_a_range_to_the_end_of_what_there_is_can_be_drawn_from(ends: tuple[float, float]) -> None:
    for config in at_random(9, {"learning_rate": ends}, seeds=[0], iterations=1):
        assert ends[0] <= config.learning_rate <= ends[1]


def test_a_narrow_range_without_a_round_number_has_its_ends() -> None:
    configs = at_random(9, {"learning_rate": (0.0131, 0.0132)}, seeds=[0], iterations=100)
    assert {config.learning_rate for config in configs} <= {0.0131, 0.0132}


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: grid({"learning_rate": []}, [0], 100), "at least one value for learning rate"),
        (lambda: grid({"learning_rate": [0.1]}, [], 100), "at least one value for seed"),
        (lambda: grid({"hidden_size": range(1, 102)}, [0, 1], 100), "202 runs, and a sweep has at most 200"),
        (lambda: grid({"hidden_size": range(1, 10**4), "batch_size": range(1, 10**4)}, [0], 1), "at most 200"),
        (lambda: grid({"momentum": [0.9]}, [0], 100), "not momentum"),
        (lambda: grid({"learning_rate": [-1]}, [0], 100), "learning_rate must be"),
        (lambda: grid({"hidden_size": [1.5]}, [0], 100), "hidden_size must be"),
        (lambda: grid({}, [0], 0), "iterations must be"),
        (lambda: grid({}, [-1], 100), "seed must be"),
        (lambda: at_random(0, RANGES, [0], 100), "at least 1 combination at random, not 0"),
        (lambda: at_random(101, RANGES, [0, 1], 100), "202 runs"),
        (lambda: at_random(5, {"weight_init_std": (0, 1)}, [0], 100), "weight scale at random has to be above 0"),
        (lambda: at_random(5, {"learning_rate": (0.1, float("inf"))}, [0], 100), "finite"),
        (lambda: at_random(5, {"learning_rate": (float("nan"), 1)}, [0], 100), "above 0"),
        (lambda: at_random(5, {"learning_rate": ()}, [0], 100), "at least one value"),
    ],
)
def test_what_is_no_sweep_is_refused_with_a_sentence(make: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make()


def test_as_many_as_there_may_be_are_taken() -> None:
    assert len(grid({"hidden_size": range(1, 101)}, [0, 1], 100)) == MOST_RUNS
