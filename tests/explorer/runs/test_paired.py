"""Two networks on the same images: counted one by one, and a coin beside SciPy's."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import nn_core as nn
from explorer.runs.kept import Kept, without_weights
from explorer.runs.luck import LEVEL
from explorer.runs.paired import alone, can_be_asked, mcnemar
from tests.explorer.inside.networks import network, noise
from tests.explorer.runs.made import kept, made

stats = pytest.importorskip("scipy.stats")
DATASET = noise(images=400)


def two(dataset: nn.Dataset = DATASET) -> list[Kept]:
    """Two runs whose last accuracy is that of their weights."""
    networks = [network(dataset, seed=seed) for seed in (1, 2)]
    x = dataset.scaled(dataset.x_test)
    return kept(*(replace(made((0.1, net.accuracy(x, dataset.t_test))), network=net) for net in networks))[1]


def test_the_images_are_those_that_only_one_reads() -> None:
    one, other = two()
    only = [0, 0]
    for image, label in zip(DATASET.x_test, DATASET.t_test, strict=True):
        mine, others = (each.run.network.predict(DATASET.scaled(image)).argmax() == label for each in (one, other))
        only[0] += bool(mine and not others)
        only[1] += bool(others and not mine)
    assert alone(one, other, DATASET) == tuple(only)
    assert min(only) > 0
    assert only[0] - only[1] == round((one.final - other.final) * 400)


def test_who_cannot_be_asked_any_more_is_not_told_of() -> None:
    one, other = two()
    assert can_be_asked(one, other)
    assert not can_be_asked(one, replace(other, dataset_name="kmnist"))
    assert not can_be_asked(one, replace(other, run=without_weights(other.run)))
    gone_on = np.append(other.run.train_loss, np.float32(0.5))
    assert not can_be_asked(one, replace(other, run=replace(other.run, train_loss=gone_on))), "it is another one now"
    assert alone(one, replace(other, run=replace(other.run, test_accuracy=np.array([0.1, 0.99]))), DATASET) is None
    assert alone(one, other, noise(images=400, features=4)) is None
    assert alone(one, other, noise(images=400, classes=3)) is None
    assert alone(one, other, noise(images=400, seed=1)) is None, "not the images that it was tested on"


@given(st.integers(0, 5000), st.integers(0, 5000))
@example(0, 0)
@example(7, 7)
@example(0, 5000)
def test_the_tosses_are_scipy_s(one: int, other: int) -> None:
    p = mcnemar(one, other)
    assert p == mcnemar(other, one)
    assert p == pytest.approx(stats.binomtest(one, one + other).pvalue if one + other else 1.0, rel=1e-9, abs=1e-300)


def test_equally_good_networks_are_called_apart_no_more_often_than_is_said() -> None:
    rng = np.random.default_rng(0)
    trials = 2000
    wrong = sum(mcnemar(heads, 60 - heads) < LEVEL for heads in rng.binomial(60, 0.5, trials).tolist())
    assert 0 < wrong <= stats.binom.ppf(0.999, trials, LEVEL)
