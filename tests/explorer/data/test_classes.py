"""What data sets show: known by their labels, or by the name of the folder; where nobody knows, nothing is made up."""

import os
from pathlib import Path

import pytest

from explorer.data import datasets, idx
from explorer.data.classes import CLOTHES, DIGITS, HIRAGANA, UNKNOWN, Contents
from explorer.data.known import MNIST, recognised
from tests.explorer.data.idx_folders import replace_array, tiny_arrays, write_folder

REAL_MNIST = os.environ.get("MNIST_DIR", "")
NO_LABELS = ("", "")
MNIST_LABELS = tuple(file.md5 for file in MNIST.files if "labels" in file.name)
FASHION_LABELS = ("9018921c3c673c538a1fc5bad174d6f9", "15d484375f8d13e6eb1aabb0c3f46965")


@pytest.mark.parametrize("contents", [DIGITS, CLOTHES, HIRAGANA])
def test_ten_classes_have_ten_names(contents: Contents) -> None:
    assert len(set(contents.names)) == 10
    assert contents.class_names(10) == list(contents.names)


def test_classes_beyond_those_that_are_known_have_a_number() -> None:
    assert UNKNOWN.class_names(3) == ["class 0", "class 1", "class 2"]
    assert DIGITS.class_names(11)[9:] == ["9", "class 10"]


@pytest.mark.parametrize(
    ("labels", "folder", "contents"),
    [
        (FASHION_LABELS, "anything", CLOTHES),
        (MNIST_LABELS, "fashion-mnist", DIGITS),
        (NO_LABELS, "Fashion-MNIST", CLOTHES),
        (NO_LABELS, "FashionMNIST", CLOTHES),
        (NO_LABELS, "KMNIST", HIRAGANA),
        (NO_LABELS, "kuzushiji-mnist", HIRAGANA),
        (NO_LABELS, "EMNIST", UNKNOWN),
        (NO_LABELS, "my fashion shoes", UNKNOWN),
        (NO_LABELS, "mnist", UNKNOWN),
        (FASHION_LABELS[::-1], "swapped", UNKNOWN),
    ],
)
def test_labels_are_believed_before_the_name_of_the_folder(
    labels: tuple[str, str], folder: str, contents: Contents
) -> None:
    assert recognised(labels, folder) == contents


@pytest.mark.parametrize(
    ("folder", "contents"), [("Fashion-MNIST", CLOTHES), ("kmnist", HIRAGANA), ("mnist", UNKNOWN), ("leaves", UNKNOWN)]
)
def test_a_data_set_has_the_contents_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, contents: Contents
) -> None:
    monkeypatch.setenv("MNIST_DIR", str(write_folder(tmp_path / folder, tiny_arrays())))
    name = datasets.default_name()
    assert datasets.contents(name) == datasets.load(name).contents == contents
    assert datasets.contents("sample") == datasets.contents("mnist") == DIGITS


def test_fewer_classes_than_ten_are_as_many_as_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_folder(tmp_path / "leaves", tiny_arrays())
    replace_array(40, fill=2)(folder / "train-labels-idx1-ubyte")
    replace_array(20, fill=1)(folder / "t10k-labels-idx1-ubyte")
    monkeypatch.setenv("MNIST_DIR", str(folder))
    leaves = datasets.load("leaves")
    assert leaves.contents.class_names(leaves.dataset.classes) == ["class 0", "class 1", "class 2"]


@pytest.mark.skipif(not os.path.isdir(REAL_MNIST), reason="MNIST_DIR does not name a folder that holds MNIST")
def test_real_labels_are_known() -> None:
    training, test = (idx.read_file(Path(REAL_MNIST), name)[1].contents for name in idx.NAMES if "labels" in name)
    if (training, test) != MNIST_LABELS:
        pytest.skip("MNIST_DIR holds other data")
    assert recognised((training, test), "anything") == DIGITS
