import base64
import io

import numpy as np
from PIL import Image

from explorer.charts.images import address


def test_an_address_holds_every_pixel() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (28, 20), dtype=np.uint8)
    kind, _, data = address(Image.fromarray(pixels)).partition(",")
    assert kind == "data:image/png;base64"
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))), pixels)
