"""A data set arranged for the fast loop: the same images with the same labels, those with most zeros first."""

import numpy as np
import pytest

from tests.nn_core.test_dataset import LABELS, PIXELS, dataset_of

SELDOM = np.array([[1, 0, 0, 7, 1], [1, 0, 0, 7, 1], [0, 0, 3, 0, 1], [1, 0, 0, 0, 0]], np.uint8)


@pytest.mark.parametrize("times", [1, 700])
def test_features_that_few_training_inputs_have_come_first_where_one_has_none(times):
    x, t = np.tile(SELDOM, (times, 1)), np.tile(LABELS, times)
    ordered = dataset_of(x_train=x, t_train=t, x_test=SELDOM[2:] + 5).ordered
    assert ordered.features.tolist() == [1, 2, 3, 0, 4]
    assert ordered.zeros_test.tolist() == [0, 0]
    assert ordered.dataset.ordered.features.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("dtype", [np.int16, np.float32, np.float64])
def test_what_is_below_0_is_not_0(dtype):
    x = np.array([[0, -2, 1], [0, -1, 0], [0, 3, 1]], dtype)
    ordered = dataset_of(x_train=x, t_train=LABELS[:3], x_test=x[:2]).ordered
    assert ordered.features.tolist() == [0, 2, 1]
    assert ordered.zeros_train.tolist() == [2, 1, 1]
    assert ordered.zeros_test.tolist() == [2, 1]


def test_where_a_feature_is_shifted_none_is_left_out():
    ordered = dataset_of(x_train=SELDOM, x_test=SELDOM[:2], offset=[0, 0, 0, 0.5, 0]).ordered
    assert ordered.features.tolist() == [0, 1, 2, 3, 4]
    assert ordered.zeros_train.tolist() == [0, 0, 0, 0]
    assert ordered.zeros_test.tolist() == [0, 0]


@pytest.mark.parametrize("times", [1, 700])
def test_inputs_that_begin_with_most_zeros_come_first_with_their_labels(times):
    x, t = np.tile(SELDOM, (times, 1)), np.tile([0, 1, 2, 3], times)
    arranged, features, places, *zeros = dataset_of(x_train=x, t_train=t, x_test=SELDOM, t_test=[0, 1, 2, 3]).ordered
    assert zeros[0].tolist() == [3] * times + [2] * 2 * times + [1] * times
    assert zeros[1].tolist() == [3, 2, 2, 1]
    assert arranged.t_test.tolist() == [3, 0, 1, 2]
    np.testing.assert_array_equal(arranged.x_test, SELDOM[[3, 0, 1, 2]][:, features])
    np.testing.assert_array_equal(arranged.x_train[places], x[:, features])
    np.testing.assert_array_equal(arranged.t_train[places], t)
    for images, found in ((arranged.x_train, zeros[0]), (arranged.x_test, zeros[1])):
        for image, begins in zip(images[::times], found[::times], strict=True):
            assert not image[:begins].any()
            assert image[begins]


def test_ordered_has_the_same_features_with_their_scaling_and_the_same_labels():
    dataset = dataset_of(x_train=np.insert(PIXELS, 2, 0, axis=1), x_test=np.full((2, 4), 8), scale=[1, 2, 3, 4])
    ordered = dataset.ordered.dataset
    for name in ("x_train", "x_test"):
        whole = getattr(dataset, name)
        np.testing.assert_array_equal(ordered.scaled(getattr(ordered, name)), dataset.scaled(whole)[:, [2, 0, 1, 3]])
    np.testing.assert_array_equal(ordered.t_train, dataset.t_train)
    np.testing.assert_array_equal(ordered.t_test, dataset.t_test)
    assert ordered.x_train.dtype == dataset.x_train.dtype
    assert ordered.x_train.flags.c_contiguous


@pytest.mark.parametrize("x", [PIXELS, np.zeros_like(PIXELS)])
def test_nothing_is_copied_where_all_is_in_order(x):
    dataset = dataset_of(x_train=x, x_test=x[:2])
    assert dataset.ordered.dataset is dataset
    assert dataset.ordered.places_train.tolist() == list(range(len(x)))


def test_it_is_worked_out_once():
    dataset = dataset_of(x_train=SELDOM, x_test=SELDOM[:2])
    assert dataset.ordered is dataset.ordered
