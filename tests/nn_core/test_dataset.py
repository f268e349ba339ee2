"""Data sets: what they accept, and how stored numbers become inputs."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nn_core as nn

PIXELS = np.array([[0, 255, 7], [1, 2, 3], [128, 0, 64], [9, 9, 9]], np.uint8)
LABELS = np.array([0, 2, 1, 2])


def dataset_of(**changes) -> nn.Dataset:
    arguments = {"x_train": PIXELS, "t_train": LABELS, "x_test": PIXELS[:2], "t_test": LABELS[:2]}
    return nn.Dataset(**(arguments | changes))


def test_features_and_classes_are_counted():
    dataset = dataset_of()
    assert (dataset.features, dataset.classes) == (3, 3)


def test_a_class_that_only_the_test_set_has_counts():
    assert dataset_of(t_test=[0, 4]).classes == 5


def test_images_are_never_copied():
    dataset = dataset_of()
    assert dataset.x_train is PIXELS
    assert np.shares_memory(dataset.x_test, PIXELS)


def test_a_memory_mapped_file_stays_one(tmp_path):
    np.save(tmp_path / "x.npy", PIXELS)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    assert np.shares_memory(dataset_of(x_train=mapped).x_train, mapped)


@pytest.mark.parametrize("t", [LABELS.tolist(), tuple(LABELS), LABELS.astype(np.uint8), LABELS.astype(">i2")])
def test_labels_may_be_integers_of_any_kind(t):
    dataset = dataset_of(t_train=t)
    np.testing.assert_array_equal(dataset.t_train, LABELS.astype(np.intp), strict=True)


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int64, np.float16, np.float64])
def test_one_hot_rows_become_labels(dtype):
    dataset = dataset_of(t_train=np.eye(3, dtype=dtype)[LABELS])
    np.testing.assert_array_equal(dataset.t_train, LABELS.astype(np.intp), strict=True)


@pytest.mark.parametrize("label", [0, 1, 2])
def test_a_single_test_image_may_be_of_any_class(label):
    assert dataset_of(x_test=PIXELS[:1], t_test=[label]).t_test.tolist() == [label]


@pytest.mark.slow
@given(
    arrays(np.uint8, (4, 3)),
    arrays(np.float32, st.sampled_from([(), (3,)]), elements=st.floats(-2, 2, width=32)),
    arrays(np.float32, st.sampled_from([(), (3,)]), elements=st.floats(-2, 2, width=32)),
)
def test_inputs_are_the_stored_numbers_times_scale_plus_offset(pixels, scale, offset):
    with np.errstate(under="ignore"):
        expected = pixels.astype(np.float32) * scale + offset
    assert np.array_equal(dataset_of(x_train=pixels, scale=scale, offset=offset).scaled(pixels), expected)


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint64, np.float16, np.float32, np.float64, np.longdouble])
def test_without_scaling_inputs_are_the_stored_numbers(dtype):
    x = (PIXELS % 2).astype(dtype)
    np.testing.assert_array_equal(dataset_of(x_train=x).scaled(x), x.astype(np.float32), strict=True)


def test_scaling_leaves_the_stored_numbers_alone():
    x = PIXELS.astype(np.float32)
    np.testing.assert_array_equal(dataset_of(scale=2.0).scaled(x), x * np.float32(2), strict=True)
    assert np.array_equal(x, PIXELS)


def test_anything_like_an_array_of_inputs_can_be_scaled():
    assert dataset_of(scale=2).scaled([[1, 2, 3]]).tolist() == [[2, 4, 6]]
    assert dataset_of(scale=2).scaled([1, 2, 3]).tolist() == [2, 4, 6]


@pytest.mark.parametrize("x", [1, [1, 2], [[1], [2]], [["1", "2", "3"]], [[1j, 2, 3]], [[1], [2, 3]]])
def test_what_is_not_like_its_inputs_cannot_be_scaled(x):
    with pytest.raises(ValueError, match="x must"):
        dataset_of().scaled(x)


def test_it_can_be_pickled():
    dataset = pickle.loads(pickle.dumps(dataset_of(scale=0.5, offset=-1)))
    assert np.array_equal(dataset.scaled(dataset.x_train), PIXELS / 2 - 1)
    assert dataset.t_train.tolist() == LABELS.tolist()


def test_pickled_it_leaves_behind_what_can_be_worked_out_again():
    dataset = dataset_of(x_train=np.insert(PIXELS, 1, 0, axis=1), x_test=np.full((2, 4), 8))
    before = pickle.dumps(dataset)
    assert dataset.ordered.zeros_train.tolist() == [2, 1, 1, 1]
    assert pickle.dumps(dataset) == before
    assert pickle.loads(before).ordered.zeros_train.tolist() == [2, 1, 1, 1]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"x_train": PIXELS[0]}, r"x_train .* \(3,\)"),
        ({"x_train": PIXELS.reshape(2, 2, 3)}, r"x_train .* \(2, 2, 3\)"),
        ({"x_train": PIXELS[:0], "t_train": LABELS[:0]}, r"x_train .* \(0, 3\)"),
        ({"x_test": PIXELS[:, :0]}, r"x_test .* \(4, 0\)"),
        ({"x_test": PIXELS[:2, :2]}, "x_train has 3 features, x_test 2"),
        ({"t_train": LABELS[:3]}, r"\(4,\) .* \(3,\)$"),
        ({"t_train": []}, r"\(0,\)$"),
        ({"t_train": 1}, r"\(\)$"),
        ({"t_train": np.zeros((4, 3, 1), int)}, r"\(4, 3, 1\)$"),
        ({"x_test": PIXELS[:1], "t_test": [0, 1]}, r"\(2,\)$"),
        ({"t_train": [0, 1, -1, 2]}, "t_train must be at least 0, not -1"),
        ({"t_test": np.ones((2, 3))}, r"not \[1\. 1\. 1\.\]"),
        ({"t_train": np.full((4, 3), 0.5)}, r"not \[0\.5 0\.5 0\.5\]"),
        ({"t_train": np.zeros((4, 3))}, r"not \[0\. 0\. 0\.\]"),
        ({"t_train": np.full((4, 3), np.nan)}, r"not \[nan nan nan\]"),
        ({"t_train": np.ones((4, 1), int)}, r"t_train .* two classes or more, not int64 \(4, 1\)$"),
        ({"t_train": LABELS[:, None]}, r"t_train .* not int64 \(4, 1\)$"),
        ({"t_train": LABELS[None]}, r"t_train .* not int64 \(1, 4\)$"),
        ({"t_test": np.ones((2, 1), int)}, r"t_test .* not int64 \(2, 1\)$"),
        ({"x_test": PIXELS[:1], "t_test": [[1]]}, r"t_test .* not int64 \(1, 1\)$"),
        ({"t_train": np.empty((4, 0))}, r"t_train .* not float64 \(4, 0\)$"),
        ({"t_train": np.eye(3)}, r"t_train .* \(4, classes\) .* not float64 \(3, 3\)$"),
        ({"t_train": np.eye(3)[LABELS].astype(object)}, "not object"),
        ({"t_train": np.eye(3)[LABELS] * (1 + 0j)}, "not complex128"),
        ({"t_train": np.eye(3)[LABELS].astype(str)}, "not <U"),
        ({"t_train": np.eye(3)[LABELS], "t_test": np.eye(4)[LABELS[:2]]}, "t_train has 3 classes, t_test 4"),
        ({"t_train": np.array([0, 1, 2, 2**63 + 5], np.uint64)}, f"not {2**63 + 5}"),
        ({"t_train": [0, 1, 2, np.iinfo(np.intp).max]}, f"not {np.iinfo(np.intp).max}"),
        ({"t_train": [[1], [0, 1], [0], [0]]}, "t_train must be an array of numbers"),
        ({"x_train": [[1], [0, 1], [0], [0]]}, "x_train must be an array of numbers"),
        ({"x_train": PIXELS * np.nan}, "x_train must hold finite numbers, and has nan"),
        ({"x_test": np.where(PIXELS.max() == PIXELS, np.inf, 0)}, "x_test must hold finite numbers, and has inf"),
        ({"scale": [1, 2]}, r"scale .* \(2,\)"),
        ({"offset": np.ones((4, 3))}, r"offset .* \(4, 3\)"),
    ],
)
def test_shapes_and_values_that_do_not_fit_are_value_errors_that_name_them(changes, message):
    with pytest.raises(ValueError, match=message):
        dataset_of(**changes)


@pytest.mark.parametrize(
    "t", [[0.0, 1.0, 2.0, 1.0], [0, np.nan, 1, 2], [0, np.inf, 1, 2], list("0121"), [0j, 1, 2, 1], [0, None, 1, 2]]
)
def test_labels_that_are_not_integers_are_a_value_error(t):
    with pytest.raises(ValueError, match="integer"):
        dataset_of(t_train=t)


def test_the_largest_and_the_smallest_numbers_are_quiet():
    assert not dataset_of(scale=5e-324, offset=5e-324).scaled(PIXELS).any()
    assert not dataset_of(scale=1e-38).scaled(np.full((1, 3), 1.2e-38, np.float32)).any()
    assert (dataset_of(scale=1e38).scaled(PIXELS[3:]) == np.inf).all()
    assert (dataset_of().scaled(np.full((1, 3), 1e308)) == np.inf).all()


@pytest.mark.parametrize("name", ["scale", "offset"])
@pytest.mark.parametrize("value", [np.nan, np.inf, 1e39, [1, 2, -1e308]])
def test_a_scaling_that_is_not_finite_in_float32_is_a_value_error(name, value):
    with pytest.raises(ValueError, match=name):
        dataset_of(**{name: value})
