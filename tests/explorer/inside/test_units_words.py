import numpy as np
import pytest

from explorer.inside.units import Unit
from explorer.inside.units_words import activation, at_moment, outgoing, point_text, sheet, switched_off

NAMES = ["0", "1", "2"]


def unit(by_class: list[float], without: list[float], accuracy: float = 0.9, accuracy_without: float = 0.85) -> Unit:
    none = np.empty(0)
    return Unit(none, none, {}, np.array(by_class), np.array(without), accuracy, accuracy_without)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([1, -2, 0.5], "When unit 7 is active it speaks most for **0** and against **1**."),
        ([1, 2, 0.5], "When unit 7 is active it speaks most for **1**."),
        ([-1, -2, -0.5], "When unit 7 is active it speaks most against **1**."),
        ([5, 5, 5], "Unit 7 speaks alike for all classes, so it moves nothing."),
        ([-5, -5, -5], "Unit 7 speaks alike against all classes, so it moves nothing."),
        ([0, 0, 0], "Unit 7 leads nowhere: all its outgoing weights are 0."),
    ],
)
def test_a_unit_speaks_for_and_against(weights: list[float], said: str) -> None:
    assert outgoing(7, np.array(weights), NAMES) == said


def test_the_class_that_suffers_most_is_named_with_its_points() -> None:
    said = switched_off(7, unit([0.9, 0.9, np.nan], [0.88, 0.81, np.nan]), NAMES, 1000)
    assert "reads 85.0% of 1,000 test images right instead of 90.0%" in said
    assert "**1** suffers most: −9.0 points." in said
    assert "hardly missed" not in said


def test_classes_that_suffer_alike_are_all_named() -> None:
    said = switched_off(7, unit([0.9, 0.97, 0.8], [0.88, 0.95, 0.8]), [*NAMES, "2"][:3], 1000)
    assert "**0** and **1** suffer most, alike: −2.0 points." in said


def test_a_unit_that_nobody_misses_is_said_to_be_so() -> None:
    assert "No class suffers" in switched_off(7, unit([0.9, 0.9], [0.9, 0.95], 0.9, 0.92), NAMES, 10)
    assert "hardly missed" in switched_off(7, unit([0.9, 0.9], [0.8, 1.0], 0.9, 0.9), NAMES, 10)


@pytest.mark.parametrize(("change", "said"), [(1.25, "+1.2"), (-0.4, "−0.4"), (0.01, "0"), (np.nan, "no images")])
def test_points_have_their_sign(change: float, said: str) -> None:
    assert point_text(change) == said


@pytest.mark.parametrize(("z", "said"), [(0.5, "0.500"), (1e-9, "< 0.001"), (1 - 1e-9, "> 0.999"), (0.0, "0.000")])
def test_no_activation_is_rounded_to_what_it_is_not(z: float, said: str) -> None:
    assert activation(7, "test image 3", z) == f"For test image 3, unit 7 hands on **{said}**."


def test_units_that_are_not_shown_are_counted() -> None:
    assert "400 are not" in sheet(0.5, 100, 500)
    assert "are not" not in sheet(0.5, 50, 50)
    assert "all weights are 0" in sheet(0.0, 50, 50)


def test_a_moment_is_said_to_be_before_between_or_now() -> None:
    assert at_moment(0, 1000, drawn=True) == "The weights before any training: drawn at random."
    assert at_moment(0, 1000, drawn=False) == "The weights before any training: all 0."
    assert at_moment(20, 1000, drawn=True) == "The weights after 20 of 1,000 iterations."
    assert at_moment(1, 1, drawn=True) == "The weights as they are now, after 1 iteration."


def test_the_sheet_says_how_many_are_left_out() -> None:
    assert "1 is not shown." in sheet(1, 100, 101)
    assert "1,020 are not shown." in sheet(1, 100, 1120)
    assert "Shown" not in sheet(1, 100, 100)
