"""The sigmoid page's charts: what they draw is what the core computes, and nothing but data ever changes."""

import json

import numpy as np
import pytest

import nn_core as nn
from explorer.charts.stops import logarithmic
from explorer.sigmoid import charts as sigmoid_charts
from explorer.sigmoid.unit import Unit
from tests.explorer.frames import assert_sent_ahead, frame

ALL_H = tuple(logarithmic(1e-13, 0.1))
UNITS = [Unit(), Unit(4.0, -8.0), Unit(-4.0, 10.0), Unit(0.0, 2.0), Unit(0.1, -10.0)]


def charts(unit: Unit, x: float = 1.0, h: float = 1e-4) -> list[dict]:
    return [
        sigmoid_charts.output_chart(unit, x),
        sigmoid_charts.derivative_chart(unit, x),
        sigmoid_charts.error_chart(unit, x, h, ALL_H),
    ]


def named(spec: object) -> set[str]:
    """The names of the datasets that a spec draws from."""
    if isinstance(spec, list):
        return set().union(*map(named, spec))
    if not isinstance(spec, dict):
        return set()
    own = {spec["data"]["name"]} if "name" in spec.get("data", {}) else set()
    return own.union(*(named(value) for key, value in spec.items() if key != "datasets"))


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("x", [-10.0, 0.0, 10.0])
def test_only_the_data_change(unit: Unit, x: float):
    for now, before in zip(charts(unit, x, h=1e-13), charts(Unit()), strict=True):
        assert set(now["datasets"]) == set(before["datasets"]) == named(now)
        specs = [json.dumps({key: value for key, value in one.items() if key != "datasets"}) for one in (now, before)]
        assert specs[0] == specs[1]
        for name, data in now["datasets"].items():
            assert data.schema == before["datasets"][name].schema


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    ("slider", "place", "then"),
    [
        ("x", -10.0, {"x": -10.0}),
        ("x", 1.1, {"x": 1.1}),
        ("w", 4.0, {"weight": 4.0}),
        ("b", 10.0, {"bias": 10.0}),
        ("h", 0, {"h": 1e-13}),
        ("h", len(ALL_H) - 1, {"h": 0.1}),
    ],
)
def test_what_a_slider_will_show_is_sent_ahead(unit: Unit, slider: str, place: float, then: dict):
    moved = Unit(then.get("weight", unit.weight), then.get("bias", unit.bias))
    output, derivative, error = zip(charts(unit), charts(moved, then.get("x", 1.0), then.get("h", 1e-4)), strict=True)
    assert_sent_ahead(*error, slider, place)
    if slider != "h":
        assert_sent_ahead(*output, slider, place)
        assert_sent_ahead(*derivative, slider, place)


@pytest.mark.parametrize("unit", UNITS)
def test_the_curves_are_the_core_s(unit: Unit):
    output, derivative, _ = charts(unit)
    a = unit.weight * sigmoid_charts.CURVE.stops + unit.bias
    np.testing.assert_allclose(frame(output["datasets"]["curve"])["y"], nn.sigmoid(a), rtol=1e-3)
    np.testing.assert_allclose(frame(derivative["datasets"]["curve"])["derivative"], nn.sigmoid_grad(a), rtol=1e-3)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("x", [-10.0, 0.3, 2.0])
def test_the_tangent_touches_the_curve_at_the_point(unit: Unit, x: float):
    data = charts(unit, x)[0]["datasets"]
    (left, right), point = frame(data["tangent"]).to_numpy(), frame(data["point"]).loc[0]
    assert (point["x"], point["y"], point["derivative"]) == (x, unit.output(x), unit.derivative(x))
    np.testing.assert_allclose((left + right) / 2, [x, point["y"]], atol=1e-3)
    slope = (right[1] - left[1]) / (right[0] - left[0])
    np.testing.assert_allclose(slope, nn.numerical_diff(unit.output, x, 1e-5), atol=1e-3)


def test_a_unit_is_saturated_on_both_sides_where_its_derivative_is_small():
    flat = frame(charts(Unit())[0]["datasets"]["flat"])
    np.testing.assert_allclose(flat, [[-10, -4.6], [4.6, 10]])
    assert nn.sigmoid_grad(4.6) < sigmoid_charts.FLAT < nn.sigmoid_grad(4.5)


@pytest.mark.parametrize(
    ("unit", "stretches"), [(Unit(0.0, 2.0), []), (Unit(0.0, 6.0), [[-10, 10]]), (Unit(1.0, 10.0), [[-5.4, 10]])]
)
def test_a_unit_may_be_saturated_nowhere_everywhere_or_on_one_side(unit: Unit, stretches: list):
    flat = frame(charts(unit)[0]["datasets"]["flat"]).dropna()
    np.testing.assert_allclose(flat, np.reshape(stretches, (-1, 2)), atol=1e-12)


def test_the_error_is_a_u_that_follows_the_theory():
    data = charts(Unit(), x=1.0)[2]["datasets"]
    errors = dict(zip(ALL_H[::2], frame(data["errors"])["error"], strict=True))
    theory = frame(data["theory"]).set_index("h")
    assert 1e-6 < min(errors, key=errors.get) < 1e-4
    # Truncation on the right, to the digit that the next term of the series leaves; rounding on the left, at most.
    np.testing.assert_allclose(errors[0.1], theory["truncation"][0.1], rtol=0.02)
    assert 0 < errors[1e-13] < theory["rounding"][1e-13]


def test_the_chosen_h_is_one_of_the_dots():
    chart = charts(Unit(), x=1.0, h=1e-4)[2]
    error = abs(nn.numerical_diff(nn.sigmoid, 1.0) - nn.sigmoid_grad(1.0))
    assert frame(chart["datasets"]["now"])["error"].tolist() == [error]
    dots = frame(chart["datasets"]["errors"])["error"]
    np.testing.assert_allclose(dots[ALL_H[::2].index(1e-4)], error, rtol=1e-3)
    assert f"{list(ALL_H[::2])}[datum.number]" in json.dumps(chart["layer"]), "the chart knows which h each dot is of"


def test_an_error_of_zero_stands_at_the_foot_of_the_axis():
    chart = charts(Unit(0.0, 2.0))[2]
    assert (frame(chart["datasets"]["errors"])["error"] == 0).all()
    assert json.dumps(chart["layer"]).count(f"max(toNumber(datum.error), {sigmoid_charts.SMALLEST_ERROR})") == 2


@pytest.mark.parametrize("unit", UNITS)
def test_the_third_derivative_is_that_of_the_slope(unit: Unit):
    second = lambda x: nn.numerical_diff(unit.slope, x, 1e-3)
    x = np.linspace(-3, 3, 7)
    np.testing.assert_allclose(unit.third_derivative(x), nn.numerical_diff(second, x, 1e-3), atol=1e-3)
