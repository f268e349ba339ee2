"""The losses page: gradients that the core confirms, and charts in which nothing but the data ever changes."""

import math
from typing import Any

import numpy as np
import pytest

import nn_core as nn
from explorer.losses import charts as losses_charts
from explorer.losses.prediction import RESTS, one_hot, prediction
from explorer.losses.sliders import AXES, DELTAS, PROBABILITIES
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
    ]


@pytest.mark.parametrize("axis", AXES)
def test_the_curves_are_the_core_s(axis: str):
    loss, pull = charts(delta=0.001, axis=axis)
    curve, stops = frame(loss["datasets"]["curve"]), losses_charts.STOPS[axis]
    np.testing.assert_allclose(curve["p"], stops, rtol=1e-6)
    for p, drawn in zip(stops, curve.itertuples(), strict=True):
        y = prediction(p, RESTS[0])
        assert drawn.cross_entropy == pytest.approx(nn.cross_entropy_error(y, 3, 0.001), rel=1e-6)
        assert drawn.without_delta == pytest.approx(nn.cross_entropy_error(y, 3, 0), rel=1e-6, abs=1e-15)
        assert drawn.squared_error == pytest.approx(nn.sum_squared_error(y, T), rel=1e-6)
    pulls = frame(pull["datasets"]["curve"])
    np.testing.assert_allclose(pulls["cross_entropy"], 1 - stops, rtol=1e-6)
    assert (pulls["squared_error"] <= pulls["cross_entropy"]).all()
    assert (pulls["with_delta"] <= pulls["cross_entropy"]).all()


def test_a_curve_that_leaves_the_axis_is_marked_where_it_does():
    """The cross-entropy is 5 at p = e^-5, and goes on to where delta caps it."""
    (left,) = frame(charts()[0]["datasets"]["curve_off"]).itertuples()
    assert left.at_x == pytest.approx(math.exp(-5), abs=0.001)
    assert left.towards == 0
    assert left.y > 5
    assert frame(charts(delta=0.1)[0]["datasets"]["curve_off"]).empty, "capped at 2.3"


@pytest.mark.parametrize(
    ("p", "delta", "axis", "beyond"),
    [
        (0.001, 1e-7, "linear", 1),  # a loss of 6.9, where there is room for 5
        (0.0, 0.0, "linear", 1),  # an infinite one
        (0.01, 1e-7, "linear", 0),
        (1.0, 0.1, "linear", 0),  # a loss below 0
        (0.0, 0.1, "linear", 0),
        (1e-9, 1e-10, "logarithmic", 0),
        (0.0, 1e-7, "logarithmic", 2),  # a logarithmic axis has no place for p = 0
    ],
)
def test_a_point_is_on_its_curve_or_an_arrow_at_the_end_of_the_axis(p: float, delta: float, axis: str, beyond: int):
    data = charts(p, delta=delta, axis=axis)[0]["datasets"]
    points, off = frame(data["point"]), frame(data["point_off"])
    y = prediction(p, RESTS[0])
    losses = [nn.cross_entropy_error(y, 3, delta), nn.sum_squared_error(y, T)]
    assert points["p"].tolist() == [p, p]
    assert points["value"].tolist() == losses
    assert off["y"].tolist() == losses[:beyond]
    assert off["x"].tolist() == [p] * beyond


def test_the_cap_keeps_its_number_where_there_is_no_room_for_it():
    def caps(name: str, **settings: Any) -> list[float]:
        return frame(charts(**settings)[0]["datasets"][name])["cap" if name == "cap" else "y"].tolist()

    assert caps("cap", axis="logarithmic") == [pytest.approx(-math.log(1e-7))]
    assert caps("cap_off", axis="logarithmic") == caps("cap_off", delta=0.1) == []
    assert caps("cap_off") == [pytest.approx(-math.log(1e-7))]
    assert caps("cap_off", delta=0.0, axis="logarithmic") == [math.inf]
    (label,) = frame(charts()[0]["datasets"]["cap_off"])["label"]
    assert label == "delta caps it at 16.1"
