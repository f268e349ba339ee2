"""What is said where a run goes home is so."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from explorer.runs import home_words
from explorer.training import rates
from explorer.training.sliders import LEARNING_RATES
from tests.explorer.runs.made import kept, made


@pytest.mark.parametrize(
    ("settings", "again"),
    [
        ({}, True),
        ({"iterations": 200, "learning_rate": 0.2, "seed": 5, "weight_init_std": 0.0}, True),
        ({"done": 20}, False),
        ({"iterations": 56}, False),
        ({"learning_rate": 0.123}, False),
        ({"hidden": 800}, False),
        ({"batch_size": 3000}, False),
        ({"weight_init_std": 0.011}, False),
        ({"seed": 4_000_000_000}, False),
    ],
)
def test_a_link_is_said_to_give_the_same_run_where_the_trainer_can_be_set_to_it(
    settings: dict[str, Any], again: bool
) -> None:
    _, (one,) = kept(made(**settings))
    assert ("gets the same run" in home_words.homework(one)) == again
    assert ("to the last bit" in home_words.let_go(one)) == again


def test_a_link_that_takes_the_first_of_many_changes_gives_no_run_again() -> None:
    for changes, again in ((rates.MOST_CHANGES, True), (rates.MOST_CHANGES + 1, False)):
        run = made(iterations=1000)
        later = tuple((at, LEARNING_RATES[at % 2]) for at in range(1, changes + 1))
        _, (one,) = kept(replace(run, rates=((0, run.config.learning_rate), *later)))
        assert home_words.comes_again(one) == again


def test_nobody_is_asked_to_hand_in_a_file_that_cannot_be_had() -> None:
    for settings, instead in (({}, "hand in this link: "), ({"seed": 4_000_000_000}, "hand in its program.")):
        _, (one,) = kept(made(**settings))
        one.run.network.params["b1"] = np.empty(0, np.float32)  # as of one that is kept without its weights
        assert not one.has_weights
        assert instead in home_words.homework(one)
        assert "file" not in home_words.homework(one)


def test_a_figure_has_this_run_the_best_and_the_latest() -> None:
    visit, runs = kept(made((0.1, 0.9)), *(made((0.1, 0.5)) for _ in range(7)))
    assert visit
    shown = home_words.in_a_figure(runs, runs[1], {1})
    assert [one.number for one in shown] == [1, 2, 6, 7, 8]
