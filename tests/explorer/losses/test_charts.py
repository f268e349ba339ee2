"""The losses page: gradients that the core confirms, and charts in which nothing but the data ever changes."""

import math
from typing import Any

import numpy as np
import pytest

import nn_core as nn
from explorer.losses import charts as losses_charts
from explorer.losses.prediction import RESTS, one_hot, prediction
from explorer.losses.sliders import DELTAS, PROBABILITIES
from tests.explorer.frames import frame

T = one_hot(3)


@pytest.mark.parametrize("rest", RESTS)
def test_a_prediction_is_a_probability_for_each_digit(rest: str):
    y = prediction(PROBABILITIES, rest)
    assert y.shape == (len(PROBABILITIES), 10)
    assert (y >= 0).all()
    np.testing.assert_allclose(y.sum(axis=1), 1, rtol=1e-15)
    np.testing.assert_array_equal(y[:, 3], PROBABILITIES)
    assert np.count_nonzero(prediction(0.5, rest)) == (10 if rest == RESTS[0] else 2)


def test_the_stops_of_the_sliders_ascend_and_hold_the_lesson_s():
    for stops in (PROBABILITIES, DELTAS):
        assert list(stops) == sorted(set(stops))
    assert {1e-4, 1e-7} <= set(DELTAS)


def charts(p: float = 0.1, rest: str = RESTS[0], delta: float = 1e-7, axis: str = "linear") -> list[dict]:
    return [
        losses_charts.loss_chart(p, rest, delta, axis),
        losses_charts.pull_chart(p, rest, delta, axis),
        losses_charts.gradient_chart(p, rest),
    ]


@pytest.mark.parametrize("axis", losses_charts.AXES)
@pytest.mark.parametrize("rest", RESTS)
@pytest.mark.parametrize("p", [0.0, 1e-9, 1.0])
@pytest.mark.parametrize("delta", [0.0, 1e-10, 0.1])
def test_all_that_is_drawn_is_finite(axis: str, rest: str, p: float, delta: float):
    for chart in charts(p, rest, delta, axis):
        for data in chart["datasets"].values():
            drawn = data.to_pandas().drop(columns=["from", "to"])
            drawn = drawn.drop(columns="cap", errors="ignore")  # nan where there is no room for it
            assert np.isfinite(drawn.select_dtypes("number").to_numpy()).all()


@pytest.mark.parametrize("axis", losses_charts.AXES)
def test_the_curves_are_the_core_s_as_far_as_they_fit(axis: str):
    loss, pull, _ = charts(delta=0.001, axis=axis)
    curve, top, stops = frame(loss["datasets"]["curve"]), losses_charts.TOP[axis], losses_charts.STOPS[axis]
    np.testing.assert_allclose(curve["p"], stops, rtol=1e-6)
    for p, drawn in zip(stops, curve.itertuples(), strict=True):
        y = prediction(p, RESTS[0])
        assert drawn.cross_entropy == pytest.approx(min(nn.cross_entropy_error(y, 3, 0.001), top), rel=1e-6)
        without_delta = min(nn.cross_entropy_error(y, 3, 0), top)
        assert drawn.without_delta == pytest.approx(without_delta, rel=1e-6, abs=1e-15)
        assert drawn.squared_error == pytest.approx(nn.sum_squared_error(y, T), rel=1e-6)
    pulls = frame(pull["datasets"]["curve"])
    np.testing.assert_allclose(pulls["cross_entropy"], 1 - stops, rtol=1e-6)
    assert (pulls["squared_error"] <= pulls["cross_entropy"]).all()
    assert (pulls["with_delta"] <= pulls["cross_entropy"]).all()


@pytest.mark.parametrize("p", [0.0, 1e-9, 0.1, 1.0])
def test_the_point_is_at_p_and_on_the_curve(p: float):
    for axis in losses_charts.AXES:
        point = frame(charts(p, axis=axis)[0]["datasets"]["point"]).loc[0]
        assert point["p"] == np.float32(max(p, losses_charts.SMALLEST) if axis == "logarithmic" else p)
        loss = nn.cross_entropy_error(prediction(p, RESTS[0]), 3, 1e-7)
        assert point["cross_entropy"] == np.float32(min(loss, losses_charts.TOP[axis]))


def test_the_cap_is_drawn_where_there_is_room_for_it():
    def cap(**settings: Any) -> list[float]:
        return list(frame(charts(**settings)[0]["datasets"]["cap"])["cap"].dropna())

    assert cap(axis="logarithmic") == [pytest.approx(-math.log(1e-7))]
    assert cap(delta=0.1) == [pytest.approx(-math.log(0.1))]
    assert cap() == []
    assert cap(delta=0.0, axis="logarithmic") == []


def test_the_bars_are_both_gradients_of_all_ten_logits():
    chart = charts(0.001, RESTS[1])[2]
    bars, losses = frame(chart["datasets"]["bars"]), [losses_charts.CROSS_ENTROPY, losses_charts.SQUARED_ERROR]
    assert bars["digit"].tolist() == [*range(10)] * 2
    assert bars["loss"].tolist() == np.repeat(losses, 10).tolist()
    y = prediction(0.001, RESTS[1])
    np.testing.assert_allclose(bars["gradient"], [*(y - T), *nn.sum_squared_error_gradient(y, T)], rtol=1e-6)
