"""Files in MNIST's format, called IDX: what they look like, and which four of them make a data set.

Fashion-MNIST, KMNIST and others come in the same format, under the same four file names.
"""

import gzip
import hashlib
import math
import os
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np


class IdxFile(NamedTuple):
    """One of the four files of MNIST."""

    name: str
    md5: str
    gzipped_md5: str  # of the file as the mirrors send it; others gzip the same contents differently
    gzipped_size: int

    @property
    def gzipped_name(self) -> str:
        return f"{self.name}.gz"


MNIST_FILES = (
    IdxFile(
        name="train-images-idx3-ubyte",
        md5="6bbc9ace898e44ae57da46a324031adb",
        gzipped_md5="f68b3c2dcbeaaa9fbdd348bbdeb94873",
        gzipped_size=9_912_422,
    ),
    IdxFile(
        name="train-labels-idx1-ubyte",
        md5="a25bea736e30d166cdddb491f175f624",
        gzipped_md5="d53e105ee54ea40749a09fcbcd1e9432",
        gzipped_size=28_881,
    ),
    IdxFile(
        name="t10k-images-idx3-ubyte",
        md5="2646ac647ad5339dbf082846283269ea",
        gzipped_md5="9fb629c4189551a2d022fa330f9573f3",
        gzipped_size=1_648_877,
    ),
    IdxFile(
        name="t10k-labels-idx1-ubyte",
        md5="27ae3e4e09519cfbb04c329615203637",
        gzipped_md5="ec29112dd5afa0611ce80d1b7f02629c",
        gzipped_size=4_542,
    ),
)


def parse_idx(data: bytes) -> np.ndarray:
    """The array that the bytes of an IDX file hold: uint8, (n, 28, 28) for images and (n,) for labels.

    The format: two zeros, 8 for unsigned bytes, the number of dimensions, each dimension as a big-endian
    32-bit number, then the bytes themselves.

    Raises:
        ValueError: the header is not that of such a file, or promises more or fewer bytes than there are. The
            message is the rest of a sentence that begins with the file's name; likewise below.
    """
    if len(data) < 4 or data[:3] != b"\0\0\x08":
        raise ValueError("is not an IDX file of bytes")
    header_size = 4 + 4 * data[3]
    if len(data) < header_size:
        raise ValueError("ends within its header")
    shape = struct.unpack_from(f">{data[3]}I", data, offset=4)
    promised = header_size + math.prod(shape)
    if len(data) != promised:
        raise ValueError(f"has {len(data):,} bytes where its header promises {promised:,}")
    return np.frombuffer(data, np.uint8, offset=header_size).reshape(shape)


def read_file(folder: Path, name: str) -> tuple[np.ndarray, str]:
    """The array in the IDX file `name` or `name`.gz of `folder`, and the MD5 of the file, decompressed.

    Raises:
        ValueError: the file is absent, unreadable or damaged.
    """
    path = next((path for path in (folder / name, folder / f"{name}.gz") if os.path.isfile(path)), None)
    if path is None:
        raise ValueError(f"{name} (or {name}.gz) is not in it")
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{path.name} cannot be read ({getattr(error, 'strerror', None) or error})") from error
    try:
        return parse_idx(data), hashlib.md5(data, usedforsecurity=False).hexdigest()
    except ValueError as error:
        raise ValueError(f"{path.name} {error}") from error


def read_folder(folder: Path) -> tuple[list[np.ndarray], tuple[str, ...]]:
    """The arrays x_train, t_train, x_test, t_test in the four IDX files of `folder`, and each file's MD5.

    Raises:
        ValueError: a file is absent or damaged, or not of 28 x 28 pixel images or labels from 0 to 9.
    """
    if not os.path.isdir(folder):
        raise ValueError("there is no such folder")
    arrays, digests = zip(*(read_file(folder, file.name) for file in MNIST_FILES), strict=True)
    x_train, t_train, x_test, t_test = arrays
    for kind, x, t in (("training", x_train, t_train), ("test", x_test, t_test)):
        if x.ndim != 3 or x.shape[1:] != (28, 28):
            raise ValueError(f"its {kind} images have shape {x.shape} instead of (n, 28, 28)")
        if t.shape != (len(x),) or len(x) == 0:
            raise ValueError(f"it has {len(x):,} {kind} images and labels of shape {t.shape}")
        if t.max() > 9:
            raise ValueError(f"its {kind} labels go up to {t.max()} instead of 9")
    return [x_train.reshape(-1, 784), t_train, x_test.reshape(-1, 784), t_test], digests
