"""What the gradients page says: its numbers are those that it has seen."""

import re

import pytest

from explorer.gradients import words
from explorer.gradients.check import check
from explorer.gradients.costs import Costs, Times
from tests.explorer.formulas import contradictions, value
from tests.explorer.gradients.lesson import POINTS, both


def costs(forward: float = 1e-4, back: float = 3e-4, numerical: float = 0.02, noise: float = 1.1) -> Costs:
    """As if each had been timed five times."""
    times = lambda typical: Times((typical / noise, typical / noise, typical, typical * noise, typical * noise))
    return Costs(10, times(numerical), times(back / 10), times(forward), times(forward), times(back))


def test_what_the_lesson_s_network_costs_is_worked_through():
    text = words.full_costs(costs())
    assert r"$784 \times 50 + 50 + 50 \times 10 + 10$" in text
    assert r"$2 \times 39{,}760$ $= 79{,}520$" in text
    assert "took **100 µs** (half of 5 tries: 90.9 µs to 110 µs)" in text
    assert "79,520 × 100 µs = **7.95 s**" in text
    assert "**22.1 h**" in text
    assert "took **300 µs** (half of 5 tries: 273 µs to 330 µs) for one step, some 27,000 times less" in text
    assert "**3 s** for 10,000" in text


def test_without_a_measurement_there_are_counts_and_no_times():
    small, full = words.check_costs(check(10), 10, None), words.full_costs(None)
    assert r"$2 \times 163 = 326$" in small
    assert r"$= 79{,}520$" in full
    assert " took " not in small + full


def test_the_small_network_s_times_are_those_that_were_measured():
    text = words.check_costs(check(10), 10, costs())
    assert r"$2 \times 163 = 326$, took **20 ms** (half of 5 tries: 18.2 ms to 22 ms)" in text
    assert "took **30 µs** (half of 5 tries: 27.3 µs to 33 µs), some 670 times less" in text


@pytest.mark.parametrize(
    ("times", "said"), [(0.9, "no less"), (1.9, "no less"), (2.1, "some 2 times less"), (1234, "some 1,200 times less")]
)
def test_nobody_is_told_of_a_gain_that_noise_may_be(times: float, said: str):
    assert words.check_costs(check(10), 10, costs(numerical=times * 3e-5)).endswith(f", {said}\n")


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        (costs(), "Each was timed 25 times"),
        (costs(forward=3e-4, back=2e-4), "**These times cannot be right.**"),
        (costs(numerical=1e-5), "**These times cannot be right.**"),
        (costs(noise=1.3), "**These times are rough.**"),
    ],
    ids=["quiet", "backpropagation faster than its own forward pass", "numerical faster", "noisy"],
)
def test_times_that_cannot_be_trusted_are_named(measured: Costs, said: str):
    assert words.trust(measured).startswith(said)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (8.3e-5, "83 µs"),
        (0.0123, "12.3 ms"),
        (33.4, "33.4 s"),
        (400, "6.67 min"),
        (32_800, "9.11 h"),
        (4e6, "46.3 days"),
        (8.64e6, "100 days"),
        (2e8, "2,315 days"),
        (5e-8, "0.05 µs"),
        (0.9996, "1 s"),
        (86_400, "1 day"),
        (59.97, "1 min"),
        (0.00099951, "1 ms"),
    ],
)
def test_a_span_of_time_is_in_the_unit_that_suits_it(seconds: float, said: str):
    assert words.span(seconds) == said


@pytest.mark.parametrize(
    ("point", "h", "said"),
    [
        (
            (3.0, 2.0),
            1e-4,
            r"**The gradient points straight uphill**, at right angles to the contour. Its length, $7.211$",
        ),
        ((0.0, 0.0), 1e-4, "**The gradient is 0**"),
        ((3.0, 2.0), 6e-16, "**The numerical gradient is wrong by more than a tenth.**"),
        ((3.0, 2.0), 1e-14, "**The numerical gradient is 1.8% off.**"),
        ((3.0, 2.0), 1e-16, "**h is too small for floating-point numbers.**"),
        ((4.0, 0.0), 1.0, "straight uphill"),
    ],
)
def test_there_is_a_word_for_what_is_seen(point: tuple[float, float], h: float, said: str):
    assert said in words.finding(point, h)


@pytest.mark.parametrize("point", [*POINTS, (-2.9, 3.7), (0.3, -4.9)])
@pytest.mark.parametrize("h", [1e-16, 6e-16, 1e-15, 2.5e-14, 1e-10, 1e-4, 0.1, 1.0])
def test_the_two_values_that_are_shown_give_the_slope_that_is_shown(point: tuple[float, float], h: float):
    assert contradictions(words.formulas(point, h)) == []


def test_the_lesson_s_slope_along_x0_has_eleven_digits_right():
    analytic, numerical = both((3.0, 2.0), 1e-4)
    assert 1e-12 < abs(numerical[0] / analytic[0] - 1) < 1e-11


def test_it_is_said_along_which_axis_h_is_too_small():
    said = words.finding((4.0, 0.1), 1e-16)
    assert "Along x0, x + h" in said
    assert words.finding((-4.0, 0.1), 1e-15).endswith("and the numerical slope is 0. The other slope is 11% off.")
    assert "The other slope" not in words.finding((4.0, 0.0), 1e-16), "it is 0, and so it should be"


def test_where_nothing_is_off_rounding_explains_nothing():
    exact, off = words.formulas((4.0, 4.0), 1.0), words.formulas((4.0, 4.0), 1e-4)
    assert ("explains it" in exact, "has done nothing here" in exact) == (False, True)
    assert ("explains it" in off, "has done nothing here" in off) == (True, False)


def test_where_it_is_lost_in_the_value_and_not_in_x_that_is_said():
    said = words.finding((0.1, 2.0), 1e-16)
    assert "Along x1, x + h and x − h are rounded back to x; along x0, f(x + h) and f(x − h) are rounded alike" in said
    for point in POINTS:
        for h in (1e-16, 2e-16, 1e-15):
            _, numerical = both(point, h)
            flat = [f"x{axis}" for axis, x in enumerate(point) if x and numerical[axis] == 0]
            assert sorted(re.findall(r"x[01]", words.finding(point, h))) == flat


@pytest.mark.parametrize("point", [(0.1, 0.0), (0.1, 0.1), (0.3, -0.2), (3.0, 2.0)])
@pytest.mark.parametrize("h", [1e-10, 1e-4, 0.1, 1.0])
def test_rounding_explains_what_it_is_said_to_explain(point: tuple[float, float], h: float) -> None:
    analytic, numerical = both(point, h)
    said = words.formulas(point, h)
    [explained] = re.findall(r"h\$ \$= .*?\$= ([^$]*)\$, with the largest", said)
    assert max(abs(numerical - analytic)) <= 2 * (value(explained) or 0.0)
