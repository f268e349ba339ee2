"""Momentum, AdaGrad and Adam against steps worked out by hand from the published formulas."""

import dataclasses
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn_core as nn

RULES = [nn.steepest_descent(), nn.momentum(), nn.adagrad(), nn.adam()]
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)


def test_momentum_adds_up_the_slopes_it_has_met():
    """On x^2 from 1 at rate 0.1: v = 2, x = 0.8; v = 1.8 + 1.6, x = 0.46; v = 3.06 + 0.92, x = 0.062."""
    walk = nn.gradient_descent(lambda x: x[0] ** 2, [1], 0.1, 3, lambda x: 2 * x, nn.momentum(beta=0.9))
    assert walk.path.ravel() == pytest.approx([1, 0.8, 0.46, 0.062], abs=1e-15)
    assert walk.values == pytest.approx([1, 0.64, 0.2116, 0.003844], abs=1e-15)


def test_momentum_on_a_straight_slope_becomes_ten_times_as_fast():
    walk = nn.gradient_descent(lambda x: x[0], [0], 1, 200, lambda x: [1], nn.momentum(beta=0.9))
    assert np.diff(walk.path, axis=0)[[0, 1, -1]].ravel() == pytest.approx([-1, -1.9, -10])


def test_momentum_without_memory_is_gradient_descent():
    surface = nn.ROSENBROCK
    plain = nn.gradient_descent(surface.f, [-1, 1.5], 0.001, 50, surface.grad)
    walk = nn.gradient_descent(surface.f, [-1, 1.5], 0.001, 50, surface.grad, nn.momentum(beta=0))
    assert walk.path.tolist() == plain.path.tolist()


def test_momentum_is_polyaks_heavy_ball():
    """x_{k+1} = x_k - lr g_k + beta (x_k - x_{k-1}), his equation 9."""
    surface = nn.RAVINE
    x = nn.gradient_descent(surface.f, [-5, 2], 0.3, 40, surface.grad, nn.momentum()).path
    ball = x[1:-1] - 0.3 * surface.grad(x[1:-1].T).T + 0.9 * (x[1:-1] - x[:-2])
    np.testing.assert_allclose(x[2:], ball, rtol=0, atol=1e-13)


@pytest.mark.slow
@pytest.mark.parametrize("rule", [nn.momentum, lambda beta: nn.adam(beta1=beta), lambda beta: nn.adam(beta2=beta)])
@given(betas=st.lists(st.floats(0, 0.99), min_size=1, max_size=4), lr=st.floats(0, 0.5))
def test_many_walks_keep_each_its_own_part_of_the_past(rule, betas, lr):
    starts = np.array([[-3.0, 0.5, 5.0, 1.0], [4.0, -1.2, 5.0, 0.0]])[:, : len(betas)]
    surface = nn.RAVINE
    together = nn.gradient_descent(surface.f, starts, lr, 12, surface.grad, rule(tuple(betas)))
    for number, beta in enumerate(betas):
        alone = nn.gradient_descent(surface.f, starts[:, number], lr, 12, surface.grad, rule(beta))
        with np.errstate(under="ignore"):  # the comparison multiplies a path by 1e-12, and it may end at 1e-300
            np.testing.assert_allclose(together.path[..., number], alone.path, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("start", [[-3, 4], [[-3], [4]], [[-3, 1, 2], [4, 1, 2]]])
@pytest.mark.parametrize("rule", [nn.momentum((0.0, 0.9)), nn.adam((0.9, 0.999)), nn.adam(beta2=(0.9, 0.999))])
def test_a_constant_for_each_walk_is_none_for_each_coordinate_of_one(rule, start):
    with pytest.raises(ValueError, match="has 2 numbers, one for each walk, and the gradient has the shape"):
        nn.gradient_descent(nn.BOWL.f, start, 0.1, 3, nn.BOWL.grad, rule)


@given(beta=st.floats(0, 0.99), slopes=st.lists(st.floats(-10, 10), min_size=1, max_size=20))
def test_the_speed_is_the_sum_of_all_slopes_each_worn_down_by_beta_at_every_step(beta, slopes):
    rule = nn.momentum(beta)
    speed = rule.start
    for slope in slopes:
        step, speed = rule.step(np.array(slope), speed)
    worn = sum(beta**age * slope for age, slope in enumerate(reversed(slopes)))
    assert float(step) == pytest.approx(worn, rel=1e-12, abs=1e-12)


def test_adagrad_divides_by_the_root_of_the_sum_of_squares():
    """Slopes (3, -4) everywhere: steps of 1, 1 / sqrt 2, 1 / sqrt 3 times the rate, whatever the slope."""
    walk = nn.gradient_descent(lambda x: 3 * x[0] - 4 * x[1], [0, 0], 0.1, 3, lambda x: [3, -4], nn.adagrad())
    gone = 0.1 * np.cumsum([0, 1, 1 / math.sqrt(2), 1 / math.sqrt(3)])
    np.testing.assert_allclose(walk.path, np.stack([-gone, gone], axis=1), rtol=1e-8)


def test_adagrad_on_a_bowl():
    """On x^2 from 1 at rate 0.5: s = 4, x = 0.5; s = 5, x = 0.5 - 0.5 / sqrt 5."""
    walk = nn.gradient_descent(lambda x: x[0] ** 2, [1], 0.5, 2, lambda x: 2 * x, nn.adagrad())
    assert walk.path.ravel() == pytest.approx([1, 0.5, 0.5 - 0.5 / math.sqrt(5)], abs=1e-8)


def test_adam_on_a_bowl():
    """On x^2 from 1 at rate 0.1, two steps of algorithm 1.

    t = 1: g = 2, m = 0.2, v = 0.004, M = 2, V = 4, x = 0.9.
    t = 2: g = 1.8, m = 0.18 + 0.18 = 0.36, v = 0.003996 + 0.00324 = 0.007236, M = 0.36 / 0.19, V = 0.007236 / 0.001999.
    """
    walk = nn.gradient_descent(lambda x: x[0] ** 2, [1], 0.1, 2, lambda x: 2 * x, nn.adam())
    second = 0.9 - 0.1 * (0.36 / 0.19) / math.sqrt(0.007236 / 0.001999)
    assert walk.path.ravel() == pytest.approx([1, 0.9, second], abs=1e-8)


@pytest.mark.parametrize("rule", [nn.adagrad(epsilon=1), nn.adam(epsilon=1)])
def test_epsilon_is_added_to_the_root(rule):
    """A first slope of 3: 3 / (sqrt 9 + 1)."""
    step, _ = rule.step(np.array([3.0]), rule.start)
    assert step == pytest.approx([0.75])


@pytest.mark.parametrize("steepness", [1e-3, 1.0, 1e6])
def test_adams_steps_are_one_rate_long_on_a_straight_slope(steepness):
    walk = nn.gradient_descent(lambda x: steepness * x[0], [0], 0.1, 20, lambda x: [steepness], nn.adam())
    np.testing.assert_allclose(np.diff(walk.path, axis=0), -0.1, rtol=2e-5)


@every_rule
def test_a_coordinate_without_slope_stays_where_it_is(rule):
    walk = nn.gradient_descent(nn.BOWL.f, [3, 0], 0.1, 20, nn.BOWL.grad, rule)
    assert (walk.path[:, 1] == 0).all()
    assert abs(walk.x[0]) < 3


@every_rule
def test_without_a_gradient_it_walks_by_the_numerical_one(rule):
    by_formula, numerical = (
        nn.gradient_descent(nn.BOWL.f, [-3, 4], 0.1, 20, grad, rule) for grad in (nn.BOWL.grad, None)
    )
    np.testing.assert_allclose(numerical.path, by_formula.path, rtol=0, atol=1e-8)


@every_rule
def test_every_walk_begins_without_memories_although_walks_share_their_rule(rule):
    one, other = (nn.gradient_descent(nn.HIMMELBLAU.f, [0, 0], 0.01, 30, nn.HIMMELBLAU.grad, rule) for _ in range(2))
    assert one.path.tolist() == other.path.tolist()


@every_rule
def test_a_start_stays_as_it_was(rule):
    start = np.array([-3.0, 4.0])
    nn.gradient_descent(nn.BOWL.f, start, 0.1, 5, rule=rule)
    assert start.tolist() == [-3, 4]


@every_rule
def test_a_walk_that_leaves_all_numbers_does_so_quietly(rule):
    nn.gradient_descent(nn.ROSENBROCK.f, [-3, 4], 1e200, 10, nn.ROSENBROCK.grad, rule)


@every_rule
@pytest.mark.parametrize("grad", [lambda x: x[:1], lambda x: 1.0])
def test_a_gradient_of_another_shape_is_refused(rule, grad):
    with pytest.raises(ValueError, match="grad must give an array of shape"):
        nn.gradient_descent(nn.BOWL.f, [-3, 4], grad=grad, rule=rule)


@every_rule
def test_a_gradient_must_be_real(rule):
    with pytest.raises(ValueError, match="what grad gives must hold real numbers"):
        nn.gradient_descent(nn.BOWL.f, [-3, 4], grad=lambda x: ["steep", "steeper"], rule=rule)


@every_rule
def test_what_a_rule_remembers_is_handed_from_step_to_step(rule):
    """Two walks take turns at one rule, and neither hears of the other."""
    slopes = {"here": [1.0, -2.0, 0.5], "there": [30.0, 0.0, -7.0]}
    memories = dict.fromkeys(slopes, rule.start)
    together: dict[str, list[float]] = {walk: [] for walk in slopes}
    for turn in range(3):
        for walk, met in slopes.items():
            step, memories[walk] = rule.step(np.array([met[turn]]), memories[walk])
            together[walk] += step.tolist()
    for walk, met in slopes.items():
        left = iter(met)

        def slope(x, left=left):
            return [next(left)]

        path = nn.gradient_descent(lambda x: x[0], [0], 1, 3, slope, rule).path
        np.testing.assert_allclose(-np.cumsum(together[walk]), path[1:, 0], rtol=1e-15)


@every_rule
@pytest.mark.parametrize("slope", [1e308, -1e308, 5e-324, 0.0])
def test_a_step_of_any_size_is_quiet(rule, slope):
    memory = rule.start
    for _ in range(3):
        step, memory = rule.step(np.array([slope]), memory)
    assert step.shape == (1,)


@every_rule
def test_rules_are_values(rule):
    assert pickle.loads(pickle.dumps(rule)) == rule
    assert len({rule, type(rule)()}) == 1
    assert hash(nn.momentum((0.5, 0.9))) == hash(nn.momentum((0.5, 0.9)))
    with pytest.raises(dataclasses.FrozenInstanceError):
        rule.start = 1.0


def test_a_rule_tells_its_constants():
    assert nn.momentum(0.5).beta == 0.5
    assert nn.adagrad(1e-3).epsilon == 1e-3
    assert (nn.adam().beta1, nn.adam().beta2, nn.adam().epsilon) == (0.9, 0.999, 1e-8)


@pytest.mark.parametrize("value", [-0.1, 1.0, 2, math.nan, "0.9", (0.5, 1.0), (0.5, -0.1), ("0.9",)])
@pytest.mark.parametrize(("rule", "name"), [(nn.momentum, "beta"), (nn.adam, "beta1"), (nn.adam, "beta2")])
def test_a_memory_keeps_less_than_all(rule, name, value):
    with pytest.raises(ValueError, match=f"{name} must be"):
        rule(**{name: value})


@pytest.mark.parametrize("value", [0, -1e-8, math.inf])
@pytest.mark.parametrize("rule", [nn.adagrad, nn.adam])
def test_epsilon_is_above_zero(rule, value):
    with pytest.raises(ValueError, match="epsilon must be"):
        rule(epsilon=value)


@pytest.mark.parametrize("beta", [(), ((0.1, 0.2), (0.3, 0.4))])
def test_there_is_one_constant_for_each_walk(beta):
    with pytest.raises(ValueError, match="beta must have one number for each walk"):
        nn.momentum(beta=beta)
