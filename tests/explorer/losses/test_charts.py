"""The losses page: predictions, and charts in which nothing but the data ever changes."""

import json
import math

import numpy as np
import pytest

import nn_core as nn
from explorer.losses import charts as losses_charts
from explorer.losses.prediction import DELTAS, PROBABILITIES, RESTS, one_hot, prediction
from tests.explorer.frames import assert_sent_ahead, frame

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
def test_only_the_data_change(axis: str, rest: str, p: float, delta: float):
    for now, before in zip(charts(p, rest, delta, axis), charts(axis=axis), strict=True):
        specs = [json.dumps({key: value for key, value in one.items() if key != "datasets"}) for one in (now, before)]
        assert specs[0] == specs[1]
        assert set(now["datasets"]) == set(before["datasets"])
        for name, data in now["datasets"].items():
            assert data.schema == before["datasets"][name].schema
            drawn = frame(data).drop(columns="cap", errors="ignore")  # nan where there is no room for it
            assert np.isfinite(drawn.select_dtypes("number").to_numpy()).all()


@pytest.mark.parametrize("axis", losses_charts.AXES)
@pytest.mark.parametrize("rest", RESTS)
@pytest.mark.parametrize(("p", "delta"), [(0.1, 1e-7), (1e-9, 0.0), (0.0, 0.1), (1.0, 1e-10)])
def test_what_a_slider_will_show_is_sent_ahead(axis: str, rest: str, p: float, delta: float):
    """At both ends and one step away."""
    for slider, options, here in (("p", PROBABILITIES, p), ("delta", DELTAS, delta)):
        place, last = options.index(here), len(options) - 1
        for there in {0, max(place - 1, 0), min(place + 1, last), last}:
            then = {"p": p, "delta": delta} | {slider: options[there]}
            for now, later in zip(charts(p, rest, delta, axis), charts(rest=rest, axis=axis, **then), strict=True):
                assert_sent_ahead(now, later, slider, there)


@pytest.mark.parametrize("axis", losses_charts.AXES)
def test_the_curves_are_the_core_s_as_far_as_they_fit(axis: str):
    loss, pull, _ = charts(delta=0.001, axis=axis)
    curve, top, stops = frame(loss["datasets"]["curve"]), losses_charts.TOP[axis], losses_charts.STOPS[axis]
    np.testing.assert_allclose(curve["p"], stops, rtol=1e-3)
    for p, drawn in zip(stops, curve.itertuples(), strict=True):
        y = prediction(p, RESTS[0])
        assert drawn.cross_entropy == pytest.approx(min(nn.cross_entropy_error(y, 3, 0.001), top), rel=1e-3)
        without_delta = min(nn.cross_entropy_error(y, 3, 0), top)
        assert drawn.without_delta == pytest.approx(without_delta, rel=1e-3, abs=1e-15)
        assert drawn.squared_error == pytest.approx(nn.sum_squared_error(y, T), rel=1e-3)
    pulls = frame(pull["datasets"]["curve"])
    np.testing.assert_allclose(pulls["cross_entropy"], 1 - stops, rtol=1e-3)
    assert (pulls["squared_error"] <= pulls["cross_entropy"]).all()
    assert (pulls["with_delta"] <= pulls["cross_entropy"]).all()


@pytest.mark.parametrize("p", [0.0, 1e-9, 0.1, 1.0])
def test_the_point_is_at_p_and_on_the_curve(p: float):
    for axis in losses_charts.AXES:
        point = frame(charts(p, axis=axis)[0]["datasets"]["point"]).loc[0]
        assert point["p"] == (max(p, losses_charts.SMALLEST) if axis == "logarithmic" else p)
        loss = nn.cross_entropy_error(prediction(p, RESTS[0]), 3, 1e-7)
        assert point["cross_entropy"] == min(loss, losses_charts.TOP[axis])


def test_the_cap_is_drawn_where_there_is_room_for_it():
    def cap(**settings: object) -> list[float]:
        return list(frame(charts(**settings)[0]["datasets"]["cap"])["cap"].dropna())

    assert cap(axis="logarithmic") == [pytest.approx(-math.log(1e-7))]
    assert cap(delta=0.1) == [pytest.approx(-math.log(0.1))]
    assert cap() == []
    assert cap(delta=0.0, axis="logarithmic") == []


def test_the_bars_are_both_gradients_of_all_ten_logits():
    chart = charts(0.001, RESTS[1])[2]
    bars, losses = frame(chart["datasets"]["bars"]), [losses_charts.CROSS_ENTROPY, losses_charts.SQUARED_ERROR]
    assert len(bars) == 10  # a row for each digit, which the chart makes a row for each loss of
    assert chart["transform"][-2]["as"] == [*losses, "digit"]
    assert chart["transform"][-1] == {"fold": losses, "as": ["loss", "gradient"]}
    y = prediction(0.001, RESTS[1])
    np.testing.assert_allclose(bars[losses_charts.CROSS_ENTROPY], y - T, rtol=1e-3)
    np.testing.assert_allclose(bars[losses_charts.SQUARED_ERROR], nn.sum_squared_error_gradient(y, T), rtol=1e-3)
