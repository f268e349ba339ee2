"""The descent page's walks are the core's, one at a time or many at once."""

import numpy as np
import pytest

from explorer.descent import walks as descent
from tests.explorer.descent.lesson import walk


def test_a_walk_is_the_core_s():
    for method, function in descent.METHODS.items():
        surface = descent.SURFACES["ravine"]
        numerical = function(surface.f, [-5, 2], 0.3, 20)
        analytic = function(surface.f, [-5, 2], 0.3, 20, surface.grad)
        arguments = {"surface": "ravine", "method": method, "start": (-5.0, 2.0), "lr": 0.3, "steps": 20}
        assert walk(**arguments, gradient="numerical").path.tolist() == numerical.path.tolist()
        assert walk(**arguments, gradient="analytic").path.tolist() == analytic.path.tolist()


def test_all_four_start_together():
    walks = descent.walks("Himmelblau", descent.ALL, (1.0, 2.0), 0.01, 10, "analytic")
    assert list(walks) == ["gradient descent", "momentum", "AdaGrad", "Adam"]
    assert [one.path[0].tolist() for one in walks.values()] == [[1, 2]] * 4


@pytest.mark.parametrize("surface", ["bowl", "ravine", "saddle"])
@pytest.mark.parametrize("lr", [0.0, 0.1, 0.5, 0.9, 1.0, 1.2])
def test_theory_says_what_happens(surface: str, lr: float):
    walked = walk(surface=surface, lr=lr, steps=30)
    np.testing.assert_allclose(descent.theory(surface, (-3.0, 4.0), lr, 30), walked.values, rtol=1e-9, atol=1e-25)


@pytest.mark.parametrize("surface", ["Rosenbrock", "Himmelblau"])
def test_there_is_no_theory_of_the_others(surface: str):
    assert descent.theory(surface, (-3.0, 4.0), 0.1, 30) is None


@pytest.mark.parametrize(
    ("selection", "start"),
    [
        ({"start": [{"x0": 1.2000000000000002, "x1": -3.4}]}, {"x0": 1.2, "x1": -3.4}),
        ({"start": [{"x0": -7, "x1": 5.04}]}, {"x0": -5.0, "x1": 5.0}),
        ({"start": []}, {}),
        ({"start": {}}, {}),
        ({}, {}),
    ],
)
def test_a_click_is_a_start_that_the_sliders_can_take(selection: dict, start: dict):
    assert descent.clicked(selection) == start


@pytest.mark.parametrize("surface", descent.SURFACES)
@pytest.mark.parametrize("method", descent.METHODS)
@pytest.mark.parametrize("gradient", ["numerical", "analytic"])
def test_many_walks_together_are_each_the_core_s(surface: str, method: str, gradient: str):
    starts, rates = [(-3.0, 4.0), (0.5, -1.2), (5.0, 5.0), (1.0, 0.0)], [0.003, 0.1, 0.0, 1.3]
    x0, x1 = np.transpose(starts)
    paths, values = descent.many_walks(surface, method, x0, x1, np.array(rates), gradient)
    for number, (start, lr) in enumerate(zip(starts, rates, strict=True)):
        alone = descent.walk(surface, method, start, lr, descent.MAX_STEPS, gradient)
        np.testing.assert_array_equal(paths[..., number], alone.path)
        np.testing.assert_array_equal(values[:, number], alone.values)


def test_the_theory_of_many_walks_is_that_of_each():
    starts, rates = np.array([[-3.0, 0.5], [4.0, -1.2]]), np.array([0.1, 1.2])
    together = descent.theory("ravine", starts, rates, 30)
    for number in (0, 1):
        alone = descent.theory("ravine", starts[:, number], rates[number], 30)
        np.testing.assert_array_equal(together[:, number], alone)
