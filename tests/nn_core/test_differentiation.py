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


def check(f, x, h):
    return nn.check_gradient(f, np.ones_like(x), x, h)


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


def test_f_may_give_the_same_array_again():
    given = np.empty(2)
    assert nn.numerical_diff(lambda x: np.multiply(x, 3, out=given), np.array([1.0, 2]), h=0.5).tolist() == [3, 3]


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


def test_each_x_may_have_an_h_of_its_own():
    x, h = np.array([1.0, 2, 3]), np.array([0.5, 0.25, 1])
    cube = lambda x: x**3
    assert nn.numerical_diff(cube, x, h).tolist() == [nn.numerical_diff(cube, *one) for one in zip(x, h, strict=True)]
    assert nn.numerical_diff(cube, 2.0, h).tolist() == (12 + h**2).tolist()
    assert nn.numerical_diff(cube, x[:, None], h).shape == (3, 3)


@given(arrays(np.float64, array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=4), elements=WHOLE))
def test_a_field_of_gradients_is_the_gradient_at_each_point(points):
    c = np.arange(1.0, len(points) + 1)
    f = lambda x: np.tensordot(c, x * (x - 1), axes=1)
    field = nn.numerical_gradient_field(f, points, H)
    assert field.shape == points.shape
    for place in np.ndindex(points.shape[1:]):
        at = (slice(None), *place)
        assert field[at].tolist() == nn.numerical_gradient(f, points[at], H).tolist()


def test_each_point_of_a_field_may_have_an_h_of_its_own():
    points, h = np.array([[1.0, 2], [3, 4]]), np.array([0.5, 0.25])
    field = nn.numerical_gradient_field(lambda x: x[0] ** 3 * x[1], points, h)
    assert field.tolist() == [((3 * points[0] ** 2 + h**2) * points[1]).tolist(), (points[0] ** 3).tolist()]


def test_a_field_is_asked_twice_for_each_coordinate_and_what_it_got_is_its_own():
    asked = []

    def f(x):
        asked.append(x.copy())
        x[...] = np.nan
        return np.zeros(x.shape[1:])

    nn.numerical_gradient_field(f, [[1, 2], [4, 5]], 0.5)
    assert np.array_equal(asked[:2], [[[1.5, 2.5], [4.0, 5.0]], [[0.5, 1.5], [4.0, 5.0]]])
    assert np.array_equal(asked[2:], [[[1.0, 2.0], [4.5, 5.5]], [[1.0, 2.0], [3.5, 4.5]]])


@pytest.mark.parametrize(("f", "shape"), [(lambda x: x, r"\(2, 3\)"), (lambda x: 1.0, r"\(\)")])
def test_a_field_needs_a_number_for_each_point(f, shape):
    with pytest.raises(ValueError, match=rf"f must give an array of shape \(3,\), not {shape}"):
        nn.numerical_gradient_field(f, np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"not \(\)"):
        nn.numerical_gradient_field(f, 1.0)


# A gradient checked along random directions


@pytest.mark.slow
@given(points_and_coefficients())
def test_a_right_gradient_passes_the_check_and_a_wrong_one_does_not(point_and_coefficients):
    x, c = point_and_coefficients
    f, gradient = (lambda x: np.sum(c * x * (x - 1))), c * (2 * x - 1)
    assert nn.check_gradient(f, gradient, x) < 1e-6
    assert nn.check_gradient(f, lambda x: c * (2 * x - 1), x) == nn.check_gradient(f, gradient, x)
    if gradient.any():
        assert nn.check_gradient(f, 2 * gradient, x) == pytest.approx(0.5, rel=1e-5)
        assert nn.check_gradient(f, -gradient, x) == pytest.approx(2, rel=1e-5)
        assert nn.check_gradient(f, 0 * gradient, x) == 1


@pytest.mark.parametrize("size", [3, 100, 10_000])
def test_the_check_measures_how_wrong_a_gradient_is(size):
    """A tenth of the gradient's length at right angles to it: an error of 0.1, give or take what is drawn."""
    rng = np.random.default_rng(1)
    gradient, off = rng.standard_normal((2, size))
    off -= gradient * (off @ gradient) / (gradient @ gradient)
    off *= 0.1 * np.linalg.norm(gradient) / np.linalg.norm(off)
    found = nn.check_gradient(lambda x: x @ gradient, gradient + off, np.zeros(size), directions=100)
    assert found == pytest.approx(0.1, rel=0.3)


@pytest.mark.parametrize("size", [1e-300, 1e-170, 1e-20, 1e20, 1e170, 1e300])
def test_the_check_does_not_mind_how_large_or_small_the_numbers_are(size):
    f, x, gradient = (lambda x: size * np.sum(x)), np.ones(3), np.full(3, size)
    assert nn.check_gradient(f, gradient, x) < 1e-6
    assert nn.check_gradient(f, -7 * gradient, x) == pytest.approx(8 / 7, rel=1e-6)


def test_a_check_can_be_repeated_and_asks_twice_for_each_direction():
    asked = []

    def f(x):
        asked.append(x)
        return np.sum(x**4)

    first = nn.check_gradient(f, [1, 2], [1, 2], directions=3)
    assert len(asked) == 6
    assert nn.check_gradient(f, [1, 2], [1, 2], directions=3) == first
    assert nn.check_gradient(f, [1, 2], [1, 2], directions=3, seed=1) != first
    np.testing.assert_allclose(np.linalg.norm(np.array(asked) - [1, 2], axis=1), 1e-4, rtol=1e-9)


def test_where_there_is_no_slope_there_is_nothing_to_be_wrong():
    assert nn.check_gradient(lambda x: 1.0, [0, 0], [1, 2]) == 0
    assert nn.check_gradient(lambda x: 1.0, [1, 0], [1, 2]) == 1
    assert np.isnan(nn.check_gradient(lambda x: np.inf, [1, 0], [1, 2]))


@pytest.mark.parametrize("f", [lambda x: 0.0, lambda x: x[0], lambda x: np.nan], ids=["level", "steep", "no number"])
def test_nothing_agrees_with_a_gradient_that_is_no_number(f):
    for gradient in ([np.nan, 1], [0, np.nan], [np.nan, np.nan]):
        assert np.isnan(nn.check_gradient(f, gradient, [1, 2]))


def network_check(change=lambda gradient: None) -> float:
    """The lesson's 784-50-10, all 39,760 parameters of it at once."""
    net = nn.TwoLayerNet(784, 50, 10, weight_init_std=0.1, seed=0, dtype=np.float64)
    rng = np.random.default_rng(0)
    x, t = rng.random((100, 784)), rng.integers(10, size=100)
    gradient = net.gradient(x, t)
    change(gradient)
    ends = np.cumsum([value.size for value in net.params.values()])[:-1]
    shapes = {name: value.shape for name, value in net.params.items()}

    def loss(parameters):
        parts = np.split(parameters, ends)
        net.params = {name: part.reshape(shape) for part, (name, shape) in zip(parts, shapes.items(), strict=True)}
        return nn.cross_entropy_error(net.predict(x), t, delta=0)

    flat = lambda values: np.concatenate([values[name].ravel() for name in shapes])
    return nn.check_gradient(loss, flat(gradient), flat(net.params))


def test_backpropagation_through_the_lesson_s_network_is_right_in_all_its_parameters():
    assert network_check() < 1e-7


@pytest.mark.slow
@pytest.mark.parametrize(
    "mistake",
    [
        lambda gradient: gradient.update({name: 100 * value for name, value in gradient.items()}),
        lambda gradient: gradient.update(W1=1.001 * gradient["W1"]),
        lambda gradient: gradient.update(b2=-gradient["b2"]),
        lambda gradient: gradient["W2"].__setitem__((0, 0), 0),
    ],
    ids=["the mean forgotten", "a factor in one layer", "a sign in one layer", "one number of 39,760"],
)
def test_a_mistake_anywhere_in_it_is_found(mistake):
    assert network_check(mistake) > 1e-5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"gradient": [1.0]}, r"gradient must give an array of shape \(2,\), not \(1,\)"),
        ({"gradient": lambda x: 1.0}, r"gradient must give an array of shape \(2,\), not \(\)"),
        ({"f": lambda x: x}, r"f must give one number, not an array of shape \(2,\)"),
        ({"directions": 0}, "directions must be"),
        ({"seed": -1}, "seed must be"),
        ({"x": ["1", "2"]}, "x must hold real numbers"),
    ],
)
def test_a_check_that_makes_no_sense_is_a_value_error(arguments, message):
    with pytest.raises(ValueError, match=message):
        nn.check_gradient(**{"f": np.sum, "gradient": [1, 1], "x": [1, 2], **arguments})


def test_as_many_distances_as_there_are_points():
    with pytest.raises(ValueError, match=r"h must be one number or fit the shape \(3,\), not \(2,\)"):
        nn.numerical_gradient_field(nn.BOWL.f, np.ones((2, 3)), [1e-4, 1e-4])


@pytest.mark.parametrize(
    "differentiate", [nn.numerical_diff, nn.numerical_gradient, nn.numerical_gradient_field, check]
)
@pytest.mark.parametrize("h", [0, -1e-4, np.nan, np.inf, None, "1e-4"])
def test_h_is_a_number_above_zero(differentiate, h):
    with pytest.raises(ValueError, match="h must be"):
        differentiate(np.sum, [1.0, 2.0], h)


@pytest.mark.parametrize("h", [1e-12, 1e-8, 1e-4])
def test_rounding_puts_a_numerical_slope_off_by_about_what_is_expected(h: float) -> None:
    """The central difference of a parabola is exact, but for rounding: of its values and of where they are taken."""
    x = np.linspace(1, 1e6, 1_000)
    off = abs(nn.numerical_diff(np.square, x, h) - 2 * x)
    expected = nn.rounding_error(x**2, h)
    assert (off <= 4 * expected).all()
    assert off.mean() > 0.01 * expected.mean()


def test_what_a_function_does_its_author_hears_of():
    for call in (
        lambda: nn.numerical_diff(np.log, -1.0),
        lambda: nn.numerical_gradient(lambda x: np.log(x[0]), [-1.0]),
        lambda: nn.check_gradient(lambda x: np.log(x[0]), [-1.0], [-1.0]),
    ):
        with np.errstate(invalid="raise"), pytest.raises(FloatingPointError, match="log"):
            call()


def test_the_gradient_at_a_single_number_is_a_number():
    assert isinstance(nn.numerical_gradient(np.square, 3.0), np.float64)


@pytest.mark.parametrize("x", [-6.0, -9.0, 0.5])
def test_what_rounding_does_is_expected_where_x_is_rounded_too(x):
    f, slope = lambda x: nn.sigmoid(4 * x + 10), lambda x: 4 * nn.sigmoid_grad(4 * x + 10)
    h = np.geomspace(1e-10, 1e-9, 200)
    off = np.abs(nn.numerical_diff(f, x, h) - slope(x))
    expected = nn.rounding_error(f(x) + abs(x * slope(x)), h)
    assert 0.1 < np.median(off / expected) < 3
