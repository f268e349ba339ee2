"""Files in MNIST's format, called IDX: what they look like, and which four of them make a data set.

Fashion-MNIST, KMNIST and others come in the same format, under the same four file names.
"""

import gzip
import hashlib
import io
import itertools
import math
import os
import stat
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from explorer.data import folders

GZIP = b"\x1f\x8b"  # how a gzipped file begins
MOST_DIMENSIONS = 4  # colour images would have so many
MOST_BYTES = 300_000_000  # six times MNIST: what unpacks to more is no such file, or a trap
FOLDERS_TO_SEARCH = 100  # for a file that is not where it should be
NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


class Digests(NamedTuple):
    """The MD5s of a file."""

    contents: str  # unpacked
    stored: str  # as it lies there, gzipped or not


def parse_idx(data: bytes) -> np.ndarray:
    """The array that the bytes of an IDX file hold: uint8, (n, 28, 28) for images and (n,) for labels.

    The format: two zeros, 8 for unsigned bytes, the number of dimensions, each dimension as a big-endian
    32-bit number, then the bytes themselves.

    Raises:
        ValueError: the header is not that of such a file, or promises more or fewer bytes than there are. The
            message is the rest of a sentence that begins with the file's name; likewise below.
    """
    if not data:
        raise ValueError("is not an IDX file: it is empty")
    if len(data) < 4 or data[:3] != b"\0\0\x08":
        raise ValueError("is not an IDX file of bytes")
    if data[3] > MOST_DIMENSIONS:
        raise ValueError(f"claims to have {data[3]} dimensions; images have 3, and labels 1")
    header_size = 4 + 4 * data[3]
    if len(data) < header_size:
        raise ValueError("ends within its header")
    shape = struct.unpack_from(f">{data[3]}I", data, offset=4)
    promised = header_size + math.prod(shape)
    if len(data) != promised:
        there = f"{len(data):,}" if len(data) <= MOST_BYTES else "more"
        raise ValueError(f"has {there} bytes where its header promises {promised:,}")
    return np.frombuffer(data, np.uint8, offset=header_size).reshape(shape)


def read_file(folder: Path, name: str) -> tuple[np.ndarray, Digests]:
    """The array in the IDX file `name` of `folder`, and its MD5s.

    It may be gzipped, with or without `.gz` in its name, and may be called `train-images.idx3-ubyte` as well, as in
    some archives.

    Raises:
        ValueError: the file is absent, unreadable or damaged.
    """
    stems = name, name.replace("-idx", ".idx")
    paths = [folder / f"{stem}{ending}" for stem in stems for ending in ("", ".gz")]
    path = next((path for path in paths if os.path.lexists(path) and not os.path.isdir(path)), None)
    if path is None:
        name = name.removesuffix(".gz")
        raise ValueError(f"{name} (or {name}.gz) is not in it{_instead_of(name, folder)}")
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ValueError(f"{path.name} is not a file")
        with open(path, "rb") as file:
            data = stored = file.read(MOST_BYTES + 1)
        if data[:2] == GZIP:
            with gzip.open(io.BytesIO(data)) as unzipped:
                data = unzipped.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{path.name} cannot be read ({getattr(error, 'strerror', None) or error})") from error
    try:
        array, contents = parse_idx(data), md5(data)
        return array, Digests(contents, contents if stored is data else md5(stored))
    except ValueError as error:
        raise ValueError(f"{path.name} {error}") from error


def read_folder(folder: Path, ending: str = "") -> tuple[list[np.ndarray], tuple[Digests, ...]]:
    """The arrays x_train, t_train, x_test, t_test in the four IDX files of `folder`, and each file's MD5s.

    Args:
        folder: where they are.
        ending: of their names: with ".gz", others without it are not looked at.

    Raises:
        ValueError: a file is absent or damaged, or not of 28 x 28 pixel images or labels from 0 to 9.
    """
    try:
        is_folder = stat.S_ISDIR(os.stat(folder).st_mode)
    except OSError as error:
        is_folder = isinstance(error, PermissionError)  # of a folder on the way there
    if not is_folder:
        raise ValueError("there is no such folder")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise ValueError("it may not be read")
    arrays, digests = zip(*(read_file(folder, name + ending) for name in NAMES), strict=True)
    x_train, t_train, x_test, t_test = arrays
    for kind, x, t in (("training", x_train, t_train), ("test", x_test, t_test)):
        if x.ndim != 3 or x.shape[1:] != (28, 28):
            raise ValueError(f"its {kind} images have shape {x.shape} instead of (n, 28, 28)")
        if t.shape != (len(x),) or len(x) == 0:
            raise ValueError(f"it has {len(x):,} {kind} images and labels of shape {t.shape}")
        if t.max() > 9:
            raise ValueError(f"its {kind} labels go up to {t.max()} instead of 9")
    return [x_train.reshape(-1, 784), t_train, x_test.reshape(-1, 784), t_test], digests


def md5(data: bytes) -> str:
    """The MD5 of some bytes, as these files are known by it."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _instead_of(name: str, folder: Path) -> str:
    """The end of a sentence about a file that is not in a folder: what is there instead, in it or below it."""
    for place, below, names in itertools.islice(os.walk(folder), FOLDERS_TO_SEARCH):
        below.sort()
        for file in sorted(names):
            if name in file.lower().replace(".", "-").replace("_", "-"):
                return f"; {folders.shown(os.path.relpath(os.path.join(place, file), folder), 80)} is"
    there = sorted(os.listdir(folder))
    return f"; it holds {folders.shown(', '.join(there[:3]), 80)}" if there else "; it is empty"
