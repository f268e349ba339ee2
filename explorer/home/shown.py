"""What the browser is told of digits that are read: pictures, bars and sentences, for all that one may look at."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explorer.charts.images import address
from explorer.home import words
from explorer.home.learning import AFTER, Readings


def shown(readings: Readings) -> dict[str, Any]:
    """As `digits_being_read` in `explorer.page.reader` takes it."""
    guess = readings.probabilities.argmax(axis=2)
    digits = range(len(readings.labels))
    return {
        "digits": [{"name": words.name(readings, n), "image": address(_square(readings.images[n]))} for n in digits],
        "after": list(AFTER),
        "stages": [words.after(iterations) for iterations in AFTER],
        "bars": readings.probabilities.round(4).tolist(),
        "says": [[words.says(readings, stage, n) for n in digits] for stage in range(len(AFTER))],
        "guess": guess.tolist(),
        "right": (guess == readings.labels).tolist(),
    }


def _square(pixels: NDArray[np.uint8]) -> Image.Image:
    """The picture of an image, shape (pixels,)."""
    return Image.fromarray(pixels.reshape(round(pixels.size**0.5), -1))
