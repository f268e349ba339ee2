import base64
import io

import numpy as np
from PIL import Image

from explorer.home.images import address, png


def test_a_picture_is_what_was_drawn() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (28, 20), dtype=np.uint8)
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(png(pixels)))), pixels)


def test_an_image_in_a_row_is_a_square_in_its_address() -> None:
    image = np.arange(16, dtype=np.uint8)
    kind, _, data = address(image).partition(",")
    assert kind == "data:image/png;base64"
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))), image.reshape(4, 4))
