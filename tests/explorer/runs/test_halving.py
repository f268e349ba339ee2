"""How many go on, and how long."""

import pytest

import nn_core as nn
from explorer.runs import halving


@pytest.mark.parametrize(
    ("iterations", "rounds"), [(9000, [1000, 3000, 9000]), (2000, [223, 667, 2000]), (1, [1, 1, 1])]
)
def test_rounds_are_a_ninth_a_third_and_all(iterations: int, rounds: list[int]) -> None:
    config = nn.TrainingConfig(hidden_size=7, iterations=iterations, seed=3)
    found = halving.rounds(config)
    assert [one.iterations for one in found] == rounds
    assert found[-1] == config
    assert {(one.hidden_size, one.seed) for one in found} == {(7, 3)}


def test_with_many_settings_it_takes_a_third_of_the_time() -> None:
    runs, iterations, cost = 81, 9000, 0
    for config in halving.rounds(nn.TrainingConfig(iterations=iterations)):
        cost += runs * config.iterations
        runs = halving.going_on(runs)
    assert cost * 3 == 81 * iterations
