"""Surfaces: their values, their gradients against the numerical one, and the points where they are lowest."""

from fractions import Fraction

import numpy as np
import pytest

import nn_core as nn

SURFACES = {"bowl": nn.BOWL, "ravine": nn.RAVINE, "saddle": nn.SADDLE, "rosenbrock": nn.ROSENBROCK} | {
    "himmelblau": nn.HIMMELBLAU
}
every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
POINTS = np.random.default_rng(0).uniform(-5, 5, (2, 50))


@pytest.mark.parametrize(
    ("surface", "point", "value"),
    [
        (nn.BOWL, [-3, 4], 25),
        (nn.RAVINE, [-10, 2], 9),
        (nn.SADDLE, [3, 4], -7),
        (nn.ROSENBROCK, [-1, 2], 104),  # 2^2 + 100 * 1^2
        (nn.HIMMELBLAU, [0, 0], 170),  # 11^2 + 7^2
    ],
)
def test_values_worked_out_by_hand(surface, point, value):
    assert surface.f(point) == value


@pytest.mark.parametrize(
    ("surface", "point", "slope"),
    [
        (nn.BOWL, [-3, 4], [-6, 8]),
        (nn.RAVINE, [-10, 2], [-1, 4]),
        (nn.SADDLE, [3, 4], [6, -8]),
        (nn.ROSENBROCK, [-1, 2], [396, 200]),  # -2 * 2 + 400 * 1, 200 * 1
        (nn.HIMMELBLAU, [1, 1], [-46, -38]),  # 4 * (-9) + 2 * (-5), 2 * (-9) + 4 * (-5)
    ],
)
def test_gradients_worked_out_by_hand(surface, point, slope):
    assert surface.grad(point).tolist() == slope


@pytest.mark.slow
@every_surface
def test_the_gradient_is_what_the_numerical_one_finds(surface):
    for point in POINTS.T:
        assert nn.check_gradient(surface.f, surface.grad, point) < 1e-7


@every_surface
def test_a_grid_of_points_is_taken_at_once(surface):
    assert surface.f(POINTS).tolist() == [surface.f(point) for point in POINTS.T]
    assert surface.grad(POINTS).T.tolist() == [surface.grad(point).tolist() for point in POINTS.T]
    grid = POINTS.reshape(2, 5, 10)
    assert surface.f(grid).shape == (5, 10)
    assert surface.grad(grid).shape == (2, 5, 10)


@every_surface
def test_lowest_points_are_lowest_and_level(surface):
    for point in surface.minima:
        assert surface.f(point) == pytest.approx(0, abs=1e-30)
        assert surface.grad(point) == pytest.approx([0, 0], abs=1e-12), "to the last digit of a float"
    if surface.minima:
        assert (surface.f(POINTS) > 0).all()


@every_surface
def test_curvature_is_what_the_gradient_grows_by(surface):
    if surface.curvature is None:
        assert (surface.grad([2, 2]) != 2 * surface.grad([1, 1])).any()
    else:
        np.testing.assert_allclose(surface.grad(POINTS), np.array(surface.curvature)[:, None] * POINTS, rtol=1e-15)


@every_surface
@pytest.mark.parametrize("size", [1e200, -1e308, 5e-324])
def test_values_beyond_floats_come_quietly(surface, size):
    surface.f([size, size])
    surface.grad([size, size])


@every_surface
@pytest.mark.parametrize("x", [1.0, [1, 2, 3], [[1, 2]]])
def test_a_point_has_two_coordinates(surface, x):
    for function in (surface.f, surface.grad):
        with pytest.raises(ValueError, match=r"shape \(2,\)"):
            function(x)


def test_beside_its_diagonals_the_saddle_keeps_its_digits():
    x0 = 1 + 1e-8
    assert nn.SADDLE.f([x0, 1.0]) == pytest.approx(float(Fraction(x0) ** 2 - 1), rel=1e-15)
    assert nn.SADDLE.f([1e200, 1e200]) == 0
    assert nn.SADDLE.f([2e200, 1e200]) == np.inf
