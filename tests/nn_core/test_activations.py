"""Activation functions, held against exact arithmetic."""

import decimal
import inspect
import sys
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays, broadcastable_shapes

import nn_core as nn

EPS = sys.float_info.epsilon
FINITE = st.floats(allow_nan=False, allow_infinity=False)
NUMBERS = st.floats(-745, 745) | FINITE

LOGITS = arrays(np.float64, array_shapes(max_dims=3), elements=st.floats(-100, 100))
WHOLE_LOGITS = arrays(np.float64, array_shapes(max_dims=3), elements=st.integers(-300, 300))


def exactly(x: float) -> tuple[float, float]:
    """The logistic function and its derivative at `x`, computed with 40 digits and rounded once."""
    with decimal.localcontext(prec=40):
        e = (-abs(Decimal(x))).exp()
        return float((1 if x >= 0 else e) / (1 + e)), float(e / (1 + e) ** 2)


@given(NUMBERS)
def test_sigmoid_is_exact(x):
    exact, _ = exactly(x)
    assert abs(nn.sigmoid(x) - exact) <= 2 * EPS * exact + 5e-324  # half the 1e-15 of the contract, and relative


@given(NUMBERS)
def test_sigmoid_grad_is_exact(x):
    _, exact = exactly(x)
    assert abs(nn.sigmoid_grad(x) - exact) <= 4 * EPS * exact + 5e-324


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@given(x=st.floats(-20, 20, width=16))
def test_low_precision_costs_a_few_units_in_its_last_place(dtype, x):
    eps, tiny = np.finfo(dtype).eps, np.finfo(dtype).smallest_subnormal
    for function, exact in zip((nn.sigmoid, nn.sigmoid_grad), exactly(x), strict=True):
        result = function(dtype(x))
        assert result.dtype == dtype
        assert abs(float(result) - exact) <= 4 * float(eps) * exact + 2 * float(tiny)


def test_sigmoid_by_hand():
    assert nn.sigmoid(0) == 0.5
    assert nn.sigmoid([-1e308, -800, 800, 1e308]).tolist() == [0, 0, 1, 1]
    assert nn.sigmoid_grad(0) == 0.25
    assert nn.sigmoid_grad([-1e308, -800, 800, 1e308]).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("function", [nn.sigmoid, nn.sigmoid_grad, nn.identity])
def test_infinity_is_a_number_and_nan_stays_nan(function):
    below, above, nan = function([-np.inf, np.inf, np.nan])
    assert (below, above) == (function(-1e308), function(1e308)) or function is nn.identity
    assert np.isnan(nan)


@pytest.mark.parametrize("function", [nn.sigmoid, nn.sigmoid_grad, nn.identity])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 4), (2, 1, 3)])
def test_elementwise_functions_keep_the_shape(function, shape):
    assert np.shape(function(np.zeros(shape))) == shape


@given(FINITE)
def test_sigmoid_and_its_mirror_image_add_up_to_one(x):
    assert abs(nn.sigmoid(x) + nn.sigmoid(-x) - 1) <= EPS
    assert nn.sigmoid_grad(x) == nn.sigmoid_grad(-x)


def test_sigmoid_grad_is_the_slope_of_sigmoid():
    x = np.linspace(-10, 10, 201)
    np.testing.assert_allclose(nn.numerical_diff(nn.sigmoid, x), nn.sigmoid_grad(x), rtol=0, atol=3e-10)


def test_the_third_derivative_is_the_slope_of_the_slope_of_the_slope():
    x = np.linspace(-10, 10, 201)
    second = lambda x: nn.numerical_diff(nn.sigmoid_grad, x, 1e-3)
    np.testing.assert_allclose(nn.numerical_diff(second, x, 1e-3), nn.sigmoid_third_derivative(x), rtol=0, atol=1e-6)


@pytest.mark.parametrize("function", [nn.sigmoid, nn.sigmoid_grad])
@given(x=FINITE)
def test_nothing_overflows_on_the_way_to_a_sigmoid(function, x):
    with np.errstate(under="ignore"):
        inspect.unwrap(function)(x)


@given(arrays(np.float64, array_shapes(min_dims=0), elements=FINITE))
def test_identity_is_an_equal_copy(x):
    assert np.array_equal(nn.identity(x), x)
    assert not np.shares_memory(nn.identity(x), x)


def test_softmax_by_hand():
    np.testing.assert_allclose(nn.softmax(np.log([1, 2, 3])), [1 / 6, 2 / 6, 3 / 6], rtol=2 * EPS)


def test_softmax_of_equal_logits_is_uniform():
    assert nn.softmax([[7.0] * 4, [1e308] * 4, [-1e308] * 4]).tolist() == [[0.25] * 4] * 3


@given(FINITE)
def test_softmax_of_two_logits_is_sigmoid(x):
    exact, _ = exactly(x)
    assert abs(nn.softmax([0, x])[1] - exact) <= 4 * EPS * exact + 5e-324


@given(arrays(np.float64, array_shapes(), elements=FINITE), st.floats(5e-324, 1.7e308))
def test_softmax_gives_probabilities_whatever_the_logits_and_the_temperature(x, temperature):
    y = nn.softmax(x, temperature)
    assert y.shape == x.shape
    assert ((y >= 0) & (y <= 1)).all()
    np.testing.assert_allclose(y.sum(axis=-1), 1, rtol=4 * EPS)


@given(WHOLE_LOGITS, st.integers(-(2**40), 2**40))
def test_softmax_ignores_a_shift_of_all_logits(x, shift):
    assert np.array_equal(nn.softmax(x + shift), nn.softmax(x))


@given(st.lists(st.integers(-300, 300), min_size=1, unique=True))
def test_softmax_keeps_the_order(logits):
    assert nn.softmax(logits).argsort().tolist() == np.argsort(logits).tolist()


@given(WHOLE_LOGITS, st.integers(-8, 8))
def test_temperature_divides_the_logits(x, power):
    assert np.array_equal(nn.softmax(x, 2.0**power), nn.softmax(x / 2.0**power))


@given(st.lists(st.integers(-30, 30), min_size=2, unique=True), st.floats(0.1, 10), st.floats(0.1, 10))
def test_the_colder_the_surer(logits, one, other):
    cold, hot = sorted((one, other))
    assert nn.softmax(logits, cold).max() >= nn.softmax(logits, hot).max() * (1 - 4 * EPS)


def test_at_the_limits_of_temperature():
    assert nn.softmax([1, 3, 2, 3], 5e-324).tolist() == [0, 0.5, 0, 0.5]
    assert nn.softmax([1, 3, 2, 3], 1.7e308).tolist() == [0.25] * 4


@given(LOGITS)
def test_softmax_of_a_batch_is_softmax_of_its_rows(x):
    rows = x.reshape(-1, x.shape[-1])
    assert np.array_equal(nn.softmax(x).reshape(rows.shape), [nn.softmax(row) for row in rows])


@pytest.mark.slow
@given(LOGITS, st.data())
def test_each_row_may_have_a_temperature_of_its_own(x, data):
    shape = data.draw(broadcastable_shapes(x.shape[:-1], max_dims=x.ndim - 1).filter(lambda s: fits(s, x.shape[:-1])))
    temperature = data.draw(arrays(np.float64, shape, elements=st.floats(0.01, 100)))
    each = np.broadcast_to(temperature, x.shape[:-1])
    y = nn.softmax(x, temperature)
    assert y.shape == x.shape
    for row in np.ndindex(each.shape):
        assert y[row].tolist() == nn.softmax(x[row], each[row]).tolist()


def fits(shape: tuple[int, ...], into: tuple[int, ...]) -> bool:
    return np.broadcast_shapes(shape, into) == into


@pytest.mark.parametrize("temperature", [[1.0, 2.0], [[1.0], [2.0], [3.0]], [[[1.0]]]])
def test_temperatures_must_fit_the_rows(temperature):
    with pytest.raises(ValueError, match=r"temperature must be one number or fit the shape \(3,\), not \("):
        nn.softmax(np.zeros((3, 4)), temperature)


def test_the_jacobian_by_hand():
    assert nn.softmax_jacobian([0.25, 0.75]).tolist() == [[0.1875, -0.1875], [-0.1875, 0.1875]]
    assert nn.softmax_jacobian([1.0]).tolist() == [[0]]
    tiny = nn.softmax([10.0, -30.0])[1]  # of which nothing would be left in 1 - y
    np.testing.assert_allclose(nn.softmax_jacobian([1.0, tiny]), [[tiny, -tiny], [-tiny, tiny]], rtol=1e-15)


@pytest.mark.slow
@given(arrays(np.float64, array_shapes(max_dims=3), elements=st.floats(-5, 5)))
def test_the_jacobian_is_how_probabilities_move_with_logits(x):
    jacobian = nn.softmax_jacobian(nn.softmax(x))
    assert jacobian.shape == (*x.shape, x.shape[-1])
    for axis in (-1, -2):
        np.testing.assert_allclose(jacobian.sum(axis=axis), 0, rtol=0, atol=4 * EPS)
    for j, moved in enumerate(np.eye(x.shape[-1])):

        def along(far, moved=moved):
            return nn.softmax(x + far * moved)

        measured = nn.numerical_diff(along, 0.0)
        np.testing.assert_allclose(jacobian[..., j], measured, rtol=0, atol=1e-8)


@pytest.mark.parametrize("y", [0.5, [], [[], []]])
def test_a_jacobian_needs_a_probability(y):
    with pytest.raises(ValueError, match="along its last axis"):
        nn.softmax_jacobian(y)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_softmax_keeps_the_precision(dtype):
    assert nn.softmax(np.zeros(2, dtype)).dtype == dtype
    assert nn.softmax_jacobian(np.ones(2, dtype) / 2).dtype == dtype


@pytest.mark.parametrize(("x", "shape"), [(3.0, r"\(\)"), ([], r"\(0,\)"), ([[], []], r"\(2, 0\)")])
def test_softmax_needs_a_logit(x, shape):
    with pytest.raises(ValueError, match=shape):
        nn.softmax(x)


@pytest.mark.parametrize("temperature", [0, -0.5, np.nan, np.inf, None, "2", "hot", 1j, np.complex128(1), [1.0, 2.0]])
def test_a_temperature_is_a_number_above_zero(temperature):
    with pytest.raises(ValueError, match="temperature must be"):
        nn.softmax([1.0, 2.0], temperature)


def test_the_jacobian_keeps_the_digits_of_a_class_that_has_nearly_all():
    jacobian = nn.softmax_jacobian([1 - 1e-10, 1e-10])
    assert jacobian[0, 0] == pytest.approx(1e-10 * (1 - 1e-10), rel=1e-6)
    assert nn.softmax_jacobian(np.array([0.9999, 1e-4], np.float32))[0, 0] == pytest.approx(9.999e-5, rel=2e-4)


def test_a_number_has_the_slope_that_it_has_in_an_array():
    x = np.random.default_rng(0).normal(scale=5, size=2000)
    np.testing.assert_array_equal([nn.sigmoid_grad(one) for one in x], nn.sigmoid_grad(x))


def test_identity_keeps_the_sign_of_zero():
    assert np.signbit(nn.identity(-0.0))
    assert np.signbit(nn.identity([-0.0])).all()


@pytest.mark.parametrize("y", [[1.0], [1.0, 0.0]])
def test_where_nothing_moves_the_jacobian_is_0_and_not_minus_0(y):
    assert not np.signbit(nn.softmax_jacobian(y)).any()
