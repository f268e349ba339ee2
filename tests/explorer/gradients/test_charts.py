"""The gradients page's numbers, words and charts: they are the core's, and nothing but data ever changes."""

import json
import re

import numpy as np
import pandas as pd
import pytest

import nn_core as nn
from explorer.gradients import charts as gradients_charts
from explorer.gradients import check as gradient_check
from explorer.gradients import words
from tests.explorer.frames import assert_sent_ahead, frame

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
    text = words.full_costs(cost)
    assert r"$784 \times 50 + 50 + 50 \times 10 + 10$" in text
    assert r"$2 \times 39{,}760$ $= 79{,}520$" in text
    assert f"**{words.span(cost.numerical_seconds)}**" in text


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
    assert words.span(seconds) == said


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
    assert said in words.finding(point, h, *both(point, h))


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("h", [1e-16, 6e-16, 1e-10, 1e-4, 0.1, 1.0])
def test_the_two_values_that_are_shown_give_the_slope_that_is_shown(point: tuple[float, float], h: float):
    analytic, numerical = both(point, h)
    lines = words.formulas(point, h, analytic, numerical).splitlines()
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


def charts(point: tuple[float, float] = (3.0, 2.0), h: float = 1e-4) -> list[dict]:
    cuts = [gradients_charts.cut_chart(axis, point, h) for axis in (0, 1)]
    return [gradients_charts.field_chart(point, h), *cuts]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("h", [1e-16, 1.0])
def test_only_the_data_change(point: tuple[float, float], h: float):
    for now, before in zip(charts(point, h), charts(), strict=True):
        specs = [json.dumps({key: value for key, value in one.items() if key != "datasets"}) for one in (now, before)]
        assert specs[0] == specs[1]
        assert set(now["datasets"]) == set(before["datasets"])
        for name, data in now["datasets"].items():
            assert data.schema == before["datasets"][name].schema


@pytest.mark.parametrize("h", [6e-16, 1e-4, 1.0])
@pytest.mark.parametrize("point", [*POINTS, (-0.3, 0.7)])
@pytest.mark.parametrize("slider", ["x0", "x1"])
@pytest.mark.parametrize("place", [-4.0, -0.2, 0.8, 2.1, 3.1, 4.0])
def test_what_a_point_s_slider_will_show_is_sent_ahead(h: float, point: tuple[float, float], slider: str, place: float):
    moved = (place, point[1]) if slider == "x0" else (point[0], place)
    for now, then in zip(charts(point, h), charts(moved, h), strict=True):
        assert_sent_ahead(now, then, slider, place)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("place", [0, 8, 119, 121, 160])
def test_what_the_slider_of_h_will_show_is_sent_ahead(point: tuple[float, float], place: int):
    assert gradients_charts.ALL_H[120] == 1e-4
    for now, then in zip(charts(point), charts(point, gradients_charts.ALL_H[place]), strict=True):
        assert_sent_ahead(now, then, "h", place)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("h", [1e-16, 1e-4, 1.0])
def test_both_arrows_go_from_the_point_along_their_gradients(point: tuple[float, float], h: float):
    analytic, numerical = both(point, h)
    data = charts(point, h)[0]["datasets"]
    for kind, slope in (("analytic", analytic), ("numerical", numerical)):
        (arrow,) = frame(data[kind]).itertuples()
        assert (arrow.x0, arrow.x1) == point
        along = np.array([arrow.to0 - arrow.x0, arrow.to1 - arrow.x1])
        np.testing.assert_allclose(along, gradients_charts.ARROW * slope, atol=1e-12)
        turned = np.radians(arrow.angle)
        assert np.hypot(*slope) * np.array([np.sin(turned), np.cos(turned)]) == pytest.approx(slope, abs=1e-9)


def test_the_frames_hold_the_very_gradients_of_the_core():
    rows = charts((0.3, -1.7), 6e-16)[0]["datasets"]["numerical"].to_pandas()
    rows = rows[rows["slider"] != "h"]
    numerical = np.array([both(point, 6e-16)[1] for point in zip(rows["x0"], rows["x1"], strict=True)])
    ends = rows[["x0", "x1"]] + gradients_charts.ARROW * numerical
    np.testing.assert_array_equal(rows[["to0", "to1"]], ends)


def test_no_arrow_leaves_the_picture():
    for x0 in (-4.0, 4.0):
        data = charts((x0, 4.0))[0]["datasets"]
        for kind in ("analytic", "numerical"):
            assert frame(data[kind])[["to0", "to1"]].abs().max(axis=None) < gradients_charts.REACH


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("point", POINTS)
def test_a_cut_shows_the_surface_and_its_slopes(axis: int, point: tuple[float, float]):
    analytic, numerical = both(point, 0.5)
    parts = {name: frame(data) for name, data in charts(point, 0.5)[1 + axis]["datasets"].items()}
    parts["curve"].insert(0, "x", gradients_charts.CURVE.stops)
    other = point[1 - axis]
    for name in ("curve", "beside"):
        np.testing.assert_allclose(parts[name]["value"], parts[name]["x"] ** 2 + other**2, rtol=1e-3)
    assert parts["beside"]["x"].tolist() == [point[axis] - 0.5, point[axis] + 0.5]
    for kind, slope in (("analytic", analytic[axis]), ("numerical", numerical[axis])):
        (left, low), (right, high) = parts[kind].to_numpy()
        assert (high - low) / (right - left) == pytest.approx(slope, rel=1e-3)
        assert (high + low) / 2 == pytest.approx(nn.BOWL.f(point), rel=1e-3)
    assert parts["curve"]["value"].max() <= gradients_charts.HIGHEST


def dots(hidden: int, bug: str = gradient_check.NONE) -> pd.DataFrame:
    return frame(gradients_charts.check_chart(hidden, bug)["datasets"]["dots"])


@pytest.mark.parametrize("bug", gradient_check.BUGS)
def test_every_parameter_is_a_dot(bug: str):
    check, drawn = gradient_check.check(7, bug), dots(7, bug)
    assert len(drawn) == check.parameters
    largest = (drawn["numerical"] - drawn["backpropagation"]).abs().max()
    assert largest == pytest.approx(check.largest_difference, rel=1e-9, abs=1e-11)
    assert set(drawn["parameter"]) == set(check.numerical)


@pytest.mark.parametrize("hidden", range(1, 21))
def test_every_network_fits_into_the_picture_and_is_sent_ahead(hidden: int):
    assert dots(hidden)["numerical"].abs().max() < gradients_charts.LARGEST
    now, then = (gradients_charts.check_chart(units, gradient_check.NO_SLOPE) for units in (10, hidden))
    assert_sent_ahead(now, then, "hidden", hidden)


def test_charts_are_made_once_and_can_be_sent():
    for chart in [*charts(), gradients_charts.check_chart(10, gradient_check.NONE)]:
        assert len(json.dumps({key: value for key, value in chart.items() if key != "datasets"})) < 40_000
    assert all(now["layer"] is before["layer"] for now, before in zip(charts(), charts((0.0, 0.0)), strict=True))


def test_what_is_sent_ahead_is_not_too_much():
    assert sum(data.nbytes for chart in charts() for data in chart["datasets"].values()) < 200_000
