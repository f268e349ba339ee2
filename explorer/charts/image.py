"""Pictures of pixels for a chart: a PNG file in an address, which an image mark takes."""

import base64
import io

from PIL.Image import Image


def address(picture: Image) -> str:
    """The picture, whole, as an address."""
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
