"""The gradients page's charts: they show the core's numbers, and nothing but data ever changes."""

import numpy as np
import pandas as pd
import pytest

import nn_core as nn
from explorer.charts.ahead import Ahead
from explorer.gradients import charts as gradients_charts
from explorer.gradients import check as gradient_check
from explorer.gradients import sliders
from tests.explorer.frames import frame
from tests.explorer.gradients.lesson import POINTS, both


def charts(point: tuple[float, float] = (3.0, 2.0), h: float = 1e-4) -> list[dict]:
    cuts = [gradients_charts.cut_chart(axis, point, h) for axis in (0, 1)]
    return [gradients_charts.field_chart(point, h), *cuts]


def test_the_point_is_pulled_along_the_axes_of_the_picture():
    *_, point, _ = (layer.get("encoding") for layer in charts()[0]["layer"])
    for axis, name in (("x", "x0"), ("y", "x1")):
        assert getattr(gradients_charts.POINT_HANDLE, axis) == (name, *point[axis]["scale"]["domain"])


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("h", [1e-16, 1e-4, 1.0])
def test_both_arrows_go_from_the_point_along_their_gradients(point: tuple[float, float], h: float):
    analytic, numerical = both(point, h)
    data = charts(point, h)[0]["datasets"]
    for kind, slope in (("analytic", analytic), ("numerical", numerical)):
        (arrow,) = frame(data[kind]).itertuples()
        np.testing.assert_allclose([arrow.x0, arrow.x1], point, rtol=1e-6)
        along = np.array([arrow.to0 - arrow.x0, arrow.to1 - arrow.x1])
        np.testing.assert_allclose(along, gradients_charts.ARROW * slope, atol=1e-6)
        turned = np.radians(arrow.angle)
        assert np.hypot(*slope) * np.array([np.sin(turned), np.cos(turned)]) == pytest.approx(slope, abs=1e-5)


@pytest.mark.parametrize(("slider", "here"), [("x0", 0.3), ("x1", -1.7)])
def test_the_frames_hold_the_very_gradients_of_the_core(slider: str, here: float):
    drawn = charts((0.3, -1.7), 6e-16)[0]["datasets"]["numerical"]
    for place in Ahead({slider: here}, {slider: sliders.POINT}).places[slider].sent:
        point = (place, -1.7) if slider == "x0" else (0.3, place)
        (shown,) = frame(drawn, slider, place).itertuples()
        ends = point + gradients_charts.ARROW * both(point, 6e-16)[1]
        assert [shown.to0, shown.to1] == ends.astype(np.float32).tolist()


@pytest.mark.slow
@pytest.mark.parametrize("point", [(4.0, 4.0), (-4.0, 4.0), (4.0, 0.0)])
def test_only_rounding_makes_an_arrow_so_long_that_it_leaves_the_picture(point: tuple[float, float]):
    """Its head is then at the edge, turned as the arrow is, and tells the slopes."""
    left = 0
    for h in sliders.ALL_H:
        data = gradients_charts.field_chart(point, h)["datasets"]
        analytic, numerical = frame(data["analytic"]), frame(data["numerical"])
        assert analytic[["to0", "to1"]].abs().max(axis=None) < gradients_charts.REACH
        leaves = numerical[["to0", "to1"]].abs().max(axis=None) > gradients_charts.REACH
        off = frame(data["numerical_off"])
        assert len(off) == leaves
        if leaves:
            left += 1
            assert h < 1e-14
            assert off["towards"].tolist() == pytest.approx(numerical["angle"].tolist())
            assert [off["slope0"][0], off["slope1"][0]] == pytest.approx(both(point, h)[1].tolist(), rel=1e-6)
    assert left


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("point", POINTS)
def test_a_cut_shows_the_surface_and_its_slopes(axis: int, point: tuple[float, float]):
    analytic, numerical = both(point, 0.5)
    parts = {name: frame(data) for name, data in charts(point, 0.5)[1 + axis]["datasets"].items()}
    assert parts["curve"]["x"].tolist() == gradients_charts.CURVE.stops.tolist()
    other = point[1 - axis]
    for name in ("curve", "beside"):
        np.testing.assert_allclose(parts[name]["value"], parts[name]["x"] ** 2 + other**2, rtol=1e-6)
    assert parts["beside"]["x"].tolist() == [point[axis] - 0.5, point[axis] + 0.5]
    for kind, slope in (("analytic", analytic[axis]), ("numerical", numerical[axis])):
        (left, low), (right, high) = parts[kind].to_numpy()
        assert (high - low) / (right - left) == pytest.approx(slope, rel=1e-5, abs=1e-6)
        touches = nn.BOWL.f(point) + slope * (np.array([left, right]) - point[axis])
        assert [low, high] == pytest.approx(touches.tolist(), abs=1e-5)
    assert parts["curve"]["value"].max() <= gradients_charts.HEIGHT.high


def dots(hidden: int, bug: str = gradient_check.NONE) -> pd.DataFrame:
    return frame(gradients_charts.check_chart(hidden, bug)["datasets"]["dots"])


@pytest.mark.parametrize("bug", gradient_check.BUGS)
def test_every_parameter_is_a_dot(bug: str):
    check, drawn = gradient_check.check(7, bug), dots(7, bug)
    assert len(drawn) == check.parameters
    largest = (drawn["numerical"] - drawn["backpropagation"]).abs().max()
    assert largest == pytest.approx(check.largest_difference, rel=1e-15)
    assert set(drawn["parameter"]) == set(check.numerical)


@pytest.mark.slow
@pytest.mark.parametrize("hidden", range(1, 21))
def test_every_network_fits_into_the_picture(hidden: int):
    assert dots(hidden)["numerical"].abs().max() < gradients_charts.SLOPES.high


def test_what_is_sent_ahead_is_not_too_much():
    assert sum(data.nbytes for chart in charts() for data in chart["datasets"].values()) < 200_000
