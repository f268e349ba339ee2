"""Where a network goes wrong: what it takes for what, and how sure it is when it is wrong."""

import numpy as np

from explorer.charts.arrays import Array
from explorer.training.answers import Answers


def confusion(labels: Array, said: Array, classes: int) -> Array:
    """How many images of each class were taken for each: a row for the true class, a column for what was said.

    One sample that is a 1 and was taken for a 0 stands in row 1, column 0.

    Args:
        labels: the true classes, shape (images,).
        said: what was said, shape (images,).
        classes: how many there are.

    Returns:
        Counts, shape (classes, classes).
    """
    return np.bincount(labels * classes + said, minlength=classes**2).reshape(classes, classes)


def mistakes(found: Answers) -> Array:
    """Numbers of all images that are misread, the one that the network was surest of first."""
    wrong = np.flatnonzero(~found.right)
    return wrong[np.argsort(-found.sure[wrong], kind="stable")]


def of_cell(found: Answers, true: int, said: int) -> Array:
    """Numbers of the images in one cell of the matrix, the surest first."""
    there = np.flatnonzero((found.labels == true) & (found.said == said))
    return there[np.argsort(-found.sure[there], kind="stable")]


def worst(counts: Array) -> list[tuple[int, int]]:
    """The cells off the diagonal, (true, said), with the most images: several where they tie, none without mistakes."""
    off = counts - np.diag(np.diag(counts))
    return [(true, said) for true, said in np.argwhere(off == off.max()).tolist() if off[true, said]]
