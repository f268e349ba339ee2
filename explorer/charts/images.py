"""Pictures made of pixels, as a browser takes them."""

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def address(picture: Image.Image) -> str:
    """A picture as an address that holds all of it, as a PNG file."""
    file = io.BytesIO()
    picture.save(file, "PNG")  # optimised it takes ten times as long, and is 6% smaller
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def square(pixels: NDArray[np.uint8]) -> Image.Image:
    """The picture of an image, shape (pixels,)."""
    return Image.fromarray(pixels.reshape(round(pixels.size**0.5), -1))
