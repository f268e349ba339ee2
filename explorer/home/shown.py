"""What the browser is told of digits that are read: pictures, bars and sentences, for all that one may look at."""

from typing import Any

import numpy as np

from explorer.charts.images import address, square
from explorer.home import words
from explorer.home.learning import AFTER, Readings


def shown(readings: Readings) -> dict[str, Any]:
    """As `digits_being_read` in `explorer.page.reader` takes it."""
    y = readings.probabilities.astype(np.float64)
    rounded = np.clip(y.round(4), 0.0001, 0.9999)  # to 0 or 1 nothing is rounded,
    rounded = np.where(np.isin(rounded, (0.01, 0.99)), y, rounded)  # nor to the other side of <1% or >99%
    guess = y.argmax(axis=2)
    digits = range(len(readings.labels))
    return {
        "digits": [{"name": words.name(readings, n), "image": address(square(readings.images[n]))} for n in digits],
        "after": list(AFTER),
        "stages": [words.after(iterations) for iterations in AFTER],
        "bars": np.where((y > 0) & (y < 1), rounded, y).tolist(),
        "says": [[words.says(readings, stage, n) for n in digits] for stage in range(len(AFTER))],
        "guess": guess.tolist(),
        "right": (guess == readings.labels).tolist(),
    }
