"""The outgoing weights of a hidden unit, and what is lost without it, as bars."""

from collections.abc import Sequence

import numpy as np

from explorer.charts.arrays import Array
from explorer.charts.colours import NEGATIVE, POSITIVE, RIGHT, WRONG
from explorer.charts.marks import Spec
from explorer.inside.bars import bars_chart
from explorer.inside.units import Unit
from explorer.inside.units_words import point_text, points
from explorer.words.numbers import signed


def outgoing_chart(weights: Array, largest: float, names: Sequence[str]) -> Spec:
    """A bar for the weight to each class.

    Args:
        weights: shape (classes,).
        largest: of all units: how far the axis goes, on both sides.
        names: of the classes.
    """
    form = "z.2f" if largest >= 0.1 else "z.2g"  # small ones with two digits of their own
    texts = [signed(weight, form) for weight in weights.tolist()]
    end = largest or 1.0
    return bars_chart(names, weights, texts, "Outgoing weight", (POSITIVE, NEGATIVE), (-end, end))


def without_chart(unit: Unit, names: Sequence[str]) -> Spec:
    """By how many points the accuracy of each class changes when the unit is switched off."""
    changes = points(unit.by_class, unit.without)
    texts = [point_text(change) for change in changes.tolist()]
    low, high = (float(each(np.append(changes[~np.isnan(changes)], 0))) for each in (np.min, np.max))
    return bars_chart(names, changes, texts, "Points gained or lost", (RIGHT, WRONG), (min(low, -1), max(high, 1)))
