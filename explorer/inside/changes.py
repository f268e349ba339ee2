"""What can be done to a drawing before a network reads it, and what the sliders for that go through."""

from typing import NamedTuple

import numpy as np

from explorer.charts.stops import Range
from explorer.inside.drawing import SIDE, Ink, as_mnist, shifted, shrunk, thickened, turned

SHIFT = Range(-8, 8, 1)
TURN = Range(-180, 180, 5)
BOLDER = Range(-1.0, 1.0, 0.25)
SLIDERS = {"right": SHIFT, "down": SHIFT, "turn": TURN, "bolder": BOLDER}


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
