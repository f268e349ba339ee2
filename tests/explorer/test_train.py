"""Training from the terminal: what it prints, what it writes, how it ends."""

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import nn_core as nn
from explorer import train
from explorer.data import datasets, workshop
from explorer.runs import curves, files, program
from explorer.training import rates, workers
from explorer.training.jobs import Job
from explorer.training.turns import Turns
from tests.runs import contents
from tests.waiting import wait_until

ROOT = Path(train.__file__).parents[1]
SETTINGS = "--dataset fashion --hidden 7 --lr 0.5 --then 9:0.25 --iterations 60 --batch 8 --init-std 0.1 --seed 3"
CONFIG = nn.TrainingConfig(7, 0.5, 8, 60, 0.1, 3)


def ends_with(arguments: str) -> int:
    """The status that a command line ends with."""
    try:
        return train.main(arguments.split())
    except SystemExit as end:
        return int(end.code or 0)


@pytest.mark.usefixtures("own_folder")
def test_it_prints_the_accuracy_and_writes_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends_with(f"{SETTINGS} --out {tmp_path / 'run.npz'}") == 0
    run, name = files.read(tmp_path / "run.npz")
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == f"test accuracy {run.test_accuracy[-1]:.4f}"
    assert "run.npz" in printed.err
    assert name == "fashion"
    assert run.finished
    assert run.rates == ((0, 0.5), (9, 0.25))
    assert run.config == replace(CONFIG, learning_rate=0.25)


@pytest.mark.slow
@pytest.mark.usefixtures("own_folder")
def test_the_endings_say_in_which_forms_it_is_taken_home(tmp_path: Path) -> None:
    names = ["run.npz", "run.CSV", "run.py", "run.ipynb", "run.png", "run.svg", "run.pdf"]
    assert ends_with(f"{SETTINGS} --out {' '.join(str(tmp_path / name) for name in names)}") == 0
    found = {name: (tmp_path / name).read_bytes() for name in names}
    run, _ = files.read(tmp_path / "run.npz")
    assert found["run.CSV"] == curves.as_csv(run).encode()
    assert found["run.py"] == program.script(run, "fashion").encode()
    assert json.loads(found["run.ipynb"])["nbformat"] == 4
    assert [found[f"run.{kind}"][:4] for kind in ("png", "pdf")] == [b"\x89PNG", b"%PDF"]
    assert b"fashion" in found["run.svg"]


@pytest.mark.slow
@pytest.mark.usefixtures("own_folder")
def test_the_page_trains_the_same_run_to_the_last_bit(tmp_path: Path) -> None:
    assert ends_with(f"{SETTINGS} --out {tmp_path / 'run.npz'}") == 0
    digits = datasets.load("fashion")
    start = nn.start_training(CONFIG, digits.dataset)
    job = Job(start, digits, turns=Turns(workers.SHARED), then=((9, 0.25),))
    job.keep_going()
    wait_until(lambda: job.run.finished)
    assert contents(files.read(tmp_path / "run.npz").run) == contents(job.run)


@pytest.mark.usefixtures("own_folder")
def test_without_arguments_it_is_the_lesson_s_run_on_what_there_is() -> None:
    asked = train.command_line().parse_args([])
    lesson = nn.TrainingConfig()
    settings = asked.hidden, asked.lr, asked.batch, asked.iterations, asked.init_std, asked.seed
    assert nn.TrainingConfig(*settings) == lesson
    assert (asked.dataset, asked.then, asked.out) == ("fashion", (), [])


def test_files_to_take_home_may_be_named_one_after_the_other_or_all_at_once() -> None:
    wanted = [Path("a.npz"), Path("b.py"), Path("c.csv")]
    for arguments in ("--out a.npz b.py c.csv", "--out a.npz b.py --out c.csv"):
        assert train.command_line().parse_args(arguments.split()).out == wanted


@pytest.mark.usefixtures("own_folder")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--hidden 0", "--hidden must be a whole number from 1 to 5,000, not '0'"),
        ("--batch 1.5", "--batch must be a whole number from 1 to 10,000, not '1.5'"),
        ("--iterations ten", "--iterations must be a whole number from 1 to 1,000,000, not 'ten'"),
        ("--seed -1", "--seed must be a whole number from 0 to 4,294,967,295, not '-1'"),
        ("--lr 0", "--lr must be a finite number above 0, not '0'"),
        ("--lr nan", "--lr must be a finite number above 0, not 'nan'"),
        ("--lr 1e999", "--lr must be a finite number above 0, not '1e999'"),
        ("--init-std -0.1", "--init-std must be a finite number of at least 0, not '-0.1'"),
        ("--then 0.5", "--then must look like 3000:0.5 or 3000:0.5,6000:0.1, not '0.5'"),
        ("--then 10:0.5 --iterations 10", "--then 10 does not come before the last of 10 iterations"),
        ("--dataset nothing", "--dataset must be one of sample, mnist, fashion-mnist, kmnist, fashion, not 'nothing'"),
        ("--dataset mnist", "--dataset mnist is not on this machine: choose it once on the trainer page"),
        ("--out .", "--out . cannot be written: is a directory"),
        ("--out nowhere/run.npz", "--out nowhere/run.npz cannot be written: no such file or directory"),
        ("--out /dev/null", "--out /dev/null cannot be written: it is a device, not a file"),
        ("--out run.pgn", "--out run.pgn must end in .npz, .csv, .py, .ipynb, .png, .svg, .pdf: the ending says"),
        ("--out run", "--out run must end in .npz, "),
        ("--out run.npz --hidden 5000 --iterations 1000000 --batch 40", "--out run.npz would be larger than 20 MB"),
        ("--lr", "--lr expected one argument"),
        ("--then 5:0.5,5:0.7", "--then must name each iteration once, not '5:0.5,5:0.7'"),
        ("--hid 7", "unrecognized arguments: --hid 7"),
        ("run.npz", "unrecognized arguments: run.npz"),
    ],
)
def test_a_bad_argument_gets_one_sentence_before_anything_is_trained(
    arguments: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delattr(train, "train_chunk")
    before = sorted(os.listdir())
    assert ends_with(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"python -m explorer.train: {said}")
    assert printed.err.count("\n") == 1
    assert printed.err.endswith(".\n")
    assert set(os.listdir()) - {"cache"} == set(before) - {"cache"}


def test_a_data_set_whose_name_a_file_cannot_hold_is_no_surprise_in_the_end(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MNIST_DIR", str(own_folder.rename(own_folder.with_name("100% *my* digits"))))
    assert ends_with("--help") == 0
    assert "100% *my* digits" in " ".join(capsys.readouterr().out.split())
    assert ends_with("--out run.npz") == 2
    assert "no plain name" in capsys.readouterr().err


@pytest.mark.usefixtures("own_folder")
def test_whoever_stops_it_keeps_what_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real: Callable[..., Any] = train.train_chunk
    ended: list[nn.TrainingRun] = []

    def train_chunk(run: nn.TrainingRun, *more: Any) -> Any:
        if ended:
            raise KeyboardInterrupt
        chunk = real(run, *more)
        ended.append(chunk[0])
        return chunk

    monkeypatch.setattr(train, "train_chunk", train_chunk)
    assert ends_with(f"{SETTINGS} --out {tmp_path / 'run.npz'}") == 130
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Stopped after 9 of 60 iterations." in printed.err
    assert contents(files.read(tmp_path / "run.npz").run) == contents(ended[0])

    (tmp_path / "run.npz").write_text("older")
    assert ends_with(f"{SETTINGS} --out {tmp_path / 'run.npz'}") == 130
    assert (tmp_path / "run.npz").read_text() == "older", "nothing was trained, so nothing is written"


@pytest.mark.usefixtures("own_folder")
def test_a_run_that_diverges_is_said_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends_with(f"--iterations 50 --batch 8 --lr 1e30 --out {tmp_path / 'run.npz'}") == 0
    assert "Diverged. At iteration" in capsys.readouterr().err
    assert files.read(tmp_path / "run.npz").run.diverged


@pytest.mark.usefixtures("own_folder", "full_disk")
def test_a_disk_that_becomes_full_costs_the_file_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends_with(f"{SETTINGS} --out {tmp_path / 'run.npz'}") == 1
    printed = capsys.readouterr()
    assert "No space left" in printed.err
    assert printed.out.splitlines()[-1].startswith("test accuracy 0.")


def begun(*arguments: str, **how: Any) -> "subprocess.Popen[str]":
    """The program in a process of its own."""
    command = [sys.executable, "-m", "explorer.train", *arguments]
    return subprocess.Popen(command, cwd=ROOT, text=True, **how)


@pytest.mark.slow
@pytest.mark.usefixtures("own_folder")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda end: end.name)
def test_whatever_ends_it_ends_it_cleanly(tmp_path: Path, end: signal.Signals) -> None:
    out = tmp_path / "run.npz"
    ours, terminal = os.openpty()
    arguments = ("--iterations", "1000000", "--batch", "4", "--out", str(out))
    with begun(*arguments, stdout=subprocess.PIPE, stderr=terminal) as program:
        os.close(terminal)
        said = b""
        while b"test accuracy" not in said:  # the bar has it when the first chunk is done
            said += os.read(ours, 10_000)
        program.send_signal(end)
        with suppress(OSError):  # its end has nobody at it any more
            while more := os.read(ours, 10_000):
                said += more
        printed, _ = program.communicate(timeout=60)
    os.close(ours)
    assert program.returncode == 130
    assert printed == ""
    assert b"Stopped after" in said
    assert b"Traceback" not in said
    assert 0 < files.read(out).run.iteration < 1_000_000


@pytest.mark.slow
@pytest.mark.usefixtures("own_folder")
def test_whoever_does_not_read_what_it_prints_gets_no_complaint() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with begun("--iterations", "60", stdout=writer, stderr=subprocess.PIPE) as program:
        os.close(writer)
        _, said = program.communicate(timeout=60)
    first, verdict = said.splitlines()
    assert first == "Training on fashion"
    assert verdict.startswith("Too few images. ")


@pytest.mark.usefixtures("own_folder")
def test_ctrl_c_while_files_are_written_costs_none_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put, written = workshop.put, []

    def pressed_again(path: Path, data: bytes) -> None:
        signal.raise_signal(signal.SIGINT)
        written.append(path.suffix)
        put(path, data)

    monkeypatch.setattr(workshop, "put", pressed_again)
    before = signal.getsignal(signal.SIGINT)
    assert ends_with(f"{SETTINGS} --out {tmp_path / 'run.svg'} {tmp_path / 'run.npz'} {tmp_path / 'run.csv'}") == 0
    assert written == [".npz", ".csv", ".svg"], "figures take longest"
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.usefixtures("own_folder")
def test_a_file_that_cannot_be_written_is_named_and_the_others_are_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put = workshop.put

    def but_for_one(path: Path, data: bytes) -> None:
        if path.name == "lost.csv":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        put(path, data)

    monkeypatch.setattr(workshop, "put", but_for_one)
    assert ends_with(f"{SETTINGS} --out {tmp_path / 'lost.csv'} {tmp_path / 'run.npz'}") == 1
    assert "lost.csv cannot be written: No space left on device." in capsys.readouterr().err
    assert files.read(tmp_path / "run.npz").run.finished


@pytest.mark.usefixtures("own_folder")
def test_a_folder_that_cannot_be_used_is_told_where_the_sample_takes_its_place(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNIST_DIR", "/nowhere")
    assert ends_with("--iterations 1") == 0
    assert "/nowhere" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no file here is always full")
@pytest.mark.usefixtures("own_folder")
def test_what_cannot_be_said_or_printed_ends_no_work(tmp_path: Path) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    out = tmp_path / "run.npz"
    with begun("--iterations", "60", "--out", str(out), stdout=subprocess.PIPE, stderr=full) as program:
        printed, _ = program.communicate(timeout=60)
    assert program.returncode == 0
    assert "test accuracy" in printed
    assert files.read(out).run.finished
    with begun("--iterations", "60", stdout=full, stderr=subprocess.PIPE) as program:
        _, said = program.communicate(timeout=60)
    os.close(full)
    assert program.returncode == 1
    assert said.splitlines()[-1] == "What came of it cannot be printed: No space left on device."


@pytest.mark.parametrize("text", ["9:0.25,20:0.1", "9:0.25;20:0.1", " 20:0.1, 9:0.25 "])
def test_changes_of_the_rate_may_stand_as_in_a_link(text: str) -> None:
    assert train.changes(text) == rates.read(text) == ((9, 0.25), (20, 0.1))
