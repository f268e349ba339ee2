"""How two runs differ, and how much of it may be luck."""

import math
from dataclasses import replace

import pytest

from explorer.runs.differences import difference, fell, passed
from explorer.runs.luck import Finding
from tests.explorer.runs.made import kept, made


def test_what_differs_and_by_how_much() -> None:
    _, (one, other) = kept(made((0.1, 0.94), learning_rate=0.5), made((0.1, 0.9)))
    found = difference(one, other)
    assert found.settings == {"lr": (0.5, 0.1)}
    assert found.causes == ["lr"]
    assert found.gained == pytest.approx(0.04)
    assert found.by_images == pytest.approx(2 * math.sqrt(2 * 0.92 * 0.08 / 1000))
    assert found.beyond_images
    assert not found.stopped


def test_a_seed_is_no_cause_and_a_rate_that_was_changed_on_the_way_is_one() -> None:
    changed = replace(made(), rates=((0, 0.1), (100, 0.5)))
    _, (one, other) = kept(changed, made(seed=1))
    found = difference(one, other)
    assert found.settings == {"then": ("100:0.5", ""), "seed": (0, 1)}
    assert found.causes == ["then"]


def test_of_different_images_nobody_can_tell_luck() -> None:
    runs, (one,) = kept(made((0.1, 0.9)))
    other = runs.add(made((0.1, 0.5)), "kmnist", 1.0, 10_000)
    found = difference(one, other)
    assert not found.comparable
    assert found.by_images is None
    assert not found.beyond_images


def group(learning_rate: float, *ends: float) -> list:
    return [made((0.1, end), learning_rate=learning_rate, seed=seed) for seed, end in enumerate(ends)]


def test_seeds_tell_a_difference_that_is_larger_than_luck_from_one_that_is_not() -> None:
    _, runs = kept(*group(0.5, 0.94, 0.941, 0.939), *group(0.1, 0.9, 0.901, 0.902))
    assert difference(runs[0], runs[3], runs).by_seeds is Finding.REAL
    _, runs = kept(*group(0.5, 0.94, 0.90, 0.92), *group(0.1, 0.9, 0.93, 0.92))
    assert difference(runs[0], runs[3], runs).by_seeds is Finding.LUCK
    assert difference(runs[0], runs[1], runs).by_seeds is Finding.UNKNOWN, "they differ in their seeds alone"
    assert difference(runs[0], runs[3]).by_seeds is Finding.UNKNOWN


def test_a_seed_counts_once_and_only_of_runs_at_their_end() -> None:
    given = [*group(0.5, 0.94), *group(0.5, 0.94), made((0.1, 0.3), learning_rate=0.5, seed=5, done=100)]
    _, runs = kept(*given, *group(0.1, 0.9, 0.91))
    assert difference(runs[0], runs[3], runs).seeds == ((0.94,), (0.9, 0.91))


@pytest.mark.parametrize(("test", "after"), [((0.1, 0.9, 0.95), 150), ((0.1, 0.5), None), ((0.95,), 1)])
def test_when_ninety_percent_were_first_measured(test: tuple[float, ...], after: int | None) -> None:
    _, (one,) = kept(made(test))
    assert passed(one) == after


@pytest.mark.parametrize(
    ("test", "by"),
    [((0.1, 0.5, 0.9), 0), ((0.9, 0.1, 0.9, 0.8), 0.1), ((0.1, 0.2, 0.9, 0.7, 0.8, 0.6), 0.2), ((0.3,), 0)],
)
def test_how_far_accuracy_fell_back_in_the_latter_half(test: tuple[float, ...], by: float) -> None:
    _, (one,) = kept(made(test))
    assert fell(one) == pytest.approx(by)
