import base64
import io

import numpy as np
import pytest
from PIL import Image

from explorer.inside.tiles import LEVELS, MOST_COLUMNS, diverging, inked


def tile(sheet: dict, number: int, colour: str) -> np.ndarray:
    """One image of a sheet in one colour, cut out as a browser cuts it: opacity, shape (side, side)."""
    (url,) = (layer["url"] for layer in sheet["layers"] if layer["colour"] == colour)
    opacity = np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))))[..., 1]
    side, columns = opacity.shape[1] // sheet["columns"], sheet["columns"]
    assert opacity.shape == (sheet["rows"] * side, columns * side)
    top, left = number // columns * side, number % columns * side
    return opacity[top : top + side, left : left + side]


@pytest.mark.parametrize("count", [1, 2, MOST_COLUMNS, MOST_COLUMNS + 1, 60])
def test_every_image_of_a_sheet_can_be_cut_out_again(count: int) -> None:
    images = np.random.default_rng(0).integers(0, 256, (count, 64), np.uint8)
    sheet = inked(images)
    for number in range(count):
        np.testing.assert_array_equal(tile(sheet, number, "ink"), images[number].reshape(8, 8))


def test_weights_of_either_sign_have_a_colour_each_and_one_scale() -> None:
    weights = np.array([[0.0, 0.5, -0.5, -3.0]])
    sheet = diverging(weights, full=1.0)
    half = 255 / 2 + 0.5
    np.testing.assert_allclose(tile(sheet, 0, "positive"), np.array([[0, half], [0, 0]]), atol=255 / LEVELS / 2)
    np.testing.assert_allclose(tile(sheet, 0, "negative"), np.array([[0, 0], [half, 255]]), atol=255 / LEVELS / 2)


def test_weights_that_are_all_0_are_paper() -> None:
    sheet = diverging(np.zeros((2, 4)), full=0.0)
    assert not any(tile(sheet, 1, colour).any() for colour in ("positive", "negative"))


def test_a_sheet_of_fifty_units_is_small_on_the_wire() -> None:
    """As large as a chart's data, at most: it is sent again whenever the slider moves."""
    weights = np.random.default_rng(0).standard_normal((50, 784))
    assert sum(len(layer["url"]) for layer in diverging(weights, full=3.3)["layers"]) < 60_000
