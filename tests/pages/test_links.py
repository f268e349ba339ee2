"""Links that ask for what a control cannot be: it takes the nearest that it can, everywhere, and a line says so."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.lessons import LESSONS, control, notes

OpenPage = Callable[..., AppTest]
AskedAndGot = Callable[[str, Callable[[list[float]], Any]], tuple[AppTest, dict[str, Any]]]
PAGES = [*LESSONS, "trainer"]


def stops(at: AppTest) -> dict[str, list[float]]:
    """Where the sliders of numbers on the page go, by their keys; without two on which others hang."""
    found = {
        str(slider.key): [float(option) for option in slider.options]
        for slider in at.select_slider
        if isinstance(slider.value, float)
    }
    for slider in at.slider:
        count = round((slider.max - slider.min) / slider.step)
        found[str(slider.key)] = [round(slider.min + n * slider.step, 10) for n in range(count + 1)]
    return {key: places for key, places in found.items() if key not in {"n", "step"}}


@pytest.fixture
def asked_and_got(open_page: OpenPage, read_page: OpenPage) -> AskedAndGot:
    """Opens a page by a link with a value for every slider; the page, and what these then stand at."""

    def asked_and_got(name: str, ask: Callable[[list[float]], Any]) -> tuple[AppTest, dict[str, Any]]:
        all_there = {"n": 10} if name == "softmax" else {}
        asked = {key: ask(places) for key, places in stops(read_page(name, **all_there)).items()}
        at = open_page(name, **asked, **all_there)
        assert len(notes(at)) == len(asked)
        return at, {key: control(at, key).value for key in asked}

    return asked_and_got


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_value_between_two_stops_becomes_the_nearer(asked_and_got: AskedAndGot, name: str) -> None:
    """The slider, the formulas and the charts are then at one place, since all have what the slider gives."""
    between = lambda places: places[len(places) // 3] + 0.4 * (places[len(places) // 3 + 1] - places[len(places) // 3])
    at, got = asked_and_got(name, between)
    assert got == {key: places[len(places) // 3] for key, places in stops(at).items()}


@pytest.mark.slow
@pytest.mark.parametrize(("asked", "end"), [("inf", -1), ("-1e999", 0)])
@pytest.mark.parametrize("name", PAGES)
def test_what_is_beyond_the_end_of_a_slider_becomes_its_end(
    asked_and_got: AskedAndGot, name: str, asked: str, end: int
) -> None:
    at, got = asked_and_got(name, lambda _: asked)
    assert got == {key: places[end] for key, places in stops(at).items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_of_several_values_for_one_control_the_last_that_can_be_had_is_taken(
    asked_and_got: AskedAndGot, name: str
) -> None:
    at, got = asked_and_got(name, lambda places: [str(places[0]), str(places[-1]), "many"])
    assert got == {key: places[-1] for key, places in stops(at).items()}
    assert all("at once" in note for note in notes(at))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "value", "remarked"),
    [
        ("3", 3.0, False),
        ("3.0", 3.0, False),
        (" 3", 3.0, False),  # what + is in an address
        ("30e-1", 3.0, False),
        ("\uff13", 3.0, False),  # a digit of another script
        ("3.14", 3.1, True),
        ("9" * 5000, 10.0, True),
        ("-0.04", 0.0, True),
        ("nan", 1.0, True),
        ("1,5", 1.0, True),
        ("0x10", 1.0, True),
        ("", 1.0, True),
        ("x" * 5000, 1.0, True),
        ("{0.__class__}", 1.0, True),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_counts_as_a_number(open_page: OpenPage, asked: str, value: float, remarked: bool) -> None:
    at = open_page("sigmoid", x=asked)
    assert control(at, "x").value == value
    assert len(notes(at)) == remarked
    assert all(len(note) < 200 for note in notes(at))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "key", "asked", "value"),
    [
        ("descent", "surface", "rosenbrock", "Rosenbrock"),
        ("descent", "grad", " Analytic", "analytic"),
        ("descent", "grad", "exact", "analytic"),
        ("trainer", "dataset", "SAMPLE", "sample"),
        ("trainer", "seed", "2.4", 2),
        ("trainer", "iterations", "149", 100),
        ("forward", "W1_11", "99", 20.0),
    ],
)
def test_a_choice_or_a_number_that_is_nearly_there_is_taken_with_a_remark(
    open_page: OpenPage, name: str, key: str, asked: str, value: object
) -> None:
    at = open_page(name, **{key: asked})
    assert control(at, key).value == value
    assert len(notes(at)) == 1


def test_the_same_value_twice_is_taken_with_a_remark(open_page: OpenPage) -> None:
    at = open_page("sigmoid", x=["3", "3"])
    assert control(at, "x").value == 3
    (note,) = notes(at)
    assert "at once" in note


def test_a_number_that_is_typed_has_no_stops(open_page: OpenPage) -> None:
    at = open_page("forward", W1_11=0.123456)
    assert control(at, "W1_11").value == 0.123456
    assert not notes(at)
