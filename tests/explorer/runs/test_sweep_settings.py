"""What the page's controls ask for."""

from typing import Any

import pytest

import nn_core as nn
from explorer.runs.sweep_settings import FIRST, FIRST_ITERATIONS, FIRST_SEEDS, OPTIONS, runs_of
from explorer.training.sliders import LEARNING_RATES

USUAL: dict[str, Any] = {**FIRST, "seeds": FIRST_SEEDS, "iterations": FIRST_ITERATIONS, "random": None}


def test_the_first_settings_are_three_rates_three_sizes_and_two_seeds_of_the_lesson_s_network() -> None:
    found = runs_of(USUAL)
    assert len(found) == 18
    assert {len({getattr(config, name) for config in found}) for name in ("learning_rate", "hidden_size")} == {3}
    assert {(config.batch_size, config.weight_init_std) for config in found} == {
        (nn.TrainingConfig().batch_size, nn.TrainingConfig().weight_init_std)
    }


def test_the_order_in_which_values_are_chosen_changes_nothing() -> None:
    assert runs_of(USUAL | {"lr": [10.0, 0.1, 1.0]}) == runs_of(USUAL)


def test_at_random_a_value_lies_between_the_ends_of_what_is_chosen() -> None:
    found = runs_of(USUAL | {"random": 50, "seeds": 1})
    assert len(found) == 50
    assert all(0.1 <= config.learning_rate <= 10 and 10 <= config.hidden_size <= 200 for config in found)
    assert found == runs_of(USUAL | {"random": 50, "seeds": 1}), "a link gives the same sweep"
    assert {config.learning_rate for config in found} <= set(LEARNING_RATES), "the trainer can have them"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"lr": []}, "Choose at least one value for: learning rate."),
        ({"lr": [], "batch": []}, "learning rate, batch size"),
        ({"lr": list(OPTIONS["lr"]), "hidden": list(OPTIONS["hidden"]), "seeds": 10}, "490 runs"),
        ({"random": 200}, "400 runs"),
    ],
)
def test_too_little_or_too_much_is_said(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        runs_of(USUAL | changed)
