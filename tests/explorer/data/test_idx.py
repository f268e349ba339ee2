"""Files in MNIST's format: read whole, or refused with a reason."""

import gzip
import hashlib
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from explorer.data import idx
from tests.explorer.data.idx_folders import (
    NAMES,
    cut,
    idx_bytes,
    replace,
    replace_array,
    scribble,
    tiny_arrays,
    write_folder,
)

ROOT = Path(__file__).parents[3]


@given(arrays(np.uint8, array_shapes(max_dims=4, max_side=5)))
def test_idx_round_trip(array):
    np.testing.assert_array_equal(idx.parse_idx(idx_bytes(array)), array, strict=True)


@given(arrays(np.uint8, array_shapes(max_dims=3, max_side=5)), st.data())
def test_idx_of_any_other_length_is_refused(array, data):
    whole = idx_bytes(array)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(ValueError, match=r"promises|ends within its header|is not an IDX file"):
        idx.parse_idx(whole[:cut])
    with pytest.raises(ValueError, match="promises"):
        idx.parse_idx(whole + b"\0")


@given(st.binary(max_size=40) | st.binary(max_size=40).map(b"\0\0\x08".__add__))
def test_idx_noise_is_parsed_or_refused(data):
    with suppress(ValueError):
        idx.parse_idx(data)


@pytest.mark.parametrize("gzipped", [False, True])
def test_a_folder_is_read_plain_or_gzipped(tmp_path, gzipped):
    contents = tiny_arrays()
    read, digests = idx.read_folder(write_folder(tmp_path / "fashion", contents, gzipped))
    for array, expected in zip(read, contents.values(), strict=True):
        np.testing.assert_array_equal(array, expected.reshape(len(expected), -1).squeeze(), strict=True)
    assert digests == tuple(hashlib.md5(idx_bytes(array)).hexdigest() for array in contents.values())


def test_the_plain_file_is_read_where_both_are_there(tmp_path):
    folder = write_folder(tmp_path / "fashion", tiny_arrays())
    (folder / f"{NAMES[1]}.gz").write_bytes(gzip.compress(idx_bytes(np.zeros(40, np.uint8))))
    np.testing.assert_array_equal(idx.read_file(folder, NAMES[1])[0], tiny_arrays()[NAMES[1]])


@pytest.mark.parametrize(
    ("name", "damage", "complaint"),
    [
        ("train-images-idx3-ubyte", Path.unlink, r"\(or train-images-idx3-ubyte.gz\) is not in it"),
        ("t10k-labels-idx1-ubyte", Path.unlink, r"t10k-labels-idx1-ubyte \(or t10k-labels.*is not in it"),
        ("train-images-idx3-ubyte", cut, "train-images-idx3-ubyte has 31,366 bytes where .* promises 31,376"),
        ("t10k-labels-idx1-ubyte", cut, "t10k-labels-idx1-ubyte has 18 bytes where .* promises 28"),
        ("t10k-labels-idx1-ubyte", replace(b""), "is not an IDX file"),
        ("t10k-labels-idx1-ubyte", replace(b"<html>404</html>"), "is not an IDX file"),
        ("t10k-labels-idx1-ubyte", replace(b"\0\0\x08\x01\0"), "ends within its header"),
        ("t10k-labels-idx1-ubyte", replace_array(19), r"20 test images and labels of shape \(19,\)"),
        ("t10k-labels-idx1-ubyte", replace_array(20, fill=25), "labels go up to 25"),
        ("train-images-idx3-ubyte", replace_array(40, 32, 32), r"\(40, 32, 32\) instead of"),
        ("train-images-idx3-ubyte", replace_array(40), r"\(40,\) instead of"),
    ],
)
def test_a_damaged_folder_is_refused(tmp_path, name, damage, complaint):
    folder = write_folder(tmp_path / "fashion", tiny_arrays())
    damage(folder / name)
    with pytest.raises(ValueError, match=complaint):
        idx.read_folder(folder)


@pytest.mark.parametrize("damage", [cut, scribble])
def test_a_damaged_gzip_file_is_refused(tmp_path, damage):
    folder = write_folder(tmp_path / "fashion", tiny_arrays(), gzipped=True)
    damage(folder / "train-images-idx3-ubyte.gz")
    with pytest.raises(ValueError, match=r"train-images-idx3-ubyte\.gz cannot be read"):
        idx.read_folder(folder)


@pytest.mark.parametrize("folder", ["/no/such/folder", __file__, "x" * 5000])
def test_a_folder_that_is_none_is_refused(folder):
    with pytest.raises(ValueError, match="there is no such folder"):
        idx.read_folder(Path(folder))


def test_a_folder_without_images_is_refused(tmp_path):
    empty = {name: np.zeros((0, 28, 28) if "images" in name else 0, np.uint8) for name in NAMES}
    with pytest.raises(ValueError, match="it has 0 training images"):
        idx.read_folder(write_folder(tmp_path / "fashion", empty))


def test_numpy_is_all_it_needs():
    script = "import sys, explorer.data.idx; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, text=True).split()
    assert not {"streamlit", "sklearn", "mlxtend", "pooch", "requests", "nn_core"} & set(loaded)
