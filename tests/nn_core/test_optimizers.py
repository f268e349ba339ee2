"""Momentum, AdaGrad and Adam against steps worked out by hand from the published formulas."""

import math

import numpy as np
import pytest

import nn_core as nn

METHODS = [nn.momentum, nn.adagrad, nn.adam]
every_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__name__)


def test_momentum_adds_up_the_slopes_it_has_met():
    """On x^2 from 1 at rate 0.1: v = 2, x = 0.8; v = 1.8 + 1.6, x = 0.46; v = 3.06 + 0.92, x = 0.062."""
    walk = nn.momentum(lambda x: x[0] ** 2, [1], lr=0.1, step_num=3, grad=lambda x: 2 * x, beta=0.9)
    assert walk.path.ravel() == pytest.approx([1, 0.8, 0.46, 0.062], abs=1e-15)
    assert walk.values == pytest.approx([1, 0.64, 0.2116, 0.003844], abs=1e-15)


def test_momentum_on_a_straight_slope_becomes_ten_times_as_fast():
    walk = nn.momentum(lambda x: x[0], [0], lr=1, step_num=200, grad=lambda x: [1], beta=0.9)
    assert np.diff(walk.path, axis=0)[[0, 1, -1]].ravel() == pytest.approx([-1, -1.9, -10])


def test_momentum_without_memory_is_gradient_descent():
    surface = nn.ROSENBROCK
    plain = nn.gradient_descent(surface.f, [-1, 1.5], 0.001, 50, surface.grad)
    walk = nn.momentum(surface.f, [-1, 1.5], 0.001, 50, surface.grad, beta=0)
    assert walk.path.tolist() == plain.path.tolist()


def test_momentum_is_polyaks_heavy_ball():
    """x_{k+1} = x_k - lr g_k + beta (x_k - x_{k-1}), his equation 9."""
    surface = nn.RAVINE
    x = nn.momentum(surface.f, [-5, 2], 0.3, 40, surface.grad).path
    ball = x[1:-1] - 0.3 * surface.grad(x[1:-1].T).T + 0.9 * (x[1:-1] - x[:-2])
    np.testing.assert_allclose(x[2:], ball, rtol=0, atol=1e-13)


def test_adagrad_divides_by_the_root_of_the_sum_of_squares():
    """Slopes (3, -4) everywhere: steps of 1, 1 / sqrt 2, 1 / sqrt 3 times the rate, whatever the slope."""
    walk = nn.adagrad(lambda x: 3 * x[0] - 4 * x[1], [0, 0], lr=0.1, step_num=3, grad=lambda x: [3, -4])
    gone = 0.1 * np.cumsum([0, 1, 1 / math.sqrt(2), 1 / math.sqrt(3)])
    np.testing.assert_allclose(walk.path, np.stack([-gone, gone], axis=1), rtol=1e-8)


def test_adagrad_on_a_bowl():
    """On x^2 from 1 at rate 0.5: s = 4, x = 0.5; s = 5, x = 0.5 - 0.5 / sqrt 5."""
    walk = nn.adagrad(lambda x: x[0] ** 2, [1], lr=0.5, step_num=2, grad=lambda x: 2 * x)
    assert walk.path.ravel() == pytest.approx([1, 0.5, 0.5 - 0.5 / math.sqrt(5)], abs=1e-8)


def test_adam_on_a_bowl():
    """On x^2 from 1 at rate 0.1, two steps of algorithm 1.

    t = 1: g = 2, m = 0.2, v = 0.004, M = 2, V = 4, x = 0.9.
    t = 2: g = 1.8, m = 0.18 + 0.18 = 0.36, v = 0.003996 + 0.00324 = 0.007236, M = 0.36 / 0.19, V = 0.007236 / 0.001999.
    """
    walk = nn.adam(lambda x: x[0] ** 2, [1], lr=0.1, step_num=2, grad=lambda x: 2 * x)
    second = 0.9 - 0.1 * (0.36 / 0.19) / math.sqrt(0.007236 / 0.001999)
    assert walk.path.ravel() == pytest.approx([1, 0.9, second], abs=1e-8)


@pytest.mark.parametrize("steepness", [1e-3, 1.0, 1e6])
def test_adams_steps_are_one_rate_long_on_a_straight_slope(steepness):
    walk = nn.adam(lambda x: steepness * x[0], [0], lr=0.1, step_num=20, grad=lambda x: [steepness])
    np.testing.assert_allclose(np.diff(walk.path, axis=0), -0.1, rtol=2e-5)


@every_method
def test_a_coordinate_without_slope_stays_where_it_is(method):
    walk = method(nn.BOWL.f, [3, 0], 0.1, 20, nn.BOWL.grad)
    assert (walk.path[:, 1] == 0).all()
    assert abs(walk.x[0]) < 3


@every_method
def test_without_a_gradient_it_walks_by_the_numerical_one(method):
    by_formula, numerical = (method(nn.BOWL.f, [-3, 4], 0.1, 20, grad) for grad in (nn.BOWL.grad, None))
    np.testing.assert_allclose(numerical.path, by_formula.path, rtol=0, atol=1e-8)


@every_method
def test_every_walk_begins_without_memories(method):
    one, other = (method(nn.HIMMELBLAU.f, [0, 0], 0.01, 30, nn.HIMMELBLAU.grad) for _ in range(2))
    assert one.path.tolist() == other.path.tolist()


@every_method
def test_a_start_stays_as_it_was(method):
    start = np.array([-3.0, 4.0])
    method(nn.BOWL.f, start, 0.1, 5)
    assert start.tolist() == [-3, 4]


@every_method
def test_a_walk_that_leaves_all_numbers_does_so_quietly(method):
    method(nn.ROSENBROCK.f, [-3, 4], 1e200, 10, nn.ROSENBROCK.grad)


@every_method
@pytest.mark.parametrize("grad", [lambda x: x[:1], lambda x: 1.0])
def test_a_gradient_of_another_shape_is_refused(method, grad):
    with pytest.raises(ValueError, match="grad must give an array of shape"):
        method(nn.BOWL.f, [-3, 4], grad=grad)


@every_method
def test_a_gradient_must_be_real(method):
    with pytest.raises(ValueError, match="grad must hold real numbers"):
        method(nn.BOWL.f, [-3, 4], grad=lambda x: ["steep", "steeper"])


@pytest.mark.parametrize("value", [-0.1, 1.0, 2, math.nan, "0.9"])
@pytest.mark.parametrize(("method", "name"), [(nn.momentum, "beta"), (nn.adam, "beta1"), (nn.adam, "beta2")])
def test_a_memory_keeps_less_than_all(method, name, value):
    with pytest.raises(ValueError, match=f"{name} must be"):
        method(nn.BOWL.f, [-3, 4], **{name: value})


@pytest.mark.parametrize("value", [0, -1e-8, math.inf])
@pytest.mark.parametrize("method", [nn.adagrad, nn.adam])
def test_epsilon_is_above_zero(method, value):
    with pytest.raises(ValueError, match="epsilon must be"):
        method(nn.BOWL.f, [-3, 4], epsilon=value)
