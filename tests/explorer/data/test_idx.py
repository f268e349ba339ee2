"""Files in MNIST's format: read whole, or refused with a reason."""

import gzip
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
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


def complaint(read: Callable[[], object]) -> str:
    """What the error says; nothing where there is none."""
    try:
        read()
    except ValueError as error:
        return str(error)
    return ""


@given(st.integers(0, 255), st.lists(st.integers(0, 2**32 - 1), max_size=255), st.binary(max_size=20))
def test_whatever_a_header_claims_what_is_said_of_it_is_short(dimensions, shape, rest):
    header = bytes([0, 0, 8, dimensions]) + b"".join(n.to_bytes(4, "big") for n in shape) + rest
    assert len(complaint(lambda: idx.parse_idx(header))) <= 150


@given(st.binary(max_size=80).map(b"\0\0\x08".__add__) | st.binary(max_size=80))
def test_whatever_a_file_holds_what_is_said_of_it_is_short(data):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, NAMES[0]).write_bytes(data)
        assert len(complaint(lambda: idx.read_file(Path(folder), NAMES[0]))) <= 200


@pytest.mark.parametrize("dimensions", [5, 64, 65, 255])
def test_many_dimensions_are_refused_in_a_short_sentence(tmp_path, dimensions):
    (tmp_path / NAMES[0]).write_bytes(bytes([0, 0, 8, dimensions]) + b"\xff" * 4 * dimensions)
    with pytest.raises(ValueError, match=f"claims to have {dimensions} dimensions; images have 3") as raised:
        idx.read_file(tmp_path, NAMES[0])
    assert len(str(raised.value)) < 120


def test_a_file_that_unpacks_to_far_more_than_images_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(idx, "MOST_BYTES", 10_000)
    (tmp_path / NAMES[0]).write_bytes(gzip.compress(bytes([0, 0, 8, 3]) + bytes(100_000)))
    with pytest.raises(ValueError, match="has more bytes where its header promises"):
        idx.read_file(tmp_path, NAMES[0])


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_the_names_that_some_archives_have_are_read_too(tmp_path, ending):
    folder = write_folder(tmp_path / "fashion", tiny_arrays(), gzipped=bool(ending))
    for name in NAMES:
        (folder / f"{name}{ending}").rename(folder / f"{name.replace('-idx', '.idx')}{ending}")
    read, _ = idx.read_folder(folder)
    np.testing.assert_array_equal(read[1], tiny_arrays()[NAMES[1]])


@pytest.mark.parametrize(
    ("there", "told"),
    [
        ([], "; it is empty"),
        (["readme.txt", "b.png", "c", "d"], "; it holds b.png, c, d"),
        (["MNIST/raw/train-images-idx3-ubyte.gz"], "; MNIST/raw/train-images-idx3-ubyte.gz is"),
        (["train-images-idx3-ubyte/train-images-idx3-ubyte"], "; train-images-idx3-ubyte/train-images-idx3-ubyte is"),
        (["train-images-idx3-ubyte.zip"], "; train-images-idx3-ubyte.zip is"),
        (["Train_Images.IDX3-ubyte.GZ"], "; Train_Images.IDX3-ubyte.GZ is"),
        (["emnist-letters-train-images-idx3-ubyte.gz"], "; emnist-letters-train-images-idx3-ubyte.gz is"),
        (["x" * 250, "y" * 250], f"; it holds …{'y' * 79}"),
        (["한글.txt"], "; it holds 한글.txt"),
    ],
    ids=str,
)
def test_what_was_found_instead_is_told(tmp_path, there, told):
    for file in there:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    with pytest.raises(ValueError, match="is not in it") as raised:
        idx.read_folder(tmp_path)
    assert str(raised.value) == f"{NAMES[0]} (or {NAMES[0]}.gz) is not in it{told}"
    assert len(str(raised.value)) <= 200


def test_a_name_in_bytes_that_are_no_text_can_be_shown(tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe")).touch()
    with pytest.raises(ValueError, match="it holds \ufffd\ufffd"):
        idx.read_folder(tmp_path)


@pytest.mark.parametrize(
    ("put", "complaint"),
    [
        (lambda path: path.symlink_to(path), "train-images-idx3-ubyte cannot be read"),
        (lambda path: path.symlink_to("nowhere"), "train-images-idx3-ubyte cannot be read"),
        (lambda path: path.symlink_to("/dev/zero"), "train-images-idx3-ubyte is not a file"),
        (os.mkfifo, "train-images-idx3-ubyte is not a file"),
        (lambda path: path.write_bytes(gzip.compress(b"\0\0\x08\x01\0\0\0\0") + b"garbage"), "cannot be read"),
    ],
    ids=["a circle", "a link to nowhere", "a device", "a pipe", "garbage after the end"],
)
def test_what_is_no_file_or_goes_on_after_its_end_is_refused(tmp_path, put, complaint):
    put(tmp_path / NAMES[0])
    with pytest.raises(ValueError, match=complaint) as raised:
        idx.read_folder(tmp_path)
    assert len(str(raised.value)) <= 200


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize(
    ("what", "mode", "complaint"),
    [
        ("", 0, "it may not be read"),
        ("", 0o400, "it may not be read"),
        (NAMES[0], 0, "cannot be read .Permission denied"),
    ],
)
def test_what_may_not_be_read_is_refused(tmp_path, what, mode, complaint):
    folder = write_folder(tmp_path / "fashion", tiny_arrays())
    (folder / what).chmod(mode)
    with pytest.raises(ValueError, match=complaint):
        idx.read_folder(folder)
    (folder / what).chmod(0o700)


@pytest.mark.parametrize("gzipped", [False, True])
def test_a_folder_is_read_plain_or_gzipped(tmp_path, gzipped):
    contents = tiny_arrays()
    read, digests = idx.read_folder(write_folder(tmp_path / "fashion", contents, gzipped))
    for array, expected in zip(read, contents.values(), strict=True):
        np.testing.assert_array_equal(array, expected.reshape(len(expected), -1).squeeze(), strict=True)
    assert [found.contents for found in digests] == [idx.md5(idx_bytes(array)) for array in contents.values()]
    stored = [next((tmp_path / "fashion").glob(f"{name}*")).read_bytes() for name in NAMES]
    assert [found.stored for found in digests] == [idx.md5(data) for data in stored]


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
        ("t10k-labels-idx1-ubyte", replace_array(20, fill=10), "labels go up to 10 instead of 9"),
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


@pytest.mark.slow
def test_numpy_is_all_it_needs():
    script = "import sys, explorer.data.idx; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, text=True).split()
    assert not {"streamlit", "sklearn", "mlxtend", "pooch", "requests", "nn_core"} & set(loaded)


def test_of_a_folder_of_gzipped_files_the_name_of_what_is_absent_is_said_once(tmp_path):
    folder = write_folder(tmp_path / "fashion", tiny_arrays(), gzipped=True)
    (folder / f"{NAMES[0]}.gz").rename(folder / f"my-{NAMES[0]}.gz")
    with pytest.raises(ValueError, match="is not in it") as raised:
        idx.read_folder(folder, ".gz")
    assert str(raised.value) == f"{NAMES[0]} (or {NAMES[0]}.gz) is not in it; my-{NAMES[0]}.gz is"
