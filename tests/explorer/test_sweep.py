"""Sweeping from the terminal: what it prints, what it writes, how it ends and goes on."""

import csv
import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import nn_core as nn
from explorer import sweep, train
from explorer.data import datasets, workshop
from explorer.runs import cells, grid
from explorer.runs.rows import Row
from tests.waiting import wait_until

ROOT = Path(sweep.__file__).parents[1]
SETTINGS = "--dataset fashion --lr 0.1 1 --hidden 3 8 --batch 8 --init-std 0.1 --seeds 2 --iterations 90"
CONFIGS = grid.grid(
    {"hidden_size": [3, 8], "learning_rate": [0.1, 1], "batch_size": [8], "weight_init_std": [0.1]}, range(2), 90
)


def ends_with(arguments: str) -> int:
    """The status that a command line ends with."""
    try:
        return sweep.main(arguments.split())
    except SystemExit as end:
        return int(end.code or 0)


def table(path: Path) -> list[dict[str, str]]:
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def without_seconds(path: Path) -> list[dict[str, str]]:
    return [{name: value for name, value in row.items() if name != "seconds"} for row in table(path)]


@pytest.mark.slow
@pytest.mark.usefixtures("own_folder")
def test_a_row_for_each_run_and_each_is_what_it_is_by_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, figure = tmp_path / "sweep.csv", tmp_path / "sweep.SVG"
    assert ends_with(f"{SETTINGS} --out {out} {figure}") == 0
    assert "Held fixed: data set fashion, batch size 8, weight scale 0.1, 90 iterations" in figure.read_text()
    dataset = datasets.load("fashion").dataset
    written = table(out)
    assert len(written) == 8
    for config, row in zip(CONFIGS, written, strict=True):
        alone = nn.advance(nn.start_training(config, dataset), dataset, config.iterations)
        assert (row["hidden"], row["lr"], row["seed"]) == (
            str(config.hidden_size),
            str(config.learning_rate),
            str(config.seed),
        )
        assert float(row["test_accuracy"]) == alone.test_accuracy[-1]
        assert float(row["best_test_accuracy"]) == alone.test_accuracy.max()
        assert float(row["train_accuracy"]) == alone.train_accuracy[-1]
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1].startswith("With none of these settings"), "of 20 images a fifth are no sign"
    assert len(printed.out.splitlines()) == 4 + 2
    assert "sweep.csv has 8 of 8 runs." in printed.err
    assert "sweep.SVG shows 8 of 8 runs." in printed.err
    assert "To take the best home" not in printed.err, "it would be one that guesses"

    whole = without_seconds(out)
    lines = out.read_text().splitlines(keepends=True)
    out.write_text("".join(lines[:4]))
    kept = table(out)
    assert ends_with(f"{SETTINGS} --out {out}") == 0
    assert without_seconds(out) == whole
    assert table(out)[:3] == kept, "what was there is not trained again"
    assert "has 3 of 8 runs already." in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.usefixtures("own_folder")
def test_a_disk_that_becomes_full_costs_the_file_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table_of_it, put, tried = tmp_path / "sweep.csv", workshop.put, []

    def until_the_figure(path: Path, data: bytes) -> None:
        tried.append(path)
        if path != table_of_it:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        put(path, data)

    monkeypatch.setattr(workshop, "put", until_the_figure)
    assert ends_with(f"{SETTINGS} --iterations 1 --out {tmp_path / 'sweep.png'} {table_of_it}") == 1
    printed = capsys.readouterr()
    assert "sweep.png cannot be written: No space left on device." in printed.err
    assert printed.out.splitlines()[-1].startswith("With none of these settings"), "of 20 images a fifth are no sign"
    assert len(table(table_of_it)) == 8
    assert tried[-2:] == [table_of_it, tmp_path / "sweep.png"], "the table first"


@pytest.mark.slow
@pytest.mark.usefixtures("own_folder")
def test_a_table_that_cannot_be_written_costs_no_other_and_no_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, good, put = tmp_path / "lost.csv", tmp_path / "good.csv", workshop.put

    def but_for_one(path: Path, data: bytes) -> None:
        if path == lost:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        put(path, data)

    monkeypatch.setattr(workshop, "put", but_for_one)
    assert ends_with(f"{SETTINGS} --iterations 1 --out {lost} {good}") == 1
    said = capsys.readouterr().err
    assert said.count("lost.csv cannot be written: No space left on device.") == 1
    assert "good.csv has 8 of 8 runs." in said
    assert "lost.csv has" not in said
    assert len(table(good)) == 8


@pytest.mark.slow
@pytest.mark.usefixtures("own_folder")
def test_what_another_sweep_has_written_meanwhile_is_kept_and_another_s_table_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, others = tmp_path / "shared.csv", tmp_path / "others.csv"
    assert ends_with(f"{SETTINGS} --iterations 1 --out {shared}") == 0
    capsys.readouterr()
    header, *lines = shared.read_text().splitlines(keepends=True)
    shared.unlink()
    in_between = header + lines[0].replace(",0.00\n", ",7.00\n")
    anothers = header + lines[0].replace(",0.1,8,", ",0.3,8,")
    watch = sweep.watch

    def then_another_writes(*arguments: Any) -> None:
        shared.write_text(in_between)
        others.write_text(anothers)
        watch(*arguments)

    monkeypatch.setattr(sweep, "watch", then_another_writes)
    assert ends_with(f"{SETTINGS} --iterations 1 --out {shared} {others}") == 1
    assert len(table(shared)) == 8
    assert others.read_text() == anothers
    assert "others.csv cannot be written: it has runs with other settings than these." in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.usefixtures("own_folder")
def test_with_halving_the_last_ones_are_what_they_were_and_the_others_had_fewer_iterations(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, halved = tmp_path / "whole.csv", tmp_path / "halved.csv"
    assert ends_with(f"{SETTINGS} --out {whole}") == 0
    assert ends_with(f"{SETTINGS} --halving --out {halved}") == 0
    iterations = sorted(int(row["iterations"]) for row in table(halved))
    assert iterations == [10] * 8 + [30] * 4 + [90] * 2
    for row in without_seconds(halved):
        assert row in without_seconds(whole) if row["iterations"] == "90" else row["train_accuracy"] == ""
    assert "halved.csv has 8 of 8 runs, 2 of them to the end." in capsys.readouterr().err
    before = halved.read_bytes()
    assert ends_with(f"{SETTINGS} --halving --out {halved}") == 0
    assert halved.read_bytes() == before, "nothing was left to do"


@pytest.mark.usefixtures("own_folder")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--lr 0", "--lr must be a finite number above 0, not '0'"),
        ("--lr", "--lr expected at least one argument"),
        ("--hidden 1.5", "--hidden must be a whole number"),
        ("--seeds 0", "--seeds must be a whole number from 1 to 200"),
        ("--lr 0.1 1 --seeds 150", "300 runs, and a sweep has at most 200"),
        ("--random 5 --init-std 0 1", "above 0"),
        ("--dataset nowhere", "--dataset must be one of"),
        ("--out /nowhere/sweep.csv", "cannot be written"),
        ("--out {here}", "cannot be written"),
        ("--out {here}/best.npz", "must end in .csv, .png, .svg, .pdf: the ending says what the file is to be"),
        ("--out {here}/new.csv /nowhere/sweep.png", "sweep.png cannot be written"),
        ("--out {here}/other.csv", "is there already, but it is not the table of a sweep"),
        ("--halving --iterations 3", "--halving needs at least 4 iterations"),
        ("--what", "unrecognized arguments"),
    ],
)
def test_a_bad_argument_is_one_sentence_and_status_2_before_anything_is_trained(
    arguments: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "Sweep", None)
    (tmp_path / "other.csv").write_text("a,b\n")
    assert ends_with(arguments.format(here=tmp_path)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert len(printed.err.splitlines()) == 1
    assert (tmp_path / "other.csv").read_text() == "a,b\n"


@pytest.mark.usefixtures("own_folder")
def test_without_arguments_it_asks_what_seeds_do_to_the_lesson_s_settings() -> None:
    asked = sweep.command_line().parse_args([])
    assert sweep.runs_of(asked) == grid.grid({}, range(3), 2000)


@pytest.mark.usefixtures("own_folder")
def test_random_values_lie_between_what_is_given() -> None:
    arguments = "--random 20 --lr 0.01 1 0.1 --hidden 5 500 --seeds 2"
    asked = sweep.command_line().parse_args(arguments.split())
    configs = sweep.runs_of(asked)
    assert len(configs) == 40
    assert configs == sweep.runs_of(asked)
    assert {config.batch_size for config in configs} == {100}
    assert min(config.learning_rate for config in configs) >= 0.01
    assert max(config.learning_rate for config in configs) <= 1
    assert len({config.hidden_size for config in configs}) > 5


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="of a shell that can close them")
def test_who_has_closed_all_that_it_could_write_to_has_the_table(own_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "sweep.csv"
    command = f"{sys.executable} -m explorer.sweep {SETTINGS} --out {out} <&- >&- 2>&-"
    assert subprocess.run(["sh", "-c", command], cwd=ROOT, timeout=100, check=False).returncode == 0
    assert len(table(out)) == 8


@pytest.mark.slow
def test_ctrl_c_ends_it_cleanly_and_keeps_what_there_is(own_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "sweep.csv"
    command = [sys.executable, "-m", "explorer.sweep", *SETTINGS.split(), "--iterations", "200000", "--out", str(out)]
    command[command.index("--hidden") : command.index("--batch")] = ["--hidden", "1", "200"]
    command[command.index("--lr") : command.index("--hidden")] = ["--lr", "1e38", "1"]  # two end at once, by diverging
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        wait_until(lambda: out.exists() and table(out))
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: all processes that were started there
        printed, said = process.communicate(timeout=100)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "Stopped." in said
    kept = table(out)
    assert 0 < len(kept) < 8
    assert f"sweep.csv has {len(kept)} of 8 runs." in said
    assert f"Stopped: {len(kept)} of 8 runs." in printed
    assert f"{'1 run' if len(kept) == 1 else f'{len(kept)} runs'} diverged" in printed
    assert "None is the best: " in printed


@pytest.mark.usefixtures("own_folder")
def test_the_help_says_what_each_argument_means(capsys: pytest.CaptureFixture[str]) -> None:
    assert ends_with("--help") == 0
    said = " ".join(capsys.readouterr().out.split())
    for name in ("--lr", "--hidden", "--batch", "--init-std", "--seeds", "--random", "--halving", "--out"):
        assert name in said
    assert "at most 200 runs" in said
    assert "a ninth of its iterations" in said


@pytest.mark.usefixtures("own_folder")
def test_the_best_of_those_that_have_learned_goes_home_by_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [Row(config, 0.5 + 0.1 * (config == CONFIGS[-1]), 0.6, 0.6, False, 1.0) for config in CONFIGS]
    monkeypatch.setattr(sweep, "watch", lambda *_: None)
    monkeypatch.setattr(cells, "table", lambda _: found)
    assert ends_with(SETTINGS) == 0
    command = capsys.readouterr().err.partition("To take the best home: python -m explorer.train ")[2].splitlines()[0]
    again = train.command_line().parse_args(command.split())
    assert (again.hidden, again.lr) == (CONFIGS[-1].hidden_size, CONFIGS[-1].learning_rate)
    assert (again.dataset, again.batch, again.init_std, again.seed, again.iterations) == ("fashion", 8, 0.1, 0, 90)
    assert [path.name for path in again.out] == ["best.npz", "best.py", "best.png"]


@pytest.mark.usefixtures("own_folder")
def test_values_that_are_given_one_by_one_are_all_swept() -> None:
    asked = sweep.command_line().parse_args(["--lr", "0.1", "--lr", "0.3", "1"])
    assert asked.lr == [0.1, 0.3, 1.0]
    assert asked.hidden == [nn.TrainingConfig().hidden_size]


@pytest.mark.usefixtures("own_folder")
def test_a_run_that_ends_while_files_are_written_is_in_all_of_them_or_in_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next look at what has ended would have another row each time."""
    every, looks = [Row(config, 0.9, 0.9, 0.9, False, 1.0) for config in CONFIGS], iter(range(1, 9))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "watch", interrupted)
    monkeypatch.setattr(cells, "table", lambda _: every[: next(looks)])
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    assert ends_with(f"{SETTINGS} --out {first} {second}") == 130
    assert first.read_text() == second.read_text()
    assert len(table(first)) == 1
    assert "Stopped: 1 of 8 runs." in capsys.readouterr().out
