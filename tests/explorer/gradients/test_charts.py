"""The gradients page's charts: they show the core's numbers, and nothing but data ever changes."""

import json

import numpy as np
import pandas as pd
import pytest

import nn_core as nn
from explorer.gradients import charts as gradients_charts
from explorer.gradients import check as gradient_check
from tests.explorer.frames import assert_sent_ahead, frame
from tests.explorer.gradients.lesson import POINTS, both


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
