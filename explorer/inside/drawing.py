"""A drawing as a picture of MNIST's kind, and that picture moved, turned and made thinner or bolder.

All of them are arrays of uint8, 0 for paper and 255 for ink.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Ink = NDArray[np.uint8]

SIDE = 28  # pixels of MNIST's images, on either side
LONGER_SIDE = 20  # of what is drawn on them
# Where the centres of mass of MNIST's images lie, in pixels from the edge: 14.5 on average, and spread evenly over one
# pixel around it, since those images were moved by whole pixels. Here they are moved exactly: that is read better.
CENTRE = 14.5
# Of the darkest ink: so dark is the edge of a stroke. Less is its blur, which may be wide and is not its size.
EDGE = 0.3


def as_mnist(ink: Ink) -> Ink:
    """The picture that MNIST would have made of a drawing, whatever its size and wherever it lies.

    The longer side of the ink's box is scaled to 20 pixels, and its centre of mass is moved to the middle of 28 by 28
    pixels, both in one resampling with antialiasing. As in MNIST's images the darkest pixel is 255.

    Args:
        ink: uint8 of shape (h, w), 0 for paper and 255 for ink.

    Returns:
        uint8 of shape (28, 28).

    Raises:
        ValueError: there is no ink, or `ink` is no such array.
    """
    ink = _checked(ink)
    spans = [_span(ink.max(axis=1 - axis)) for axis in (0, 1)]
    step = max(end - begin for begin, end in spans) / LONGER_SIDE  # pixels of the drawing in one of the picture
    # Where the picture begins on the drawing: usually beyond its edge.
    top, left = (
        _start(ink.sum(axis=1 - axis, dtype=np.float64), span, step) for axis, span in zip((0, 1), spans, strict=True)
    )
    around = Image.new("F", (math.ceil(SIDE * step) + 1,) * 2)  # with fractions: a long thin line is faint at first
    x, y = math.floor(left), math.floor(top)
    around.paste(Image.fromarray(ink.astype(np.float32)), (-x, -y))
    box = (left - x, top - y, left - x + SIDE * step, top - y + SIDE * step)
    picture = np.asarray(around.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box)).clip(0, 255)
    return np.rint(picture * (255 / picture.max())).astype(np.uint8)


def shrunk(ink: Ink) -> Ink:
    """The whole sheet as a picture of 28 by 28 pixels, with what is drawn as large as it is and where it is.

    Raises:
        ValueError: there is no ink, or `ink` is no such array.
    """
    return np.asarray(Image.fromarray(_checked(ink)).resize((SIDE, SIDE), Image.Resampling.BOX))


def shifted(picture: Ink, right: int = 0, down: int = 0) -> Ink:
    """A picture, or each of many, moved by whole pixels; what leaves it is lost."""
    moved = np.zeros_like(picture)
    height, width = picture.shape[-2:]
    kept = picture[..., max(-down, 0) : max(height - down, 0), max(-right, 0) : max(width - right, 0)]
    moved[..., max(down, 0) :, max(right, 0) :][..., : kept.shape[-2], : kept.shape[-1]] = kept
    return moved


def turned(picture: Ink, degrees: float) -> Ink:
    """A picture turned about its middle, clockwise."""
    if not degrees:
        return picture
    return np.asarray(Image.fromarray(picture).rotate(-degrees, Image.Resampling.BICUBIC))


def thickened(picture: Ink, pixels: float) -> Ink:
    """A picture with strokes that are bolder by so much at either edge, from -1 (thinner) to 1.

    A whole pixel bolder is the darkest of each pixel and its four neighbours, thinner the lightest. A part of a pixel
    is as much of the way to there.
    """
    if not pixels:
        return picture
    paper = np.pad(picture, 1)
    around = np.stack([paper[1:-1, 1:-1], paper[:-2, 1:-1], paper[2:, 1:-1], paper[1:-1, :-2], paper[1:-1, 2:]])
    there = around.max(axis=0) if pixels > 0 else around.min(axis=0)
    return np.rint(picture + abs(pixels) * (there.astype(float) - picture)).astype(np.uint8)


def _checked(ink: Ink) -> Ink:
    if not isinstance(ink, np.ndarray) or ink.ndim != 2 or ink.dtype != np.uint8:
        given = f"{ink.dtype} {ink.shape}" if isinstance(ink, np.ndarray) else type(ink).__name__
        raise ValueError(f"ink must be an array of uint8 of shape (h, w), not {given}")
    if not ink.any():
        raise ValueError("there is no ink to be read")
    return ink


def _span(darkest: Ink) -> tuple[float, float]:
    """Where what is drawn begins and ends along an axis, in pixels and parts of them.

    Args:
        darkest: the darkest ink at each place of the axis, shape (n,).
    """
    dark = np.pad(darkest / darkest.max(), 1)
    first, last = np.flatnonzero(dark >= EDGE)[[0, -1]]
    # Between the middles of two pixels it grows evenly: how far from there to the outer one is it just dark enough?
    before, after = (
        (dark[at] - EDGE) / (dark[at] - dark[outer]) for at, outer in ((first, first - 1), (last, last + 1))
    )
    return float(first - 0.5 - before), float(last - 0.5 + after)


def _start(mass: NDArray[np.floating], span: tuple[float, float], step: float) -> float:
    """Where the picture has to begin along an axis, for the centre of mass to lie at its middle, and all ink on it.

    Args:
        mass: the ink at each place of the axis, shape (n,).
        span: from where to where it reaches.
        step: pixels of the drawing in one of the picture.
    """
    middle = float(mass @ (np.arange(len(mass)) + 0.5) / mass.sum())
    return min(max(middle - CENTRE * step, span[1] - SIDE * step), span[0])
