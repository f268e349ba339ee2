"""Who goes on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn_core as nn
from explorer.runs import halving


@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0, 1)), min_size=1, max_size=40))
def test_the_best_third_goes_on_in_its_order(scores: list[tuple[int, float]]) -> None:
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
    shortened = [halving.shortened(config, number) for number in range(halving.ROUNDS)]
    assert [one.iterations for one in shortened] == rounds
    assert shortened[-1] == config
    assert {(one.hidden_size, one.seed) for one in shortened} == {(7, 3)}


def test_all_of_it_takes_a_third_of_the_time() -> None:
    runs, iterations, cost = 81, 9000, 0
    for number in range(halving.ROUNDS):
        cost += runs * halving.shortened(nn.TrainingConfig(iterations=iterations), number).iterations
        runs = len(halving.best_third(dict.fromkeys(range(runs), (1, 0.5))))
    assert cost * 3 == 81 * iterations
