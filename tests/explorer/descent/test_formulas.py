"""What the formulas of a step say is so."""

import itertools

import numpy as np
import pytest

import nn_core as nn
from explorer.descent.formulas import formulas
from explorer.descent.verdicts import verdicts
from explorer.descent.walks import METHODS, NUMERICAL, SURFACES, Settings, walk, walks
from explorer.words.latex import number
from tests.explorer.descent.lesson import LESSON
from tests.explorer.formulas import contradictions


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("surface", SURFACES)
def test_a_reader_with_a_calculator_gets_to_every_number(surface: str, method: str):
    """At the start, at the ends of the sliders, where differences are tiny, and where numbers are huge or none."""
    settings = [*itertools.product([(-3.0, 4.0), (0.0, 4.0), (1.0, 1.0)], [0.0, 0.00012, 0.1, 0.5, 1.0, 1.2, 10.0])]
    starts, rates = zip(*settings, strict=True)
    x0, x1 = zip(*starts, strict=True)
    for gradient in (NUMERICAL, "analytic"):
        many = walk(Settings(surface, method, (x0, x1), rates, 100, gradient))
        for place, (start, lr) in enumerate(settings):
            asked = Settings(surface, method, start, lr, 100, gradient)
            taken = {method: nn.Descent(many.path[..., place], many.values[:, place])}
            for step in (0, 1, 2, 100):
                text = formulas(asked, taken, step)
                assert contradictions(text) == []
                assert text.count("$") % 2 == 0
                assert "--" not in text
                assert "- -" not in text


def test_a_coordinate_without_a_slope_is_divided_by_epsilon():
    for method, epsilon in (("AdaGrad", nn.adagrad().epsilon), ("Adam", nn.adam().epsilon)):
        asked = LESSON._replace(method=method, start=(0.0, 4.0))
        text = formulas(asked, walks(asked), 1)
        assert rf"$x_0 \leftarrow 0 - 0.1 \times 0$ $/ (\sqrt{{0}} + {number(epsilon)})$ $= 0$" in text


def test_beyond_all_numbers_the_last_step_from_a_number_is_shown():
    asked = LESSON._replace(surface="Rosenbrock", steps=30)
    text = formulas(asked, walks(asked), 7)
    before, _, after = text.partition("At step 3: ")
    assert after, text
    assert "nan" not in before + after.partition("**Step 4** was the last")[0]
    assert "**Step 4** was the last one from a number" in text
    assert "was the last" not in formulas(asked, walks(asked), 2)


def test_where_theory_and_walk_part_it_says_why():
    for gradient, says in ((NUMERICAL, "They differ because the numerical gradient is"), ("analytic", "")):
        asked = LESSON._replace(lr=1.2, gradient=gradient)
        text = formulas(asked, walks(asked), 100)
        assert says in text
        assert ("They differ" in text) == bool(says)
        assert ("off by more than 1%" in verdicts(asked, walks(asked))) == bool(says)


def test_theory_and_walk_are_told_apart_where_a_thousandth_is_between_them():
    asked = LESSON._replace(lr=1.2, gradient=NUMERICAL)
    taken = walks(asked)
    distance = np.hypot(*next(iter(taken.values())).path.T)
    expected = 5 * 1.4 ** np.arange(101)
    apart = abs(distance - expected) > 1e-3 * expected
    assert [step for step in range(101) if "They differ" in formulas(asked, taken, step)] == [*np.flatnonzero(apart)]
