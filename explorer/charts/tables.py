"""Columns of numbers, truths and words as an Arrow table: what a chart's data travel to the browser in."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from explorer.charts.arrays import Array


def table(columns: Mapping[str, Any]) -> pa.Table:
    """An Arrow table of these columns: arrays or lists of one length, under their names.

    `pa.table` would do, but like every constructor of pyarrow that takes Python's or NumPy's values it asks whether it
    was given something of pandas, and imports all of pandas for that: a third of what the first visitor of a server
    waits for, and 60 MB.
    """
    arrays = [column if isinstance(column, pa.Array) else _array(np.asarray(column)) for column in columns.values()]
    return pa.Table.from_arrays(arrays, names=list(columns))


def words(which: Array, names: Sequence[str]) -> pa.Array:
    """A column of few words that come again and again: for each row the number of its word among `names`."""
    return pa.DictionaryArray.from_arrays(_array(which), _array(np.array(names, np.str_)))


def six_digits(values: Array) -> NDArray[np.float64]:
    """Each number to six digits, however large or small it is: for a tooltip that shows four.

    A float32 has no room for 1e-50, where a walk may well be, and a whole float64 has ten digits that nobody sees. Here
    the bits after the first 20 are 0, and compressed they weigh nothing.
    """
    unseen = 32  # of the 52 bits of a float64's fraction
    bits = np.ascontiguousarray(values, np.float64).view(np.int64)
    return ((bits + (1 << (unseen - 1))) >> unseen << unseen).view(np.float64)


def _array(values: Array) -> pa.Array:
    """The values laid out as Arrow has them. Source: the Arrow columnar format, "Physical memory layout"."""
    kind = pa.string() if values.dtype.kind == "U" else pa.from_numpy_dtype(values.dtype)
    buffers: list[Any] = [np.ascontiguousarray(values)]
    if pa.types.is_boolean(kind):
        buffers = [np.packbits(values, bitorder="little")]
    elif pa.types.is_string(kind):
        encoded = [word.encode() for word in values.tolist()]
        buffers = [np.cumsum([0, *map(len, encoded)], dtype=np.int32), b"".join(encoded)]
    return pa.Array.from_buffers(kind, len(values), [None, *map(pa.py_buffer, buffers)])  # None: no value is missing
