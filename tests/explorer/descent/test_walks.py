"""The descent page's walks are the core's, one at a time or many at once."""

import numpy as np
import pytest

import nn_core as nn
from explorer.descent import walks
from explorer.descent.sliders import BETAS
from tests.explorer.descent.lesson import walk


def test_a_walk_is_the_core_s():
    for method in walks.METHODS:
        surface, rule = walks.SURFACES["ravine"], walks.METHODS[method](walks.BETA)
        numerical = nn.gradient_descent(surface.f, [-5, 2], 0.3, 20, rule=rule)
        analytic = nn.gradient_descent(surface.f, [-5, 2], 0.3, 20, surface.grad, rule)
        arguments = {"surface": "ravine", "method": method, "start": (-5.0, 2.0), "lr": 0.3, "steps": 20}
        assert walk(**arguments, gradient="numerical").path.tolist() == numerical.path.tolist()
        assert walk(**arguments, gradient="analytic").path.tolist() == analytic.path.tolist()


def test_what_is_remembered_is_momentum_s_beta_and_adam_s_first():
    assert nn.momentum().beta == nn.adam().beta1 == walks.BETA
    for beta in BETAS:
        assert walks.METHODS["momentum"](beta) == nn.momentum(beta)
        assert walks.METHODS["Adam"](beta) == nn.adam(beta1=beta)
        assert walks.METHODS["AdaGrad"](beta) == nn.adagrad()


def test_all_four_start_together():
    together = walks.walks(walks.Settings("Himmelblau", walks.ALL, (1.0, 2.0), 0.01, 10))
    assert list(together) == ["gradient descent", "momentum", "AdaGrad", "Adam"]
    assert [one.path[0].tolist() for one in together.values()] == [[1, 2]] * 4


@pytest.mark.parametrize("surface", ["bowl", "ravine", "saddle"])
@pytest.mark.parametrize("lr", [0.0, 0.1, 0.5, 0.9, 1.0, 1.2])
def test_theory_says_what_happens(surface: str, lr: float):
    walked = walk(surface=surface, lr=lr, steps=30)
    np.testing.assert_allclose(walks.theory(surface, (-3.0, 4.0), lr, 30), walked.values, rtol=1e-9, atol=1e-25)


@pytest.mark.slow
@pytest.mark.parametrize("surface", walks.SURFACES)
@pytest.mark.parametrize("method", walks.METHODS)
@pytest.mark.parametrize("gradient", ["numerical", "analytic"])
def test_many_walks_together_are_each_the_core_s(surface: str, method: str, gradient: str):
    starts, rates = [(-3.0, 4.0), (0.5, -1.2), (5.0, 5.0), (1.0, 0.0)], [0.003, 0.1, 0.0, 1.3]
    x0, x1 = zip(*starts, strict=True)
    betas = (0.9, 0.0, 0.3, 0.97)
    asked = walks.Settings(surface, method, (x0, x1), tuple(rates), walks.MAX_STEPS, gradient, betas)
    together = walks.walk(asked)
    for number, (start, lr, beta) in enumerate(zip(starts, rates, betas, strict=True)):
        alone = walks.walk(asked._replace(start=start, lr=lr, beta=beta))
        np.testing.assert_array_equal(together.path[..., number], alone.path)
        np.testing.assert_array_equal(together.values[:, number], alone.values)


def test_the_theory_of_many_walks_is_that_of_each():
    starts, rates = np.array([[-3.0, 0.5], [4.0, -1.2]]), np.array([0.1, 1.2])
    together = walks.theory("ravine", starts, rates, 30)
    for number in (0, 1):
        alone = walks.theory("ravine", starts[:, number], rates[number], 30)
        np.testing.assert_array_equal(together[:, number], alone)


def test_what_the_cards_of_the_page_say_of_their_walks_is_so():
    lesson = walk(gradient="numerical")
    left = np.hypot(*lesson.path.T)
    np.testing.assert_allclose(left[1:] / left[:-1], 0.8, rtol=1e-6)
    assert np.hypot(*walk(lr=0.5, steps=1, gradient="numerical").x) < 1e-10
    timid = walk(lr=0.001).path
    assert 0.1 < 1 - np.hypot(*timid[-1]) / np.hypot(*timid[0]) < 0.2
    across = {lr: abs(walk(surface="ravine", start=(-5.0, 2.0), lr=lr).path[:, 1]) for lr in (0.95, 1.0, 1.05)}
    assert across[0.95][-1] < across[1.0][-1] == 2 < across[1.05][-1]
    saddle = walk(surface="saddle", start=(4.0, 0.0))
    assert 0 < np.hypot(*nn.SADDLE.grad(saddle.x)) < 1e-8
