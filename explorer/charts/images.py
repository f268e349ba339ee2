"""Pictures made of pixels, as a browser takes them."""

import base64
import io

from PIL import Image


def address(picture: Image.Image) -> str:
    """A picture as an address that holds all of it, as a PNG file."""
    file = io.BytesIO()
    picture.save(file, "PNG")  # optimised it takes ten times as long, and is 6% smaller
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
