"""Numbers that are read: rounded, but never to 0 or to all of it."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.words import numbers

parts = st.floats(1e-9, 1 - 1e-9) | st.integers(2, 10**6).flatmap(
    lambda n: st.integers(1, n - 1).map(lambda k: k / n)  # so many of n images
)


@given(parts, st.integers(0, 3))
def test_a_percentage_says_all_and_none_of_nothing_else(part: float, digits: int) -> None:
    shown = numbers.percent(part, digits)
    assert 0 < float(shown.rstrip("%")) < 100
    assert float(shown.rstrip("%")) == pytest.approx(100 * part, abs=0.5001 * 10.0**-digits)


@pytest.mark.parametrize(
    ("part", "digits", "shown"),
    [
        (0.9466, 2, "94.66%"),
        (0.9996, 1, "99.96%"),
        (0.99996, 2, "99.996%"),
        (1 - 1 / 60_000, 1, "99.998%"),
        (np.float32(0.0004), 1, "0.04%"),
        (0, 1, "0.0%"),
        (1e-300, 2, "0.000000000000000%"),  # as a file may have it: no images can be so many
        (1, 1, "100.0%"),
        (1, 0, "100%"),
        (0.5, 0, "50%"),
    ],
)
def test_percentages_that_are_shown(part: float, digits: int, shown: str) -> None:
    assert numbers.percent(part, digits) == shown


@pytest.mark.parametrize(
    ("p", "shown"),
    [
        (0, "0.0%"),
        (5.4e-6, "<0.01%"),
        (0.00012, "0.01%"),
        (0.731, "73.1%"),
        (0.9997, "99.97%"),
        (1 - 3e-5, ">99.99%"),
        (1, "100.0%"),
    ],
)
def test_the_chance_of_a_class_is_read_in_percent(p: float, shown: str) -> None:
    assert numbers.chance(p) == shown


@pytest.mark.parametrize(
    ("p", "shown"), [(0, "0%"), (0.007, "<1%"), (0.01, "1%"), (0.731, "73%"), (0.992, ">99%"), (1, "100%")]
)
def test_a_bar_says_all_and_none_of_nothing_else(p: float, shown: str) -> None:
    assert numbers.whole_percent(p) == shown


@pytest.mark.parametrize(
    ("z", "shown"), [(0, "0.000"), (4e-5, "< 0.001"), (0.731, "0.731"), (0.9996, "> 0.999"), (1, "1.000")]
)
def test_an_activation_is_never_said_to_be_at_an_end_before_it_is(z: float, shown: str) -> None:
    assert numbers.activation(z) == shown


@pytest.mark.parametrize(("right", "of", "shown"), [(3450, 4000, "86.3%"), (3449, 4000, "86.2%"), (1, 16, "6.3%")])
def test_a_percentage_right_between_two_is_the_upper_one_as_in_charts(right: int, of: int, shown: str) -> None:
    assert numbers.percent(right / of) == shown


@given(st.floats(1e-9, 100, width=64), st.integers(1, 4))
def test_an_amount_is_never_said_to_be_0_before_it_is(value: float, digits: int) -> None:
    shown = numbers.amount(value, digits)
    assert float(shown) > 0
    assert float(shown) == pytest.approx(value, abs=0.5001 * 10.0**-digits)


@given(st.floats(-2e-7, 0))
def test_an_amount_has_no_minus(value: float) -> None:
    assert numbers.amount(value) == "0.000"
    assert numbers.amount(np.float32(value), 4) == "0.0000"


def test_amounts_that_are_shown() -> None:
    shown = [numbers.amount(value) for value in (2.3026, 0.0004, 3.6e-7, 0, 16.118, math.inf, math.nan)]
    assert shown == ["2.303", "0.0004", "0.0000004", "0.000", "16.118", "inf", "nan"]


@given(st.floats(1e-6, 1e6))
def test_a_rate_is_never_said_to_be_0(per_second: float) -> None:
    assert float(numbers.rate(per_second).replace(",", "")) == pytest.approx(per_second, rel=0.051)


@given(st.floats(1e-12, 1 - 1e-12), st.integers(1, 5))
def test_a_probability_is_never_said_to_be_0_or_1_before_it_is(p: float, digits: int) -> None:
    shown = numbers.probability(p, digits).replace("e−", "e-")
    one, minus, rest = shown.rpartition(" − ")
    said = float(one) - float(rest) if minus else float(shown)
    assert 0 < said < 1 or "e" in rest
    assert "e" in shown or 0 < float(shown) < 1


def test_probabilities_that_are_shown() -> None:
    assert numbers.probability(1.0, rest=7.7e-16) == "1 − 8e−16"
    shown = [numbers.probability(p) for p in (0.7311, 0.001, 0.0004, 0.99996, 0, 1, 0.9986, math.nan)]
    assert shown == ["0.731", "0.001", "4e−4", "1 − 4e−5", "0.000", "1.000", "0.999", "nan"]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_short_number_is_what_python_writes_without_a_zero_before_its_exponent(value: float) -> None:
    shown = numbers.short(value)
    assert float(shown) == float(f"{value:g}")
    assert len(shown) <= len(f"{value:g}")
    assert not re.search(r"e[-+]0", shown)


def test_short_numbers() -> None:
    shown = [numbers.short(value) for value in (0.1, 1e-7, 2e10, 1.5e-12, 1e300, -3)]
    assert shown == ["0.1", "1e-7", "2e+10", "1.5e-12", "1e+300", "-3"]
    assert [numbers.signed(-1e-5), numbers.short(0.000123456, ".2g")] == ["−1e−5", "0.00012"]


def test_zeros_at_the_end_say_that_a_number_is_rounded() -> None:
    rounded = (0.9999993, -2.00001, 1e-7 + 1e-14, 2999.8, 12345.6)
    assert [numbers.significant(value, 4) for value in rounded] == ["1.000", "-2.000", "1.000e-07", "3000", "1.235e+04"]
    exact = (1, -2, 0.1 + 0.2, 3000, -0.0, math.inf)
    assert [numbers.significant(value, 4) for value in exact] == ["1", "-2", "0.3", "3000", "0", "inf"]
    assert numbers.signed(-0.99999) == "−1.000"


def test_one_is_one_and_the_others_are_many() -> None:
    assert [numbers.counted(count, "image") for count in (0, 1, 2, 4000)] == [
        "0 images",
        "1 image",
        "2 images",
        "4,000 images",
    ]


def test_rates_that_are_shown() -> None:
    assert [numbers.rate(value) for value in (3210.4, 9.97, 0.42, 0)] == ["3,210", "10", "0.42", "–"]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12), st.integers(0, 4))
def test_the_parts_of_a_sum_are_rounded_so_that_they_add_up(parts: list[float], digits: int) -> None:
    rounded = numbers.adding_up(parts, digits)
    assert round(sum(rounded), digits) == pytest.approx(sum(parts), abs=0.5 * 10**-digits + 1e-6)
    assert all(abs(one - part) < 10**-digits + 1e-6 for one, part in zip(rounded, parts, strict=True))
    assert all(round(one, digits) == one for one in rounded)
