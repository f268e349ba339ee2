import numpy as np
import pytest

from explorer.course.experiment import Experiment
from explorer.inside.harm import HARMS
from explorer.inside.harm_experiments import DEFAULTS, can_be_broken, experiments


def asked(**curves: np.ndarray) -> dict[str, Experiment]:
    """The experiments, by their titles, on a network that no harm harms but for these curves."""
    unharmed = {key: np.full(len(harm.strengths), 0.9) for key, harm in HARMS.items()}
    titles = [one.title for one in experiments(lambda key: np.empty(0), None)]
    of_all = {title: experiments((unharmed | curves).__getitem__, title) for title in titles}
    return {title: one for title, them in of_all.items() for one in them if one.title == title}


def falls_at(key: str, strength: float, to: float) -> np.ndarray:
    return np.where(np.array(HARMS[key].strengths) < strength, 0.9, to)


@pytest.mark.parametrize(
    ("by", "answer"),
    [
        (1, "after the first"),
        (2, "after 2 to 4"),
        (4, "after 2 to 4"),
        (5, "after 5 to 10"),
        (10, "after 5 to 10"),
    ],
)
def test_the_answer_is_where_this_network_loses_half(by: int, answer: str) -> None:
    one = asked(shift=falls_at("shift", by, to=0.45))["Move it"]
    assert one.choices[one.right] == answer
    assert one.then["shift"] == by
    assert "It then reads 45% instead of 90%." in one.why


def test_a_network_that_no_harm_harms_gets_answers_that_say_so() -> None:
    for title, answer in {
        "Move it": "not even after 10",
        "Upside down": "more than that",
        "Snow": "less than 10 points",
        "Ink and paper": "more than that",
    }.items():
        one = asked()[title]
        assert one.choices[one.right] == answer


@pytest.mark.parametrize(
    ("key", "title", "left", "answer"),
    [
        ("rotation", "Upside down", 0.1, "less than a third of what was"),
        ("rotation", "Upside down", 0.5, "up to two thirds"),
        ("noise", "Snow", 0.7, "10 to 40 points"),
        ("noise", "Snow", 0.2, "40 points or more"),
        ("inverted", "Ink and paper", 0.05, "less than a third of what it did"),
        ("inverted", "Ink and paper", 0.4, "up to two thirds"),
    ],
)
def test_every_answer_can_be_the_right_one(key: str, title: str, left: float, answer: str) -> None:
    one = asked(**{key: falls_at(key, 0.01, to=left)})[title]
    assert one.choices[one.right] == answer
    assert f"{left:.0%}" in one.why


def test_experiments_set_controls_that_there_are() -> None:
    for one in asked().values():
        for values in (one.values, one.then):
            assert values.keys() <= DEFAULTS.keys()
            assert all(value in HARMS[key].strengths for key, value in values.items() if key != "harm")
            assert values["harm"] in HARMS


def test_only_the_curve_of_the_chosen_one_is_asked_for() -> None:
    asked_for = []

    def curve(key: str) -> np.ndarray:
        asked_for.append(key)
        return np.full(len(HARMS[key].strengths), 0.9)

    experiments(curve, None)
    experiments(curve, "Snow")
    assert asked_for == ["noise"]


def test_a_network_that_guesses_has_nothing_to_be_broken() -> None:
    assert not can_be_broken(0.1, 0.1)
    assert can_be_broken(0.9, 0.1)
    assert not can_be_broken(0.55, 0.5)
    assert can_be_broken(0.9, 0.5)
    assert not can_be_broken(1.0, 1.0)
