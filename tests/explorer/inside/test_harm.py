from dataclasses import replace

import numpy as np
import pytest

import nn_core as nn
from explorer.data.example import digit
from explorer.inside import harm
from explorer.inside.harm import (
    HARMS,
    TESTED,
    chosen,
    curve,
    harmed,
    inverted,
    moved,
    noisy,
    one_of_each,
    rotated,
    said,
)
from explorer.training.answers import answers as answers_of
from tests.explorer.inside.networks import network, noise

IMAGES = np.stack([digit(3), digit(7)])


@pytest.mark.parametrize("name", HARMS)
def test_no_harm_changes_nothing(name: str) -> None:
    assert HARMS[name].strengths[0] == 0
    np.testing.assert_array_equal(HARMS[name].change(IMAGES, 0.0), IMAGES)


@pytest.mark.parametrize("name", HARMS)
def test_what_is_harmed_is_still_a_picture_and_the_images_stay_as_they_were(name: str) -> None:
    before = IMAGES.copy()
    for strength in HARMS[name].strengths[1:]:
        changed = HARMS[name].change(IMAGES, strength)
        assert changed.shape == IMAGES.shape
        assert changed.dtype == np.uint8
        assert (changed != IMAGES).any()
    np.testing.assert_array_equal(IMAGES, before)


def test_a_shift_moves_to_the_right_and_lets_paper_in() -> None:
    after = moved(IMAGES, 5.0)
    np.testing.assert_array_equal(after[:, :, 5:], IMAGES[:, :, :-5])
    assert not after[:, :, :5].any()
    assert not moved(IMAGES, 28.0).any()


@pytest.mark.parametrize(("degrees", "quarters"), [(90, -1), (180, 2), (360, 0)])
def test_a_rotation_is_clockwise(degrees: float, quarters: int) -> None:
    np.testing.assert_array_equal(rotated(IMAGES, degrees), np.rot90(IMAGES, quarters, axes=(1, 2)))


def test_noise_is_as_strong_as_it_says_where_it_has_room() -> None:
    grey = np.full((10, 28, 28), 128, np.uint8)
    assert noisy(grey, 0.1).std() == pytest.approx(25.5, rel=0.05)
    np.testing.assert_array_equal(noisy(grey, 0.1), noisy(grey, 0.1))


def test_inverted_ink_is_white_on_black_and_grey_halfway() -> None:
    np.testing.assert_array_equal(inverted(IMAGES, 1.0), 255 - IMAGES.astype(int))
    np.testing.assert_array_equal(inverted(IMAGES, 0.5), np.full(IMAGES.shape, 128))


def test_of_many_images_some_from_all_over_are_tried_and_of_few_all() -> None:
    assert chosen(7).tolist() == list(range(7))
    assert chosen(TESTED).tolist() == list(range(TESTED))
    assert chosen(10 * TESTED).tolist() == list(range(0, 10 * TESTED, 10))
    assert len(set(chosen(TESTED + 1))) == TESTED


def test_the_examples_are_one_of_each_class_that_there_is() -> None:
    rng = np.random.default_rng(0)
    dataset = nn.Dataset(np.ones((3, 4)), np.array([0, 1, 4]), np.ones((50, 4)), rng.choice([0, 2, 4], 50))
    examples = one_of_each(dataset)
    assert dataset.t_test[examples].tolist() == [0, 2, 4]
    assert all(first == list(dataset.t_test).index(dataset.t_test[first]) for first in examples)


@pytest.mark.parametrize("name", HARMS)
def test_a_curve_is_the_accuracy_on_harmed_images(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(harm, "TESTED", 20)
    dataset = replace(noise(), scale=np.full(16, 1 / 60))  # some pixels come in as more than 1
    net, numbers = network(dataset), chosen(60)
    monkeypatch.setattr(harm, "one_of_each", lambda dataset: numbers)
    found, answers = curve(net, dataset, name), said(net, dataset, name)
    assert found[0] == answers_of(net, dataset).right[numbers].mean(), "as they are"
    np.testing.assert_allclose(found, np.mean(answers == dataset.t_test[numbers], axis=1))
    for strength, of_each in zip(HARMS[name].strengths, answers, strict=True):
        x = dataset.scaled(harmed(dataset, numbers, name, strength))
        y = net.predict(x.clip(0, 1) if strength else x)
        assert of_each.tolist() == y.argmax(axis=1).tolist()


def test_one_pixel_is_one() -> None:
    assert [HARMS["shift"].said(pixels) for pixels in (0, 1, 2)] == ["0 pixels", "1 pixel", "2 pixels"]
