"""What the sigmoid page says is so, and in the signs of the house."""

import numpy as np
import pytest

from explorer.sigmoid import words
from explorer.sigmoid.sliders import ALL_H, REACH, UNIT
from explorer.sigmoid.unit import FLAT, Unit
from tests.explorer.formulas import contradictions, statements, value


@pytest.mark.parametrize(("w", "x", "b"), [(0.1, 3.0, -0.3), (0.7, 0.1, -0.07), (-0.7, 0.1, 0.07)])
def test_a_sum_of_which_only_rounding_is_left_is_0(w: float, x: float, b: float) -> None:
    assert w * x + b != 0
    said = words.formula(Unit(w, b), x)
    assert "$= 0$\n" in said
    assert contradictions(said, least=1e-16) == []


@pytest.mark.parametrize("seed", range(100))
def test_a_reader_with_a_calculator_gets_to_every_number(seed: int) -> None:
    rng = np.random.default_rng(seed)
    w, b, x = (round(rng.uniform(-end, end), 1) for end in (UNIT["w"].max_value, UNIT["b"].max_value, REACH))
    said = words.formula(Unit(w, b), x) + words.numerical_formula(Unit(w, b), x, float(rng.choice(ALL_H)))
    assert contradictions(said, least=1e-16) == []


@pytest.mark.parametrize(
    ("w", "b", "x", "h"),
    [(1.0, 0.0, 1.0, 1e-4), (2.8, 3.5, 1.4, 1e-13), (0.7, 8.5, -10.0, 5e-5), (4.0, 10.0, 8.0, 0.1)],
)
def test_the_two_values_that_are_shown_have_the_difference_that_is_shown(
    w: float, b: float, x: float, h: float
) -> None:
    ahead, behind, difference = (sides[-1] for sides in statements(words.numerical_formula(Unit(w, b), x, h))[:3])
    assert contradictions(f"${ahead} - ({behind}) = {difference}$") == []


def test_where_every_output_is_rounded_to_1_it_is_not_said_that_rounding_spoils_nothing() -> None:
    assert "rounded to the same number" in words.dip(Unit(4.0, 10.0), 10.0)
    assert "nothing that rounding could spoil" in words.dip(Unit(0.0, 2.0), 1.0)


def test_a_dip_is_told_of_where_there_is_one() -> None:
    assert "there is no dip" in words.dip(Unit(4.0, 0.0), 9.0)
    assert words.dip(Unit(), 1.0).startswith("Right of the dip")
    unit = Unit(-3.6, 7.2)
    assert unit.output(-8.2 + 1e-9) == unit.output(-8.2 - 1e-9), "rounding spoils all that there is"
    assert "there is no dip" in words.dip(unit, -8.2)


def test_a_change_downwards_has_a_minus() -> None:
    assert "about −0.002." in words.verdict(Unit(-1.0, 0.0), 1.0)


def test_a_derivative_just_below_the_bound_is_not_said_to_be_the_bound() -> None:
    assert "The derivative is 0.00985." in words.verdict(Unit(), 4.6)


@pytest.mark.parametrize(("w", "b", "x", "h"), [(0.7, 8.5, -10.0, 5e-5), (1.0, 0.0, 1.0, 1e-4), (1.0, 0.0, 1.0, 0.1)])
def test_the_two_slopes_that_are_shown_differ_by_the_error_that_is_shown(
    w: float, b: float, x: float, h: float
) -> None:
    said = words.numerical_formula(Unit(w, b), x, h)
    ends = [line.rpartition("= ")[2].strip("$") for line in said.splitlines()]
    numerical, analytic = value(ends[-3]), value(ends[-2])
    assert numerical is not None
    assert analytic is not None
    assert abs(numerical - analytic) == pytest.approx(
        value(said.splitlines()[-1].partition("$")[2].strip("$")), rel=0.06
    )


@pytest.mark.parametrize(
    ("unit", "some"), [(Unit(1, 0), True), (Unit(0, 0), False), (Unit(0, 9), True), (Unit(-0.1, 0), False)]
)
def test_nothing_is_called_shaded_where_nothing_is(unit: Unit, some: bool) -> None:
    assert words.shading(unit).startswith("Shaded" if some else "Nothing is shaded")
    assert (unit.derivative(np.linspace(-REACH, REACH, 201)) < FLAT).any() == some
