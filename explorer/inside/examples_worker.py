"""A few images of a test set. Workers import this file, so it needs NumPy alone."""

from pathlib import Path

import numpy as np

from explorer.data import store

EACH = 12  # images of a class


def some_of_each(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """In a worker: test images of the data set that is stored in `folder`, class after class, the first of each.

    Returns:
        The images, shape (n, 28, 28) uint8, and their labels, shape (n,).
    """
    dataset = store.open_dataset(folder)
    labels = np.asarray(dataset.t_test)
    taken = np.concatenate([np.flatnonzero(labels == label)[:EACH] for label in np.unique(labels)])
    return np.asarray(dataset.x_test[taken]).reshape(len(taken), 28, 28), labels[taken]
