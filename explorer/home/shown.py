"""What the browser is told of digits that are read: pictures, bars and sentences, for all that one may look at."""

from typing import Any

from explorer.home import images, words
from explorer.home.learning import AFTER, Readings


def shown(readings: Readings) -> dict[str, Any]:
    """As `explorer.page.digits_being_read` takes it."""
    guess = readings.probabilities.argmax(axis=2)
    digits = range(len(readings.labels))
    return {
        "digits": [{"name": words.name(readings, n), "image": images.address(readings.images[n])} for n in digits],
        "after": list(AFTER),
        "stages": [words.after(iterations) for iterations in AFTER],
        "bars": readings.probabilities.round(4).tolist(),
        "says": [[words.says(readings, stage, n) for n in digits] for stage in range(len(AFTER))],
        "guess": guess.tolist(),
        "right": (guess == readings.labels).tolist(),
    }
