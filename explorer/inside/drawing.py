"""A drawing as a picture of MNIST's kind, and that picture moved, turned and made thinner or bolder.

All of them are arrays of uint8, 0 for paper and 255 for ink.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Ink = NDArray[np.uint8]

SIDE = 28  # pixels of MNIST's images, on either side
LONGER_SIDE = 20  # of what is drawn on them
# Where the centres of mass of MNIST's images lie, in pixels from the edge: 14.5 on average, and spread evenly over one
# pixel around it, since those images were moved by whole pixels. Here they are moved exactly: that is read better.
CENTRE = 14.5
EDGE = (
    0.3  # of the darkest ink: so dark is the edge of a stroke; less is its blur, which may be wide and is not its size
)


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
    middle, length = [], 0.0
    for axis in (0, 1):
        darkest, mass = ink.max(axis=1 - axis), ink.sum(axis=1 - axis, dtype=np.float64)
        middle.append(float(mass @ (np.arange(len(mass)) + 0.5) / mass.sum()))
        length = max(length, _length(darkest / darkest.max()))
    step = length / LONGER_SIDE
    rows, columns = (_resampling(at - CENTRE * step, step, n) for at, n in zip(middle, ink.shape, strict=True))
    picture = (rows @ ink @ columns.T).clip(0)
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
    return np.asarray(Image.fromarray(picture).rotate(-degrees, Image.Resampling.BICUBIC))


def thickened(picture: Ink, pixels: float) -> Ink:
    """A picture with strokes that are bolder by so much at either edge, from -1 (thinner) to 1.

    A whole pixel bolder is the darkest of each pixel and its four neighbours, thinner the lightest. A part of a pixel
    is as much of the way to there.
    """
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


def _length(darkest: NDArray[np.floating]) -> float:
    """How long what is drawn is along an axis, in pixels and parts of them.

    Args:
        darkest: the darkest ink at each place of the axis, from 0 to 1.
    """
    first, last = np.flatnonzero(darkest >= EDGE)[[0, -1]]
    outside = np.pad(darkest, 1)
    before, after = outside[first], outside[last + 2]
    # Between two pixels it grows evenly: at which part of the way is it dark enough?
    begins = (EDGE - before) / (darkest[first] - before)
    ends = (EDGE - after) / (darkest[last] - after)
    return float(last - first + 2 - begins - ends)


def _resampling(start: float, step: float, size: int) -> NDArray[np.floating]:
    """How much of each of `size` pixels goes into each of 28 that are `step` of them long, from `start` on.

    Lanczos' filter, as wide as the larger of both kinds of pixels. Source: Duchon (1979), Lanczos filtering in one and
    two dimensions.

    Returns:
        Shape (28, size).
    """
    wide = max(step, 1.0)
    middles = start + step * (np.arange(SIDE) + 0.5)
    away = (np.arange(size) + 0.5 - middles[:, None]) / wide
    return np.where(abs(away) < 3, np.sinc(away) * np.sinc(away / 3), 0) / wide
