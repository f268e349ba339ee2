"""What is said where a run goes home is so."""

from typing import Any

import pytest

from explorer.runs import home_words
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
