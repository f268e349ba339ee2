"""What a network says of a picture, and what the browser is told of both."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explorer.charts.images import address
from explorer.inside.drawing import Ink
from explorer.inside.network import Known, clipped
from explorer.words.numbers import whole_percent


def probabilities(known: Known, picture: Ink) -> NDArray[np.float64] | None:
    """Of every class, shape (classes,); None where there is no ink to be read."""
    if not picture.any():
        return None
    return known.network.predict(clipped(known.digits.dataset, picture.reshape(-1))).astype(np.float64)


def shown(known: Known, picture: Ink, y: NDArray[np.float64] | None) -> dict[str, Any]:
    """As `explorer.page.reading` takes it: the picture, black on white, and a bar for every class.

    Args:
        known: the network.
        picture: shape (28, 28).
        y: what it says of it, shape (classes,); None where there is nothing to be read.
    """
    return {
        "picture": address(Image.fromarray(255 - picture)),
        "alt": "The picture that the network gets, 28 by 28 pixels",
        "names": known.class_names,
        "probabilities": [] if y is None else y.round(4).tolist(),
        "percents": [] if y is None else [whole_percent(p) for p in y],
    }
