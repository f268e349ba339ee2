"""What the gradients page says: its numbers are those that it has seen."""

import re

import pytest

from explorer.gradients import check as gradient_check
from explorer.gradients import words
from tests.explorer.gradients.lesson import POINTS, both


def test_what_the_lesson_s_network_costs_is_worked_through():
    cost = gradient_check.full_cost()
    text = words.full_costs(cost)
    assert r"$784 \times 50 + 50 + 50 \times 10 + 10$" in text
    assert r"$2 \times 39{,}760$ $= 79{,}520$" in text
    assert f"**{words.span(cost.numerical_seconds)}**" in text


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
        ((3.0, 2.0), 6e-16, "**The numerical gradient is visibly wrong.**"),
        ((3.0, 2.0), 1e-16, "**h is too small for floating-point numbers.**"),
        ((4.0, 0.0), 1.0, "straight uphill"),
    ],
)
def test_there_is_a_word_for_what_is_seen(point: tuple[float, float], h: float, said: str):
    assert said in words.finding(point, h, *both(point, h))


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("h", [1e-16, 6e-16, 1e-10, 1e-4, 0.1, 1.0])
def test_the_two_values_that_are_shown_give_the_slope_that_is_shown(point: tuple[float, float], h: float):
    analytic, numerical = both(point, h)
    lines = words.formulas(point, h, analytic, numerical).splitlines()
    measured = [line for line in lines if line.startswith("- **Numerically**")]
    for axis, line in enumerate(measured):
        [(ahead, behind)] = re.findall(r"\$= \((.*?)\$ \$\{\} - (.*?)\)\$", line)
        values = [
            float(text.replace(r" \times 10^{", "e").replace("10^{", "1e").strip("{}")) for text in (ahead, behind)
        ]
        # Each is rounded to its last digit; divided by 2h, that is what the result may be off by.
        allowed = 1e-6 * abs(numerical[axis]) + 20 * max(map(abs, values)) * 1e-6 * min(1, h) / (2 * h) + 1e-12
        assert (values[0] - values[1]) / (2 * h) == pytest.approx(numerical[axis], abs=allowed)


def test_the_lesson_s_slope_along_x0_has_eleven_digits_right():
    analytic, numerical = both((3.0, 2.0), 1e-4)
    assert 1e-12 < abs(numerical[0] / analytic[0] - 1) < 1e-11


def test_it_is_said_along_which_axis_h_is_too_small():
    said = words.finding((4.0, 0.1), 1e-16, *both((4.0, 0.1), 1e-16))
    assert "Along x0, x + h" in said
