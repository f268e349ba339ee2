"""The lesson's fixed network: its answer, and every number on the way there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nn_core as nn

EPS = np.finfo(np.float64).eps
LESSON = nn.ThreeLayerNet.lesson()
FINITE = st.floats(allow_nan=False, allow_infinity=False)


def test_the_lessons_answer():
    assert np.array2string(LESSON.forward([1.0, 0.5])) == "[0.31682708 0.69627909]"


def test_the_first_layer_by_hand():
    first = LESSON.activations([1.0, 0.5])[0]
    np.testing.assert_allclose(first.a, [0.3, 0.7, 1.1], rtol=2 * EPS)
    assert np.array_equal(first.z, nn.sigmoid(first.a))


@given(arrays(np.float64, 2, elements=st.integers(-1000, 1000).map(lambda n: n / 100)))
def test_each_layer_is_what_its_formula_says(x):
    z, activations = x, (nn.sigmoid, nn.sigmoid, nn.identity)
    for number, layer, activation in zip("123", LESSON.activations(x), activations, strict=True):
        assert np.array_equal(layer.a, z @ LESSON.params["W" + number] + LESSON.params["b" + number])
        assert np.array_equal(layer.z, activation(layer.a))
        z = layer.z
    assert np.array_equal(LESSON.forward(x), z)


@pytest.mark.parametrize("samples", [(), (0,), (1,), (4,)])
def test_layers_have_three_two_and_two_units(samples):
    layers = LESSON.activations(np.zeros((*samples, 2)))
    for part in ("a", "z"):
        assert [getattr(layer, part).shape for layer in layers] == [(*samples, 3), (*samples, 2), (*samples, 2)]


@given(arrays(np.float64, (4, 2), elements=st.integers(-1000, 1000).map(lambda n: n / 100)))
def test_a_batch_gives_what_its_rows_give(x):
    np.testing.assert_allclose(LESSON.forward(x), [LESSON.forward(row) for row in x], rtol=4 * EPS)


@given(arrays(np.float64, 2, elements=FINITE))
def test_the_answer_stays_within_what_the_last_weights_allow(x):
    W, b = LESSON.params["W3"], LESSON.params["b3"]
    y = LESSON.forward(x)
    assert ((b <= y) & (y <= W.sum(axis=0) + b)).all()


def test_infinite_sums_are_quiet():
    params = {name: np.full_like(value, 1.7e308) for name, value in LESSON.params.items()}
    assert nn.ThreeLayerNet(params).forward([1.7e308, 1.7e308]).tolist() == [np.inf, np.inf]


def test_parameters_are_copied():
    params = {name: value.copy() for name, value in LESSON.params.items()}
    net = nn.ThreeLayerNet(params)
    params["W1"][...] = 0
    assert np.array_equal(net.params["W1"], LESSON.params["W1"])
    net.params["W1"][...] = 0
    assert nn.ThreeLayerNet.lesson().params["W1"].any()


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (1, 1, 2)])
def test_an_input_of_another_shape_is_a_value_error_that_names_it(shape):
    with pytest.raises(ValueError, match="must have shape") as error:
        LESSON.forward(np.zeros(shape))
    assert f"not {shape}" in str(error.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"W1": np.ones(3)}, r"W1 of shape \(3,\)"),
        ({"b1": np.ones(2)}, r"b1 of shape \(2,\)"),
        ({"b3": 0.1}, r"b3 of shape \(\)"),
        ({"W2": np.ones((2, 2))}, r"W2 of shape \(2, 2\)"),
        ({"W4": np.ones((2, 2))}, "W4"),
        ({4: np.ones((2, 2))}, "4"),
    ],
)
def test_parameters_that_do_not_fit_are_a_value_error_that_names_them(change, message):
    with pytest.raises(ValueError, match=message):
        nn.ThreeLayerNet({**LESSON.params, **change})


def test_a_missing_parameter_is_a_value_error():
    with pytest.raises(ValueError, match="W1, b1, W2, b2, W3, b3, not W1"):
        nn.ThreeLayerNet({"W1": LESSON.params["W1"]})
