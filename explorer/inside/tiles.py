"""Many small images as one picture, a sheet, of which a browser shows a part wherever it is wanted.

A sheet is nothing but opacity: what colour shines through, the page says, so that ink is dark on light paper and light
on dark. Weights have two, one for those above 0 and one for those below.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from explorer.charts.arrays import Array
from explorer.charts.images import address

LEVELS = 24  # of opacity that weights are drawn in: the eye tells no more apart, and the picture is half as large
MOST_COLUMNS = 25


def inked(images: Array) -> dict[str, Any]:
    """A sheet of images.

    Args:
        images: shape (n, features), at least one; 0 for paper and 255 for ink.

    Returns:
        What the component in `assets/tiles.js` draws from.
    """
    return _sheet({"ink": images / 255})


def diverging(images: Array, full: float) -> dict[str, Any]:
    """A sheet of weights, or of other numbers on both sides of 0.

    Args:
        images: shape (n, features), at least one.
        full: what is drawn in full colour, on either side, as all beyond it is.
    """
    scaled = np.round(images / (full or 1) * LEVELS) / LEVELS
    return _sheet({"positive": scaled, "negative": -scaled})


def _sheet(layers: Mapping[str, Array]) -> dict[str, Any]:
    count, features = next(iter(layers.values())).shape
    side, columns = round(features**0.5), min(count, MOST_COLUMNS)
    rows = -(-count // columns)

    def drawn(values: Array) -> str:
        room = np.zeros((rows * columns, side, side))
        room[:count] = values.reshape(count, side, side)
        opacity = (room.reshape(rows, columns, side, side).swapaxes(1, 2).reshape(rows * side, -1) * 255).clip(0, 255)
        picture = Image.fromarray(opacity.round().astype(np.uint8))
        return address(Image.merge("LA", (Image.new("L", picture.size), picture)))

    return {
        "layers": [{"colour": colour, "url": drawn(values)} for colour, values in layers.items()],
        "columns": columns,
        "rows": rows,
    }
