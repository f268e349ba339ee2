"""Numerical differentiation, held against derivatives that are known, mostly without any tolerance.

Small whole numbers, and an h that is a power of two, make every step of a central difference exact.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import nn_core as nn

H = 2.0**-10
WHOLE = st.integers(-100, 100)
SHAPES = array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)


@st.composite
def points_and_coefficients(draw) -> tuple[np.ndarray, np.ndarray]:
    shape = draw(SHAPES)
    return tuple(draw(arrays(np.float64, shape, elements=WHOLE)) for _ in range(2))


# The error is h^2 / 6 times the third derivative, here at most 1, e and 24, and some rounding.
@pytest.mark.parametrize(
    ("f", "derivative", "error"),
    [
        (np.sin, np.cos, 2e-9),
        (np.exp, np.exp, 5e-9),
        (lambda x: x**4, lambda x: 4 * x**3, 4.1e-8),
        (lambda x: 0.01 * x**2 + 0.1 * x, lambda x: 0.02 * x + 0.1, 1e-12),
    ],
)
def test_numerical_diff_of_functions_whose_derivative_is_known(f, derivative, error):
    x = np.linspace(-1, 1, 21)
    np.testing.assert_allclose(nn.numerical_diff(f, x), derivative(x), rtol=0, atol=error)


@given(arrays(np.float64, SHAPES, elements=WHOLE), st.integers(-10, 0))
def test_a_central_difference_is_exact_for_parabolas_whatever_the_h(x, power):
    assert np.array_equal(nn.numerical_diff(lambda x: 3 * x**2 - x, x, h=2.0**power), 6 * x - 1)


@given(WHOLE, st.integers(-10, 0))
def test_a_central_difference_of_a_cube_is_off_by_h_squared(x, power):
    h = 2.0**power
    assert nn.numerical_diff(lambda x: x**3, x, h) == 3 * x**2 + h**2


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_low_precision_is_raised_to_double(dtype):
    h = 2.0**-13  # (3 + h)^2 has more digits than float32 can hold
    assert nn.numerical_diff(np.square, dtype(3), h) == 6
    assert nn.numerical_gradient(lambda x: x[0] ** 2, np.full(1, 3, dtype), h).tolist() == [6]


@given(points_and_coefficients())
def test_numerical_gradient_in_any_number_of_dimensions(point_and_coefficients):
    x, c = point_and_coefficients
    gradient = nn.numerical_gradient(lambda x: np.sum(c * x * (x - 1)), x, H)
    assert gradient.shape == x.shape
    assert np.array_equal(gradient, c * (2 * x - 1))


def test_numerical_gradient_of_the_lessons_function():
    gradient = nn.numerical_gradient(lambda x: x[0] ** 2 + x[1] ** 2, [3.0, 4.0])
    assert gradient == pytest.approx([6, 8], abs=1e-10)


@pytest.mark.parametrize("order", ["C", "F"])
def test_f_may_write_into_its_argument(order):
    def f(point):
        value = np.sum(point * point)
        point[...] = np.nan
        return value

    x = np.array([[1.0, 2, 3], [4, 5, 6]], order=order)
    assert np.array_equal(nn.numerical_gradient(f, x, H), [[2, 4, 6], [8, 10, 12]])
    assert np.array_equal(x, [[1, 2, 3], [4, 5, 6]])


def test_f_is_asked_twice_for_each_number_and_may_keep_what_it_got():
    asked = []
    nn.numerical_gradient(lambda x: asked.append(x) or 0.0, [1, 2], h=0.5)
    assert np.array_equal(asked, [[1.5, 2], [0.5, 2], [1, 2.5], [1, 1.5]])


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int64, np.float16, np.float32])
def test_f_may_give_any_real_number(dtype):
    """A step down gives 0 - 1, which is 255 in unsigned bytes and not allowed in booleans."""
    assert nn.numerical_diff(lambda x: np.less(x, 0).astype(dtype), 0.0, h=0.5) == -1
    assert nn.numerical_gradient(lambda x: np.less(x[0], 0).astype(dtype), [0.0], h=0.5).tolist() == [-1]


@pytest.mark.parametrize("value", [None, "steep", 1j])
def test_f_must_give_real_numbers(value):
    with pytest.raises(ValueError, match="real number"):
        nn.numerical_diff(lambda x: value, 1.0)
    with pytest.raises(ValueError, match="real number"):
        nn.numerical_gradient(lambda x: value, [1.0])


@pytest.mark.parametrize(("f", "shape"), [(lambda x: x, r"\(3,\)"), (lambda x: x[:1], r"\(1,\)")])
def test_numerical_gradient_is_for_scalar_functions(f, shape):
    with pytest.raises(ValueError, match=shape):
        nn.numerical_gradient(f, [1, 2, 3])


def test_where_f_is_infinite_there_is_no_derivative():
    assert np.isnan(nn.numerical_diff(lambda x: np.inf, 1.0))
    assert np.isnan(nn.numerical_gradient(lambda x: np.inf, [1.0])).all()


@pytest.mark.parametrize("x", [1.7e308, -1.7e308, 5e-324])
@pytest.mark.parametrize("h", [1.7e308, 5e-324])
def test_the_largest_and_the_smallest_steps_are_quiet(x, h):
    assert nn.numerical_diff(lambda x: 1.0, x, h) == 0
    assert nn.numerical_gradient(lambda x: 1.0, [x], h).tolist() == [0]


@pytest.mark.parametrize("differentiate", [nn.numerical_diff, nn.numerical_gradient])
@pytest.mark.parametrize("h", [0, -1e-4, np.nan, np.inf, None, "1e-4"])
def test_h_is_a_number_above_zero(differentiate, h):
    with pytest.raises(ValueError, match="h must be"):
        differentiate(np.sum, [1.0, 2.0], h)
