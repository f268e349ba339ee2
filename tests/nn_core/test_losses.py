"""Losses: worked by hand, and the same whichever way the right classes are given."""

import math
import sys
import tracemalloc
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import nn_core as nn

EPS = sys.float_info.epsilon
FINITE = st.floats(allow_nan=False, allow_infinity=False)
NOT_NEGATIVE = st.floats(0, allow_infinity=False)

SURE = [[20, 0, -1], [37, 0, -1], [40, 0, -1], [0, 300, -300], [600, 0, 0]]  # logits of networks that are quite sure

Y = [0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0]  # a prediction: "probably a 2"


def one_hot(label: int, classes: int) -> np.ndarray:
    return np.eye(classes)[label]


@st.composite
def batches(draw) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities (samples, classes), and labels (samples,)."""
    samples, classes = draw(st.integers(1, 5)), draw(st.integers(2, 6))
    y = draw(arrays(np.float64, (samples, classes), elements=st.floats(0, 1)))
    return y, draw(arrays(np.int64, samples, elements=st.integers(0, classes - 1)))


def test_sum_squared_error_by_hand():
    assert nn.sum_squared_error([3, 5], [1, 4]) == 2.5
    assert nn.sum_squared_error(Y, one_hot(2, 10)) == pytest.approx(0.0975, rel=2 * EPS)
    assert nn.sum_squared_error(Y, one_hot(7, 10)) == pytest.approx(0.5975, rel=2 * EPS)
    assert nn.sum_squared_error([], []) == 0


@given(arrays(np.float64, array_shapes(min_dims=0), elements=FINITE))
def test_sum_squared_error_is_zero_for_a_perfect_prediction_and_symmetric(y):
    assert nn.sum_squared_error(y, y) == 0
    assert nn.sum_squared_error(y, -y) == nn.sum_squared_error(-y, y) >= 0


def test_the_slope_of_sum_squared_error_is_the_error():
    y, t = np.array([[0.5, -1], [2, 3]]), np.array([[1, 0], [0, 1]])
    slope = nn.numerical_gradient(lambda y: nn.sum_squared_error(y, t), y)
    np.testing.assert_allclose(slope, y - t, rtol=0, atol=1e-11)


@pytest.mark.parametrize(("y", "t"), [([1, 2], [1, 2, 3]), ([[1, 2]], [1, 2]), (1.0, [1.0])])
def test_sum_squared_error_needs_equal_shapes_and_names_both(y, t):
    with pytest.raises(ValueError, match="must have one shape") as error:
        nn.sum_squared_error(y, t)
    assert f"{np.shape(y)} and {np.shape(t)}" in str(error.value)


def test_a_batch_may_be_summed_row_by_row():
    y, t = np.array([[3.0, 5], [0, 2]]), np.array([[1.0, 4], [0, 0]])
    assert nn.sum_squared_error(y, t, axis=-1).tolist() == [2.5, 2]
    assert nn.sum_squared_error(y, t, axis=0).tolist() == [2, 2.5]
    with pytest.raises(ValueError, match="axis 2 is out of bounds"):
        nn.sum_squared_error(y, t, axis=2)


def test_cross_entropy_error_by_hand():
    assert nn.cross_entropy_error(Y, 2) == -math.log(0.6 + 1e-7)
    assert nn.cross_entropy_error(Y, 3) == -math.log(1e-7)
    assert nn.cross_entropy_error(Y, 2, delta=1e-4) == -math.log(0.6 + 1e-4)
    assert nn.cross_entropy_error([[0.5, 0.5], [0.125, 0.875]], [1, 0], delta=0) == 2 * math.log(2)


@pytest.mark.slow
@given(batches(), st.sampled_from([bool, np.uint8, np.int64, np.float16, np.float32, np.float64]))
def test_labels_and_one_hot_rows_mean_the_same(batch, dtype):
    y, t = batch
    rows = one_hot(t, y.shape[1]).astype(dtype)
    assert nn.cross_entropy_error(y, rows) == nn.cross_entropy_error(y, t)
    assert nn.cross_entropy_error(y, rows.tolist()) == nn.cross_entropy_error(y, t.tolist())


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.uint64, ">i2"])
def test_labels_may_be_integers_of_any_kind(dtype):
    assert nn.cross_entropy_error([Y, Y], np.array([2, 7], dtype)) == nn.cross_entropy_error([Y, Y], [2, 7])


@given(batches())
def test_one_sample_is_a_batch_of_one(batch):
    y, t = batch[0][0], batch[1][0]
    row = one_hot(t, y.size)
    losses = {nn.cross_entropy_error(*given) for given in [(y, t), (y, [t]), (y, row), ([y], [t]), ([y], [row])]}
    assert len(losses) == 1


@given(batches())
def test_the_loss_of_a_batch_is_the_mean_over_its_samples(batch):
    each = [nn.cross_entropy_error(y, t) for y, t in zip(*batch, strict=True)]
    assert nn.cross_entropy_error(*batch) == pytest.approx(math.fsum(each) / len(each), rel=4 * EPS, abs=4 * EPS)


@given(batches(), st.floats(1e-300, 1))
def test_delta_caps_the_loss(batch, delta):
    y, t = batch
    assert nn.cross_entropy_error(y, t, delta) <= -np.log(delta) * (1 + 4 * EPS) + 4 * EPS
    assert nn.cross_entropy_error(y * 0, t, delta) == pytest.approx(-np.log(delta), rel=4 * EPS)


def test_without_delta_a_class_ruled_out_costs_infinitely_much_and_a_sure_one_nothing():
    assert nn.cross_entropy_error([0.0, 1.0], 0, delta=0) == math.inf
    assert nn.cross_entropy_error([0.0, 1.0], 1, delta=0) == 0


def test_the_only_class_there_is_has_the_label_zero():
    assert nn.cross_entropy_error([1.0], 0, delta=0) == 0
    assert nn.cross_entropy_error([1.0], [0], delta=0) == 0
    assert nn.cross_entropy_error([[1.0]], [0], delta=0) == 0


@given(arrays(np.float64, (2, 3), elements=NOT_NEGATIVE), NOT_NEGATIVE)
def test_no_finite_prediction_or_delta_causes_a_floating_point_event(y, delta):
    assume(delta > 0)
    assert not np.isnan(nn.cross_entropy_error(y, [2, 0], delta))


@pytest.mark.slow
@given(batches())
def test_each_prediction_has_a_loss_and_a_batch_their_mean(batch):
    y, t = batch
    each = nn.cross_entropy(y, t)
    assert each.tolist() == [nn.cross_entropy_error(*one) for one in zip(y, t, strict=True)]
    assert nn.cross_entropy_error(y, t) == each.mean()
    assert nn.cross_entropy(y, np.eye(y.shape[1])[t]).tolist() == each.tolist()
    assert nn.cross_entropy(y[None, :, None], t[None, :, None])[0, :, 0].tolist() == each.tolist()


@given(batches())
def test_one_right_class_may_stand_for_all(batch):
    y, (right, *_) = batch
    for losses in (nn.cross_entropy, nn.cross_entropy_gradient):
        each = losses(y, np.full(len(y), right)).tolist()
        assert losses(y, right).tolist() == each
        assert losses(y[:, None], np.eye(y.shape[1])[right])[:, 0].tolist() == each


def test_each_prediction_may_have_a_delta_of_its_own():
    y, deltas = np.array([[0.0, 1.0], [0.5, 0.5]]), np.array([1e-7, 0.5])
    assert nn.cross_entropy(y, 0, deltas).tolist() == [
        nn.cross_entropy(*one) for one in zip(y, (0, 0), deltas, strict=True)
    ]
    assert nn.cross_entropy(y[0], 0, deltas).tolist() == [-math.log(1e-7), -math.log(0.5)]
    gradients = nn.cross_entropy_gradient(y[0], 0, deltas)
    assert gradients.tolist() == [nn.cross_entropy_gradient(y[0], 0, delta).tolist() for delta in deltas]


def test_a_perfect_answer_costs_nothing_and_not_minus_nothing():
    assert math.copysign(1, nn.cross_entropy([0.0, 1.0], 1, delta=0)) == 1
    assert math.copysign(1, nn.cross_entropy_error([0.0, 1.0], 1, delta=0)) == 1


LOGITS = arrays(np.float64, array_shapes(min_dims=1, max_dims=3, min_side=2, max_side=4), elements=st.floats(-3, 3))


@pytest.mark.slow
@given(LOGITS, st.sampled_from([0.0, 1e-7, 0.1, 1.0]), st.data())
def test_the_gradient_of_cross_entropy_is_that_of_the_loss_with_respect_to_the_logits(logits, delta, data):
    t = data.draw(arrays(np.int64, logits.shape[:-1], elements=st.integers(0, logits.shape[-1] - 1)))
    loss = lambda logits: np.sum(nn.cross_entropy(nn.softmax(logits), t, delta))
    gradient = nn.cross_entropy_gradient(nn.softmax(logits), t, delta)
    assume(np.abs(gradient).max() > 1e-3)
    assert gradient.shape == logits.shape
    assert nn.check_gradient(loss, gradient, logits) < 1e-6


@pytest.mark.slow
@given(LOGITS, st.data())
def test_the_gradient_of_sum_squared_error_is_that_of_the_loss_with_respect_to_the_logits(logits, data):
    t = data.draw(arrays(np.float64, logits.shape, elements=st.integers(-2, 2)))
    loss = lambda logits: nn.sum_squared_error(nn.softmax(logits), t)
    gradient = nn.sum_squared_error_gradient(nn.softmax(logits), t)
    assume(np.abs(gradient).max() > 1e-3)
    assert nn.check_gradient(loss, gradient, logits) < 1e-6
    alone = nn.sum_squared_error_gradient(nn.softmax(logits), t[(0,) * (t.ndim - 1)])
    assert alone[(0,) * (t.ndim - 1)].tolist() == gradient[(0,) * (t.ndim - 1)].tolist()


@given(batches())
def test_without_delta_the_gradient_is_the_prediction_minus_the_target(batch):
    y, t = batch
    np.testing.assert_array_equal(nn.cross_entropy_gradient(y, t), y - one_hot(t, y.shape[1]))


def test_where_the_right_class_was_ruled_out_squared_error_and_delta_leave_nothing_to_learn_from():
    y, t = np.array([0.0, 0.0, 1.0]), one_hot(0, 3)
    assert not nn.sum_squared_error_gradient(y, t).any()
    assert not nn.cross_entropy_gradient(y, t, 1e-7).any()
    assert nn.cross_entropy_gradient(y, t).tolist() == [-1, 0, 1]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_gradients_keep_the_precision_of_the_prediction(dtype):
    y = np.array([0.25, 0.75], dtype)
    assert nn.cross_entropy_gradient(y, 0, 1e-3).dtype == dtype
    assert nn.sum_squared_error_gradient(y, [1, 0]).dtype == dtype


@pytest.mark.parametrize("t", [[1, 0], np.ones((2, 3)), [[1, 0, 0]], [1], 1])
def test_a_target_has_the_shape_of_its_prediction(t):
    with pytest.raises(ValueError, match=r"shape \(3,\), not"):
        nn.sum_squared_error_gradient([0.2, 0.3, 0.5], t)


@pytest.mark.parametrize("t", [[[0], [1]], [[1, 0]], 1, [1], [[[1, 0]], [[0, 1]]]])
@pytest.mark.parametrize("loss", [nn.sum_squared_error, nn.sum_squared_error_gradient])
def test_targets_that_would_only_be_repeated_to_fit_a_batch_are_a_value_error(loss, t):
    with pytest.raises(ValueError, match=r"shape.* \(2, 2\)"):
        loss([[0.5, 0.5], [0.25, 0.75]], t)


@pytest.mark.parametrize("dtype", [object, complex, str])
@pytest.mark.parametrize("loss", [nn.cross_entropy, nn.cross_entropy_error, nn.cross_entropy_gradient])
def test_one_hot_rows_are_real_numbers(loss, dtype):
    with pytest.raises(ValueError, match="one-hot rows must hold real numbers, not"):
        loss([[0.5, 0.5], [0.25, 0.75]], np.eye(2).astype(dtype))


BAD_CLASSES: dict[str, Any] = {
    "from 0 to 2, not -1": [0, -1],
    "not 3": [3, 0],
    "not 18446744073709551615": np.array([0, 2**64 - 1], np.uint64),
    "integers, not float64": [0.0, 1.0],
    "integers, not bool": [True, False],
    "integers, not <U1": ["0", "1"],
    "integers, not object": [0, 2**70],
    r"not \(3,\)": [0, 1, 2],
    r"not \(\)": 1,
    r"not \(2, 2\)": [[1, 0], [0, 1]],
    r"not \(2, 1\)": [[0], [1]],
    r"single 1 .* not \[0 0 0\]": [[1, 0, 0], [0, 0, 0]],
    r"single 1 .* not \[1 1 0\]": [[1, 1, 0], [0, 0, 1]],
    r"single 1 .* not \[2 0 0\]": [[0, 0, 1], [2, 0, 0]],
    r"single 1 .* not \[ 1 -1  1\]": [[0, 0, 1], [1, -1, 1]],
    r"single 1 .* not \[0.5 0.5 0. \]": [[0.5, 0.5, 0], [0, 1, 0]],
    r"single 1 .* not \[nan  1.  0.\]": [[np.nan, 1, 0], [0, 1, 0]],
    "inhomogeneous": [[1, 0, 0], [0, 1]],
}


@pytest.mark.parametrize("message", BAD_CLASSES)
def test_wrong_classes_are_a_value_error_that_names_them(message):
    with pytest.raises(ValueError, match=message):
        nn.cross_entropy_error([[0.2, 0.3, 0.5], [0.5, 0.3, 0.2]], BAD_CLASSES[message])


@pytest.mark.parametrize("message", [message for message in BAD_CLASSES if message not in {r"not \(3,\)", r"not \(\)"}])
@pytest.mark.parametrize("function", [nn.cross_entropy, nn.cross_entropy_gradient])
def test_they_are_so_for_single_predictions_too(function, message):
    with pytest.raises(ValueError, match=message):
        function([[0.2, 0.3, 0.5], [0.5, 0.3, 0.2]], BAD_CLASSES[message])


@pytest.mark.parametrize(
    ("y", "message"),
    [(0.5, r"\(\)"), ([], r"\(0,\)"), (np.ones((0, 3)), r"\(0, 3\)"), (np.ones((1, 1, 2)), r"\(1, 1, 2\)"),
     ([1.1, -0.1], "not -0.1")],
)  # fmt: skip
def test_wrong_probabilities_are_a_value_error_that_names_them(y, message):
    with pytest.raises(ValueError, match=message):
        nn.cross_entropy_error(y, 0)


@pytest.mark.parametrize("delta", [-1e-7, np.nan, np.inf, None, "1e-7"])
def test_delta_is_a_number_of_at_least_zero(delta):
    for function in (nn.cross_entropy_error, nn.cross_entropy, nn.cross_entropy_gradient):
        with pytest.raises(ValueError, match="delta must be"):
            function([0.5, 0.5], 0, delta)


def test_one_hot_rows_of_floats_stand_for_all_of_as_many_predictions_as_there_are_classes():
    y = [[0.5, 0.5], [0.9, 0.1]]
    np.testing.assert_array_equal(nn.cross_entropy(y, [1.0, 0.0]), nn.cross_entropy(y, [0, 0]))
    np.testing.assert_array_equal(nn.cross_entropy_gradient(y, [True, False]), nn.cross_entropy_gradient(y, [0, 0]))


def test_the_gradient_too_is_of_probabilities():
    with pytest.raises(ValueError, match=r"probabilities, not -0\.1"):
        nn.cross_entropy_gradient([-0.1, 1.1], 0, delta=0.1)


@given(arrays(float, 3, elements=st.floats(0, 1e300)))
def test_no_finite_prediction_makes_a_gradient_a_floating_point_event(y):
    with np.errstate(all="raise"):
        nn.cross_entropy_gradient(y, 0, 0.1)


def test_a_sure_answer_is_a_little_below_0_by_its_delta():
    assert nn.cross_entropy([1.0, 0.0], 0) == pytest.approx(-np.log1p(1e-7))


def test_no_predictions_need_no_labels():
    assert nn.cross_entropy(np.empty((0, 3)), []).shape == (0,)


def test_the_gradient_of_one_row_takes_no_more_than_some_rows():
    classes = 3000
    y = np.full((1, classes), 1 / classes)
    tracemalloc.start()
    nn.cross_entropy_gradient(y, [3])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 * y.nbytes  # a row of the identity for each class is 3,000 times as much


def test_a_loss_of_all_is_a_number_of_python():
    assert type(nn.sum_squared_error([3, 5], [1, 4])) is type(nn.cross_entropy_error([0.5, 0.5], 0)) is float


def exact_softmax(logits: list[float]) -> list[Decimal]:
    """With the digits of the context."""
    e = [Decimal(a).exp() for a in logits]
    return [one / sum(e) for one in e]


@pytest.mark.parametrize("logits", [[0.5, -1, 2], *SURE])
def test_from_logits_the_loss_has_all_its_digits_however_sure_a_network_is(logits: list[float]) -> None:
    with localcontext(prec=600):
        exact = [float(-y.ln()) for y in exact_softmax(logits)]
    found = [float(nn.cross_entropy_of_logits(logits, k)) for k in range(3)]
    np.testing.assert_allclose(found, exact, rtol=4 * EPS)
    assert [float(nn.cross_entropy_of_logits([10_000, 0, 0], k)) for k in range(3)] == [0, 10_000, 10_000]


@pytest.mark.parametrize(("logits", "right"), [(a, k) for a in SURE for k in range(3) if k != np.argmax(a)])
def test_the_gradient_of_sum_squared_error_has_all_its_digits_where_a_network_is_sure_and_wrong(
    logits: list[float], right: int
) -> None:
    with localcontext(prec=600):
        y = exact_softmax(logits)
        error = [one - (k == right) for k, one in enumerate(y)]
        mean = sum(e * one for e, one in zip(error, y, strict=True))
        exact = [float(one * (e - mean)) for e, one in zip(error, y, strict=True)]
    found = nn.sum_squared_error_gradient(nn.softmax(logits), one_hot(right, 3))
    np.testing.assert_allclose(found, exact, rtol=1e-13)


def test_in_single_precision_too_each_loss_and_slope_is_worked_out_in_double():
    y = np.array([0.1493028, 0.51468998, 0.14010778, 0.19589946], np.float32)
    slopes = nn.sum_squared_error_gradient(y, [1, 0, 0, 0])
    assert slopes.dtype == np.float32
    np.testing.assert_allclose(slopes, nn.sum_squared_error_gradient(y.astype(float), [1, 0, 0, 0]), rtol=1e-7)
    for loss in (nn.cross_entropy, nn.cross_entropy_of_logits):
        assert loss(y, 1).dtype == np.float64
        assert loss(y, 1) == loss(y.astype(float), 1)


def test_a_number_costs_what_it_costs_in_an_array():
    errors = np.random.default_rng(0).normal(size=20_000)
    alone = [nn.sum_squared_error(error, 0) for error in errors]
    assert alone == nn.sum_squared_error(errors[:, np.newaxis], np.zeros((len(errors), 1)), axis=-1).tolist()


@given(arrays(np.float64, (3, 4), elements=st.floats(-30, 30)), st.integers(0, 3))
def test_the_loss_from_logits_is_that_from_probabilities(logits, label):
    expected = nn.cross_entropy(nn.softmax(logits), label, delta=0)
    np.testing.assert_allclose(nn.cross_entropy_of_logits(logits, label), expected, rtol=1e-12, atol=1e-15)


def test_logits_that_are_no_numbers_have_no_loss_and_one_class_costs_nothing():
    assert np.isnan(nn.cross_entropy_of_logits([np.inf, 0], 0))
    assert np.isnan(nn.cross_entropy_of_logits([np.nan, 0], 1))
    assert nn.cross_entropy_of_logits([-np.inf, 0], 0) == np.inf
    assert nn.cross_entropy_of_logits([[5.0], [-7.0]], 0).tolist() == [0, 0]
    with pytest.raises(ValueError, match="label"):
        nn.cross_entropy_of_logits([1.0, 2.0], 2)
