"""The runs of a visit: once each, as they were called, in as much room as there is."""

import gc
from dataclasses import replace
from weakref import WeakSet

import numpy as np
import pytest

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.runs import kept as of_visit
from explorer.runs.kept import Runs, best
from explorer.training.jobs import Job
from tests.explorer.runs.made import kept, made


def job(digits: Digits, done: int, iterations: int = 40) -> Job:
    """A job that has done so many iterations."""
    config = nn.TrainingConfig(hidden_size=3, iterations=iterations, batch_size=20)
    found = Job(nn.start_training(config, digits.dataset), digits)
    found.run, found.seconds = nn.advance(found.run, digits.dataset, done), 0.5
    return found


def test_a_job_is_kept_once_and_goes_on_in_its_place(digits: Digits) -> None:
    runs, one = Runs(), job(digits, done=10)
    runs.keep(one)
    runs.rename(1, "the first")
    runs.keep(job(digits, done=40))
    one.run = nn.advance(one.run, digits.dataset, 30)
    for _ in range(3):
        runs.keep(one)
    assert [(each.number, each.name, each.run.iteration) for each in runs] == [(1, "the first", 40), (2, "Run 2", 40)]
    assert runs[1].verdict is not None
    assert runs[1].tests == len(digits.dataset.t_test)
    assert runs.number_of(one) == 1


def test_a_job_that_has_done_nothing_is_not_kept(digits: Digits) -> None:
    runs = Runs()
    runs.keep(job(digits, done=0))
    assert not len(runs)


def test_what_was_deleted_does_not_come_back_by_itself_but_by_undo(digits: Digits) -> None:
    runs, one = Runs(), job(digits, done=10)
    runs.keep(one)
    runs.keep(job(digits, done=40))
    runs.delete(1)
    one.run = nn.advance(one.run, digits.dataset, 30)
    runs.keep(one)
    assert [each.number for each in runs] == [2]
    runs.undo()
    assert [each.number for each in runs] == [1, 2]
    runs.undo()
    assert [each.number for each in runs] == [1, 2]
    runs.delete(7)
    assert len(runs) == 2


def test_nothing_of_a_job_but_its_run_is_kept_alive(digits: Digits) -> None:
    runs, one = Runs(), job(digits, done=40)
    runs.keep(one)
    assert set(vars(runs[1])) == {"number", "name", "run", "dataset_name", "seconds", "tests", "verdict"}
    del one
    assert len(runs._numbers) == 0


def test_what_comes_back_is_called_as_no_other_is() -> None:
    visit, (first, second) = kept(made(), made())
    visit.rename(first.number, "Anna")
    visit.delete(first.number)
    visit.rename(second.number, "Anna")
    visit.undo()
    assert [one.name for one in visit] == ["Anna (1)", "Anna"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  bold   one ", "bold one"),
        ("", "Run 1"),
        ("\u202e\u200b\n", "Run 1"),
        ("x" * 100, "x" * 40),
        ("a\nb\tc", "a b c"),
        ("<b>*c*</b>", "<b>*c*</b>"),
    ],
)
def test_a_name_is_one_short_line(typed: str, name: str) -> None:
    runs, _ = kept(made())
    runs.rename(1, typed)
    assert runs[1].name == name
    runs.rename(9, "nobody")


def test_no_two_runs_are_called_alike() -> None:
    runs, _ = kept(made(), made(seed=1))
    runs.rename(2, "Run 3")
    assert runs.add(made(seed=2), "sample", None).name == "Run 3 (3)"
    runs.rename(1, "Run 3")
    assert [one.name for one in runs] == ["Run 3 (1)", "Run 3", "Run 3 (3)"]


@pytest.mark.slow
def test_the_oldest_makes_room_beyond_two_hundred() -> None:
    runs, _ = kept(*(made(seed=seed) for seed in range(203)))
    assert len(runs) == 200
    assert runs.forgotten == 3
    assert min(each.number for each in runs) == 4


def test_long_curves_make_room_too(monkeypatch: pytest.MonkeyPatch) -> None:
    long = made(iterations=50_000)
    monkeypatch.setattr(of_visit, "MOST_BYTES", 3 * 200_100)
    runs, _ = kept(*(replace(long, config=replace(long.config, seed=seed)) for seed in range(5)))
    assert [each.number for each in runs] == [3, 4, 5]


def test_weights_of_the_best_and_of_the_latest_stay_and_the_verdict_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(value.nbytes for value in made().network.params.values())
    monkeypatch.setattr(of_visit, "MOST_WEIGHTS", 3 * size)
    given = [made((0.1, end), seed=seed) for seed, end in enumerate((0.7, 0.95, 0.8, 0.8, 0.8))]
    runs, _ = kept(*given)
    assert [each.has_weights for each in runs] == [False, True, False, True, True]
    assert all(each.verdict is not None for each in runs)
    assert given[0].network.params, "the run itself is as it was"


def test_when_all_visits_have_much_one_opens_little_from_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_visit, "_ALL", WeakSet())
    (one, _), (other, _) = kept(made(), made(seed=1)), kept(made())
    monkeypatch.setattr(of_visit, "ENOUGH", one.holds + other.holds)
    monkeypatch.setattr(of_visit, "LITTLE", one.holds)
    assert not one.has_room_for_files()
    assert other.has_room_for_files(), "who has little"
    one.add(made(seed=2), "mnist", 1.0, 10_000)
    assert len(one) == 3, "what is trained is kept all the same"
    del one
    gc.collect()
    other.add(made(seed=3), "mnist", 1.0, 10_000)
    other.add(made(seed=4), "mnist", 1.0, 10_000)
    monkeypatch.setattr(of_visit, "ENOUGH", other.holds + 1)
    assert other.has_room_for_files(), "nobody else has any"
    monkeypatch.setattr(of_visit, "ENOUGH", 0)
    assert not other.has_room_for_files()
    for number in [each.number for each in other]:
        other.delete(number)
    assert 0 < other.holds <= of_visit.LITTLE, "the one that can be brought back"
    other.undo()
    assert len(other) == 1
    monkeypatch.setattr(of_visit, "LITTLE", other.holds + 1)
    assert other.has_room_for_files(), "who deletes has room again"


@pytest.mark.slow
def test_two_hundred_runs_take_less_than_sixty_megabytes() -> None:
    """The longest that the trainer can make of MNIST, with the most hidden units."""
    runs, network = Runs(), nn.TwoLayerNet(784, 500, 10, seed=0)
    loss, at, accuracy = np.ones(50_000, np.float32), np.arange(84), np.full(84, 0.9)
    for seed in range(200):
        config = nn.TrainingConfig(500, iterations=50_000, seed=seed)
        run = nn.TrainingRun(config, network, np.random.default_rng(seed), loss, at, accuracy, accuracy)
        runs.add(run, "mnist", 60.0, 10_000)
    assert len(runs) == 200
    weights = sum(value.nbytes for one in runs for value in one.run.network.params.values())
    assert weights > 0
    curves = (loss, at, accuracy, accuracy)
    assert weights + 200 * sum(curve.nbytes for curve in curves) < 60_000_000


def test_the_best_is_the_best_of_its_data_set() -> None:
    runs, _ = kept(made((0.1, 0.9)), made((0.99, 0.8)), made((0.1, 0.85)))
    other = runs.add(made((0.1, 0.2)), "kmnist", 1.0)
    assert best(runs) == {1, other.number}
    as_good = runs.add(made((0.1, 0.9)), runs[1].dataset_name, 1.0)
    assert best(runs) == {1, as_good.number, other.number}


def test_a_run_that_diverged_is_never_the_best() -> None:
    """A network of nan says class 0 of every image, and is right about that class."""
    runs, _ = kept(replace(made((0.1, 0.1)), diverged=True), made((0.1, 0.09)))
    assert best(runs) == {2}
    assert best([runs[1]]) == set()


def test_the_run_before_is_the_latest_other_on_the_same_data(digits: Digits) -> None:
    runs = Runs()
    first, second = job(digits, done=40), job(digits, done=40)
    assert runs.before(None, digits.name) is None
    runs.keep(first)
    assert runs.before(first, digits.name) is None
    before = runs.before(second, digits.name)
    assert before is not None
    assert before.number == 1
    assert runs.before(second, "kmnist") is None
    runs.keep(second)
    before = runs.before(None, digits.name)
    assert before is not None
    assert before.number == 2


def test_the_latest_dozen_and_the_best_are_drawn_until_the_visitor_says_otherwise() -> None:
    runs, _ = kept(*(made((0.1, 0.9 if seed == 0 else 0.8), seed=seed) for seed in range(20)))
    assert runs.drawn == {1, *range(10, 21)}
    equal, _ = kept(*(made((0.1, 0.8), seed=seed) for seed in range(20)))
    assert equal.drawn == {*range(9, 21)}
    runs.draw({2, 3})
    assert runs.drawn == {2, 3}


def test_the_next_takes_the_place_on_the_chart_that_a_deleted_one_had() -> None:
    runs, _ = kept(*(made((0.1, 0.8), seed=seed) for seed in range(12)))
    for number in (10, 11, 12):
        runs.delete(number)
    runs.add(made((0.1, 0.8)), "mnist", 1.0)
    assert {one.number for one in runs if one.number in runs.drawn} == {*range(1, 10), 13}


def test_what_is_not_there_cannot_be_deleted_and_the_last_that_was_comes_back() -> None:
    runs, _ = kept(made(), made())
    runs.delete(2)
    runs.delete(2)
    runs.undo()
    assert 2 in runs


def test_a_run_is_compared_with_the_best_on_the_same_images() -> None:
    runs, (first, best_here, latest) = kept(made((0.1, 0.8)), made((0.1, 0.9)), made((0.1, 0.7)))
    elsewhere = runs.add(made((0.1, 0.99)), "mnist", 1.5)
    assert runs.rival(latest.number) == runs.rival(first.number) == best_here.number
    assert runs.rival(best_here.number) == first.number
    assert runs.rival(elsewhere.number) == latest.number, "there is no other on its images"
    alone, (only,) = kept(made())
    assert alone.rival(only.number) is None
