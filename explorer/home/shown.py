"""What the browser is told of digits that are read: pictures, bars and sentences, for all that one may look at."""

from typing import Any

import numpy as np

from explorer.charts.images import address, square
from explorer.home import words
from explorer.home.learning import AFTER, Readings
from explorer.words.numbers import whole_percent


def shown(readings: Readings) -> dict[str, Any]:
    """As `digits_being_read` in `explorer.page.reader` takes it."""
    y = readings.probabilities.astype(np.float64)
    said, rounded = np.vectorize(whole_percent), y.round(4)
    bars = np.where(said(rounded) == said(y), rounded, y)  # no bar says another percentage than the sentence
    guess = y.argmax(axis=2)
    digits = range(len(readings.labels))
    return {
        "digits": [{"name": words.name(readings, n), "image": address(square(readings.images[n]))} for n in digits],
        "after": list(AFTER),
        "stages": [words.after(iterations) for iterations in AFTER],
        "bars": bars.tolist(),
        "says": [[words.says(readings, stage, n) for n in digits] for stage in range(len(AFTER))],
        "guess": guess.tolist(),
        "right": (guess == readings.labels).tolist(),
    }
