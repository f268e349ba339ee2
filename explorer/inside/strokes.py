"""A sheet of paper: the strokes that a pen has drawn on it, as a browser tells them, and the ink that they leave."""

import secrets
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from explorer.charts.images import address
from explorer.inside.drawing import Ink

PAPER_SIDE = 280  # of the paper, in the unit of the strokes' points
# As wide as MNIST's strokes are on a digit that fills two thirds of the paper: 2.8 of their 20 pixels.
PEN = 26
CELLS = 14  # that the keyboard goes through, in a row and in a column; the pen covers one
MOST_NUMBERS = 10_000  # of all points together, an even number: a page of writing has a few thousand

Strokes = tuple[tuple[int, ...], ...]  # each x0, y0, x1, y1, ...; a single point is a dot


class Sheet(NamedTuple):
    """A sheet of paper.

    Attributes:
        id: another one for each new sheet: what a browser tells of one that is gone is not meant for this.
        strokes: that were drawn on it.
        under: an image that lies under them, uint8 of shape (n, n), as large as the paper.
        label: the class of that image.
        of: the data set that it is from.
    """

    id: str
    strokes: Strokes = ()
    under: Ink | None = None
    label: int | None = None
    of: str | None = None

    def meant(self, dataset_name: str) -> int | None:
        """The class of the image in this data set, if that is known: another one has other classes.

        What somebody has drawn over it means what they say.
        """
        return self.label if self.of == dataset_name and not self.strokes else None

    @property
    def empty(self) -> bool:
        """Nothing was drawn on it, and nothing lies under it."""
        return not self.strokes and self.under is None

    @property
    def full(self) -> bool:
        """No stroke is taken any more."""
        return sum(map(len, self.strokes)) >= MOST_NUMBERS

    @property
    def ink(self) -> Ink:
        """What is on it: uint8 of shape (280, 280), 0 for paper and 255 for ink."""
        drawn = _drawn(self.strokes)
        if self.under is None:
            return drawn
        return np.maximum(drawn, np.asarray(Image.fromarray(self.under).resize(drawn.shape, Image.Resampling.BICUBIC)))

    @property
    def picture(self) -> str | None:
        """The image that lies under the strokes, as a browser takes it: black where there is ink, else transparent."""
        if self.under is None:
            return None
        ink = Image.fromarray(self.under)
        return address(Image.merge("LA", (Image.new("L", ink.size), ink)))

    def told(self, said: object) -> "Sheet":
        """The sheet with the strokes that a browser tells of; as it is where it tells of another, or of none.

        >>> sheet = Sheet("a").told({"id": "a", "strokes": [[10, 20, 30, 40.0], [5, 5]]})
        >>> sheet.strokes
        ((10, 20, 30, 40), (5, 5))
        >>> [sheet.told(said) is sheet for said in ({"id": "b", "strokes": []}, {"id": "a", "strokes": [[1]]}, "ink")]
        [True, True, True]
        """
        if not isinstance(said, Mapping) or said.get("id") != self.id:
            return self
        strokes = said.get("strokes")
        if not isinstance(strokes, list) or not all(isinstance(stroke, list) for stroke in strokes):
            return self
        if sum(map(len, strokes)) > MOST_NUMBERS or not all(map(_is_stroke, strokes)):
            return self
        return self._replace(strokes=tuple(tuple(map(int, stroke)) for stroke in strokes))


def blank() -> Sheet:
    """A new sheet."""
    return Sheet(secrets.token_hex(8))


def printed(image: Ink, label: int, of: str) -> Sheet:
    """A new sheet with an image on it, as if somebody had drawn it.

    Args:
        image: shape (n, n).
        label: its class.
        of: its data set.
    """
    return blank()._replace(under=image, label=label, of=of)


def _is_stroke(points: Sequence[object]) -> bool:
    """Pairs of numbers, each of them on the paper."""
    on_paper = all(type(at) in (int, float) and 0 <= at <= PAPER_SIDE for at in points)  # type: ignore[operator]
    return on_paper and len(points) >= 2 and len(points) % 2 == 0


def _drawn(strokes: Strokes) -> Ink:
    """What a round pen leaves: drawn twice as large and reduced, so that its edges are smooth."""
    sheet = Image.new("L", (2 * PAPER_SIDE, 2 * PAPER_SIDE))
    pen, reach = ImageDraw.Draw(sheet), PEN - 0.5
    for stroke in strokes:
        points = [(2 * x, 2 * y) for x, y in zip(stroke[::2], stroke[1::2], strict=True)]
        for ends in pairwise(points):
            pen.line(ends, 255, 2 * PEN)
        for x, y in points:
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), 255)
    return np.asarray(sheet.reduce(2))
