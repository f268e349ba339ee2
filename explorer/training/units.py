"""A few hidden units' weights as pictures: for each pixel, how much ink there counts for the unit, or against it."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import nn_core as nn
from explorer.charts.images import address
from explorer.words.numbers import short

SHOWN = 6
LEVELS = 5  # of strength on either side of 0: few, since these pictures go to the browser whenever the curves do


def scale(weights: NDArray[np.floating]) -> float:
    """What is drawn in full colour, above 0 and below: the next of 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1, and so on.

    It stays what it is while weights change a little, and is the same for all that is drawn together. No value is more
    than half as much again as the one before: where it goes to the next, all that is drawn fades.
    """
    largest = float(np.abs(weights).max())
    power = 10.0 ** math.floor(math.log10(largest)) if largest else 1.0
    return next(digit * power for digit in (1, 1.5, 2, 3, 4, 6, 8, 10) if largest <= digit * power * (1 + 1e-9))


def shown(network: nn.TwoLayerNet) -> dict[str, Any] | None:
    """The first hidden units of a network, as `explorer.page.wall` takes them; None where a weight is no number."""
    weights = network.params["W1"][:, :SHOWN]
    if not np.isfinite(weights).all():
        return None
    full = scale(weights)
    levels = np.rint(LEVELS * weights / full).astype(int)
    return {
        "units": weights.shape[1],
        "sheets": [_sheet(side) for side in (levels, -levels)],  # for and against
        "full": short(full),
    }


def _sheet(levels: NDArray[np.int_]) -> str:
    """The pictures beside each other, shape (pixels, units): nothing but opacity, of what is above 0."""
    pixels, units = levels.shape
    side = round(pixels**0.5)
    beside = levels.clip(0).reshape(side, side, units).transpose(0, 2, 1).reshape(side, -1)
    picture = Image.fromarray(beside.astype(np.uint8), "P")
    picture.putpalette(bytes(3 * (LEVELS + 1)))
    picture.info["transparency"] = bytes(round(255 * level / LEVELS) for level in range(LEVELS + 1))
    return address(picture)
