"""Softmax one step at a time, what the formula gives without the first step, and softmax of many rows at once."""

from typing import NamedTuple

import numpy as np

import nn_core as nn
from explorer.charts.arrays import Array
from nn_core import naive


class Steps(NamedTuple):
    """In the order in which they are computed; all but the sum of shape (classes,)."""

    logits: Array  # a, with the constant added
    scaled: Array  # z = (a - max a) / T, the largest is 0
    exponentials: Array  # e^z, from 0 to 1
    probabilities: Array  # y, by the core
    naive_exponentials: Array  # e^(a / T), as far as a float goes
    naive_sum: float  # of these
    naive: Array  # each divided by the sum


@np.errstate(over="ignore", under="ignore")
def steps(logits: tuple[float, ...], shift: float, temperature: float) -> Steps:
    """Softmax of the logits with `shift` added to each."""
    a = np.array(logits) + shift
    z = (a - a.max()) / temperature
    e = naive.exp(a / temperature)
    return Steps(a, z, np.exp(z), nn.softmax(a, temperature), e, float(e.sum()), naive.softmax(a, temperature))


def rests(probabilities: Array) -> Array:
    """What all other classes have, for each of them, shape (..., classes): 1 - y has few digits where y is near 1."""
    each = range(probabilities.shape[-1])
    return np.stack([np.delete(probabilities, k, axis=-1).sum(axis=-1) for k in each], axis=-1)


def batch(logits: Array, temperature: Array) -> Array:
    """Two rows through softmax at once: the logits, and 0, 1, 2, ... which stay as they are.

    Args:
        logits: shape (..., classes).
        temperature: one for each pair of rows, shape (...).

    Returns:
        Shape (..., 2, classes).
    """
    counting = np.broadcast_to(np.arange(logits.shape[-1]), logits.shape)
    return nn.softmax(np.stack([logits, counting], axis=-2), temperature[..., None])
