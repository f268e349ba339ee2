"""Numbers as they stand in a formula."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.words.latex import bracketed, digits, number, products, total
from tests.explorer.formulas import contradictions, value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (3.0, "3"),
        (-2.5, "-2.5"),
        (0.19661193, "0.1966"),
        (0.9999993, "1.000"),
        (1 - 1e-16, "1"),
        (0.1 + 0.2, "0.3"),
        (-1e-7 - 1e-15, r"{-1.000 \times 10^{-7}}"),
        (12345.2, r"{1.235 \times 10^{4}}"),
        (999.96, "1000"),
        (1e-13, "10^{-13}"),
        (-1e-7, "-10^{-7}"),
        (3.93224e-5, r"{3.932 \times 10^{-5}}"),
        (-5.184705e21, r"{-5.185 \times 10^{21}}"),
        (math.inf, r"\infty"),
        (-math.inf, r"-\infty"),
        (math.nan, r"\text{nan}"),
    ],
)
def test_number(value: float, shown: str):
    assert number(value) == shown


def test_a_sum_of_which_only_rounding_is_left_is_0():
    assert total(0.1 * 3, -0.3) == 0
    assert total(-4.4 * 0.1, 1.7 * 0.2, 0.1) == 0
    assert total(1e-17, 2e-17) == pytest.approx(3e-17)
    assert total(1.0, -1.0, 1e-12) == 1e-12
    assert total(math.inf, 1.0) == math.inf


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


# What is rounded up to 2e308 no float can hold.
@given(number_=st.floats(-1e308, 1e308) | st.sampled_from([math.inf, -math.inf, math.nan]), count=st.integers(1, 17))
def test_a_number_is_read_as_what_it_is_and_is_never_a_negative_zero(number_: float, count: int):
    shown = number(number_, count)
    assert value(shown) == pytest.approx(number_, rel=5 * 10.0**-count, nan_ok=True)
    assert not shown.startswith("-0") or shown.startswith("-0.")
    assert value(shown) or shown == "0"


@given(x=st.floats(-1e6, 1e6), y=st.floats(-1e6, 1e6))
def test_a_difference_has_the_digits_that_lead_to_it(x: float, y: float):
    count = digits(lambda x, y: x - y, x, y)
    assert contradictions(f"${number(x, count)} - {bracketed(y, count)} = {number(x - y)}$") == []


def test_four_digits_are_enough_where_nothing_cancels():
    assert digits(lambda x, y: x * y, 1 / 3, 2 / 3) == 4
    assert digits(lambda x, y: x - y, 1.0000001, 1.0) == 8


def test_a_formula_that_does_not_lead_to_its_result_is_noticed():
    assert contradictions(r"$0 - 0.1 \times 0$ $/ \sqrt{0}$ $= 0$")
    assert contradictions(r"$\frac{1.5 - 0.5}{2 \times 10^{-4}} = 5000$, and $x = 1$") == []
    assert contradictions(r"$\frac{1.5 - 0.5}{2 \times 10^{-4}} = 5001$")
    assert contradictions(r"$0.2 \times 0.1076 = 0.02151$"), "nor is it where the last digit is off"
    assert contradictions(r"$|1 - 2 \times 1.2| = 1.5$")


def test_a_sum_of_products_has_as_many_digits_as_it_takes() -> None:
    assert products([1.0, -2.0], [0.5, 3.0], 0.1) == r"1 \times 0.5 + (-2) \times 3 + 0.1"
    assert products([1.0], [0.25]) == r"1 \times 0.25"
    near = products([1.0, 1.0], [0.123456789, -0.1234567])
    assert "0.123456789" in near, "four digits would leave nothing"
