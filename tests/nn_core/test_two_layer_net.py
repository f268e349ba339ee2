"""The network that learns: its predictions, and its backpropagation against the numerical gradient."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import nn_core as nn

DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])
SHAPES = {"W1": (3, 4), "b1": (4,), "W2": (4, 2), "b2": (2,)}
X = np.array([[1.0, -2, 0.5], [0, 3, 1], [2, 2, -1], [-1, 0, 0]])
T = np.array([0, 1, 1, 0])


def net_of(dtype=np.float64, std: float = 1.0, seed: int | None = 0) -> nn.TwoLayerNet:
    return nn.TwoLayerNet(3, 4, 2, weight_init_std=std, seed=seed, dtype=dtype)


def constant_net(*logits: float) -> nn.TwoLayerNet:
    """Whatever the two numbers that go in, these logits come out."""
    net = nn.TwoLayerNet(2, 3, len(logits), weight_init_std=0)
    net.params["b2"] += logits
    return net


@st.composite
def nets_and_batches(draw) -> tuple[nn.TwoLayerNet, np.ndarray, np.ndarray]:
    """A net in float64, a batch of inputs for it, and their labels."""
    samples, inputs, hidden, classes = (draw(st.integers(1, 4)) for _ in range(4))
    std, seed = draw(st.floats(0, 2)), draw(st.integers(0, 2**63))
    net = nn.TwoLayerNet(inputs, hidden, classes, std, seed, np.float64)
    x = draw(arrays(np.float64, (samples, inputs), elements=st.integers(-8, 8).map(lambda n: n / 4)))
    return net, x, np.array(draw(st.lists(st.integers(0, classes - 1), min_size=samples, max_size=samples)))


@pytest.mark.slow
@given(nets_and_batches(), st.booleans())
def test_backpropagation_agrees_with_the_numerical_gradient(net_and_batch, one_hot):
    net, x, t = net_and_batch
    t = np.eye(net.output_size)[t] if one_hot else t
    exact, numerical = net.gradient(x, t), net.numerical_gradient(x, t)
    for name, value in net.params.items():
        assert exact[name].shape == numerical[name].shape == value.shape
        np.testing.assert_allclose(exact[name], numerical[name], rtol=0, atol=5e-8)


def test_a_step_against_the_gradient_lowers_the_loss():
    net = net_of()
    before, gradient = net.loss(X, T), net.gradient(X, T)
    for name in net.params:
        net.params[name] -= 0.1 * gradient[name]
    assert net.loss(X, T) < before


@DTYPES
def test_predict_is_the_formula(dtype):
    net = net_of(dtype)
    W1, b1, W2, b2 = (net.params[name].astype(np.float64) for name in SHAPES)
    e = np.exp(1 / (1 + np.exp(-(X @ W1 + b1))) @ W2 + b2)
    np.testing.assert_allclose(net.predict(X), e / e.sum(axis=1, keepdims=True), rtol=8 * np.finfo(dtype).eps)


@DTYPES
def test_a_batch_gives_what_its_rows_give(dtype):
    net = net_of(dtype)
    rows = [net.predict(row) for row in X]
    np.testing.assert_allclose(net.predict(X), rows, rtol=8 * np.finfo(dtype).eps)


@DTYPES
def test_the_gradient_of_a_batch_is_the_mean_over_its_samples(dtype):
    net = net_of(dtype)
    each = [net.gradient(x, t) for x, t in zip(X, T, strict=True)]
    for name, value in net.gradient(X, T).items():
        mean = np.mean([gradient[name] for gradient in each], axis=0)
        np.testing.assert_allclose(value, mean, rtol=0, atol=4 * np.finfo(dtype).eps)


@given(nets_and_batches())
def test_the_loss_is_the_cross_entropy_of_the_predictions(net_and_batch):
    net, x, t = net_and_batch
    assert net.loss(x, t) == nn.cross_entropy_error(net.predict(x), t)


@DTYPES
def test_everything_stays_in_the_precision_of_the_parameters(dtype):
    net = net_of(dtype)
    for x in (X, X.astype(np.float32), X.astype(np.float16), X.astype(np.longdouble), X.astype(int)):
        assert net.predict(x).dtype == dtype
        assert {value.dtype for value in net.gradient(x, T).values()} == {np.dtype(dtype)}


def test_the_numerical_gradient_is_taken_in_float64_and_changes_nothing():
    net, double = net_of(np.float32), net_of(np.float32)
    double.dtype = np.dtype(np.float64)
    double.params = {name: value.astype(np.float64) for name, value in net.params.items()}
    before = copy.deepcopy(net.params)
    gradient = net.numerical_gradient(X, T)
    for name, exact in double.gradient(X, T).items():
        np.testing.assert_allclose(gradient[name], exact, rtol=0, atol=1e-8)
        np.testing.assert_array_equal(net.params[name], before[name], strict=True)
    assert net.dtype == np.float32


def test_the_loss_is_a_function_of_arrays_that_there_are():
    with pytest.raises(ValueError, match="name must be one of W1, b1, W2, b2, not 'w1'"):
        nn.TwoLayerNet(2, 3, 4).loss_of("w1", [5, 6], 0)


def test_asking_a_net_does_not_change_it():
    net = net_of()
    before = copy.deepcopy(net.params)
    for ask in (net.loss, net.accuracy, net.gradient, net.numerical_gradient):
        ask(X, T)
    for name, value in before.items():
        assert np.array_equal(net.params[name], value)


def test_accuracy_by_hand():
    net = constant_net(0, 1, 0)  # says 1, whatever it is shown
    assert net.accuracy(np.zeros((4, 2)), [1, 1, 0, 2]) == 0.5
    assert net.accuracy(np.zeros((4, 2)), np.eye(3)[[1, 1, 0, 2]]) == 0.5
    assert net.accuracy([[0, 0], [0, 0]], [1, 1]) == 1
    assert net.accuracy([0, 0], 1) == 1
    assert net.accuracy([0, 0], [1]) == 1
    assert net.accuracy([0, 0], [0, 0, 1]) == 0


def test_predictions_gradient_and_loss_by_hand():
    net = constant_net(0, 0)
    assert net.predict([5, 6]).tolist() == [0.5, 0.5]
    assert net.loss([5, 6], 0) == -np.log(0.5 + 1e-7)
    gradient = net.gradient([5, 6], 0)
    assert gradient["b2"].tolist() == [-0.5, 0.5]
    assert gradient["W2"].tolist() == [[-0.25, 0.25]] * 3
    assert not gradient["W1"].any()


def test_a_net_with_a_single_class_is_always_right():
    net = constant_net(0)
    for x, t in (([5, 6], 0), ([5, 6], [0]), ([[5, 6]], [0]), ([[5, 6], [7, 8]], [0, 0])):
        assert net.accuracy(x, t) == 1
        assert not any(value.any() for value in net.gradient(x, t).values())


@DTYPES
def test_parameters_have_the_shapes_and_the_precision_asked_for(dtype):
    net = net_of(dtype)
    assert {name: value.shape for name, value in net.params.items()} == SHAPES
    assert {value.dtype for value in net.params.values()} == {np.dtype(dtype)}


def test_weights_start_normal_and_biases_at_zero():
    params = nn.TwoLayerNet(784, 50, 10, seed=0).params
    assert abs(params["W1"].std() / 0.01 - 1) < 0.02  # five standard errors
    assert abs(params["W1"].mean()) < 3e-4
    assert not params["b1"].any()
    assert not params["b2"].any()


@given(st.integers(0, 2**128), st.floats(1e-3, 1e3))
def test_a_seed_repeats_the_weights_and_the_deviation_scales_them(seed, std):
    one, again, twice = net_of(std=std, seed=seed), net_of(std=std, seed=seed), net_of(std=2 * std, seed=seed)
    for name, value in one.params.items():
        assert np.array_equal(value, again.params[name])
        assert np.array_equal(value * 2, twice.params[name])


def test_other_seeds_and_no_seed_give_other_weights():
    nets = [net_of(seed=0), net_of(seed=1), net_of(seed=None), net_of(seed=None)]
    assert len({net.params["W1"].tobytes() for net in nets}) == 4


@pytest.mark.slow
@DTYPES
@pytest.mark.parametrize("std", [0, 5e-324, 1e-40, 1e308])
@given(x=arrays(np.float64, (2, 3), elements=st.sampled_from([0, 5e-324, 1.0, 1e308, -1.7e308, 1.7e308])))
def test_no_finite_weights_or_inputs_cause_a_floating_point_event(dtype, std, x):
    """Sums of such numbers may well be infinite or nan; what is looked for is noise, by `_strict`."""
    net = net_of(dtype, std)
    for ask in (net.loss, net.accuracy, net.gradient, net.numerical_gradient):
        ask(x, [0, 1])


@given(arrays(np.float32, 4, elements=st.floats(-1000, 1000, width=32)), st.integers(1, 3))
def test_however_sure_a_net_is_its_gradient_is_quiet_and_adds_up_to_zero(logits, samples):
    gradient = constant_net(*logits).gradient(np.ones((samples, 2)), [0] * samples)
    assert abs(gradient["b2"].sum()) <= 4 * np.finfo(np.float32).eps


@pytest.mark.parametrize("argument", ["input_size", "hidden_size", "output_size"])
@pytest.mark.parametrize("size", [0, -3, 2.0, True, None, "4"])
def test_sizes_are_whole_numbers_above_zero(argument, size):
    sizes = {"input_size": 3, "hidden_size": 4, "output_size": 2, argument: size}
    with pytest.raises(ValueError, match=f"{argument} must be .*, not {size!r}"):
        nn.TwoLayerNet(**sizes)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        *[("weight_init_std", value) for value in (-0.01, np.nan, np.inf, None, "0.01", 1j)],
        *[("seed", value) for value in (-1, 1.5, True, "0")],
        *[("dtype", value) for value in (np.float16, np.longdouble, int, complex, ">f4", "nonsense")],
    ],
)
def test_other_arguments_that_do_not_make_sense_are_value_errors(argument, value):
    with pytest.raises(ValueError, match=f"{argument} must be"):
        nn.TwoLayerNet(3, 4, 2, **{argument: value})


@pytest.mark.slow
@pytest.mark.parametrize("ask", ["predict", "loss", "accuracy", "gradient", "numerical_gradient"])
@given(shape=array_shapes(min_dims=0, max_dims=3, min_side=0).filter(lambda s: s[-1:] != (3,) or len(s) > 2 or 0 in s))
def test_an_input_of_another_shape_is_a_value_error_that_names_it(ask, shape):
    with pytest.raises(ValueError, match="x must have shape") as error:
        getattr(net_of(), ask)(np.ones(shape), *([] if ask == "predict" else [[0]]))
    assert f"not {shape}" in str(error.value)


@pytest.mark.parametrize("ask", ["loss", "accuracy", "gradient", "numerical_gradient"])
@pytest.mark.parametrize(
    ("t", "message"),
    [([0, 1], r"\(2,\)"), ([0, 1, 0, 2], "not 2"), ([0, 1, 0, -1], "not -1"), (np.ones((4, 2)), r"\[1\. 1\.\]")],
)
def test_wrong_classes_are_a_value_error_that_names_them(ask, t, message):
    with pytest.raises(ValueError, match=message):
        getattr(net_of(), ask)(X, t)


def test_the_most_probable_class_is_that_of_the_largest_logit():
    net = nn.TwoLayerNet(2, 3, 2, weight_init_std=0)
    net.params["b2"][:] = 0.01, np.nextafter(np.float32(0.01), np.float32(1))
    np.testing.assert_array_equal(*net.predict([0, 0])[:, np.newaxis])  # rounded alike
    assert net.accuracy([0, 0], 1) == 1


def test_the_loss_of_an_array_of_parameters_takes_no_other_shape():
    with pytest.raises(ValueError, match=r"b2 has the shape \(4,\), not \(1,\)"):
        nn.TwoLayerNet(2, 3, 4).loss_of("b2", [5, 6], 0)(np.zeros(1))


def test_the_loss_of_an_array_of_parameters_may_be_asked_for_while_it_is_worked_out():
    """As threads do; here by an input that asks for another loss when it is looked at."""

    class Asks:
        def __array__(self, dtype=None, copy=None):
            asked.append(None)
            if len(asked) == 1:
                loss(np.array([9.0, 0, 0, 0]))
            return np.array([5.0, 6])

    asked: list[None] = []
    net = nn.TwoLayerNet(2, 3, 4, weight_init_std=0)
    loss = net.loss_of("b2", Asks(), 0)
    assert loss(np.zeros(4)) == pytest.approx(np.log(4))
    assert len(asked) == 2


@pytest.mark.parametrize("gap", [0, 40, 700, 740, 800, 10_000])
def test_the_check_holds_where_softmax_leaves_the_right_class_nothing(gap: float) -> None:
    net = nn.TwoLayerNet(2, 3, 3, seed=0).in_double()
    net.params["b2"][:] = [gap, 0, 0]
    loss, gradient = net.loss_of("b2", [5, 6], 1), net.gradient([5, 6], 1)["b2"]
    assert loss(net.params["b2"]) == pytest.approx(max(gap, np.log(3)), rel=0.01)
    assert nn.check_gradient(loss, gradient, net.params["b2"]) < 1e-6
