"""The backward page's network and its curve show what the core computes, and nothing before its move."""

import numpy as np
import pytest

from explorer.backward import charts
from explorer.backward.example import SMALL, example
from explorer.backward.sliders import MOVES
from explorer.charts.network import EDGES
from tests.explorer.frames import derived, frame

CHOSEN = charts.Chosen(SMALL, EDGES[10], 0)
NOW = {"x1": 1.0, "x2": 0.5, "add": 0.0, "lr": 1.0}
LESSON = example(SMALL, EDGES[10], 0.0, 1.0, 0.5, 0)


def data(move: int, name: str = "edges", chart: int = 0, **changed: float):
    now = {**NOW, **changed, "move": move}
    both = charts.network_chart(CHOSEN, now), charts.step_chart(CHOSEN, now)
    return frame(both[chart]["datasets"][name])


def test_what_is_sent_ahead_is_not_too_much():
    for chart in (charts.network_chart(CHOSEN, NOW | {"move": 7}), charts.step_chart(CHOSEN, NOW | {"move": 8})):
        assert sum(one.nbytes for one in chart["datasets"].values()) < 180_000


@pytest.mark.slow
@pytest.mark.parametrize("move", range(len(MOVES)))
def test_a_layer_is_lit_forward_in_its_turn_and_backward_in_its_turn(move):
    edges = data(move)
    layer = edges["x2"]
    back = (5 <= move <= 7) & (layer >= 8 - move)
    assert ((edges["state"] == "backward") == back).all()
    assert ((edges["state"] == "waiting") == (layer > move)).all()
    assert (edges["known"] == (back | (move == 8))).all()


@pytest.mark.slow
@pytest.mark.parametrize("move", range(5))
def test_no_slope_is_drawn_or_told_before_the_way_back(move):
    chart = charts.network_chart(CHOSEN, {**NOW, "move": move})
    assert set(data(move, "units")["slope"]) == {""}
    hits = next(layer for layer in chart["layer"] if "params" in layer)
    assert set(derived(data(move), hits["transform"])["told"]) == {"not there yet"}


def test_edges_have_the_slopes_of_the_core():
    edges = data(7)
    np.testing.assert_allclose(edges["gradient"], LESSON.gradient, rtol=1e-6)
    np.testing.assert_allclose(edges["weight"], LESSON.weights, rtol=1e-6)
    assert edges["chosen"].sum() == 1


def test_the_last_move_shows_the_network_after_the_step():
    np.testing.assert_allclose(data(8)["weight"], LESSON.after(1.0).weights, rtol=1e-6)
    np.testing.assert_allclose(data(8, lr=0.0)["weight"], LESSON.weights, rtol=1e-6)
    assert data(8, "loss")["text"].tolist() == ["0.901 → 0.131"]


def test_units_say_what_has_been_computed():
    assert data(0, "units")["value"].tolist() == ["1.000", "0.500"] + 7 * [""]
    assert data(0, "units")["below"].tolist() == ["x1", "x2", *5 * [""], "y1", "y2"]
    assert data(4, "units")["below"].tolist()[-2:] == ["y1: p = 0.406", "y2: p = 0.594"]
    assert data(5, "units")["slope"].tolist() == 7 * [""] + ["δ = −0.59", "δ = 0.59"]
    assert data(4, "units")["right"].tolist() == 7 * [False] + [True, False]


def test_the_curve_goes_as_far_as_the_step():
    curve = data(8, "curve", chart=1, lr=1.5)
    assert curve["lr"].max() == 1.5
    np.testing.assert_allclose(curve["loss"], [LESSON.after(lr).loss for lr in curve["lr"].astype(float)], rtol=1e-5)
    before = data(7, "curve", chart=1, lr=1.5)
    assert set(before["lr"]) == {0.0}


def test_a_promise_below_the_axis_is_an_arrow_with_its_number():
    """The line is cut off where it leaves the picture."""
    (off,) = data(8, "ends_off", chart=1, lr=2.0).to_dict("records")
    assert off["loss"] == pytest.approx(float(LESSON.promised(2.0)))
    line = data(8, "line", chart=1, lr=2.0)
    assert line["loss"].min() == pytest.approx(-1)
    assert line["lr"].max() < 2
    assert data(8, "ends_off", chart=1, lr=0.5).empty
