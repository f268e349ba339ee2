"""What seeds explain, beside SciPy's tests and beside what luck does when it is let loose."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nn_core as nn
from explorer.runs import luck
from explorer.runs.luck import Finding, Group

stats = pytest.importorskip("scipy.stats")
IMAGES = 10_000
some_accuracies = st.lists(st.integers(0, IMAGES), min_size=2, max_size=9).map(lambda n: tuple(x / IMAGES for x in n))


def group(*accuracies: float, **settings: float) -> Group:
    return Group(nn.TrainingConfig(**settings), accuracies)  # type: ignore[arg-type]


@pytest.mark.slow
@settings(max_examples=50)
@given(some_accuracies, some_accuracies)
def test_welch_s_test_is_scipy_s(one: tuple[float, ...], other: tuple[float, ...]) -> None:
    p = luck.welch(one, other, IMAGES)
    assert p is not None
    assert 0 <= p <= 1
    assert p == luck.welch(other, one, IMAGES)
    if min(np.var(one), np.var(other)) > 1e-9:  # more than the rounding to whole images
        expected = stats.ttest_ind(one, other, equal_var=False).pvalue
        assert p == pytest.approx(expected, rel=1e-4, abs=1e-9)


def test_seeds_that_agree_to_the_last_image_spread_by_the_rounding() -> None:
    assert luck.welch((0.95, 0.95), (0.95, 0.95), IMAGES) == pytest.approx(1)
    deviation = 1 / (math.sqrt(12) * IMAGES)  # that of what is rounded to whole images
    t = 1e-4 / math.sqrt(2 * deviation**2 / 2)
    expected = 2 * stats.t.sf(t, df=2)
    assert luck.welch((0.95, 0.95), (0.9501, 0.9501), IMAGES) == pytest.approx(expected, rel=1e-6)
    near, far = luck.welch((0.95, 0.95), (0.9501, 0.9501), IMAGES), luck.welch((0.95, 0.95), (0.96, 0.96), IMAGES)
    assert near is not None
    assert far is not None
    assert near > luck.LEVEL > far > 0


def test_one_seed_cannot_say() -> None:
    assert luck.welch((0.95,), (0.1, 0.11), IMAGES) is None
    assert luck.compare(group(0.95), group(0.1, 0.11), IMAGES) is Finding.UNKNOWN
    assert group(0.95).spread is None


def test_luck_alone_is_called_real_no_more_often_than_is_said() -> None:
    rng = np.random.default_rng(0)
    trials, wrong = 300, 0
    for _ in range(trials):
        one, other = (group(*(rng.normal(0.95, 0.002, 3))) for _ in range(2))
        wrong += luck.compare(one, other, IMAGES) is Finding.REAL
    # So many or fewer with a probability of 99.9% where luck is called real in 5 of 100.
    assert wrong <= stats.binom.ppf(0.999, trials, luck.LEVEL)


def test_of_many_that_are_equally_good_hardly_ever_one_is_called_worse_than_the_best() -> None:
    rng = np.random.default_rng(0)
    trials, wrong = 200, 0
    for _ in range(trials):
        ranked = sorted((group(*(rng.normal(0.95, 0.002, 10))) for _ in range(10)), key=lambda one: -one.mean)
        wrong += Finding.REAL in luck.worse_than_best(ranked, IMAGES)
    assert wrong <= stats.binom.ppf(0.999, trials, luck.LEVEL)


def test_the_more_is_compared_the_larger_a_difference_has_to_be() -> None:
    one, other = group(0.950, 0.951, 0.952), group(0.947, 0.948, 0.949)
    assert luck.compare(one, other, IMAGES) is Finding.REAL
    assert luck.compare(one, other, IMAGES, comparisons=8) is Finding.LUCK
    worse = group(0.5, 0.51, 0.52)
    assert luck.worse_than_best([one, other, *[worse] * 7], IMAGES) == [Finding.LUCK, *[Finding.REAL] * 7]
    assert luck.worse_than_best([one], IMAGES) == []


def test_runs_that_differ_in_their_seeds_alone_are_a_group_and_the_best_stands_first() -> None:
    slow, fast = nn.TrainingConfig(learning_rate=0.01), nn.TrainingConfig(learning_rate=1)
    runs = [(slow, 0.5), (fast, 0.9), (nn.TrainingConfig(learning_rate=0.01, seed=5), 0.6)]
    assert luck.groups(runs) == [Group(fast, (0.9,)), Group(slow, (0.5, 0.6))]
    (_, both) = luck.groups(runs)
    assert both.mean == pytest.approx(0.55)
    assert both.spread == pytest.approx(math.sqrt(0.005))


@given(st.integers(0, IMAGES), st.integers(0, IMAGES))
def test_what_the_choice_of_images_does_is_binomial(one: int, other: int) -> None:
    error = luck.sampling_error(one / IMAGES, IMAGES)
    assert error == pytest.approx(stats.binom.std(IMAGES, one / IMAGES) / IMAGES, abs=1e-15)
    explained = luck.explained_by_images(one / IMAGES, other / IMAGES, IMAGES)
    both = stats.binom.std(IMAGES, (one + other) / 2 / IMAGES) / IMAGES  # if they are equally good
    assert explained == pytest.approx(stats.norm.isf(0.0455 / 2) * math.sqrt(2) * both, rel=1e-3), "two deviations"
