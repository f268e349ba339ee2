"""One example on its way through the network and back, alone and in many pictures at once."""

import numpy as np
import pytest

import nn_core as nn
from explorer.backward.example import ALIKE, CUT, SMALL, STEEP, WEIGHTS, example, in_a_row, in_arrays
from explorer.backward.sliders import CHANGE, INPUT, RATE
from explorer.charts.network import EDGES

LESSON = nn.ThreeLayerNet.lesson()


def test_an_edge_for_each_of_the_lesson_s_parameters():
    row = in_a_row(LESSON.params)
    assert row.shape == (23,)
    for name, value in in_arrays(row).items():
        assert np.array_equal(value, LESSON.params[name])


def test_only_the_chosen_weight_is_changed():
    for number, edge in enumerate(EDGES):
        changed = example(SMALL, edge, 0.5, 1.0, 0.5, 0).weights - in_a_row(LESSON.params)
        np.testing.assert_allclose(changed, 0.5 * np.eye(23)[number], atol=1e-15)
    assert np.array_equal(WEIGHTS[SMALL]["W1"], LESSON.params["W1"]), "what all pages share is as it was"


@pytest.mark.parametrize("weights", WEIGHTS)
def test_many_pictures_are_what_each_of_them_is(weights):
    rng = np.random.default_rng(0)
    add, x1, x2 = rng.uniform(-1, 1, 5), rng.uniform(-5, 5, 5), rng.uniform(-5, 5, 5)
    many = example(weights, EDGES[4], add, x1, x2, 1)
    for n, now in enumerate(zip(add, x1, x2, strict=True)):
        one = example(weights, EDGES[4], *now, 1)
        np.testing.assert_allclose(many.loss[n], one.loss, rtol=1e-13)
        np.testing.assert_allclose(many.gradient[n], one.gradient, rtol=1e-9, atol=1e-18)
        np.testing.assert_allclose(many.after(0.5).loss[n], one.after(0.5).loss, rtol=1e-12)


def test_the_slopes_are_checked_and_a_mistake_is_found():
    lesson = example(SMALL, EDGES[0], 0.0, 1.0, 0.5, 0)
    assert lesson.check() < 1e-8
    forgotten = lesson.gradient.copy()
    forgotten[[edge.array == "b3" for edge in EDGES]] *= 2
    assert nn.check_gradient(lesson.loss_with, forgotten, lesson.weights) > 0.1


def test_a_single_slope_is_measured_by_moving_its_weight_alone():
    lesson = example(SMALL, EDGES[0], 0.0, 1.0, 0.5, 0)
    for number, edge in enumerate(EDGES):
        ahead, behind, slope = lesson.measured(edge, 1e-4)
        assert slope == pytest.approx((ahead - behind) / 2e-4)
        assert slope == pytest.approx(lesson.gradient[number], abs=1e-9)


def test_a_step_of_no_length_changes_nothing_and_promises_nothing():
    lesson = example(STEEP, EDGES[0], 0.0, 1.0, 0.5, 1)
    assert lesson.after(0.0).loss == lesson.promised(0.0) == lesson.loss


@pytest.mark.slow
@pytest.mark.parametrize("weights", WEIGHTS)
def test_with_one_example_no_step_of_the_page_makes_the_loss_rise(weights):
    """A longer step gives the right answer more, whatever else it does: what the page says of it is so everywhere."""
    x1, x2, add = (a.ravel() for a in np.meshgrid(INPUT.stops[::20], INPUT.stops[::20], CHANGE.stops[::5]))
    for t in (0, 1):
        for edge in EDGES[::4]:
            shown = example(weights, edge, add, x1, x2, t)
            losses = np.array([shown.after(lr).loss for lr in RATE.stops])
            assert (np.diff(losses, axis=0) < 1e-12).all()


def test_a_cut_and_equal_weights_hand_nothing_back():
    of_layer = lambda shown, layer: shown.gradient[[edge.x2 == layer for edge in EDGES]]
    cut, alike = (example(weights, EDGES[0], 0.0, 1.0, 0.5, 0) for weights in (CUT, ALIKE))
    assert not of_layer(cut, 1).any()
    assert of_layer(cut, 2).all()
    assert not of_layer(alike, 1).any()
    assert not of_layer(alike, 2).any()
    assert of_layer(alike, 3).all()


def test_what_is_nothing_but_rounding_is_no_slope():
    """Both answers hand back as much, with opposite signs: no slope comes to the layers before."""
    alike = example(ALIKE, next(edge for edge in EDGES if edge.name == "b3, of 1"), -0.9, 1.0, 0.5, 0)
    assert any(delta.any() for delta in alike.net.deltas(alike.x, 0)[:-1]), "in floats there is"
    assert not any(delta.any() for delta in alike.deltas[:-1])
    assert not alike.gradient[[edge.x2 < 3 for edge in EDGES]].any()
    assert alike.gradient.any()
