"""What the browser is told of a picture that a network has got, and of what it says."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explorer.charts.images import address
from explorer.inside import words
from explorer.inside.drawing import Ink
from explorer.inside.network import Known


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
        "percents": [] if y is None else [words.bar(p) for p in y],
    }
