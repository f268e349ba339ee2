"""Hands that draw, by mouse and by finger, and what they draw."""

from collections.abc import Iterator
from itertools import pairwise

from playwright.sync_api import Page

Points = tuple[tuple[float, float], ...]

# Digits as people write them, on a paper whose sides are 1.
THREE: Points = (
    (0.32, 0.22),
    (0.45, 0.15),
    (0.6, 0.18),
    (0.66, 0.3),
    (0.6, 0.42),
    (0.45, 0.48),
    (0.6, 0.52),
    (0.69, 0.64),
    (0.64, 0.78),
    (0.5, 0.86),
    (0.34, 0.8),
)
SEVEN: Points = ((0.28, 0.2), (0.5, 0.2), (0.72, 0.2), (0.62, 0.42), (0.52, 0.64), (0.44, 0.86))


def way(page: Page, points: Points, number: int) -> Iterator[tuple[float, float]]:
    """About so many places in the window, along what is drawn on the paper that the page has."""
    box = page.locator(".st-key-canvas canvas").bounding_box()
    assert box is not None
    yield from along((box["x"], box["y"], box["width"], box["height"]), points, number)


def along(paper: tuple[float, float, float, float], points: Points, number: int) -> Iterator[tuple[float, float]]:
    """The same on a paper that begins so far from the left and from the top, and is so wide and high."""
    left, top, width, height = paper
    each = max(number // (len(points) - 1), 1)
    for (x0, y0), (x1, y1) in pairwise(points):
        for part in range(each):
            x, y = x0 + (x1 - x0) * part / each, y0 + (y1 - y0) * part / each
            yield left + x * width, top + y * height
    x, y = points[-1]
    yield left + x * width, top + y * height


class Mouse:
    """A hand with a mouse."""

    def __init__(self, page: Page) -> None:
        self._mouse = page.mouse
        self.move, self.up = page.mouse.move, page.mouse.up

    def down(self, x: float, y: float) -> None:
        self._mouse.move(x, y)
        self._mouse.down()


class Finger:
    """A hand on a touch screen.

    Args:
        page: what it touches.
        radius: of the fingertip, in pixels.
    """

    def __init__(self, page: Page, radius: float = 1) -> None:
        self._session = page.context.new_cdp_session(page)
        self._tip = {"radiusX": radius, "radiusY": radius}

    def _touch(self, kind: str, *points: dict[str, float]) -> None:
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    def down(self, x: float, y: float) -> None:
        self._touch("touchStart", {"x": x, "y": y, **self._tip})

    def move(self, x: float, y: float) -> None:
        self._touch("touchMove", {"x": x, "y": y, **self._tip})

    def up(self) -> None:
        self._touch("touchEnd")
