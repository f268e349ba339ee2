"""Gradient descent: on a bowl every step is known beforehand."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nn_core as nn

EPS = np.finfo(np.float64).eps


def bowl(x):
    return x[0] ** 2 + x[1] ** 2


def slope(x):
    return 2 * x


STARTS = arrays(np.float64, 2, elements=st.floats(-1, 1).filter(lambda x: x == 0 or abs(x) > 1e-9))


def test_the_lessons_walk_ends_at_the_bottom_and_leaves_its_start_alone():
    init_x = np.array([-3.0, 4.0])
    walk = nn.gradient_descent(bowl, init_x, lr=0.1, step_num=100)
    assert np.abs(walk.x).max() < 1e-9
    assert init_x.tolist() == [-3, 4]


@given(STARTS, st.floats(0, 1), st.integers(0, 30))
def test_each_step_on_the_bowl_shrinks_the_distance_by_the_same_factor(start, lr, steps):
    walk = nn.gradient_descent(bowl, start, lr, steps, grad=slope)
    expected = (1 - 2 * lr) ** np.arange(steps + 1)[:, np.newaxis] * start
    np.testing.assert_allclose(walk.path, expected, rtol=0, atol=2 * EPS * (steps + 1))


@given(STARTS, st.floats(0, 1), st.integers(0, 30))
def test_a_walk_is_made_of_points_and_their_values(start, lr, steps):
    walk = nn.gradient_descent(bowl, start, lr, steps, grad=slope)
    assert walk.path.shape == (steps + 1, 2)
    assert walk.path[0].tolist() == start.tolist()
    assert walk.path[-1].tolist() == walk.x.tolist()
    assert walk.values.tolist() == [bowl(x) for x in walk.path]


@pytest.mark.slow
@given(STARTS, st.floats(0, 1))
def test_without_a_gradient_it_walks_by_the_numerical_one(start, lr):
    given_slope, numerical = (nn.gradient_descent(bowl, start, lr, 20, grad=grad) for grad in (slope, None))
    np.testing.assert_allclose(numerical.path, given_slope.path, rtol=0, atol=1e-10)


def test_at_rate_one_the_walk_goes_back_and_forth_and_at_a_half_it_is_there_at_once():
    assert nn.gradient_descent(bowl, [-3, 4], 1, 2, slope).path.tolist() == [[-3, 4], [3, -4], [-3, 4]]
    assert nn.gradient_descent(bowl, [-3, 4], 0.5, 1, slope).path.tolist() == [[-3, 4], [0, 0]]


def test_no_rate_or_no_step_is_no_walk():
    assert nn.gradient_descent(bowl, [-3, 4], lr=0, step_num=2).path.tolist() == [[-3, 4]] * 3
    assert nn.gradient_descent(bowl, [-3, 4], step_num=0).path.tolist() == [[-3, 4]]


@pytest.mark.parametrize("grad", [slope, None])
def test_a_walk_that_diverges_does_so_quietly(grad):
    walk = nn.gradient_descent(bowl, [-3, 4], lr=1e200, step_num=5, grad=grad)
    assert np.isfinite(walk.path[0]).all()
    assert not np.isfinite(walk.values[-1])


def test_functions_may_write_into_their_argument():
    def careless(function):
        def call(x):
            result = function(x)
            x[...] = np.nan
            return result

        return call

    careful, other = (
        nn.gradient_descent(change(bowl), [-3, 4], 0.1, 5, change(slope)) for change in (lambda f: f, careless)
    )
    assert other.path.tolist() == careful.path.tolist()
    assert other.values.tolist() == careful.values.tolist()


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int64, np.float16, np.float32])
def test_a_gradient_may_be_of_any_real_kind_and_is_taken_in_double_precision(dtype):
    walk = nn.gradient_descent(bowl, [0, 0], lr=1e5, step_num=1, grad=lambda x: np.array([1, 0], dtype))
    assert walk.x.tolist() == [-1e5, 0]


@pytest.mark.parametrize("grad", [lambda x: x[:1], lambda x: x[np.newaxis], lambda x: 1.0])
def test_a_gradient_of_another_shape_is_a_value_error_that_names_it(grad):
    with pytest.raises(ValueError, match=r"of shape \(2,\), not \((1,|1, 2|)\)"):
        nn.gradient_descent(bowl, [-3, 4], grad=grad)


@pytest.mark.parametrize("value", [1j, "steep", None])
def test_a_gradient_must_be_real(value):
    with pytest.raises(ValueError, match="real numbers"):
        nn.gradient_descent(bowl, [-3, 4], grad=lambda x: [value, value])


@pytest.mark.parametrize(
    ("value", "message"),
    [([1.0, 2.0], r"shape \(2,\)"), ([1.0], r"shape \(1,\)"), (1j, "complex"), ("deep", "<U4"), (None, "None")],
)
def test_f_must_give_one_real_number(value, message):
    with pytest.raises(ValueError, match=message):
        nn.gradient_descent(lambda x: value, [-3, 4], grad=slope)


@pytest.mark.parametrize(
    ("init_x", "shape"),
    [(3.0, r"\(\)"), ([], r"\(0,\)"), ([[], []], r"\(2, 0\)"), ([[[1]], [[2]]], r"\(2, 1, 1\)")],
)
def test_a_start_is_a_point(init_x, shape):
    with pytest.raises(ValueError, match=shape):
        nn.gradient_descent(bowl, init_x)


@pytest.mark.parametrize("lr", [-0.1, np.nan, np.inf, None, "0.1"])
def test_a_rate_is_a_number_of_at_least_zero(lr):
    with pytest.raises(ValueError, match="lr must be"):
        nn.gradient_descent(bowl, [-3, 4], lr)


@pytest.mark.parametrize("step_num", [-1, 2.0, True, None, "2"])
def test_steps_are_counted_in_whole_numbers(step_num):
    with pytest.raises(ValueError, match="step_num must be"):
        nn.gradient_descent(bowl, [-3, 4], step_num=step_num)


def test_walks_can_be_compared_and_collected():
    one, other = (nn.gradient_descent(bowl, [-3, 4], step_num=1) for _ in range(2))
    assert one != other
    assert len({one, other}) == 2


def test_each_coordinate_may_have_a_rate_of_its_own():
    rates = np.array([0.1, 0.3])
    walk = nn.gradient_descent(bowl, [-3, 4], rates, 20, grad=slope)
    for axis, rate in enumerate(rates):
        alone = nn.gradient_descent(bowl, [-3, 4], rate, 20, grad=slope)
        np.testing.assert_array_equal(walk.path[:, axis], alone.path[:, axis])


@pytest.mark.parametrize("lr", [[0.1], [0.1, 0.1, 0.1], [[0.1, 0.1]], [0.1, -0.1], [0.1, np.nan], [0.1, "0.1"]])
def test_there_is_one_rate_or_one_for_each_coordinate(lr):
    with pytest.raises(ValueError, match="lr must be"):
        nn.gradient_descent(bowl, [-3, 4], lr)


# Many walks at once, and what theory says about them

WALKS = arrays(np.float64, (2, 5), elements=st.integers(-4, 4).map(float))
RATES = arrays(np.float64, 5, elements=st.sampled_from([0, 0.001, 0.05, 0.3]))
RULES = [None, nn.momentum(), nn.adagrad(), nn.adam()]


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("grad", [nn.HIMMELBLAU.grad, None], ids=["formula", "numerical"])
@settings(max_examples=20)
@given(starts=WALKS, rates=RATES)
def test_many_walks_at_once_are_each_what_they_are_alone(rule, grad, starts, rates):
    together = nn.gradient_descent(nn.HIMMELBLAU.f, starts, rates, 10, grad, rule)
    assert together.path.shape == (11, 2, 5)
    assert together.values.shape == (11, 5)
    for number, lr in enumerate(rates):
        alone = nn.gradient_descent(nn.HIMMELBLAU.f, starts[:, number], lr, 10, grad, rule)
        np.testing.assert_array_equal(together.path[..., number], alone.path)
        np.testing.assert_array_equal(together.values[:, number], alone.values)
        np.testing.assert_array_equal(together.x[:, number], alone.x)


@pytest.mark.parametrize(
    ("lr", "message"),
    [([0.1, 0.1], r"not \(2,\)"), ([[0.1], [0.1]], r"not \(2, 1\)"), ([0.1, 0.1, -0.1], "at least 0, not -0.1")],
)
def test_there_is_one_rate_for_each_of_many_walks(lr, message):
    with pytest.raises(ValueError, match="lr must be") as error:
        nn.gradient_descent(bowl, np.ones((2, 3)), lr)
    assert error.match(message)


def test_f_must_give_a_number_for_each_of_many_walks():
    with pytest.raises(ValueError, match=r"f must give an array of shape \(3,\), not \(\)"):
        nn.gradient_descent(lambda x: 1.0, np.ones((2, 3)))


@pytest.mark.slow
@pytest.mark.parametrize("surface", [nn.BOWL, nn.RAVINE, nn.SADDLE])
@given(starts=WALKS, rates=RATES)
def test_theory_knows_every_step_on_a_quadratic_surface(surface, starts, rates):
    path = nn.quadratic_descent(surface.curvature, starts, rates, 20)
    walked = nn.gradient_descent(surface.f, starts, rates, 20, surface.grad).path
    np.testing.assert_allclose(path, walked, rtol=1e-12, atol=1e-12)
    alone = nn.quadratic_descent(surface.curvature, starts[:, 0], rates[0], 20)
    np.testing.assert_array_equal(path[..., 0], alone)


def test_theory_by_hand():
    assert nn.quadratic_descent([2, 0, -1], [1, 1, 1], 0.25, 2).tolist() == [
        [1, 1, 1],
        [0.5, 1, 1.25],
        [0.25, 1, 1.5625],
    ]
    assert nn.quadratic_descent([2], [1], 1.0, 3).ravel().tolist() == [1, -1, 1, -1]


def test_theory_is_quiet_about_walks_that_leave_all_numbers():
    assert np.isinf(nn.quadratic_descent([2], [1], 1e200, 3)[-1]).all()


@pytest.mark.parametrize(
    ("curvature", "init_x", "lr"),
    [
        (2, [1], 0.1),
        ([2, 2], [1], 0.1),
        ([2, 2], [[1], [1]], [0.1, 0.1]),
        ([2], 1, 0.1),
        ([2], [[[1]]], 0.1),
        ([2, 2], [1, 1], [0.1, 0.1]),
    ],
)
def test_what_does_not_fit_together_is_named(curvature, init_x, lr):
    shapes = ", ".join(str(np.shape(one)) for one in (curvature, init_x, lr))
    with pytest.raises(ValueError, match=f"do not fit together: {re.escape(shapes)}"):
        nn.quadratic_descent(curvature, init_x, lr, 3)


def test_a_rule_that_gives_steps_of_another_shape_is_a_value_error():
    class Wide:
        start = None

        def step(self, gradient, memory):
            return np.ones((2, 3)), memory

    with pytest.raises(ValueError, match=r"rule must give an array of shape \(2, 1\), not \(2, 3\)"):
        nn.gradient_descent(nn.BOWL.f, [[-3], [4]], 0.1, 2, nn.BOWL.grad, Wide())


class OnlySteps:
    def step(self, gradient, memory):
        return gradient, memory


@pytest.mark.parametrize("rule", [nn.momentum, "adam", 0.9, OnlySteps()])
def test_a_rule_has_its_constants(rule):
    with pytest.raises(ValueError, match=r"rule must be one such as nn.momentum\(\)"):
        nn.gradient_descent(nn.BOWL.f, [-3, 4], 0.1, 2, nn.BOWL.grad, rule)


def test_a_function_may_give_the_same_array_again():
    given = np.empty(3)
    f = lambda p: np.sum(p**2, axis=0, out=given)
    starts, other = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), lambda p: np.sum(p**2, axis=0)
    np.testing.assert_array_equal(
        nn.gradient_descent(f, starts, 0.1, 5).values, nn.gradient_descent(other, starts, 0.1, 5).values
    )
    np.testing.assert_allclose(nn.numerical_gradient_field(f, starts), 2 * starts)
    np.testing.assert_allclose(nn.numerical_diff(lambda x: np.square(x, out=given), starts[0]), 2 * starts[0])


def test_theory_has_no_number_where_the_walk_has_another():
    path = nn.quadratic_descent([2, 2], [0, 1e-300], 1e3, 100)
    assert (path[:, 0] == 0).all()
    assert path[-1, 1] == pytest.approx(float(1999**100 * 10**30 // 10**330))


def test_by_theory_too_who_begins_at_the_bottom_stays_there():
    path = nn.quadratic_descent([1e300, 1.0], [0.0, 1.0], 1e10, 2)
    assert path[:, 0].tolist() == [0, 0, 0]
