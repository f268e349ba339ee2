"""What a network gets to see of a drawing, and what it says of that."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.inside.drawing import SIDE, Ink, as_mnist, shifted, shrunk, thickened, turned
from explorer.inside.network import Known


class Change(NamedTuple):
    """What is done to a drawing before it is read, under the keys of the page's controls.

    Attributes:
        centre: it is scaled and centred as MNIST's images were; else the whole paper is shrunk.
        right, down: pixels that it is then moved by.
        turn: degrees that it is turned by, clockwise.
        bolder: pixels that its strokes gain at either edge.
    """

    centre: bool = True
    right: int = 0
    down: int = 0
    turn: int = 0
    bolder: float = 0.0

    def prepared(self, ink: Ink) -> Ink:
        """A drawing, uint8 of shape (h, w), as 28 by 28 pixels; all paper where nothing is drawn."""
        if not ink.any():
            return np.zeros((SIDE, SIDE), np.uint8)
        return as_mnist(ink) if self.centre else shrunk(ink)

    def made_of(self, prepared: Ink) -> Ink:
        """What the network gets, of the same shape."""
        return shifted(thickened(turned(prepared, self.turn), self.bolder), self.right, self.down)


def probabilities(known: Known, picture: Ink) -> NDArray[np.float64] | None:
    """Of every class, shape (classes,); None where there is no ink to be read."""
    if not picture.any():
        return None
    return known.network.predict(known.inputs(picture.reshape(-1))).astype(np.float64)
