"""The data sets that are known by their checksums: what they hold, and where they are fetched.

Each comes as four files in the format IDX (see `explorer.data.idx`): 60,000 images of 28 x 28 pixels to learn from and
10,000 to be tested on, in ten classes.

- MNIST: LeCun, Cortes and Burges, The MNIST database of handwritten digits, 1998.
- Fashion-MNIST: Xiao, Rasul and Vollgraf, arXiv:1708.07747. MIT licence, Zalando SE.
- KMNIST: Clanuwat et al., arXiv:1812.01718. CC BY-SA 4.0: "KMNIST Dataset" (created by CODH), adapted from "Kuzushiji
  Dataset" (created by NIJL and others), doi:10.20676/00000341.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from explorer.data import folders, idx
from explorer.data.classes import CLOTHES, DIGITS, HIRAGANA, UNKNOWN, Contents


class IdxFile(NamedTuple):
    """One of the four files of a data set."""

    name: str
    gzipped_md5: str  # of the file as the mirrors send it
    gzipped_size: int
    md5: str | None = None  # of its contents, where that is known: others gzip the same contents differently

    @property
    def gzipped_name(self) -> str:
        return f"{self.name}.gz"

    def is_that(self, found: idx.Digests) -> bool:
        """Whether a file with these MD5s is this one."""
        return found.stored == self.gzipped_md5 or found.contents == self.md5


class Known(NamedTuple):
    """A data set that can be fetched.

    Attributes:
        name: as it is chosen.
        title: as it is written.
        about: what it is and where it comes from, in a line.
        contents: what its images show.
        mirrors: addresses of folders that have all its files; the first is asked first.
        files: in the order of `idx.NAMES`.
    """

    name: str
    title: str
    about: str
    contents: Contents
    mirrors: tuple[str, ...]
    files: tuple[IdxFile, ...]

    @property
    def size(self) -> int:
        """Bytes to fetch."""
        return sum(file.gzipped_size for file in self.files)

    @property
    def folder(self) -> Path:
        """Where its files lie once they are fetched; MNIST's where version 0.1.0, which knew no other, put them."""
        downloads = folders.downloads_folder()
        return downloads if self.name == "mnist" else downloads / self.name

    def is_that(self, found: Iterable[idx.Digests]) -> bool:
        """Whether four files with these MD5s are this data set."""
        return all(file.is_that(digests) for file, digests in zip(self.files, found, strict=True))

    def has_labels(self, training: str, test: str) -> bool:
        """Whether these are the MD5s of the contents of its two files of labels."""
        return (training, test) == (self.files[1].md5, self.files[3].md5)


MNIST = Known(
    name="mnist",
    title="MNIST",
    about="all 70,000 digits, from forms that NIST collected",
    contents=DIGITS,
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    files=(
        IdxFile(
            "train-images-idx3-ubyte",
            gzipped_md5="f68b3c2dcbeaaa9fbdd348bbdeb94873",
            gzipped_size=9_912_422,
            md5="6bbc9ace898e44ae57da46a324031adb",
        ),
        IdxFile(
            "train-labels-idx1-ubyte",
            gzipped_md5="d53e105ee54ea40749a09fcbcd1e9432",
            gzipped_size=28_881,
            md5="a25bea736e30d166cdddb491f175f624",
        ),
        IdxFile(
            "t10k-images-idx3-ubyte",
            gzipped_md5="9fb629c4189551a2d022fa330f9573f3",
            gzipped_size=1_648_877,
            md5="2646ac647ad5339dbf082846283269ea",
        ),
        IdxFile(
            "t10k-labels-idx1-ubyte",
            gzipped_md5="ec29112dd5afa0611ce80d1b7f02629c",
            gzipped_size=4_542,
            md5="27ae3e4e09519cfbb04c329615203637",
        ),
    ),
)
FASHION_MNIST = Known(
    name="fashion-mnist",
    title="Fashion-MNIST",
    about="70,000 photographs of clothes, from the shop Zalando",
    contents=CLOTHES,
    mirrors=(
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    ),
    files=(
        IdxFile(
            "train-images-idx3-ubyte",
            gzipped_md5="8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            gzipped_size=26_421_880,
            md5="f4a8712d7a061bf5bd6d2ca38dc4d50a",
        ),
        IdxFile(
            "train-labels-idx1-ubyte",
            gzipped_md5="25c81989df183df01b3e8a0aad5dffbe",
            gzipped_size=29_515,
            md5="9018921c3c673c538a1fc5bad174d6f9",
        ),
        IdxFile(
            "t10k-images-idx3-ubyte",
            gzipped_md5="bef4ecab320f06d8554ea6380940ec79",
            gzipped_size=4_422_102,
            md5="8181f5470baa50b63fa0f6fddb340f0a",
        ),
        IdxFile(
            "t10k-labels-idx1-ubyte",
            gzipped_md5="bb300cfdad3c16e7a12a480ee83cd310",
            gzipped_size=5_148,
            md5="15d484375f8d13e6eb1aabb0c3f46965",
        ),
    ),
)
KMNIST = Known(
    name="kmnist",
    title="KMNIST",
    about="70,000 hiragana of old Japanese books, from CODH in Tokyo",
    contents=HIRAGANA,
    mirrors=(
        "https://codh.rois.ac.jp/kmnist/dataset/kmnist/",
        "https://huggingface.co/datasets/tanganke/kmnist/resolve/53810959241e8f35890445245170c8cec0672f81/raw/",
    ),
    files=(
        IdxFile("train-images-idx3-ubyte", gzipped_md5="bdb82020997e1d708af4cf47b453dcf7", gzipped_size=18_165_135),
        IdxFile("train-labels-idx1-ubyte", gzipped_md5="e144d726b3acfaa3e44228e80efcd344", gzipped_size=29_497),
        IdxFile("t10k-images-idx3-ubyte", gzipped_md5="5c965bf0a639b31b8f53240b1b52f4d7", gzipped_size=3_041_136),
        IdxFile("t10k-labels-idx1-ubyte", gzipped_md5="7320c461ea6c1c855c0b718fb2a4b134", gzipped_size=5_120),
    ),
)

# By name, in the order in which to offer them.
KNOWN = {known.name: known for known in (MNIST, FASHION_MNIST, KMNIST)}

# What images show by the letters of their folder's name, where the labels are not known. A name that only has one of
# these in it may be of anything.
_BY_FOLDER = {
    "fashion": CLOTHES,
    "fashionmnist": CLOTHES,
    "kmnist": HIRAGANA,
    "kuzushiji": HIRAGANA,
    "kuzushijimnist": HIRAGANA,
}


def recognised(labels: tuple[str, str], folder: str) -> Contents:
    """What a data set holds, by the MD5s of its two files of labels, else by the name of its folder.

    Names of classes belong to labels: whose labels are MNIST's shows digits, whatever became of the images.
    """
    by_labels = (known.contents for known in KNOWN.values() if known.has_labels(*labels))
    letters = "".join(filter(str.isalpha, folder.lower()))
    return next(by_labels, None) or _BY_FOLDER.get(letters, UNKNOWN)
