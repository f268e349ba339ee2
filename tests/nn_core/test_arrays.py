"""What holds for every function that takes numbers: any real kind of them, none changed, none too large."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays, from_dtype
from numpy.typing import ArrayLike

import nn_core as nn

# Zeros and ones, since they are exact in every dtype, probabilities, and a one-hot row, all at once.
X = np.array([0.0, 1.0, 0.0])


def two_layer_net() -> nn.TwoLayerNet:
    return nn.TwoLayerNet(3, 4, 2, weight_init_std=1.0, seed=0, dtype=np.float64)


def three_layer_net(first_row=X) -> nn.ThreeLayerNet:
    W2, W3 = np.ones((3, 2)), np.ones((2, 3))
    params: dict[str, ArrayLike] = {"W1": [first_row], "b1": X, "W2": W2, "b2": [1, 2], "W3": W3, "b3": X}
    return nn.ThreeLayerNet(params)


def scaled(x_train, scale=1.0, offset=0.0):
    dataset = nn.Dataset(x_train, np.arange(2), np.ones((2, 3)), np.arange(2), scale, offset)
    return dataset.scaled(dataset.x_train)


CALLS = {
    "sigmoid": nn.sigmoid,
    "sigmoid_grad": nn.sigmoid_grad,
    "identity": nn.identity,
    "sigmoid_third_derivative": lambda x: 1 + nn.sigmoid_third_derivative(x),
    "softmax": nn.softmax,
    "softmax_jacobian": nn.softmax_jacobian,
    "sum_squared_error, y": lambda x: nn.sum_squared_error(x, [1, 1, 1]),
    "sum_squared_error, t": lambda x: nn.sum_squared_error([1, 1, 1], x),
    "sum_squared_error_gradient, y": lambda x: nn.sum_squared_error_gradient(x, [1, 1, 1]),
    "sum_squared_error_gradient, t": lambda x: nn.sum_squared_error_gradient([0.5, 0.2, 0.3], x),
    "cross_entropy, y": lambda x: nn.cross_entropy(x, 0),
    "cross_entropy, t": lambda x: nn.cross_entropy([0.5, 0.2, 0.3], x),
    "cross_entropy_gradient, y": lambda x: nn.cross_entropy_gradient(x, 1, 0.1),
    "cross_entropy_gradient, t": lambda x: nn.cross_entropy_gradient([0.5, 0.2, 0.3], x),
    "cross_entropy_of_logits, a": lambda x: nn.cross_entropy_of_logits(x, 0),
    "cross_entropy_of_logits, t": lambda x: nn.cross_entropy_of_logits([0.5, 0.2, 0.3], x),
    "cross_entropy_error, y": lambda x: nn.cross_entropy_error(x, 0),
    "cross_entropy_error, t": lambda x: nn.cross_entropy_error([0.5, 0.2, 0.3], x),
    "numerical_diff": lambda x: nn.numerical_diff(lambda p: p, x, h=2**-10),
    "numerical_gradient": lambda x: nn.numerical_gradient(lambda p: p[1], x, h=2**-10),
    "rounding_error": lambda x: nn.rounding_error(x, h=2**-10),
    "numerical_gradient_field": lambda x: nn.numerical_gradient_field(lambda p: p[1], x, h=2**-10),
    "check_gradient, x": lambda x: nn.check_gradient(lambda p: p[1], [0, 0, 0], x),
    "check_gradient, gradient": lambda x: nn.check_gradient(lambda p: p[0], x, X),
    "gradient_descent": lambda x: nn.gradient_descent(lambda p: p[0], x, lr=0.5, step_num=3).path[:, 1:],
    "quadratic_descent, curvature": lambda x: nn.quadratic_descent(x, [1, 2, 3], 0.25, 3),
    "quadratic_descent, init_x": lambda x: nn.quadratic_descent([1, 2, 3], x, 0.25, 3),
    "ThreeLayerNet": lambda x: three_layer_net(x).forward([1.0]),
    "ThreeLayerNet.forward": lambda x: three_layer_net([1, 0, 1]).activations(np.asarray(x)[:1])[0].a,
    "ThreeLayerNet.predict": lambda x: three_layer_net([1, 0, 1]).predict(np.asarray(x)[:1]),
    "ThreeLayerNet.gradient": lambda x: three_layer_net([1, 0, 1]).gradient(np.asarray(x)[:1], 0)["W1"],
    "ThreeLayerNet.stepped": lambda x: (
        three_layer_net().stepped(three_layer_net().params | {"b1": x}, 0.5).params["b1"]
    ),
    "TwoLayerNet.predict": lambda x: two_layer_net().predict(x),
    "TwoLayerNet.activations": lambda x: two_layer_net().activations(x)[0].a,
    "TwoLayerNet.loss": lambda x: two_layer_net().loss(x, 1),
    "TwoLayerNet.accuracy": lambda x: two_layer_net().accuracy(x, 1),
    "TwoLayerNet.gradient": lambda x: two_layer_net().gradient(x, 1)["W1"],
    "TwoLayerNet.numerical_gradient": lambda x: two_layer_net().numerical_gradient(x, 1)["W1"],
    "Dataset, x": lambda x: scaled([x, x]),
    "Dataset, scale": lambda x: scaled([[1, 2, 3]] * 2, scale=x),
    "Dataset, offset": lambda x: scaled([[1, 2, 3]] * 2, offset=x),
}


def read_only(x: np.ndarray) -> np.ndarray:
    x = x.copy()
    x.flags.writeable = False
    return x


KINDS = {
    "list": np.ndarray.tolist,
    "tuple": lambda x: tuple(x.tolist()),
    "list of int": lambda x: x.astype(int).tolist(),
    **{dtype: lambda x, dtype=dtype: x.astype(dtype) for dtype in ("bool", "uint8", "int64", "uint64")},
    **{dtype: lambda x, dtype=dtype: x.astype(dtype) for dtype in ("f2", "f4", "f8", ">f4", ">f8", "longdouble")},
    "read-only": read_only,
    "every other number": lambda x: np.repeat(x, 2)[::2],
    "backwards": lambda x: x[::-1].copy()[::-1],
    "masked": lambda x: np.ma.masked_array(x, mask=False),
}


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_any_kind_of_real_numbers_will_do_and_stays_as_it_was(call):
    right = call(X)
    for name, kind in KINDS.items():
        argument = kind(X)
        before = copy.deepcopy(argument)

        result = call(argument)

        assert type(argument) is type(before), name
        assert np.array_equal(argument, before), name
        precision = max(np.finfo(np.asarray(result).dtype).eps, np.finfo(np.float64).eps)  # no better than call(X)
        np.testing.assert_allclose(result, right, rtol=4 * precision, err_msg=name)


NOT_MADE_REAL = {
    "cross_entropy_error, t",
    "cross_entropy, t",
    "cross_entropy_gradient, t",
    "cross_entropy_of_logits, t",
}  # classes: zeros and a one, of whatever kind
NOT_REAL_NUMBERS = {
    "<U1": ["0", "1", "0"],
    "complex128": [0, 1j, 0],
    "object": [0, None, 0],
    "inhomogeneous": [0, [1, 2], 0],
}


@pytest.mark.parametrize("name", sorted(CALLS.keys() - NOT_MADE_REAL))
def test_anything_else_is_a_value_error_that_says_what_it_is(name):
    for message, argument in NOT_REAL_NUMBERS.items():
        with pytest.raises(ValueError, match=message):
            CALLS[name](argument)


FINITE = st.sampled_from([np.float16, np.float32, np.float64]).flatmap(
    lambda dtype: arrays(
        dtype, 3, elements=from_dtype(np.dtype(dtype), allow_nan=False, allow_infinity=False), fill=st.nothing()
    )
)
EXTREMES = [
    [1.7e308, -1.7e308, 1.7e308],
    [5e-324, -5e-324, 1e-310],
    [1e308, 5e-324, 0.0],
    np.array([0, -10, 10], np.float16),
]

# What accepts only some finite numbers is taken to its limits by the tests of its module.
LIMITED = {
    "cross_entropy_error, y",
    "cross_entropy, y",
    "cross_entropy_gradient, y",
    "Dataset, scale",
    "Dataset, offset",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(CALLS.keys() - LIMITED - NOT_MADE_REAL))
@given(x=FINITE | st.sampled_from(EXTREMES))
def test_no_finite_number_causes_a_floating_point_event(name, x):
    """Nothing is asserted about the result: `_strict`, which surrounds every test here, does the looking."""
    CALLS[name](x)


@pytest.mark.parametrize("name", ["temperature", "h", "delta", "lr"])
def test_whether_something_is_so_is_no_number(name):
    calls = {
        "temperature": lambda: nn.softmax([1, 2], temperature=True),
        "h": lambda: nn.numerical_diff(np.sin, 1.0, h=True),
        "delta": lambda: nn.cross_entropy([0.5, 0.5], 0, delta=np.array([True])),
        "lr": lambda: nn.gradient_descent(nn.BOWL.f, [1, 2], lr=True),
    }
    with pytest.raises(ValueError, match=f"{name} must be a number, not"):
        calls[name]()


def test_a_message_names_what_is_wrong_and_not_all_of_it():
    with pytest.raises(ValueError, match="real numbers") as error:
        nn.sigmoid(["a"] * 10_000)
    assert len(str(error.value)) < 200
