import numpy as np
import pytest
from sklearn.metrics import accuracy_score, recall_score

import nn_core as nn
from explorer.training import answers as module
from explorer.training.answers import answers, shares
from tests.explorer.inside.networks import network, noise


@pytest.mark.parametrize("size", [1, 7, 60, 1000])
def test_slices_give_what_all_images_at_once_do(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(module, "SLICE", size)
    dataset = noise()
    net = network(dataset)
    found, y = answers(net, dataset), net.predict(dataset.scaled(dataset.x_test))
    np.testing.assert_allclose(nn.softmax(found.logits), y, rtol=1e-4, atol=1e-6)
    assert found.said.tolist() == y.argmax(axis=1).tolist()
    np.testing.assert_allclose(found.sure, y.max(axis=1), rtol=1e-4)
    assert found.accuracy == net.accuracy(dataset.scaled(dataset.x_test), dataset.t_test)


def test_accuracies_are_scikit_learns() -> None:
    dataset = noise(classes=5, images=400)
    found = answers(network(dataset), dataset)
    assert found.accuracy == pytest.approx(accuracy_score(found.labels, found.said))
    np.testing.assert_allclose(found.by_class, recall_score(found.labels, found.said, average=None))


def test_a_class_without_images_has_no_accuracy() -> None:
    np.testing.assert_array_equal(shares(np.array([True, False]), np.array([0, 0]), 2), [0.5, np.nan])


def test_the_same_network_is_asked_once_and_another_one_anew() -> None:
    dataset = noise()
    net, other = network(dataset), network(dataset, seed=2)
    assert answers(net, dataset) is answers(net, dataset)
    assert answers(net, noise(seed=3)) is not answers(net, dataset)
    assert answers(other, dataset).said.tolist() != answers(net, dataset).said.tolist()


def test_who_looks_at_none_says_what_most_are() -> None:
    images, labels = np.zeros((5, 4), np.uint8), np.array([1, 0, 1, 2, 1])
    dataset = nn.Dataset(images, labels, images, labels)
    assert module.without_looking(dataset) == 0.6
