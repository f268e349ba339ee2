"""A network that learns to read while one watches. Workers import this file, so it needs NumPy alone."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

import nn_core as nn
from explorer.data import store

AFTER = (0, 10, 30, 100, 300, 1000)  # iterations at which it is asked what it sees
CONFIG = nn.TrainingConfig(learning_rate=1.0, iterations=AFTER[-1])  # the lesson's, ten times as bold: a second will do
HARD = 2  # digits that it still misreads in the end


class Readings(NamedTuple):
    """What the network says of some digits that it never learned from, each time that it is asked.

    Attributes:
        images: the digits, shape (digits, 784) uint8: first one of each class, in order, then the hard ones.
        labels: what their writers meant, shape (digits,).
        probabilities: of every class, shape (len(AFTER), digits, classes).
        accuracy: the part of all test digits that it reads right, shape (len(AFTER),).
        tested: how many those are.
        network: in the end.
    """

    images: np.ndarray
    labels: np.ndarray
    probabilities: np.ndarray
    accuracy: np.ndarray
    tested: int
    network: nn.TwoLayerNet


def learn(folder: Path) -> Readings:
    """In a worker: train on the data set that is stored in `folder`, and keep what the network says on its way."""
    dataset = store.open_dataset(folder)
    run = nn.start_training(CONFIG, dataset)
    asked = dataset.scaled(dataset.x_test)
    says = []
    for iterations in AFTER:
        run = nn.advance(run, dataset, iterations - run.iteration)
        says.append(run.network.predict(asked))
    probabilities, labels = np.array(says), np.asarray(dataset.t_test)
    right = probabilities.argmax(axis=2) == labels
    _, one_of_each = np.unique(labels, return_index=True)
    shown = [*one_of_each, *np.flatnonzero(~right[-1] & ~np.isin(np.arange(len(labels)), one_of_each))[:HARD]]
    return Readings(
        np.asarray(dataset.x_test[shown]),
        labels[shown],
        probabilities[:, shown],
        right.mean(axis=1),
        len(labels),
        run.network,
    )
