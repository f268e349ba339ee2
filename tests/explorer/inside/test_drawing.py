"""A drawing as a picture of MNIST's kind: whatever its size, and wherever it lies."""

import gzip
import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageDraw

from explorer.inside.drawing import Ink, as_mnist, shifted, shrunk, thickened, turned

MNIST = os.environ.get("MNIST_DIR")


def three(size: int, left: int, top: int, paper: tuple[int, int] = (280, 280)) -> Ink:
    """A 3 of this height, as a round pen draws it."""
    sheet = Image.new("L", (4 * paper[1], 4 * paper[0]))
    points = np.array([(0.1, 0.1), (0.4, 0), (0.6, 0.25), (0.25, 0.48), (0.65, 0.75), (0.4, 1), (0, 0.9)])
    at = [(4 * (left + size * x), 4 * (top + size * y)) for x, y in points]
    pen, radius = ImageDraw.Draw(sheet), size / 4
    pen.line(at, 255, round(2 * radius), "curve")
    for x, y in at:
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), 255)
    return np.asarray(sheet.reduce(4))


def centre(picture: Ink) -> list[float]:
    """Of mass, from the upper left corner, in pixels."""
    mass = picture.astype(float)
    at = np.arange(28) + 0.5
    return [float(mass.sum(axis=1 - axis) @ at / mass.sum()) for axis in (0, 1)]


def difference(one: Ink, other: Ink) -> float:
    """Between two pictures: the part of the ink that lies elsewhere."""
    return float(abs(one.astype(float) - other).sum() / one.sum())


@pytest.mark.slow
@given(size=st.integers(60, 200), left=st.integers(20, 70), top=st.integers(20, 50))
def test_neither_size_nor_place_matters(size: int, left: int, top: int) -> None:
    picture = as_mnist(three(size, left, top))
    assert picture.shape == (28, 28)
    assert picture.dtype == np.uint8
    assert difference(as_mnist(three(120, 60, 60)), picture) < 0.06  # pixels of the drawing are a part of the pen


@given(left=st.integers(0, 100), top=st.integers(0, 100), height=st.integers(0, 200), width=st.integers(0, 200))
def test_more_paper_changes_nothing(left: int, top: int, height: int, width: int) -> None:
    ink = three(100, 20, 20, (140, 110))
    padded = np.pad(ink, ((top, height), (left, width)))
    np.testing.assert_array_equal(as_mnist(padded), as_mnist(ink))


@pytest.mark.slow
@given(
    arrays(np.uint8, st.tuples(st.integers(1, 60), st.integers(1, 60)), elements=st.sampled_from([0, 0, 0, 40, 255]))
)
def test_whatever_is_drawn_becomes_a_picture_whose_darkest_pixel_is_255_or_there_is_no_ink(ink: Ink) -> None:
    if not ink.any():
        with pytest.raises(ValueError, match="no ink"):
            as_mnist(ink)
        return
    before = ink.copy()
    picture = as_mnist(ink)
    assert picture.shape == (28, 28)
    assert picture.max() == 255
    np.testing.assert_array_equal(ink, before)


@pytest.mark.parametrize(("rows", "columns"), [(100, 40), (40, 100), (80, 80), (200, 1), (3, 150)])
def test_the_longer_side_is_20_pixels_and_the_shorter_one_in_proportion(rows: int, columns: int) -> None:
    ink = np.zeros((280, 280), np.uint8)
    ink[30 : 30 + rows, 20 : 20 + columns] = 255
    picture = as_mnist(ink)
    long, short = ((picture.max(axis=axis) > 127).sum() for axis in ((1, 0) if rows >= columns else (0, 1)))
    assert long == pytest.approx(20, abs=1)
    assert short == pytest.approx(max(20 * min(rows, columns) / max(rows, columns), 1), abs=1)
    assert centre(picture) == pytest.approx([14.5, 14.5], abs=0.1)


@pytest.mark.slow
def test_a_thin_line_and_one_dot_are_not_lost() -> None:
    line = np.zeros((4000, 30), np.uint8)
    line[:, 7] = 255
    assert (as_mnist(line).max(axis=1) > 200).sum() == pytest.approx(20, abs=1)
    dot = np.zeros((280, 280), np.uint8)
    dot[3, 270] = 255
    assert centre(as_mnist(dot)) == pytest.approx([14.5, 14.5], abs=0.1)


def test_what_has_its_weight_at_one_end_loses_none_of_its_ink() -> None:
    """Its centre of mass cannot be in the middle then: a club, of which the handle would leave the picture."""
    club = np.zeros((280, 280), np.uint8)
    club[56:64, 20:260] = 255
    club[20:100, 20:100] = 255
    across = as_mnist(club).max(axis=0)
    assert across[-1] > 100, "it ends at the edge, and not beyond"
    assert np.flatnonzero(across > 127)[0] == pytest.approx(8, abs=1)


def test_the_blur_around_a_stroke_is_not_its_size() -> None:
    ink = three(120, 60, 60)
    blurred = np.maximum(ink, np.asarray(Image.fromarray(ink).resize((70, 70)).resize((280, 280))) // 4)
    assert difference(as_mnist(ink), as_mnist(blurred)) < 0.15


@pytest.mark.parametrize(
    "ink",
    [
        np.zeros((28, 28), np.uint8),
        np.zeros((0, 5), np.uint8),
        np.ones((28, 28)),
        np.full((28, 28), np.nan),
        np.full((28, 28), 300),
        np.ones((28, 28), bool),
        np.ones((2, 28, 28), np.uint8),
        np.ones(784, np.uint8),
        np.uint8(3),
        [[255]],
        None,
        "ink",
    ],
    ids=lambda ink: f"{getattr(ink, 'dtype', type(ink).__name__)} {np.shape(ink)}",
)
@pytest.mark.parametrize("make", [as_mnist, shrunk])
def test_what_is_no_drawing_is_refused_with_a_sentence(make, ink: object) -> None:
    with pytest.raises(ValueError, match=r"there is no ink to be read|ink must be an array of uint8 of shape \(h, w\)"):
        make(ink)


def test_a_sheet_that_is_only_shrunk_keeps_what_is_on_it_where_it_is() -> None:
    ink = np.zeros((280, 280), np.uint8)
    ink[20:30, 240:260] = 255
    expected = np.zeros((28, 28), np.uint8)
    expected[2, 24:26] = 255
    np.testing.assert_array_equal(shrunk(ink), expected)


@given(right=st.integers(-30, 30), down=st.integers(-30, 30))
def test_what_is_shifted_and_shifted_back_is_what_it_was_but_for_what_has_left(right: int, down: int) -> None:
    picture = np.arange(784).reshape(28, 28).astype(np.uint8)
    back = shifted(shifted(picture, right, down), -right, -down)
    kept = np.pad(np.ones((28, 28), bool), 30)[30 + down : 58 + down, 30 + right : 58 + right]
    np.testing.assert_array_equal(back, np.where(kept, picture, 0))


def test_what_is_shifted_lies_where_it_is_said_to() -> None:
    dot = np.zeros((28, 28), np.uint8)
    dot[10, 10] = 255
    assert np.argwhere(shifted(dot, right=4)).tolist() == [[10, 14]]
    assert np.argwhere(shifted(dot, right=-2, down=3)).tolist() == [[13, 8]]


def test_what_is_turned_goes_clockwise() -> None:
    up = np.zeros((28, 28), np.uint8)
    up[4, 13:15] = 255
    assert np.argwhere(turned(up, 90)).tolist() == [[13, 23], [14, 23]]
    np.testing.assert_array_equal(turned(up, 0), up)
    np.testing.assert_array_equal(turned(up, 180), up[::-1])


def test_what_is_made_bolder_gains_ink_step_by_step_and_what_is_made_thinner_loses_it() -> None:
    picture = as_mnist(three(120, 60, 60))
    made = [thickened(picture, pixels) for pixels in (-1, -0.5, 0, 0.5, 1)]
    assert all(np.diff([one.sum(dtype=int) for one in made]) > 0)
    assert all((one <= other).all() for one, other in pairwise(made))
    np.testing.assert_array_equal(made[2], picture)


@pytest.mark.skipif(MNIST is None, reason="MNIST_DIR names no folder with MNIST's files")
def test_mnist_s_own_images_hardly_change() -> None:
    """Each of them was moved by whole pixels, at most half a one from where it is now; none is another size."""
    (file,) = Path(str(MNIST)).glob("t10k-images*")
    data = (gzip.decompress if file.suffix == ".gz" else bytes)(file.read_bytes())
    images = np.frombuffer(data, np.uint8, offset=16).reshape(-1, 28, 28)[:500]
    centres = np.array([centre(image) for image in images])
    assert centres.mean(axis=0) == pytest.approx([14.5, 14.5], abs=0.05)
    made = np.array([centre(as_mnist(image)) for image in images])
    assert made.mean(axis=0) == pytest.approx([14.5, 14.5], abs=0.02)
    assert np.mean([difference(image, as_mnist(image)) for image in images]) < 0.4
