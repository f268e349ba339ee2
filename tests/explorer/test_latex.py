"""Numbers as they stand in a formula."""

import math

import pytest

from explorer.latex import bracketed, number


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (3.0, "3"),
        (-2.5, "-2.5"),
        (0.19661193, "0.1966"),
        (1e-13, "10^{-13}"),
        (3.93224e-5, r"{3.932 \times 10^{-5}}"),
        (-5.184705e21, r"{-5.185 \times 10^{21}}"),
        (math.inf, r"\infty"),
        (-math.inf, r"-\infty"),
        (math.nan, r"\text{nan}"),
    ],
)
def test_number(value: float, shown: str):
    assert number(value) == shown


def test_digits():
    assert number(0.7310585786300049, 16) == "0.7310585786300049"
    assert number(1003.1, 6) == "1003.1"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.5, "1.5"),
        (-0.0, "0"),
        (-1.5, "(-1.5)"),
        (1e-13, "(10^{-13})"),
        (-3.93224e-5, r"({-3.932 \times 10^{-5}})"),
        (-math.inf, r"(-\infty)"),
        (math.inf, r"\infty"),
    ],
)
def test_what_is_negative_or_a_power_stands_in_brackets(value: float, shown: str):
    assert bracketed(value) == shown
