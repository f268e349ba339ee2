"""Who goes on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn_core as nn
from explorer.runs import halving


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_the_best_third_goes_on_in_its_order(scores: list[float]) -> None:
    kept = halving.best_third(dict(enumerate(scores)))
    assert len(kept) == -(-len(scores) // 3)
    assert kept == sorted(kept)
    ended = set(range(len(scores))) - set(kept)
    assert all((scores[one], -one) > (scores[other], -other) for one in kept for other in ended), "of equals the first"


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
        runs = len(halving.best_third(dict.fromkeys(range(runs), 0.5)))
    assert cost * 3 == 81 * iterations
