"""What the experiments of the backward page say is so."""

import numpy as np
import pytest

from explorer.backward.example import Example, example
from explorer.backward.experiments import DEFAULTS, EXPERIMENTS
from explorer.backward.sliders import ANSWERS, EDGE_NAMES, LOSS, MOVES, UPDATE
from explorer.charts.network import EDGES

BY_TITLE = {one.title: one for one in EXPERIMENTS}


def shown(values: dict) -> Example:
    now = DEFAULTS | values
    edge = EDGES[EDGE_NAMES.index(now["edge"])]
    return example(now["weights"], edge, now["add"], now["x1"], now["x2"], ANSWERS.index(now["t"]))


def largest(at: Example, layer: int) -> float:
    return float(np.abs(at.gradient[[edge.x2 == layer for edge in EDGES]]).max())


@pytest.mark.parametrize("one", EXPERIMENTS, ids=lambda one: one.title)
def test_no_slope_has_come_back_when_it_asks_for_one(one):
    """The last asks for what a longer step brings, when a short one was taken."""
    assert MOVES.index(one.values["move"]) == (UPDATE if "lr" in one.values else LOSS)


def test_the_weight_that_matters_most_is_next_to_the_loss():
    at = shown(BY_TITLE["Which weight matters most?"].then)
    assert f"{at.loss:.3f}" == "0.901"
    assert largest(at, 3) > 20 * largest(at, 2) > 100 * largest(at, 1)
    assert at.gradient[EDGE_NAMES.index("b3, of 1")] == pytest.approx(-0.59, abs=0.005)
    # The two outputs' slopes cancel out: theirs are alike but for rounding, which is another processor's another one.
    assert abs(at.gradient).max() == pytest.approx(abs(at.gradient[EDGE_NAMES.index("b3, of 1")]), rel=1e-12)
    assert f"{largest(at, 1):.1g}" == "0.004"


def test_raising_a_weight_to_the_wrong_answer_raises_the_loss():
    one = BY_TITLE["Up or down?"]
    before, after = shown(one.values), shown(one.then)
    assert (f"{before.loss:.3f}", f"{after.loss:.2f}") == ("0.901", "1.15")
    assert after.gradient[EDGE_NAMES.index("W3, from 2 to 2")] > 0
    assert before.gradient[EDGE_NAMES.index("W3, from 2 to 2")] > 0


def test_a_saturated_layer_learns_next_to_nothing():
    at = shown(BY_TITLE["Saturated"].then)
    assert (at.layers[0].z > 0.9999).all()
    assert f"{largest(at, 1):.8f}" == "0.00000001"


def test_a_cut_leaves_layer_1_without_slopes_and_a_step_opens_the_way_back():
    at = shown(BY_TITLE["A cut"].then)
    assert largest(at, 1) == 0 < largest(at, 2)
    assert largest(at.after(0.5), 1) > 0


def test_equal_weights_hand_back_nothing():
    at = shown(BY_TITLE["All alike"].then)
    assert largest(at, 1) == largest(at, 2) == 0
    assert at.deltas[2].tolist() == [-0.5, 0.5]


def test_a_slope_promises_more_than_there_is():
    one = BY_TITLE["How far does a slope see?"]
    at = shown(one.values)
    fell = [float(at.loss - at.after(lr).loss) for lr in (0.1, 1.0)]
    promised = [float(at.loss - at.promised(lr)) for lr in (0.1, 1.0)]
    assert fell[0] == pytest.approx(promised[0], rel=0.06)
    assert f"{promised[1]:.1f}" == "1.4"
    assert f"{at.loss:.1f}" == "0.9"
    assert 0 < fell[1] < at.loss
