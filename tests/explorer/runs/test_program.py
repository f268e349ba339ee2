"""A run as a program: it stands alone, can be read, and comes out where the run did."""

import ast
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nn_core as nn
from explorer.data import datasets
from explorer.runs import program
from explorer.training import workers
from tests.explorer.data.idx_folders import tiny_arrays, write_folder

START = nn.TrainingRun(nn.TrainingConfig(), nn.TwoLayerNet(784, 50, 10, seed=0), np.random.default_rng(0))
NAMES = ["sample", "mnist", "fashion-mnist", "kmnist", "my digits", '**x**\n"""\nimport os\n\'']


def trained(name: str, config: nn.TrainingConfig, then: tuple[tuple[int, float], ...] = ()) -> nn.TrainingRun:
    dataset = datasets.load(name).dataset
    run = nn.start_training(config, dataset)
    for after, rate in then:
        run = nn.with_learning_rate(nn.advance(run, dataset, after - run.iteration), rate)
    return nn.advance(run, dataset, config.iterations)


def printed(source: str, folder: Path, *arguments: object) -> str:
    """What the program prints in a folder in which this project cannot be imported."""
    (folder / "again.py").write_text(source)
    command = [sys.executable, "-P", "again.py", *map(str, arguments)]
    alone = {**os.environ, **workers.ONE_THREAD}  # two would wait for each other on a busy machine
    return subprocess.run(command, cwd=folder, env=alone, capture_output=True, text=True, check=True).stdout


def reached(output: str) -> float:
    return float(re.fullmatch(r"test accuracy (\d\.\d{4})", output.splitlines()[-1])[1])  # type: ignore[index]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("changes", [0, 1, 8, 40, 2000])
def test_it_is_short_and_compiles_whatever_the_settings_are(name: str, changes: int) -> None:
    rates = tuple((40 * i, round(0.1 + i / 1000, 3)) for i in range(changes + 1))
    run = replace(START, rates=rates, train_loss=np.zeros(40 * changes + 1, np.float32))
    source = program.script(run, name)
    lines = source.splitlines()
    assert len(lines) <= 80
    assert max(map(len, lines)) <= 100 or changes > 8
    assigned = {
        ast.unparse(node.targets[0]): node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assign)
    }
    assert ast.literal_eval(assigned["RATE_FROM"]) == dict(rates)
    assert ast.literal_eval(assigned["ITERATIONS"]) == run.iteration
    assert not re.search(r"\bexplorer\b|nn_core|my digits|import os", source)


def test_of_a_run_that_diverged_it_makes_the_steps_that_were_made() -> None:
    losses = np.array([2.3, 9.1, np.nan], np.float32)
    diverged = replace(START, train_loss=losses, diverged=True, rates=((0, 1e30), (2, 0.1)))
    source = program.script(diverged, "mnist")
    assert "\nITERATIONS = 2  # steps: with the next one the run diverged\n" in source
    assert "\nRATE_FROM = {0: 1e+30}\n" in source


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_is_laid_out_as_formatters_do_it(name: str, tmp_path: Path) -> None:
    (tmp_path / "again.py").write_text(program.script(START, name))
    ruff = [sys.executable, "-m", "ruff"]
    how = ["--isolated", "--line-length", "100", "again.py"]
    subprocess.run([*ruff, "format", "--check", *how], cwd=tmp_path, check=True)
    subprocess.run([*ruff, "check", "--select", "E,F,W,I,B,UP", *how], cwd=tmp_path, check=True)


@pytest.mark.slow
@pytest.mark.parametrize("gzipped", [False, True])
def test_from_files_it_comes_out_where_the_run_did(
    gzipped: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = tiny_arrays(train=300, test=100)
    for images in ("train-images-idx3-ubyte", "t10k-images-idx3-ubyte"):
        arrays[images][:, 3] = 7  # pixels that are the same in all images
        arrays[images][:, 5] //= 2  # and some that are never white
    arrays["train-labels-idx1-ubyte"][:] = arrays["train-images-idx3-ubyte"][:, 0, 0] // 32  # something to be learned
    arrays["t10k-labels-idx1-ubyte"][:] = arrays["t10k-images-idx3-ubyte"][:, 0, 0] // 32
    folder = write_folder(tmp_path / "noise", arrays, gzipped)
    monkeypatch.setenv("MNIST_DIR", str(folder))
    config = nn.TrainingConfig(hidden_size=20, batch_size=10, iterations=130, weight_init_std=0.1, seed=5)
    run = trained("noise", config, then=((40, 0.5), (90, 0.2)))
    if gzipped:
        (folder / "train-images-idx3-ubyte").mkdir()  # as an archive is unpacked by some
    output = printed(program.script(run, "noise"), tmp_path, folder)
    assert reached(output) == pytest.approx(run.test_accuracy[-1], abs=5e-5)
    losses = [float(loss) for loss in re.findall(r"loss (\d+\.\d+)", output)]
    np.testing.assert_allclose(losses, run.train_loss[run.evaluated_at], rtol=0, atol=1e-4)


@pytest.mark.slow
def test_from_the_sample_it_comes_out_where_the_run_did(tmp_path: Path) -> None:
    run = trained("sample", nn.TrainingConfig(learning_rate=0.5, iterations=100, weight_init_std=0.1))
    output = printed(program.script(run, "sample"), tmp_path)
    assert reached(output) == pytest.approx(run.test_accuracy[-1], abs=0.003)


@pytest.mark.slow
def test_from_all_of_mnist_it_comes_out_where_the_run_did(tmp_path: Path, mnist_folder: str) -> None:
    run = trained("mnist", nn.TrainingConfig(iterations=700))
    output = printed(program.script(run, "mnist"), tmp_path, mnist_folder)
    assert reached(output) == pytest.approx(run.test_accuracy[-1], abs=0.003)


@pytest.fixture
def mnist_folder(monkeypatch: pytest.MonkeyPatch) -> str:
    folder = REAL_FOLDER
    if not folder:
        pytest.skip("MNIST_DIR does not name a folder with the four files of MNIST")
    monkeypatch.setenv("MNIST_DIR", folder)
    if not datasets.is_on_disk("mnist"):
        pytest.skip(datasets.folder_problem() or "MNIST_DIR names a folder with other data than MNIST")
    return folder


REAL_FOLDER = os.environ.get("MNIST_DIR")  # other tests forget it


@pytest.mark.slow
def test_it_says_which_file_is_missing(tmp_path: Path) -> None:
    (tmp_path / "again.py").write_text(program.script(START, "mnist"))
    done = subprocess.run([sys.executable, "again.py", "."], cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr == "There is no train-labels-idx1-ubyte (or train-labels-idx1-ubyte.gz) in the folder '.'.\n"


# As a notebook


def cells(name: str) -> list[dict[str, Any]]:
    return json.loads(program.notebook(START, name))["cells"]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_has_the_program_between_its_words(name: str) -> None:
    kinds = [cell["cell_type"] for cell in cells(name)]
    assert kinds == ["markdown", "code"] * 4
    code = "\n".join(cell["source"] for cell in cells(name) if cell["cell_type"] == "code")
    ast.parse(code)
    wanted = program.script(START, name).split('"""\n\n', 1)[1].replace(program.GIVEN, program.HERE)
    assert [line for line in code.splitlines() if line] == [line for line in wanted.splitlines() if line]
    assert "my digits" not in code + str(cells(name))


def test_a_notebook_is_one_by_the_format() -> None:
    """What nbformat's schema of version 4.5 asks for."""
    notebook = json.loads(program.notebook(START, "mnist"))
    assert notebook.keys() == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"].keys() >= {"name", "display_name"}
    common = {"cell_type", "id", "metadata", "source"}
    for cell in notebook["cells"]:
        code = cell["cell_type"] == "code"
        assert cell.keys() == common | ({"execution_count", "outputs"} if code else set())
        assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"])
        if code:
            assert (cell["execution_count"], cell["outputs"]) == (None, [])
    assert len({cell["id"] for cell in notebook["cells"]}) == 8
