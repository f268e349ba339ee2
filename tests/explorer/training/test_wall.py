"""The wall of test images: which they are, and what is said of them, beside plain NumPy."""

import base64
import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image

import nn_core as nn
from explorer.data import datasets, store
from explorer.data.datasets import Digits
from explorer.training import moments, wall
from explorer.training.moments import Moment
from explorer.training.wall import MOST, NO_ANSWER


def passed(digits: Digits, iterations: int = 300, **config: Any) -> tuple[Moment, ...]:
    """What a run was on its way."""
    begun = nn.start_training(nn.TrainingConfig(hidden_size=7, iterations=iterations, **config), digits.dataset)
    run, on_the_way = moments.advance(begun, digits.dataset, iterations)
    return (Moment(0, begun.network), *on_the_way, Moment(run.iteration, run.network))


def decoded(text: str, *shape: int) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(shape)


def plainly(network: nn.TwoLayerNet, x: np.ndarray) -> np.ndarray:
    """The probabilities of each class, in NumPy alone and in float64."""
    W1, b1, W2, b2 = (network.params[name].astype(float) for name in ("W1", "b1", "W2", "b2"))
    powers = np.exp(1 / (1 + np.exp(-(x @ W1 + b1))) @ W2 + b2)
    return powers / powers.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("classes", [1, 2, 3, 7, 10])
def test_there_are_as_many_of_each_class_and_they_come_in_turns(classes: int) -> None:
    labels = np.random.default_rng(0).permutation(np.repeat(np.arange(classes), 100))
    numbers = wall.chosen(labels)
    assert len(set(numbers.tolist())) == len(numbers) <= MOST
    np.testing.assert_array_equal(labels[numbers], np.tile(np.arange(classes), len(numbers) // classes))
    assert len(numbers) == MOST // classes * classes
    np.testing.assert_array_equal(wall.chosen(labels), numbers)


def test_they_come_from_all_of_the_test_set() -> None:
    numbers = wall.chosen(np.arange(9000) % 10).reshape(3, 10)
    for third, of_all_classes in enumerate(numbers):
        assert 3000 * third <= of_all_classes.min() <= of_all_classes.max() < 3000 * (third + 1)


def test_a_class_with_few_images_has_all_of_them_on_the_wall_and_one_without_any_has_none() -> None:
    labels = np.array([4, 0, 0, 9] + [1] * 50)
    assert sorted(labels[wall.chosen(labels)].tolist()) == [0, 0, *[1] * (MOST // 4), 4, 9]


def test_the_browser_gets_each_image_and_its_name(own_folder: Any) -> None:
    digits = datasets.load(own_folder.name)
    shown = wall.shown(digits)
    numbers = wall.chosen(digits.dataset.t_test)
    assert shown["names"][:2] == ["T-shirt/top", "Trouser"]
    assert shown["title"] == f"What it says of {len(numbers)} test images"
    assert len(shown["images"]) == len(numbers)
    for one, number in zip(shown["images"], numbers, strict=True):
        assert one["label"] == digits.dataset.t_test[number]
        assert one["name"] == shown["names"][one["label"]]
        drawn = Image.open(io.BytesIO(base64.b64decode(one["image"].partition(",")[2])))
        np.testing.assert_array_equal(np.asarray(drawn), digits.dataset.x_test[number].reshape(28, 28))


def test_what_is_said_is_what_numpy_says(digits: Digits) -> None:
    run = passed(digits, batch_size=20, weight_init_std=1.0)
    numbers = wall.chosen(digits.dataset.t_test)
    x = digits.dataset.x_test[numbers] / 255
    told = wall.said(run, digits, 4)
    assert told["after"] == [0, 1, 2, 5, 10, 20, 50, 100, 200, 300]
    assert told["at"] == 4
    said, bars = decoded(told["said"], len(run), len(numbers), 2), decoded(told["bars"], len(run), 10)
    for moment, (guess, sure), percents in zip(run, np.moveaxis(said, 2, 1), bars, strict=True):
        y = plainly(moment.network, x)
        np.testing.assert_array_equal(guess, y.argmax(axis=1))
        # Rounded to whole percents; what float32 leaves out may tip one that lies between two.
        assert np.abs(sure / 2 - 100 * y.max(axis=1)).max() < 0.51
        assert np.abs(percents / 2 - 100 * y[4]).max() < 0.51
        nearly = np.clip(np.where(y[4] < 0.01, 0.5, np.where(y[4] > 0.99, 99.5, percents / 2)), 0, 100)
        np.testing.assert_array_equal(percents / 2, nearly, "0 and 100 are said of nothing else")
    assert len(set(said[-1, :, 0].tolist())) > 3, "it says this and that"


def test_a_network_whose_numbers_are_too_large_has_no_answer(digits: Digits) -> None:
    run = passed(digits, learning_rate=1e38)
    assert not np.isfinite(run[-1].network.params["W1"]).all()
    told = wall.said(run, digits, 0)
    said = decoded(told["said"], len(run), -1, 2)
    assert set(said[-1, :, 0].tolist()) == {NO_ANSWER}
    assert not said[-1, :, 1].any()
    assert NO_ANSWER not in said[0]
    assert not decoded(told["bars"], len(run), 10)[-1].any()


@pytest.mark.slow
def test_each_network_is_asked_once(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    run, asked = passed(digits), []
    predict = nn.TwoLayerNet.predict
    monkeypatch.setattr(nn.TwoLayerNet, "predict", lambda self, x: (asked.append(self), predict(self, x))[1])
    first = wall.said(run[:-1], digits, 0)
    wall.said(run, digits, 3)
    assert wall.said(run[:-1], digits, 0) == first
    assert asked == [moment.network for moment in run]


def test_it_takes_few_bytes(digits: Digits) -> None:
    run = tuple(Moment(50_000, nn.TwoLayerNet(64, 5, 10)) for _ in range(moments.MOST + 1))
    assert len(json.dumps(wall.said(run, digits, 0))) < 1400


def test_a_damaged_data_set_is_no_image(own_folder: Any) -> None:
    digits = datasets.load(own_folder.name)
    (digits.folder / "x_test.npy").write_bytes(b"")
    store.let_go()
    with pytest.raises(ValueError, match="does not hold a whole data set"):
        wall.shown(digits)
