"""The questions about two runs: their right answers are what the two come to."""

import pytest

import nn_core as nn
from explorer.data import datasets
from explorer.runs.experiments import DUELS


@pytest.mark.slow
@pytest.mark.parametrize("duel", DUELS, ids=lambda duel: duel.asks.title)
def test_the_right_answer_is_what_the_runs_come_to(duel) -> None:
    dataset = datasets.load(datasets.SAMPLE).dataset
    one, other = (
        nn.advance(nn.start_training(config, dataset), dataset, config.iterations).test_accuracy[-1]
        for config in duel.configs
    )
    true = {
        "the bold one, 1": other > one,
        "a few points": 0.01 < other - one < 0.2,
        "a little apart": 0.005 < abs(other - one) < 0.03,
    }
    assert true[duel.asks.choices[duel.asks.right]]
