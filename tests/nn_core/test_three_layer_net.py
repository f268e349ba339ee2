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


@pytest.mark.slow
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
        ({"W1": np.ones(3)}, r"W1 must have shape \(inputs, outputs\), not \(3,\)"),
        ({"b1": np.ones(2)}, r"b1 must have shape \(3,\), not \(2,\)"),
        ({"b3": 0.1}, r"b3 must have shape \(2,\), not \(\)"),
        ({"W2": np.ones((2, 2))}, r"W2 must have shape \(3, outputs\), not \(2, 2\)"),
        ({"W2": np.ones((4, 3, 2))}, r"W2 must have shape \(3, outputs\), not \(4, 3, 2\)"),
        ({"W2": np.ones(3)}, r"W2 must have shape \(3, outputs\), not \(3,\)"),
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


# Backpropagation

INPUTS = arrays(np.float64, 2, elements=st.integers(-50, 50).map(lambda n: n / 10))
NETWORKS = st.integers(0, 2**32 - 1).map(
    lambda seed: nn.ThreeLayerNet(
        {
            name: np.random.default_rng([seed, number]).normal(0, 1, value.shape)
            for number, (name, value) in enumerate(LESSON.params.items())
        }
    )
)


def loss_by(name, net, x, t):
    """The loss as a function of one parameter array."""
    return lambda value: with_parameter(net, name, value).loss(x, t)


def with_parameter(net, name, value):
    return nn.ThreeLayerNet({**net.params, name: value})


@pytest.mark.slow
@given(NETWORKS, INPUTS, st.integers(0, 1))
def test_backpropagation_agrees_with_central_differences_in_every_parameter(net, x, t):
    gradient = net.gradient(x, t)
    assert gradient.keys() == net.params.keys()
    for name, value in net.params.items():
        measured = nn.numerical_gradient(loss_by(name, net, x, t), value)
        # h^2 f''' / 6 comes to 1e-6 only where f''' is 600; rounding leaves 1e-11.
        np.testing.assert_allclose(gradient[name], measured, rtol=0, atol=1e-6)


@pytest.mark.slow
@given(NETWORKS, INPUTS, st.integers(0, 1))
def test_a_delta_is_the_slope_of_the_loss_by_a_bias(net, x, t):
    """A bias is added to a weighted sum, so the loss has the same slope with respect to both."""
    for layer, delta in zip("123", net.deltas(x, t), strict=True):
        bias = net.params[f"b{layer}"]
        measured = nn.numerical_gradient(loss_by(f"b{layer}", net, x, t), bias)
        np.testing.assert_allclose(delta, measured, rtol=0, atol=1e-6)


def test_check_gradient_finds_nothing_wrong_with_any_parameter():
    x, t = [1.0, 0.5], 0
    for name, value in LESSON.params.items():
        assert nn.check_gradient(loss_by(name, LESSON, x, t), LESSON.gradient(x, t)[name], value) < 1e-7


def test_the_last_layer_by_hand():
    x, t = [1.0, 0.5], 1
    z2, y = LESSON.activations(x)[1].z, LESSON.predict(x)
    delta = y - [0, 1]
    assert np.array_equal(LESSON.deltas(x, t)[-1], delta)
    assert np.array_equal(LESSON.gradient(x, t)["W3"], np.outer(z2, delta))
    assert LESSON.loss(x, t) == -np.log(y[1])


def test_a_weight_of_0_hands_nothing_back_and_has_a_gradient_of_its_own():
    net = with_parameter(LESSON, "W2", np.zeros((3, 2)))
    gradient = net.gradient([1.0, 0.5], 0)
    assert not gradient["W1"].any()
    assert not gradient["b1"].any()
    assert gradient["W2"].all()


@pytest.mark.slow
@pytest.mark.parametrize("t", [1, [0, 1, 1, 0], [[1, 0], [0, 1], [0, 1], [1, 0]]], ids=["one", "labels", "one-hot"])
@given(x=arrays(np.float64, (4, 2), elements=st.integers(-50, 50).map(lambda n: n / 10)))
def test_every_sample_of_a_batch_has_its_own_gradient(x, t):
    labels = np.broadcast_to(np.argmax(t, axis=1) if np.ndim(t) == 2 else t, 4)
    gradient = LESSON.gradient(x, t)
    np.testing.assert_allclose(
        LESSON.loss(x, t), [LESSON.loss(*one) for one in zip(x, labels, strict=True)], rtol=1e-15
    )
    for name, value in LESSON.params.items():
        assert gradient[name].shape == (4, *value.shape)
        alone = [LESSON.gradient(*one)[name] for one in zip(x, labels, strict=True)]
        np.testing.assert_allclose(gradient[name], alone, rtol=64 * EPS, atol=1e-18)


@given(NETWORKS, INPUTS, st.integers(0, 1))
def test_a_short_step_lowers_the_loss_by_the_square_of_the_gradients_length(net, x, t):
    gradient, lr = net.gradient(x, t), 1e-6
    squared = sum(np.sum(slope**2) for slope in gradient.values())
    after = net.stepped(gradient, lr)
    fall = net.loss(x, t) - after.loss(x, t)
    # What is left is of second order, lr^2 |g|^2 times half of the largest curvature, and eps of the loss.
    np.testing.assert_allclose(fall, lr * squared, rtol=1e-3, atol=1e-14)


def test_a_step_leaves_the_network_as_it_was():
    net = nn.ThreeLayerNet.lesson()
    after = net.stepped(net.gradient([1.0, 0.5], 0), 0.5)
    assert all(np.array_equal(net.params[name], value) for name, value in LESSON.params.items())
    assert np.array_equal(after.params["b3"], LESSON.params["b3"] - 0.5 * LESSON.deltas([1.0, 0.5], 0)[-1])


def test_many_networks_each_take_their_own_input():
    x, rates = np.array([[1.0, 0.5], [-2.0, 3.0], [0.0, 0.0]]), np.array([0.1, 1.0, 10.0])
    many = LESSON.stepped(LESSON.gradient(x, 0), rates)
    assert many.params["W1"].shape == (3, 2, 3)
    one_by_one = [LESSON.stepped(LESSON.gradient(row, 0), lr) for row, lr in zip(x, rates, strict=True)]
    np.testing.assert_allclose(many.forward(x), [net.forward(row) for net, row in zip(one_by_one, x, strict=True)])
    again = [net.gradient(row, 0)["W1"] for net, row in zip(one_by_one, x, strict=True)]
    np.testing.assert_allclose(many.gradient(x, 0)["W1"], again)
    assert many.forward([1.0, 0.5]).shape == (3, 2), "one input is for all of them"
    with pytest.raises(ValueError, match=r"x must have shape \(2,\) or \(3, 2\), not \(4, 2\)"):
        many.forward(np.zeros((4, 2)))


def test_several_learning_rates_give_several_networks():
    gradient = LESSON.gradient([1.0, 0.5], 0)
    losses = LESSON.stepped(gradient, [0.0, 0.1, 1.0]).loss([1.0, 0.5], 0)
    assert losses[0] == LESSON.loss([1.0, 0.5], 0)
    assert losses[2] < losses[1] < losses[0]


@pytest.mark.parametrize("t", [2, -1, 0.5, [1, 1]])
def test_a_right_answer_that_there_is_not_is_a_value_error(t):
    for call in (LESSON.loss, LESSON.deltas, LESSON.gradient):
        with pytest.raises(ValueError, match=r"label|one-hot"):
            call([1.0, 0.5], t)


def test_a_step_asks_for_every_gradient_in_its_shape_and_for_a_finite_rate():
    gradient = LESSON.gradient([1.0, 0.5], 0)
    without = {name: value for name, value in gradient.items() if name != "b2"}
    with pytest.raises(ValueError, match="all of W1, b1, W2, b2, W3, b3, not without b2"):
        LESSON.stepped(without, 0.1)
    with pytest.raises(ValueError, match=r"the gradient of W1 must have shape \(2, 3\), not \(3,\)"):
        LESSON.stepped(gradient | {"W1": np.ones(3)}, 0.1)
    with pytest.raises(ValueError, match="lr must be a finite number"):
        LESSON.stepped(gradient, np.inf)
    of_two = LESSON.gradient([[1.0, 0.5], [0.0, 0.0]], 0)
    with pytest.raises(ValueError, match=r"lr, W1 and its gradient differ: \(3,\), \(2, 3\) and \(2, 2, 3\)"):
        LESSON.stepped(of_two, [0.1, 0.2, 0.3])


def test_the_gradient_takes_one_pass_forward(monkeypatch):
    passes = []
    forward = nn.ThreeLayerNet.activations
    monkeypatch.setattr(nn.ThreeLayerNet, "activations", lambda net, x: passes.append(x) or forward(net, x))
    LESSON.gradient([1.0, 0.5], 0)
    assert len(passes) == 1


def test_far_out_there_is_no_warning():
    net = nn.ThreeLayerNet({name: np.full_like(value, 1e300) for name, value in LESSON.params.items()})
    net.stepped(net.gradient([1e300, -1e300], 0), 1e300)


def test_a_step_goes_downhill():
    net = nn.ThreeLayerNet.lesson()
    with pytest.raises(ValueError, match="lr must be a finite number of at least 0"):
        net.stepped(net.gradient([1.0, 0.5], 0), lr=-1.0)
