"""The sigmoid page's charts: what they draw is what the core computes, and nothing but data ever changes."""

import numpy as np
import pytest

import nn_core as nn
from explorer.sigmoid import charts as sigmoid_charts
from explorer.sigmoid.sliders import ALL_H
from explorer.sigmoid.unit import FLAT, Unit
from tests.explorer.frames import derived, frame

UNITS = [Unit(), Unit(4.0, -8.0), Unit(-4.0, 10.0), Unit(0.0, 2.0), Unit(0.1, -10.0)]


def charts(unit: Unit, x: float = 1.0, h: float = 1e-4) -> list[dict]:
    return [
        sigmoid_charts.output_chart(unit, x),
        sigmoid_charts.derivative_chart(unit, x),
        sigmoid_charts.error_chart(unit, x, h),
    ]


@pytest.mark.parametrize("unit", UNITS)
def test_the_curves_are_the_core_s(unit: Unit):
    output, derivative, _ = charts(unit)
    a = unit.weight * sigmoid_charts.CURVE.stops + unit.bias
    curve, slopes = frame(output["datasets"]["curve"]), frame(derivative["datasets"]["curve"])
    assert curve["x"].tolist() == slopes["x"].tolist() == sigmoid_charts.CURVE.stops.tolist()
    np.testing.assert_allclose(curve["y"], nn.sigmoid(a), rtol=1e-6)
    np.testing.assert_allclose(slopes["derivative"], nn.sigmoid_grad(a), rtol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("x", [-10.0, 0.3, 2.0])
def test_the_tangent_touches_the_curve_at_the_point(unit: Unit, x: float):
    data = charts(unit, x)[0]["datasets"]
    (left, right), point = frame(data["tangent"]).to_numpy(), frame(data["point"]).loc[0]
    np.testing.assert_allclose(point, [x, unit.output(x), unit.derivative(x)], rtol=1e-6)
    for end in (left, right):  # each is cut off where it meets the edge of the picture
        assert -10 <= end[0] <= 10
        assert 0 <= end[1] <= 1
        along = unit.output(x) + unit.slope(x) * (end[0] - x)
        assert end[1] == pytest.approx(along, abs=1e-6)
    slope = (right[1] - left[1]) / (right[0] - left[0])
    np.testing.assert_allclose(slope, nn.numerical_diff(unit.output, x, 1e-5), atol=1e-5)


def test_a_unit_is_saturated_on_both_sides_where_its_derivative_is_small():
    flat = frame(charts(Unit())[0]["datasets"]["flat"])
    np.testing.assert_allclose(flat, [[-10, -4.6], [4.6, 10]])
    assert nn.sigmoid_grad(4.6) < FLAT < nn.sigmoid_grad(4.5)


@pytest.mark.parametrize(
    ("unit", "stretches"), [(Unit(0.0, 2.0), []), (Unit(0.0, 6.0), [[-10, 10]]), (Unit(1.0, 10.0), [[-5.4, 10]])]
)
def test_a_unit_may_be_saturated_nowhere_everywhere_or_on_one_side(unit: Unit, stretches: list):
    flat = frame(charts(unit)[0]["datasets"]["flat"])
    np.testing.assert_allclose(flat, np.reshape(stretches, (-1, 2)), rtol=1e-6)


@pytest.mark.parametrize(("unit", "labels"), [(Unit(), 2), (Unit(0.5), 0), (Unit(0.5, -2.0), 1), (Unit(0.0, 6.0), 1)])
def test_a_stretch_is_called_saturated_where_there_is_room_for_the_word(unit: Unit, labels: int):
    chart = charts(unit)[0]
    (layer,) = [one for one in chart["layer"] if one["mark"].get("text") == "saturated"]
    assert len(derived(frame(chart["datasets"]["flat"]), layer["transform"])) == labels


def test_the_error_is_a_u_that_follows_the_theory():
    data = charts(Unit(), x=1.0)[2]["datasets"]
    errors, theory = frame(data["errors"]), frame(data["theory"])
    assert 1e-6 < errors["h"][errors["error"].argmin()] < 1e-4
    smallest_h, largest_h = errors.iloc[0], errors.iloc[-1]
    np.testing.assert_allclose(theory["h"], [smallest_h["h"], largest_h["h"]], rtol=1e-7)
    # Truncation on the right, to the digit that the next term of the series leaves; rounding on the left, at most.
    np.testing.assert_allclose(largest_h["error"], theory["truncation"][1], rtol=0.02)
    assert 0 < smallest_h["error"] < theory["rounding"][0]


def test_the_chosen_h_is_one_of_the_dots():
    chart = charts(Unit(), x=1.0, h=1e-4)[2]
    error = abs(nn.numerical_diff(nn.sigmoid, 1.0) - nn.sigmoid_grad(1.0))
    chosen, dots = frame(chart["datasets"]["now"]), frame(chart["datasets"]["errors"])
    np.testing.assert_allclose(chosen, np.array([[1e-4, error]]), rtol=1e-6)
    np.testing.assert_allclose(dots["h"], ALL_H[::2], rtol=1e-6)
    assert chosen.loc[0].tolist() in dots.to_numpy().tolist()


def test_an_error_of_zero_is_an_arrow_at_the_foot_of_the_axis_and_no_dot():
    chart = charts(Unit(0.0, 2.0), h=1e-4)[2]
    for name, count in (("errors", len(ALL_H[::2])), ("now", 1)):
        off = frame(chart["datasets"][f"{name}_off"])
        assert off["y"].tolist() == [0] * count
        assert off["towards"].tolist() == [180] * count
        assert off["at_y"].between(1e-17, 1e-16).all()
        dots = [layer for layer in chart["layer"] if layer.get("data") == {"name": name}]
        assert derived(frame(chart["datasets"][name]), dots[0]["transform"]).empty


@pytest.mark.parametrize("unit", UNITS)
def test_the_third_derivative_is_that_of_the_slope(unit: Unit):
    second = lambda x: nn.numerical_diff(unit.slope, x, 1e-3)
    x = np.linspace(-3, 3, 7)
    np.testing.assert_allclose(unit.third_derivative(x), nn.numerical_diff(second, x, 1e-3), atol=1e-3)
