"""What is said of a walk is so."""

import itertools

import numpy as np
import pytest

import nn_core as nn
from explorer.descent.verdicts import verdicts
from explorer.descent.walks import METHODS, NUMERICAL, SURFACES, digits_lost_at, walks
from tests.explorer.descent.lesson import LESSON, walk


def said_of(surface: str = "bowl", method: str = "gradient descent", **changes) -> str:
    asked = LESSON._replace(surface=surface, method=method, **changes)
    return verdicts(asked, walks(asked))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, r"Gradient descent **converges**: 100 steps end at a distance of ${1.02 \times 10^{-9}}$"),
        ({"lr": 0.5, "steps": 1}, "**converges**: 1 step ends at a distance of $0$"),
        ({"lr": 0.0}, "**does not move**: a step of learning rate 0 has no length."),
        ({"start": (0.0, 0.0)}, "**does not move**: the slope here is 0."),
        ({"lr": 0.0001}, "**hardly moves**: 100 steps end at a distance of $4.90$"),
        ({"lr": 0.0001}, "Even 600 steps would not be enough."),
        ({"lr": 0.99, "steps": 1}, "**gets hardly any nearer**: 1 step"),
        (
            {"surface": "Rosenbrock", "method": "AdaGrad", "start": (5.0, 2.0), "lr": 3.0},
            "**is on its way**: 100",
        ),
        (
            {"surface": "Rosenbrock", "start": (-1.0, 1.5), "lr": 0.001},
            "no nearer than it began. But its value fell from $29$ to $4.48$.",
        ),
        ({"lr": 0.95}, "it jumps across the bottom, less far each time"),
        ({"method": "momentum", "lr": 1.2}, "it jumps to and fro before it settles"),
        (
            {"surface": "Himmelblau", "method": "Adam", "start": (-0.5, -1.3), "lr": 0.5, "beta": 0.5, "steps": 5},
            "Within 600 steps it comes there, but does not stay.",
        ),
        ({"lr": 0.01}, "**is on its way**: 100 steps end at a distance of $0.663$"),
        (
            {"surface": "ravine", "method": "momentum", "start": (-5.0, 2.0), "lr": 0.3, "beta": 0.97},
            "**overshoots and is on its way**: 100 steps",
        ),
        ({"lr": 0.95}, "**oscillates and converges**"),
        ({"lr": 0.99}, "**oscillates** on its way down"),
        ({"lr": 1.0}, "**oscillates** and gets no lower, even in 600 steps"),
        ({"lr": 1.0}, "With any larger learning rate it diverges."),
        ({"lr": 1.01}, "**diverges**: learning rate 1.01 is too large."),
        ({"lr": 1.05, "steps": 1}, "**diverges**"),
        ({"lr": 1.05}, "It leaves the picture at step 3."),
        ({"lr": 1.05, "gradient": "numerical"}, "**diverges**: learning rate 1.05 is too large."),
        ({"lr": 1.2, "gradient": "numerical"}, "At step 66 the numerical gradient is off by more than 1%"),
        ({"lr": 0.5, "gradient": "numerical"}, "so near a point without a slope"),
        ({"lr": 10.0, "gradient": "numerical"}, "In the end the two are equal, the slope comes out as 0"),
        ({"method": "momentum"}, "Momentum **overshoots and converges**"),
        ({"surface": "saddle", "start": (4.0, 0.0)}, "**converges** to the saddle"),
        ({"surface": "saddle", "start": (4.0, 0.1)}, "**diverges**: it goes downhill for ever."),
        ({"surface": "saddle", "start": (4.0, 0.1)}, "Its value goes below 0, where no logarithmic axis reaches."),
        ({"surface": "saddle", "start": (0.0, -0.4), "lr": 0.0}, "Its value is below 0"),
        (
            {"surface": "ravine", "method": "Adam", "start": (-2.4, 2.6), "lr": 0.7, "beta": 0.3, "steps": 3},
            "with β = 0 the walk comes lower, if only later.",
        ),
        (
            {"surface": "Rosenbrock", "method": "momentum", "start": (4.0, 0.1), "lr": 0.0003},
            "with β = 0 the walk comes lower. After step 7",
        ),
        ({"surface": "saddle", "start": (4.0, 0.1), "steps": 15}, "**is on its way** down"),
        (
            {"surface": "Himmelblau", "start": (3.0, 2.0), "lr": 0.1, "gradient": "numerical", "steps": 6},
            "**diverges**: learning rate 0.1 is too large.",
        ),
        (
            {"surface": "ravine", "method": "Adam", "start": (1.8, -1.1), "lr": 0.95, "beta": 0.5},
            "comes lower at times, but does not stay there, even in 600 steps",
        ),
        ({"surface": "Rosenbrock"}, "After step 3 its value is beyond the largest number that a float holds."),
        ({"surface": "Himmelblau", "start": (0.0, 0.0), "lr": 0.01}, "from the lowest point at (3,\u00a02)."),
    ],
)
def test_there_is_a_word_for_what_is_seen(changes: dict, said: str):
    assert said in said_of(**changes)


@pytest.mark.slow
@pytest.mark.parametrize("surface", SURFACES)
def test_digits_are_lost_only_where_the_numerical_gradient_is_off(surface: str):
    for method, lr in itertools.product(METHODS, [0.001, 0.01, 0.1, 0.5, 1.2]):
        path = walk(surface=surface, method=method, lr=lr, gradient=NUMERICAL).path
        step = digits_lost_at(surface, path)
        known = SURFACES[surface]
        off = [abs(nn.numerical_gradient(known.f, x) - known.grad(x)).max() / abs(known.grad(x)).max() for x in path]
        if step is not None:
            assert off[step - 1] > 0.005
        else:
            assert max(off[:-1]) < 0.02 or np.isnan(off).any() or known.curvature is None
