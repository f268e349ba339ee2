"""What the sliders come to, in words, is what the walks do."""

import numpy as np

from explorer.descent import words
from explorer.descent.walks import ALL, walks
from tests.explorer.descent.lesson import LESSON


def test_the_first_step_is_as_long_as_is_said():
    adam, all_four = (walks(LESSON._replace(method=method, start=(3.0, -4.0))) for method in ("Adam", ALL))
    assert words.length(adam) == f"The first step is {np.hypot(0.1, 0.1):.3g} long."
    assert words.length(all_four) == f"Gradient descent: first step {0.1 * np.hypot(6, 8):.3g} long."
    assert "is ${7.07 \\times 10^{3}}$ long" in words.length(walks(LESSON._replace(start=(5.0, 5.0), lr=500)))


def test_half_of_a_slope_is_forgotten_when_it_is_said_to_be():
    assert words.memory("momentum", 0.5) == "After 1 step half of a slope is forgotten."
    assert words.memory("Adam", 0.9) == f"After {np.log(0.5) / np.log(0.9):.2g} steps half of a slope is forgotten."
    assert words.memory("momentum", 0.3) == "After 1 step 70% of a slope is forgotten."
    assert words.memory("Adam", 0.0) == "No step remembers the direction of the ones before."
    assert words.memory("AdaGrad", 0.9) == "Only momentum and Adam have a β."
