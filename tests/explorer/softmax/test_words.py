"""What the softmax page says is so."""

import numpy as np
import pytest

from explorer.softmax import words
from explorer.softmax.sliders import LOGIT, SHIFT, TEMPERATURES
from explorer.softmax.steps import steps
from tests.explorer.formulas import contradictions


def test_of_several_that_are_largest_none_is_the_largest() -> None:
    assert "**Digit 0, one of the largest:**" in words.formula(steps((0.0,) * 10, 0, 1), 1)
    assert "**Digit 2, the largest:**" in words.formula(steps((0.0, 1.0, 2.0), 0, 1), 1)


@pytest.mark.parametrize("seed", range(100))
def test_a_reader_with_a_calculator_gets_to_every_number(seed: int) -> None:
    rng = np.random.default_rng(seed)
    logits = tuple(rng.uniform(LOGIT.min_value, LOGIT.max_value, rng.integers(2, 11)).round(1).tolist())
    temperature = float(rng.choice(TEMPERATURES))
    assert contradictions(words.formula(steps(logits, 0, temperature), temperature)) == []


@pytest.mark.parametrize("shift", [-740, -744, -750])
def test_a_fraction_of_the_smallest_floats_comes_out_too(shift: int) -> None:
    for logits in [(0.1,) * 3, (8.3, 5.7, -1.0)]:
        assert contradictions(words.formula(steps(logits, shift, 1), 1)) == []


def test_a_probability_near_1_lacks_what_the_other_has() -> None:
    table = words.table(steps((10.0, -7.4), 0, 0.5))
    assert "**1 − 8e−16**" in table
    assert "**8e−16**" in table


def test_who_has_added_a_large_constant_is_not_asked_for_one() -> None:
    assert "Add a large constant" in words.verdict(steps((1.0, 2.0), 0, 1), 1)
    assert "Add a large constant" not in words.verdict(steps((1.0, 2.0), 1000, 100), 100)


@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_to_add_a_constant_is_advice_only_where_that_of_the_slider_is_large_enough(temperature: float) -> None:
    logits = (1.0, 2.0)
    fails = "fails" in words.verdict(steps(logits, SHIFT.max_value, temperature), temperature)
    said = words.verdict(steps(logits, 0, temperature), temperature)
    assert ("Add a large constant" in said) == fails
    assert ("So high a temperature" in said) != fails


@pytest.mark.parametrize(
    ("logits", "temperature", "loses"),
    [((7.0, 7.0, -0.3), 0.01, False), ((10.0, 10.0, -1.0), 0.015, False), ((-7.3, -7.0, -6.9), 0.01, True)],
)
def test_a_probability_that_is_almost_0_is_not_the_fault_of_the_naive_formula(
    logits: tuple[float, ...], temperature: float, loses: bool
) -> None:
    found = steps(logits, 0, temperature)
    assert ("loses digits" in words.verdict(found, temperature)) == loses
    assert (":red[" in words.table(found)) == loses
