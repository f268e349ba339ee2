"""The gradients page's numbers, words and charts: they are the core's, and nothing but data ever changes."""

import json
import re

import numpy as np
import pytest

import nn_core as nn
from explorer import gradient_check, gradients_charts, gradients_words

POINTS = [(3.0, 2.0), (0.0, 0.0), (-4.0, 4.0), (4.0, 0.0)]


def both(point: tuple[float, float], h: float = 1e-4) -> tuple[np.ndarray, np.ndarray]:
    return nn.BOWL.grad(point), nn.numerical_gradient(nn.BOWL.f, point, h)


# The check of backpropagation


@pytest.mark.parametrize("hidden", [1, 10, 20])
def test_both_ways_agree_and_their_costs_are_counted(hidden: int):
    check = gradient_check.check(hidden)
    assert check.parameters == 12 * hidden + hidden + 3 * hidden + 3
    assert check.forward_passes == 2 * check.parameters
    assert 0 < check.largest_difference < 1e-8
    assert 0 < check.backpropagation_seconds < check.numerical_seconds


def test_a_forgotten_slope_shows_in_the_first_layer_alone():
    check = gradient_check.check(10, gradient_check.NO_SLOPE)
    off = {name: np.abs(check.backpropagation[name] - check.numerical[name]).max() for name in check.numerical}
    assert min(off["W1"], off["b1"]) > 0.01
    assert max(off["W2"], off["b2"]) < 1e-8


def test_without_its_slope_the_first_layer_is_what_a_linear_one_would_get():
    net = nn.TwoLayerNet(2, 1, 2, weight_init_std=0, seed=0, dtype=np.float64)
    net.params["W2"][:] = [[1, -1]]
    x, t = np.array([[1.0, 2.0]]), np.array([0])
    wrong = gradient_check._without_slope(net, x, t)
    y = net.predict(x)[0]
    assert wrong["b1"] == pytest.approx([(y[0] - 1) - y[1]])
    assert wrong["W1"].ravel() == pytest.approx(wrong["b1"] * x[0])
    np.testing.assert_allclose(wrong["b1"] * nn.sigmoid_grad(0), net.gradient(x, t)["b1"])


def test_a_forgotten_mean_makes_every_slope_as_many_times_too_large_as_there_are_samples():
    check = gradient_check.check(10, gradient_check.NO_MEAN)
    for name, values in check.backpropagation.items():
        np.testing.assert_allclose(values, gradient_check.SAMPLES * check.numerical[name], rtol=0, atol=1e-7)


def test_the_lesson_s_network_is_counted_and_timed():
    cost = gradient_check.full_cost()
    assert (cost.parameters, cost.forward_passes) == (39_760, 79_520)
    assert cost.numerical_seconds == 79_520 * cost.forward_pass_seconds
    assert cost is gradient_check.full_cost()
    text = gradients_words.full_costs(cost)
    assert r"$784 \times 50 + 50 + 50 \times 10 + 10$" in text
    assert r"$2 \times 39{,}760$ $= 79{,}520$" in text
    assert f"**{gradients_words.span(cost.numerical_seconds)}**" in text


# Words


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (8.3e-5, "83 µs"),
        (0.0123, "12.3 ms"),
        (33.4, "33.4 s"),
        (400, "6.67 min"),
        (32_800, "9.11 h"),
        (4e6, "46.3 days"),
        (8.64e6, "100 days"),
        (2e8, "2,315 days"),
        (5e-8, "0.05 µs"),
    ],
)
def test_a_span_of_time_is_in_the_unit_that_suits_it(seconds: float, said: str):
    assert gradients_words.span(seconds) == said


@pytest.mark.parametrize(
    ("point", "h", "said"),
    [
        (
            (3.0, 2.0),
            1e-4,
            r"**The gradient points straight uphill**, at right angles to the contour. Its length, ${7.211}$",
        ),
        ((0.0, 0.0), 1e-4, "**The gradient is 0**"),
        ((3.0, 2.0), 6e-16, "**The numerical gradient is visibly wrong.**"),
        ((3.0, 2.0), 1e-16, "**h is too small for floating-point numbers.**"),
        ((4.0, 0.0), 1.0, "straight uphill"),
    ],
)
def test_there_is_a_word_for_what_is_seen(point: tuple[float, float], h: float, said: str):
    assert said in gradients_words.finding(point, h, *both(point, h))


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("h", [1e-16, 6e-16, 1e-10, 1e-4, 0.1, 1.0])
def test_the_two_values_that_are_shown_give_the_slope_that_is_shown(point: tuple[float, float], h: float):
    analytic, numerical = both(point, h)
    lines = gradients_words.formulas(point, h, analytic, numerical).splitlines()
    measured = [line for line in lines if line.startswith("- **Numerically**")]
    for axis, line in enumerate(measured):
        ahead, behind = re.search(r"\(\{(.*?)\}\$ \$\{\} - \{(.*?)\}\)\$", line).groups()
        values = [
            float(text.replace(r" \times 10^{", "e").replace("10^{", "1e").rstrip("}")) for text in (ahead, behind)
        ]
        # Each is rounded to its last digit; divided by 2h, that is what the result may be off by.
        allowed = 1e-6 * abs(numerical[axis]) + 20 * max(map(abs, values)) * 1e-6 * min(1, h) / (2 * h) + 1e-12
        assert (values[0] - values[1]) / (2 * h) == pytest.approx(numerical[axis], abs=allowed)


# Charts


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("h", [1e-16, 1e-4, 1.0])
def test_both_arrows_go_from_the_point_along_their_gradients(point: tuple[float, float], h: float):
    analytic, numerical = both(point, h)
    arrows = gradients_charts.arrows(point, analytic, numerical).to_pandas().set_index("kind")
    for kind, slope in (("analytic", analytic), ("numerical", numerical)):
        arrow = arrows.loc[kind]
        assert (arrow["x0"], arrow["x1"]) == point
        along = np.array([arrow["to0"] - arrow["x0"], arrow["to1"] - arrow["x1"]])
        np.testing.assert_allclose(along, gradients_charts.ARROW * slope, atol=1e-12)
        turned = np.radians(arrow["angle"])
        assert np.hypot(*slope) * np.array([np.sin(turned), np.cos(turned)]) == pytest.approx(slope, abs=1e-9)


def test_no_arrow_leaves_the_picture():
    for x0 in (-4.0, 4.0):
        arrows = gradients_charts.arrows((x0, 4.0), *both((x0, 4.0))).to_pandas()
        assert arrows[["to0", "to1"]].abs().max(axis=None) < gradients_charts.REACH


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("point", POINTS)
def test_a_cut_shows_the_surface_and_its_slopes(axis: int, point: tuple[float, float]):
    analytic, numerical = both(point, 0.5)
    cut = gradients_charts.cut(axis, point, 0.5, analytic, numerical).to_pandas()
    parts = {kind: part[["x", "value"]].to_numpy() for kind, part in cut.groupby("kind")}
    for kind in ("curve", "beside"):
        other = point[1 - axis]
        np.testing.assert_allclose(parts[kind][:, 1], parts[kind][:, 0] ** 2 + other**2, rtol=1e-14)
    assert parts["beside"][:, 0].tolist() == [point[axis] - 0.5, point[axis] + 0.5]
    for kind, slope in (("analytic", analytic[axis]), ("numerical", numerical[axis])):
        (left, low), (right, high) = parts[kind]
        assert (high - low) / (right - left) == pytest.approx(slope)
        assert (high + low) / 2 == pytest.approx(nn.BOWL.f(point))
    assert parts["curve"][:, 1].max() <= gradients_charts.HIGHEST


def test_every_parameter_is_a_dot():
    check = gradient_check.check(7)
    dots = gradients_charts.gradients(check).to_pandas()
    assert len(dots) == check.parameters
    assert dots["numerical"].abs().max() < gradients_charts.LARGEST
    assert (dots["numerical"] - dots["backpropagation"]).abs().max() == check.largest_difference
    assert set(dots["parameter"]) == set(check.numerical)


@pytest.mark.parametrize("hidden", range(1, 21))
def test_every_network_fits_into_the_picture(hidden: int):
    dots = gradients_charts.gradients(gradient_check.check(hidden)).to_pandas()
    assert dots["numerical"].abs().max() < gradients_charts.LARGEST


def test_charts_are_made_once_and_can_be_sent():
    makers = (gradients_charts.field_chart, gradients_charts.check_chart)
    for chart in [maker() for maker in makers] + [gradients_charts.cut_chart(axis) for axis in (0, 1)]:
        assert len(json.dumps(chart)) < 40_000
    assert all(maker() is maker() for maker in makers)
