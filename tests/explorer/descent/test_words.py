"""What the descent page says about a walk is so."""

import math
import re
from collections.abc import Callable

import pytest

from explorer.descent import words
from explorer.descent.walks import METHODS, NUMERICAL, SURFACES, walks
from tests.explorer.descent.lesson import walk


def verdict(surface: str = "bowl", method: str = "gradient descent", **changes) -> str:
    walked = walk(surface=surface, method=method, **changes)
    return words.verdict(surface, method, walked, changes.get("lr", 0.1), changes.get("gradient", "analytic"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, r"Gradient descent **converges**: 100 steps end ${1.02 \times 10^{-9}}$"),
        ({"lr": 0.5, "steps": 1}, "**converges**: 1 step ends $0$"),
        ({"lr": 0.0}, "**does not move**: a step of learning rate 0 has no length."),
        ({"start": (0.0, 0.0)}, "**does not move**: the slope here is 0."),
        ({"lr": 0.0001}, "**hardly moves**: 100 steps end $4.9$"),
        ({"lr": 0.0001}, "Even 600 steps would not be enough."),
        ({"lr": 0.01}, "**is on its way**: 100 steps end $0.663$"),
        ({"lr": 0.95}, "**oscillates and converges**"),
        ({"lr": 0.99}, "**oscillates** on its way down"),
        ({"lr": 1.0}, "**oscillates** and comes no lower, not in 600 steps"),
        ({"lr": 1.0}, "With any larger learning rate it diverges."),
        ({"lr": 1.01}, "**diverges**: learning rate 1.01 is too large."),
        ({"lr": 1.05, "steps": 1}, "**diverges**"),
        ({"lr": 1.05}, "It leaves the picture at step 3."),
        ({"lr": 1.2, "gradient": "numerical"}, "At step 66 the numerical gradient is off by more than 1%"),
        ({"lr": 0.5, "gradient": "numerical"}, "so near a point without a slope"),
        ({"lr": 10.0, "gradient": "numerical"}, "In the end the two are equal, the slope comes out as 0"),
        ({"method": "momentum"}, "Momentum **overshoots and converges**"),
        ({"surface": "saddle", "start": (4.0, 0.0)}, "**converges** to the saddle"),
        ({"surface": "saddle", "start": (4.0, 0.1)}, "**diverges**: it goes downhill for ever."),
        ({"surface": "saddle", "start": (4.0, 0.1)}, "a logarithmic axis cannot show it."),
        ({"surface": "saddle", "start": (4.0, 0.1), "steps": 15}, "**is on its way** down"),
        ({"surface": "Rosenbrock"}, "After step 3 it is beyond the largest number that a computer holds."),
        ({"surface": "Himmelblau", "start": (0.0, 0.0), "lr": 0.01}, "from the lowest point at (3,\u00a02)."),
    ],
)
def test_there_is_a_word_for_what_is_seen(changes: dict, said: str):
    assert said in verdict(**changes)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("lr", [0.0, 0.0001, 0.1, 1.0, 10.0])
def test_there_are_words_and_formulas_for_every_walk(method: str, surface: str, lr: float):
    for gradient in (NUMERICAL, "analytic"):
        taken = walks(surface, method, (-3.0, 4.0), lr, 100, gradient)
        assert "**" in words.verdicts(surface, taken, lr, gradient)
        for step in (0, 1, 50, 100):
            text = words.formulas(surface, taken, lr, step, gradient)
            assert text.count("$") % 2 == 0
            assert "--" not in text
            assert "- -" not in text


def results(line: str) -> list[float]:
    """Every number in a line of formulas that stands between an equals sign and the end of its formula."""
    found = re.findall(r"\$= (.*?)\$", line)
    return [float(one.replace(r" \times 10^{", "e").strip("{}")) for one in found]


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("method", METHODS)
def test_a_reader_with_a_calculator_gets_to_the_core_s_next_point(method: str, axis: int):
    """Each intermediate result is taken as shown, with four digits."""
    lr, step, surface = 0.3, 7, SURFACES["ravine"]
    taken = walks("ravine", method, (-5.0, 2.0), lr, 20, "analytic")
    path = taken[method].path
    x, g = path[step - 1, axis], surface.grad(path[step - 1])[axis]
    lines = words.formulas("ravine", taken, lr, step, "analytic").splitlines()
    line = next(line for line in lines if line.startswith(f"- **Step {step}** along $x_{axis}$"))
    *shown, reached = results(line)
    moves: dict[str, Callable[..., float]] = {
        "gradient descent": lambda: g,
        "momentum": lambda speed: speed,
        "AdaGrad": lambda squares: g / math.sqrt(squares),
        "Adam": lambda m, v, mean, square: mean / math.sqrt(square),
    }
    move = moves[method](*shown)
    assert reached == pytest.approx(path[step, axis], rel=5e-4)
    assert x - lr * move == pytest.approx(path[step, axis], abs=1e-3)
    if method == "Adam":
        m, v, mean, square = shown
        assert [m / (1 - 0.9**step), v / (1 - 0.999**step)] == pytest.approx([mean, square], rel=2e-3)
