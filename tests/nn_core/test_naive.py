"""The naive formulas: right where they are right, wrong where the pages say so, and never a warning."""

import numpy as np

import nn_core as nn
from nn_core import naive


def test_near_zero_they_are_the_core_s():
    x = np.linspace(-30, 30, 61)
    np.testing.assert_allclose(naive.sigmoid(x), nn.sigmoid(x), rtol=1e-14)
    np.testing.assert_allclose(naive.sigmoid_grad(x[x < 0]), nn.sigmoid_grad(x[x < 0]), rtol=1e-13)
    np.testing.assert_allclose(naive.softmax(x, temperature=3.0), nn.softmax(x, temperature=3.0), rtol=1e-14)


def test_exp_leaves_the_range_of_a_float():
    assert naive.exp(709.0) < np.inf
    assert naive.exp(710.0) == np.inf
    assert naive.exp(-746.0) == 0


def test_sigmoid_loses_what_the_core_keeps():
    assert naive.sigmoid(-1000.0) == nn.sigmoid(-1000.0) == 0
    assert naive.sigmoid(-720.0) == 0 < nn.sigmoid(-720.0)
    assert naive.sigmoid_grad(40.0) == 0 < nn.sigmoid_grad(40.0)


def test_softmax_of_large_logits_is_no_number():
    np.testing.assert_array_equal(naive.softmax([1000.0, 1000.0]), [np.nan, np.nan])
    np.testing.assert_array_equal(naive.softmax([1000.0, 0.0]), [np.nan, 0])
    np.testing.assert_array_equal(naive.softmax([-1000.0, -1001.0]), [np.nan, np.nan])
    np.testing.assert_array_equal(naive.softmax([10.0, 0.0], temperature=0.01), [np.nan, 0])
