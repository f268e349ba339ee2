"""A training run as a file, written and read back: NumPy's `.npz` with the arrays, and the settings as JSON.

A file may come from anybody. So nothing in it is unpickled or evaluated, no size that it claims is believed, and what
is read is either a run as this program makes them or one sentence.
"""

import dataclasses
import io
import json
import math
import os
import stat
import zipfile
from collections.abc import Mapping
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

import nn_core as nn
from explorer.data import workshop

VERSION = 1
MOST_BYTES = 20_000_000  # packed or unpacked: 500 hidden units and 50,000 iterations take 2 MB
MOST_LETTERS = 100_000  # in the settings; without changes of the learning rate there are 500
LONGEST_NAME = 255  # of a folder, which is where such a name comes from

ARRAYS = {  # what each holds, and in which dimensions
    "W1": ("<f4", ("inputs", "hidden_size")),
    "b1": ("<f4", ("hidden_size",)),
    "W2": ("<f4", ("hidden_size", "classes")),
    "b2": ("<f4", ("classes",)),
    "train_loss": ("<f4", ("iteration",)),
    "evaluated_at": ("<i8", ("evaluations",)),
    "train_accuracy": ("<f8", ("evaluations",)),
    "test_accuracy": ("<f8", ("evaluations",)),
}
PARAMETERS = ("W1", "b1", "W2", "b2")
CONFIG = tuple(field.name for field in dataclasses.fields(nn.TrainingConfig))
SIZES = ("inputs", "classes", "iteration", "evaluations")  # with hidden_size all that there is to know of the shapes
SETTINGS = {"version", "dataset", *CONFIG, "rates", *SIZES, "diverged", "generator"}
GENERATOR = {"state": 2**128, "inc": 2**128, "has_uint32": 2, "uinteger": 2**32}  # PCG64's, each below this
BELOW = dict.fromkeys((*CONFIG, *SIZES), 10**9) | {"batch_size": 10**6, "seed": 2**63}  # of the whole numbers

MEANT = frozenset('<>&*`[]{}$\\|~#!:"^=@/')  # letters that mean something to HTML, Markdown, a spreadsheet or a path
LOSSES = -1e-3, 17.0  # cross-entropies are between these: the tiny delta in their logarithm sees to it

MOST_ENTRIES = 1000  # far more than a run has; a directory of a million would cost more memory than there is
DIRECTORY_ENTRY = b"PK\x01\x02"


class Saved(NamedTuple):
    """What a file holds.

    Attributes:
        run: as it was when it was written, to the last bit; if it had not come to its end it can go on.
        dataset_name: what it was trained on, as in `explorer.data.datasets`.
    """

    run: nn.TrainingRun
    dataset_name: str


class _NoRunError(Exception):
    """Why something is not the file of a run: the end of a sentence, without a word of what is in it."""


def write(file: str | os.PathLike[str] | BinaryIO, run: nn.TrainingRun, dataset_name: str) -> None:
    """Write a run into a file that `read` reads back, and so does `np.load` without pickles.

    Args:
        file: a path, where the file appears whole or not at all, or a file that is open to be written in binary.
        run: at any iteration.
        dataset_name: what it was trained on.

    Raises:
        ValueError: the run is too large for a file, or nothing that `read` would take for one.
        OSError: the file cannot be written.
    """
    data = _packed(run, dataset_name)
    try:
        _unpacked(data)
    except _NoRunError as why:
        raise ValueError(str(why)) from None
    if not isinstance(file, str | os.PathLike):
        file.write(data)
        return
    workshop.put(file, data)


def unpacked_size(config: nn.TrainingConfig, dataset: nn.Dataset) -> int:
    """About how many bytes a run of these settings takes at its end; at most `MOST_BYTES` can be written."""
    parameters = (dataset.features + 1) * config.hidden_size + (config.hidden_size + 1) * dataset.classes
    evaluations = config.iterations // nn.iterations_per_epoch(config, dataset) + 2
    return 4 * (parameters + config.iterations) + 24 * evaluations + 10_000


def packed(run: nn.TrainingRun, dataset_name: str) -> bytes:
    """What `write` would put into a file.

    Raises:
        ValueError: as `write`.
    """
    file = io.BytesIO()
    write(file, run, dataset_name)
    return file.getvalue()


def read(file: str | os.PathLike[str] | BinaryIO) -> Saved:
    """The run in a file.

    Args:
        file: a path, or a file that is open to be read in binary.

    Raises:
        ValueError: there is no such file, it cannot be read, or it holds anything but a run that `write` could have
            written. The message is one sentence without a word of what is in the file.
    """
    try:
        return _unpacked(_bytes(file))
    except _NoRunError as why:
        raise ValueError(f"This is not the file of a training run: {why}.") from None


def _unpacked(data: bytes) -> Saved:
    try:
        return _run(_members(data))
    except _NoRunError:
        raise
    except Exception:  # there is no end to what zipfile, zlib and json say of a damaged file
        raise _NoRunError("it is damaged") from None


# The file


def _bytes(file: str | os.PathLike[str] | BinaryIO) -> bytes:
    """What there is to read, one byte more than is allowed at most."""
    try:
        if not isinstance(file, str | os.PathLike):
            return file.read(MOST_BYTES + 1)
        if not stat.S_ISREG(os.stat(file).st_mode):  # a pipe would be waited for, a device may have no end
            raise _NoRunError("it is not a file")
        with open(file, "rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except (OSError, ValueError):  # no such file, not for this user, a name that none can have
        raise _NoRunError("it cannot be read") from None


def _members(data: bytes) -> dict[str, bytes]:
    """The nine files in the archive, unpacked no further than is allowed, whatever sizes it claims."""
    if len(data) > MOST_BYTES:
        raise _NoRunError(f"it has more than {MOST_BYTES // 10**6} MB")
    if not data.startswith(b"PK\x03\x04") or data.count(DIRECTORY_ENTRY) > MOST_ENTRIES:
        raise _NoRunError("it is no .npz file" if data else "it is empty")
    members, left = {}, MOST_BYTES
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if sorted(entry.filename for entry in entries) != sorted(f"{name}.npy" for name in (*ARRAYS, "settings")):
            raise _NoRunError("it has other arrays in it than a run")
        for entry in entries:
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise _NoRunError("it is compressed as NumPy would not do it")
            with archive.open(entry) as member:
                unpacked = member.read(left + 1)
            left -= len(unpacked)
            if left < 0:
                raise _NoRunError(f"it unpacks to more than {MOST_BYTES // 10**6} MB")
            if len(unpacked) != entry.file_size:
                raise _NoRunError("it is damaged")
            members[entry.filename.removesuffix(".npy")] = unpacked
    return members


def _data(member: bytes, dtype: str, shape: tuple[int, ...], name: str) -> bytes:
    """What follows the header of a `.npy` file, which is compared with the only one that it may be, not evaluated.

    The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0.
    """
    start = 10 + int.from_bytes(member[8:10], "little")
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}"
    if member[:8] != b"\x93NUMPY\x01\x00" or member[10:start].rstrip(b" \n") != header.encode():
        raise _NoRunError(f"its {name} has another shape or kind of numbers than its settings say")
    return member[start:]


def _array(member: bytes, name: str, sizes: Mapping[str, int]) -> NDArray[Any]:
    dtype, dimensions = ARRAYS[name]
    shape = tuple(sizes[dimension] for dimension in dimensions)
    values = np.frombuffer(_data(member, dtype, shape, name), dtype).reshape(shape)
    return values.astype(values.dtype.newbyteorder("="))  # a copy, in this machine's order of bytes


# The settings


def _settings(member: bytes) -> dict[str, Any]:
    """The settings, each of its type and in its range."""
    letters = (len(member) - 10 - int.from_bytes(member[8:10], "little")) // 4
    if letters > MOST_LETTERS:
        raise _NoRunError("its settings are too long")
    text = _data(member, f"<U{letters}", (), "settings").decode("utf-32-le")
    settings = json.loads(text, object_pairs_hook=_without_repetition, parse_constant=_no_number)
    if not isinstance(settings, dict) or type(settings.get("version")) is not int:
        raise _NoRunError("its settings are not those of a run")
    if settings["version"] != VERSION:
        raise _NoRunError("another version of this program wrote it")
    if settings.keys() != SETTINGS:
        raise _NoRunError("its settings are not those of a run")
    wanted = {field.name: field.type for field in dataclasses.fields(nn.TrainingConfig)} | dict.fromkeys(SIZES, int)
    for name, kind in wanted.items():
        right = _is_whole(settings[name], BELOW[name]) if kind is int else _is_number(settings[name])
        if not right:
            raise _NoRunError(f"{name} in its settings is not what it can be in a run")
    if type(settings["diverged"]) is not bool:
        raise _NoRunError("its settings are not those of a run")
    if not is_name(settings["dataset"]):
        raise _NoRunError("the name of its data set is not plain text")
    return settings


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise _NoRunError("its settings say something twice")
    return dict(pairs)


def _no_number(constant: str) -> None:
    raise _NoRunError("its settings are not all finite numbers")


def _is_whole(value: Any, below: int) -> bool:
    return type(value) is int and 0 <= value < below


def _is_number(value: Any) -> bool:
    return (type(value) is float and math.isfinite(value)) or _is_whole(value, 10**9)  # 1e400 is read as infinite


def are_accuracies(values: ArrayLike) -> bool:
    """Can each be the part of some images that is read right? No test has a billion of them."""
    parts = np.asarray(values)
    return bool(((parts == 0) | (parts == 1) | ((parts > 1e-9) & (parts < 1 - 1e-9))).all())


def is_name(value: Any) -> bool:
    """Can this be a data set's name in a file? Short, and nothing that a page or a table could take for more."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST_NAME
        and value == value.strip()
        and value.isprintable()
        and not MEANT & set(value)
        and value[0] not in "+-"
    )


# The run


def _packed(run: nn.TrainingRun, dataset_name: str) -> bytes:
    state = run.rng.bit_generator.state
    inputs, classes = run.network.input_size, run.network.output_size
    settings = {
        "version": VERSION,
        "dataset": dataset_name,
        **vars(run.config),
        "rates": run.rates,
        "inputs": inputs,
        "classes": classes,
        "iteration": run.iteration,
        "evaluations": len(run.evaluated_at),
        "diverged": run.diverged,
        "generator": {**state["state"], "has_uint32": state["has_uint32"], "uinteger": state["uinteger"]},
    }
    held = {**run.network.params, **vars(run)}
    arrays: dict[str, Any] = {name: np.asarray(held[name], dtype, order="C") for name, (dtype, _) in ARRAYS.items()}
    file = io.BytesIO()
    np.savez(file, settings=np.array(json.dumps(settings)), **arrays)
    return file.getvalue()


def _run(members: dict[str, bytes]) -> Saved:
    settings = _settings(members.pop("settings"))
    arrays = {name: _array(member, name, settings) for name, member in members.items()}
    try:
        config = nn.TrainingConfig(**{name: settings[name] for name in CONFIG})
    except ValueError:
        raise _NoRunError("no run can have its settings") from None
    network = nn.TwoLayerNet(settings["inputs"], config.hidden_size, settings["classes"], weight_init_std=0)
    network.params = {name: arrays.pop(name) for name in PARAMETERS}
    rates = _rates(settings["rates"])
    run = nn.TrainingRun(
        config, network, _generator(settings["generator"]), **arrays, diverged=settings["diverged"], rates=rates
    )
    _check(run)
    return Saved(run, settings["dataset"])


def _rates(rates: Any) -> tuple[tuple[int, float], ...]:
    pairs = isinstance(rates, list) and rates and all(isinstance(rate, list) and len(rate) == 2 for rate in rates)
    if not (pairs and all(_is_whole(at, 10**9) and _is_number(rate) and rate > 0 for at, rate in rates)):
        raise _NoRunError("its learning rates are not what they can be in a run")
    return tuple((at, float(rate)) for at, rate in rates)


def _generator(state: Any) -> np.random.Generator:
    """The generator of the batches that are still to come."""
    known = isinstance(state, dict) and state.keys() == GENERATOR.keys()
    if not (known and all(_is_whole(state[name], below) for name, below in GENERATOR.items())):
        raise _NoRunError("its random generator is not that of a run")
    generator = np.random.default_rng(0)
    large = {name: state.pop(name) for name in ("state", "inc")}
    generator.bit_generator.state = {"bit_generator": "PCG64", "state": large, **state}
    return generator


def _check(run: nn.TrainingRun) -> None:
    """Whether all of this can be one run.

    Raises:
        _NoRunError: it cannot.
    """
    places, at = [after for after, _ in run.rates], run.evaluated_at
    in_order = places[0] == 0 and places == sorted(set(places)) and places[-1] <= run.iteration
    if not in_order or run.rates[-1][1] != run.config.learning_rate:
        raise _NoRunError("its learning rates are not what they can be in a run")
    if run.iteration > run.config.iterations:
        raise _NoRunError("it has more iterations than its settings say")
    expected = [0] if run.iteration else []  # once an epoch, the first time after the first update, and at the end
    if not (at[:1].tolist() == expected and (at[1:] > at[:-1]).all() and (at < run.iteration).all()):
        raise _NoRunError("its accuracy was measured where no run does it")
    if run.finished and at[-1] != run.iteration - 1:
        raise _NoRunError("its accuracy was not measured at its end")
    train = run.train_accuracy[~np.isnan(run.train_accuracy)]  # in a sweep it is not measured everywhere
    if not (are_accuracies(train) and are_accuracies(run.test_accuracy)):
        raise _NoRunError("its accuracies are not all parts of a number of images, from 0 to 1")
    weights = all(np.isfinite(value).all() for value in run.network.params.values())
    losses = np.isfinite(run.train_loss)
    if not losses[:-1].all() or (losses.all() and weights) == run.diverged:
        raise _NoRunError("its weights or losses are not all finite numbers")
    if run.diverged and losses.all() and run.iteration < run.config.iterations:
        raise _NoRunError("it says that it diverged, and its losses do not")
    if not ((run.train_loss[losses] > LOSSES[0]) & (run.train_loss[losses] < LOSSES[1])).all():
        raise _NoRunError("its losses are not those of a network")
