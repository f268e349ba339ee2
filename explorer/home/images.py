"""Digits as pictures for a browser: the data's own pixels, as PNG files in an address."""

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray


def png(pixels: NDArray[np.uint8]) -> bytes:
    """A grey picture, shape (height, width), as a PNG file. Source: the PNG specification, sections 5 and 11."""
    height, width = pixels.shape
    rows = np.pad(pixels, ((0, 0), (1, 0)))  # each begins with the number of its filter: 0 for none
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)  # 8 bits, grey
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b"")
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def address(image: NDArray[np.uint8]) -> str:
    """A square image, shape (pixels,), as an address that an `img` element takes."""
    side = round(len(image) ** 0.5)
    return "data:image/png;base64," + base64.b64encode(png(image.reshape(side, side))).decode()
