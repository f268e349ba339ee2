"""A run as a file: what is written is read back, and anything else is refused with one sentence."""

import io
import json
import os
import pickle
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn_core as nn
from explorer.runs import files
from tests.nn_core.bright_spots import CONFIG, SMALL
from tests.runs import contents

WHOLE = nn.advance(nn.start_training(CONFIG, SMALL), SMALL, 40)


def packed(run: nn.TrainingRun = WHOLE, dataset_name: str = "sample") -> bytes:
    return files.packed(run, dataset_name)


def read(data: bytes) -> files.Saved:
    return files.read(io.BytesIO(data))


def changed_on_the_way() -> nn.TrainingRun:
    half = nn.advance(nn.start_training(CONFIG, SMALL), SMALL, 17)
    return nn.advance(nn.with_learning_rate(half, 0.125), SMALL, 13)


def last_update_diverged() -> nn.TrainingRun:
    config = replace(CONFIG, learning_rate=1.7e308, iterations=1)
    return nn.advance(nn.start_training(config, SMALL), SMALL, 1)


RUNS = {
    "finished": lambda: WHOLE,
    "not begun": lambda: nn.start_training(CONFIG, SMALL),
    "on its way": changed_on_the_way,
    "diverged": lambda: nn.advance(nn.start_training(replace(CONFIG, learning_rate=1e30), SMALL), SMALL, 40),
    "diverged at its end": last_update_diverged,
    "not measured everywhere": lambda: replace(WHOLE, train_accuracy=WHOLE.train_accuracy * [*[np.nan] * 7, 1]),
    "large numbers": lambda: nn.start_training(replace(CONFIG, seed=2**63 - 1, weight_init_std=1e300), SMALL),
}


# What is written is read back


@pytest.mark.parametrize("name", [name for name in RUNS if name != "large numbers"])
def test_a_run_is_read_back_to_the_last_bit_and_goes_on_to_the_last_bit(name: str) -> None:
    run = RUNS[name]()
    saved = read(packed(run, "my digits (other data)"))
    assert saved.dataset_name == "my digits (other data)"
    assert contents(saved.run) == contents(run)
    assert contents(nn.advance(saved.run, SMALL, 40)) == contents(nn.advance(run, SMALL, 40))


def test_a_file_can_be_read_without_this_program() -> None:
    with np.load(io.BytesIO(packed(changed_on_the_way())), allow_pickle=False) as held:
        settings = json.loads(str(held["settings"]))
        assert {name: held[name].shape for name in ("W1", "b1", "W2", "b2")} == {
            "W1": (8, 5),
            "b1": (5,),
            "W2": (5, 3),
            "b2": (3,),
        }
        assert held["train_loss"].shape == (30,)
        assert held["evaluated_at"].shape == held["train_accuracy"].shape == held["test_accuracy"].shape
    assert settings.items() >= {**vars(CONFIG), "learning_rate": 0.125, "dataset": "sample", "version": 1}.items()
    assert settings["rates"] == [[0, 0.5], [17, 0.125]]


def test_a_file_that_numpy_has_compressed_or_written_in_another_order_is_as_good() -> None:
    with np.load(io.BytesIO(packed())) as held:
        arrays = {name: held[name] for name in reversed(held.files)}
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    assert contents(read(file.getvalue()).run) == contents(WHOLE)


def test_arrays_that_are_laid_out_otherwise_in_memory_are_written_as_any() -> None:
    params = {name: np.asfortranarray(value) for name, value in WHOLE.network.params.items()}
    network = nn.TwoLayerNet(8, 5, 3)
    network.params = params
    assert packed(replace(WHOLE, network=network)) == packed()


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.npz"
    files.write(path, WHOLE, "sample")
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", lambda *paths: (_ for _ in ()).throw(OSError("no")))
        with pytest.raises(OSError, match="no"):
            files.write(path, changed_on_the_way(), "sample")
    assert os.listdir(tmp_path) == ["run.npz"]
    assert contents(files.read(str(path)).run) == contents(WHOLE)
    files.write(path, changed_on_the_way(), "mnist")
    assert files.read(path).dataset_name == "mnist"
    assert os.listdir(tmp_path) == ["run.npz"]


def test_a_link_stays_one_and_nothing_but_a_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link.npz").symlink_to(tmp_path / "there" / "run.npz")
    files.write(tmp_path / "link.npz", WHOLE, "sample")
    assert (tmp_path / "link.npz").is_symlink()
    assert os.listdir(tmp_path / "there") == ["run.npz"]
    os.mkfifo(tmp_path / "pipe")
    for place in ("there", "pipe", "nowhere/run.npz", "there/run.npz/run.npz", "a" * 300):
        with pytest.raises(OSError):  # noqa: PT011 (of which kind the system decides)
            files.write(tmp_path / place, WHOLE, "sample")
    assert sorted(os.listdir(tmp_path)) == ["link.npz", "pipe", "there"]


@pytest.mark.parametrize("name", ["", " ", "a" * 256, "<b>", "**bold**", "a\nb", "=1+1", "-1", "[a](b)", "‮abc", 7])
def test_a_data_set_without_a_plain_name_is_not_written(name: Any) -> None:
    with pytest.raises(ValueError, match=r"^the name of its data set is not plain text$"):
        packed(WHOLE, name)


def test_what_would_not_be_read_is_not_written() -> None:
    too_large = replace(WHOLE, train_loss=np.zeros(5_000_000, np.float32))
    with pytest.raises(ValueError, match=r"^it has more than 20 MB$"):
        packed(too_large)
    with pytest.raises(ValueError, match=r"^its weights or losses are not all finite numbers"):
        packed(RUNS["large numbers"]())


def test_how_much_a_run_will_take_is_known_before_it_is_trained() -> None:
    for config in (CONFIG, replace(CONFIG, hidden_size=100, batch_size=60, iterations=200)):
        run = nn.advance(nn.start_training(config, SMALL), SMALL, config.iterations)
        assert 0 <= files.unpacked_size(config, SMALL) - len(packed(run)) < 10_000


# Anything else is refused


class Pickled:
    """Runs a command as it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self.path),)


def arrays() -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(packed())) as held:
        return dict(held.items())


def settings() -> dict[str, Any]:
    return json.loads(str(arrays()["settings"]))


def with_arrays(**changed: Any) -> bytes:
    """A file with other arrays; None leaves one out."""
    file = io.BytesIO()
    kept: dict[str, Any] = {name: value for name, value in (arrays() | changed).items() if value is not None}
    np.savez(file, **kept)
    return file.getvalue()


def with_text(text: str) -> bytes:
    return with_arrays(settings=np.array(text))


def with_settings(**changed: Any) -> bytes:
    return with_text(json.dumps({name: value for name, value in (settings() | changed).items() if value != "absent"}))


def with_weights(name: str, value: float) -> bytes:
    weights = arrays()[name]
    weights.flat[1] = value
    return with_arrays(**{name: weights})


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive_of(
    entries: list[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED, beginning: bytes = b""
) -> bytes:
    file = io.BytesIO()
    file.write(beginning)
    with warnings.catch_warnings(), zipfile.ZipFile(file, "a") as to:
        warnings.simplefilter("ignore")  # of two entries of one name
        for name, data in entries:
            to.writestr(name, data, compression)
    return file.getvalue()


def with_members(
    changed: dict[str, bytes] | None = None, more: list[tuple[str, bytes]] | None = None, **how: Any
) -> bytes:
    return archive_of([*(members(packed()) | (changed or {})).items(), *(more or [])], **how)


def headed(header: str, data: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    """A `.npy` file with a header of one's own."""
    length = struct.pack("<H" if version[0] == 1 else "<I", len(header) + 1)
    return b"\x93NUMPY" + version + length + header.encode() + b"\n" + data


def claiming(shape: str, data: bytes = b"", descr: str = "'<f4'", version: bytes = b"\x01\x00") -> bytes:
    """The file with a W1 that says something else of itself."""
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}"
    return with_members({"W1.npy": headed(header, data, version)})


def patched(pattern: bytes, replacement: Callable[[bytes], bytes]) -> bytes:
    """The file with something else wherever `pattern` is found."""
    return re.sub(pattern, lambda found: replacement(found[0]), packed(), flags=re.DOTALL)


def encrypted() -> bytes:
    """As an archive with a password: the flag is in each header, local and central."""
    local = patched(rb"PK\x03\x04.{26}", lambda header: header[:6] + b"\x01\x00" + header[8:])
    return re.sub(rb"(?s)(PK\x01\x02.{4})..", lambda found: found[1] + b"\x01\x00", local)


def lying_about_sizes() -> bytes:
    """Its directory says that every array takes 2 GB."""
    return patched(rb"PK\x01\x02.{42}", lambda entry: entry[:24] + struct.pack("<I", 2**31) + entry[28:])


def overlapping() -> bytes:
    """Every entry of its directory leads to the first array."""
    return patched(rb"PK\x01\x02.{42}", lambda entry: entry[:42] + struct.pack("<I", 0))


REFUSED: dict[str, Callable[[Path], bytes]] = {
    # no archive at all
    "empty": lambda path: b"",
    "zeros, 50 MB": lambda path: bytes(50_000_000),
    "JPEG, renamed": lambda path: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 40,
    "JPEG with a run behind it": lambda path: with_members(beginning=b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"),
    "text": lambda path: b"W1,b1,W2,b2\n",
    "pickle": lambda path: pickle.dumps(Pickled(path)),
    "one array without an archive": lambda path: members(packed())["W1.npy"],
    "JSON": lambda path: json.dumps(settings()).encode(),
    # archives that are not what they say
    "archive of nothing": lambda path: archive_of([]),
    "half of it": lambda path: packed()[: len(packed()) // 2],
    "without its directory": lambda path: packed()[: packed().index(files.DIRECTORY_ENTRY)],
    "without its last byte": lambda path: packed()[:-1],
    "encrypted": lambda path: encrypted(),
    "lies about sizes": lambda path: lying_about_sizes(),
    "overlapping arrays": lambda path: overlapping(),
    "an array twice": lambda path: with_members(more=[("W1.npy", members(packed())["W1.npy"])]),
    "an array too many": lambda path: with_members(more=[("W3.npy", members(packed())["W1.npy"])]),
    "an array too few": lambda path: with_arrays(W2=None),
    "no settings": lambda path: with_arrays(settings=None),
    "a path that leads elsewhere": lambda path: with_members(more=[(f"../../{path}", b"!"), (str(path), b"!")]),
    "an array under a path": lambda path: with_members(more=[("/W1.npy", b"")]),
    "compressed otherwise": lambda path: with_members(compression=zipfile.ZIP_LZMA),
    "another file as an array": lambda path: with_members({"b1.npy": b"\x89PNG\r\n"}),
    "an empty file as an array": lambda path: with_members({"b1.npy": b""}),
    "bomb": lambda path: with_members({"W1.npy": bytes(30_000_000)}),
    "bomb in its settings": lambda path: with_members({"settings.npy": bytes(30_000_000)}),
    "a directory of 1,200": lambda path: archive_of([(f"{i}.npy", b"") for i in range(1200)]),
    # arrays of another kind
    "pickle as an array": lambda path: with_members({"W1.npy": pickle.dumps(Pickled(path))}),
    "object array": lambda path: with_arrays(W1=np.array([[Pickled(path)] * 5] * 8, object)),
    "object array as settings": lambda path: with_arrays(settings=np.array(Pickled(path), object)),
    "structured array": lambda path: with_arrays(b1=np.zeros(5, [("a", "<f4")])),
    "structured array with objects": lambda path: with_arrays(b1=np.array([(Pickled(path),)] * 5, [("a", object)])),
    "records that repeat": lambda path: claiming("(8,)", bytes(160), "[('a', '<f4', (5,))]"),
    "float64": lambda path: with_arrays(W1=arrays()["W1"].astype(np.float64)),
    "big-endian": lambda path: with_arrays(W1=arrays()["W1"].astype(">f4")),
    "Fortran order": lambda path: with_arrays(W1=np.asfortranarray(arrays()["W1"])),
    "complex": lambda path: with_arrays(W1=arrays()["W1"].astype(np.complex64)),
    "text as weights": lambda path: with_arrays(b1=np.array(["1.0"] * 5)),
    "dates": lambda path: with_arrays(evaluated_at=arrays()["evaluated_at"].astype("M8[s]")),
    "iterations as floats": lambda path: with_arrays(evaluated_at=arrays()["evaluated_at"].astype(np.float64)),
    "losses in float16": lambda path: with_arrays(train_loss=arrays()["train_loss"].astype(np.float16)),
    "settings as bytes": lambda path: with_arrays(settings=np.array(json.dumps(settings()).encode())),
    "settings in a list": lambda path: with_arrays(settings=np.array([json.dumps(settings())])),
    # headers
    "a header that claims 4 TB": lambda path: claiming("(1000000, 1000000)"),
    "a header that claims more than a number holds": lambda path: claiming("(8, 99999999999999999999999)"),
    "a header that claims less than nothing": lambda path: claiming("(8, -5)", bytes(160)),
    "a header that is code": lambda path: claiming(f"__import__('os').mkdir({str(path)!r})", bytes(160)),
    "a header without an end": lambda path: claiming("(" * 30_000),
    "a header of signs": lambda path: claiming("-" * 60_000 + "1"),
    "a header of a later version": lambda path: claiming("(8, 5)", bytes(160), version=b"\x02\x00"),
    "a header for Python 2": lambda path: claiming("(8L, 5L)", bytes(160)),
    "more numbers than its header says": lambda path: claiming("(8, 5)", bytes(164)),
    "fewer numbers than its header says": lambda path: claiming("(8, 5)", bytes(156)),
    # shapes
    "a pixel less": lambda path: with_arrays(W1=arrays()["W1"][1:]),
    "a unit more": lambda path: with_arrays(W1=np.zeros((8, 6), np.float32)),
    "a class less": lambda path: with_arrays(W2=arrays()["W2"][:, 1:], b2=arrays()["b2"][1:]),
    "biases in a column": lambda path: with_arrays(b1=arrays()["b1"][:, None]),
    "transposed": lambda path: with_arrays(W1=np.ascontiguousarray(arrays()["W1"].T)),
    "no weights": lambda path: with_arrays(W1=np.zeros((0, 0), np.float32)),
    "a loss less": lambda path: with_arrays(train_loss=arrays()["train_loss"][1:]),
    "an accuracy less": lambda path: with_arrays(test_accuracy=arrays()["test_accuracy"][1:]),
    # numbers
    "weights that are nan": lambda path: with_weights("W1", np.nan),
    "weights that are infinite": lambda path: with_weights("b2", -np.inf),
    "a loss that is nan on the way": lambda path: with_weights("train_loss", np.nan),
    "a loss that no network has": lambda path: with_weights("train_loss", 1e30),
    "a loss far below 0": lambda path: with_weights("train_loss", -1),
    "an accuracy above 1": lambda path: with_weights("test_accuracy", 1.01),
    "an accuracy below 0": lambda path: with_weights("train_accuracy", -0.01),
    "an accuracy of less than one image of a billion": lambda path: with_weights("test_accuracy", 1e-45),
    "an accuracy that is nan": lambda path: with_weights("test_accuracy", np.nan),
    "measured backwards": lambda path: with_arrays(evaluated_at=arrays()["evaluated_at"][::-1].copy()),
    "measured before it began": lambda path: with_weights("evaluated_at", -(2**63)),
    "measured after its end": lambda path: with_weights("evaluated_at", 2**62),
    "never measured": lambda path: with_arrays(
        **{n: arrays()[n][:0] for n in ("evaluated_at", "train_accuracy", "test_accuracy")},
        settings=np.array(json.dumps(settings() | {"evaluations": 0})),
    ),
    # settings
    "another version": lambda path: with_settings(version=2),
    "a version that is no number": lambda path: with_settings(version="1"),
    "a version that is true": lambda path: with_settings(version=True),
    "no version": lambda path: with_settings(version="absent"),
    "no data set": lambda path: with_settings(dataset="absent"),
    "a setting too many": lambda path: with_settings(command="rm -r /"),
    "hidden size as text": lambda path: with_settings(hidden_size="5"),
    "hidden size with a point": lambda path: with_settings(hidden_size=5.0),
    "another hidden size": lambda path: with_settings(hidden_size=6),
    "hidden size beyond measure": lambda path: with_settings(hidden_size=10**12),
    "no hidden units": lambda path: with_settings(hidden_size=0),
    "batches of 1e9 images": lambda path: with_settings(batch_size=10**9),
    "fewer iterations than losses": lambda path: with_settings(iterations=39),
    "a negative seed": lambda path: with_settings(seed=-1),
    "a seed of 4,000 digits": lambda path: with_settings(seed=10**3999),
    "a seed of 5,000 digits": lambda path: with_text(
        json.dumps(settings()).replace('"seed": 0', f'"seed": {"9" * 5000}')
    ),
    "a learning rate of 0": lambda path: with_settings(learning_rate=0, rates=[[0, 0]]),
    "a learning rate of nan": lambda path: with_text(json.dumps(settings()).replace("0.5", "NaN")),
    "a learning rate of 1e999": lambda path: with_text(json.dumps(settings()).replace("0.5", "1e999")),
    "a rate on the way of 1e400": lambda path: with_text(
        json.dumps({**settings(), "rates": [[0, 0.0625], [5, 0.5]]}).replace("0.0625", "1e400")
    ),
    "a learning rate as a list": lambda path: with_settings(learning_rate=[0.5]),
    "a negative scale": lambda path: with_settings(weight_init_std=-0.5),
    "a scale that is true": lambda path: with_settings(weight_init_std=True),
    "no rates": lambda path: with_settings(rates=[]),
    "rates without places": lambda path: with_settings(rates=[0.5]),
    "rates from later on": lambda path: with_settings(rates=[[1, 0.5]]),
    "rates in no order": lambda path: with_settings(rates=[[0, 0.1], [9, 1], [5, 0.5]]),
    "rates that are still to come": lambda path: with_settings(rates=[[0, 0.1], [41, 0.5]]),
    "rates that are others": lambda path: with_settings(rates=[[0, 0.1]]),
    "diverged, and all is finite": lambda path: with_settings(diverged=True),
    "diverged a little": lambda path: with_settings(diverged=0),
    "a generator of another kind": lambda path: with_settings(generator={"bit_generator": "MT19937"}),
    "a generator beyond measure": lambda path: with_settings(
        generator={"state": 2**128, "inc": 1, "has_uint32": 0, "uinteger": 0}
    ),
    "Markdown as a name": lambda path: with_settings(dataset="[mnist](https://example.org)"),
    "an image as a name": lambda path: with_settings(dataset="![x](https://example.org/x.png)"),
    "HTML as a name": lambda path: with_settings(dataset="<script>alert(1)</script>"),
    "a formula as a name": lambda path: with_settings(dataset='=HYPERLINK("x")'),
    "a path as a name": lambda path: with_settings(dataset="../../etc/passwd"),
    "a name of two lines": lambda path: with_settings(dataset="mnist\nmnist"),
    "a name with a bell": lambda path: with_settings(dataset="mnist\x07"),
    "a name that reads backwards": lambda path: with_settings(dataset="\u202etsinm"),
    "half a letter as a name": lambda path: with_settings(dataset="\ud800"),
    "a name without an end": lambda path: with_settings(dataset="m" * 10_000),
    "a number as a name": lambda path: with_settings(dataset=7),
    "settings that are no JSON": lambda path: with_text("version = 1"),
    "settings that are a list": lambda path: with_text("[1]"),
    "settings that are empty": lambda path: with_text(""),
    "settings that say it twice": lambda path: with_text(json.dumps(settings())[:-1] + ', "seed": 1}'),
    "settings 50,000 deep": lambda path: with_text("[" * 50_000),
    "settings as long as a book": lambda path: with_text(json.dumps(settings()) + " " * 200_000),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_run_is_refused_with_one_sentence_and_nothing_happens(case: str, tmp_path: Path) -> None:
    path = tmp_path / "made by a file"
    data = REFUSED[case](path)
    before = os.listdir()
    with pytest.raises(ValueError, match=r"^This is not the file of a training run: [^.]*(\.npz [^.]*)?\.$") as error:
        read(data)
    assert len(str(error.value)) < 150
    assert not re.search(r"[<>*`\[\]$]", str(error.value)), "not a word of what is in it"
    assert os.listdir() == before
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: None, lambda path: os.symlink(path, path)])
def test_a_path_that_leads_to_no_file_is_refused_too(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "run.npz")
    for path in (tmp_path / "run.npz", "\0", "a" * 5000, "/dev/zero"):
        with pytest.raises(
            ValueError, match=r"^This is not the file of a training run: it (is not a file|cannot be read)"
        ):
            files.read(path)


def test_a_file_of_text_is_refused_too() -> None:
    with pytest.raises(ValueError, match="not the file of a training run"):
        files.read(io.StringIO("run"))  # type: ignore[arg-type]


@pytest.mark.slow
def test_little_is_unpacked_of_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb, taken = with_members({"W1.npy": bytes(30_000_000)}), 0
    real = zipfile.ZipExtFile.read

    def counted(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        nonlocal taken
        data = real(self, n)
        taken += len(data)
        return data

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    with pytest.raises(ValueError, match="unpacks to more than 20 MB"):
        read(bomb)
    assert taken <= files.MOST_BYTES + 1


PACKED = packed(changed_on_the_way())


@pytest.mark.slow
@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255), st.booleans())
def test_a_file_with_a_damaged_byte_or_without_its_end_is_refused_or_means_the_same(
    at: int, by: int, cut: bool
) -> None:
    data = PACKED[:at] if cut else PACKED[:at] + bytes([PACKED[at] ^ by]) + PACKED[at + 1 :]
    with suppress(ValueError):  # and no other error
        assert contents(read(data).run) == contents(changed_on_the_way())
