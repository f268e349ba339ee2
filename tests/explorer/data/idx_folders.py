"""Small data in MNIST's format, and ways to damage it."""

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np

from explorer.data.idx import NAMES, md5
from explorer.data.known import IdxFile


def idx_bytes(array: np.ndarray) -> bytes:
    header = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return header + array.tobytes()


def tiny_arrays(seed: int = 0, train: int = 40, test: int = 20) -> dict[str, np.ndarray]:
    """Images and labels by the names of the files that hold them."""
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, size=(train + test, 28, 28), dtype=np.uint8)
    labels = rng.integers(0, 10, size=train + test, dtype=np.uint8)
    return dict(zip(NAMES, (images[:train], labels[:train], images[train:], labels[train:]), strict=True))


def gzipped(arrays: dict[str, np.ndarray]) -> dict[str, bytes]:
    """The files with these arrays, by the names under which mirrors have them."""
    return {f"{name}.gz": gzip.compress(idx_bytes(array), mtime=0) for name, array in arrays.items()}


def registry(files: dict[str, bytes]) -> tuple[IdxFile, ...]:
    """What is known of such files."""
    return tuple(
        IdxFile(name.removesuffix(".gz"), md5(data), len(data), md5(gzip.decompress(data)))
        for name, data in files.items()
    )


def write_folder(folder: Path, contents: dict[str, np.ndarray], gzipped: bool = False) -> Path:
    folder.mkdir(parents=True)
    for name, array in contents.items():
        if gzipped:
            (folder / f"{name}.gz").write_bytes(gzip.compress(idx_bytes(array)))
        else:
            (folder / name).write_bytes(idx_bytes(array))
    return folder


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def scribble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def replace(contents: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(contents)


def replace_array(*shape: int, fill: int = 0) -> Callable[[Path], object]:
    return replace(idx_bytes(np.full(shape, fill, np.uint8)))
