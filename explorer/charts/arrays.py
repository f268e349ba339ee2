"""Columns of numbers: what they are called in type hints wherever a lesson works with arrays, and their rows."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def in_rows(**columns: Array) -> dict[str, Array]:
    """All of them in the shape (pictures, n): what is the same for all pictures, or for all of a picture, is repeated.

    Args:
        columns: shape (pictures, ...) or (1, ...).
    """
    rows = np.broadcast_arrays(*(np.reshape(column, (len(column), -1)) for column in columns.values()))
    return dict(zip(columns, rows, strict=True))
