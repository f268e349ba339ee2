"""Runs that leave the page as files, and come back; without a browser."""

import io
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import nn_core as nn
from explorer.data.datasets import SAMPLE
from explorer.runs import files
from explorer.runs.kept import Kept, Runs
from tests.explorer.runs.test_files import REFUSED
from tests.pages.test_runs import Compare, compare, words

__all__ = ["compare"]


@pytest.fixture(scope="module")
def trained() -> nn.TrainingRun:
    rng = np.random.default_rng(0)
    dataset = nn.Dataset(rng.random((50, 784)), np.arange(50) % 10, rng.random((20, 784)), np.arange(20) % 10)
    return nn.advance(nn.start_training(nn.TrainingConfig(hidden_size=3, iterations=40), dataset), dataset, 40)


def packed(run: nn.TrainingRun, dataset_name: str = SAMPLE) -> bytes:
    file = io.BytesIO()
    files.write(file, run, dataset_name)
    return file.getvalue()


def bring(at: AppTest, content: bytes) -> AppTest:
    """Give the page a file."""
    at.file_uploader[0].upload("<b>run</b>.npz", content, "application/octet-stream").run()
    assert not at.exception
    return at


def test_a_run_leaves_in_five_forms(compare: Compare, trained: nn.TrainingRun) -> None:
    runs = Runs()
    runs.add(trained, SAMPLE, 1.0, 20)
    at = compare(runs)
    assert [one.proto.label for one in at.get("download_button")] == ["Run", "Curves", "Program", "Notebook", "Figure"]
    assert not any(one.proto.disabled for one in at.get("download_button"))


def test_a_run_whose_weights_were_let_go_says_how_they_come_back(compare: Compare, trained: nn.TrainingRun) -> None:
    runs = Runs()
    trained = nn.TrainingRun(**{**vars(trained), "network": SimpleNamespace(params={}, dtype=np.float32)})
    runs._put(Kept(1, "Run 1", trained, SAMPLE, 1.0))
    at = compare(runs)
    disabled = {one.proto.label for one in at.get("download_button") if one.proto.disabled}
    assert disabled == {"Run"}
    assert "Its weights had to make room" in words(at)


def test_a_run_comes_back_once_under_a_name_of_the_page(compare: Compare, trained: nn.TrainingRun) -> None:
    at = compare(Runs())
    for _ in range(2):
        bring(at, packed(trained))
        (one,) = at.session_state["kept"]
        assert one.name == "From a file"
        assert f"From a file: 40 iterations on sample, {one.final:.2%} of the test images right." in words(at)
        assert one.run.train_loss.tobytes() == trained.train_loss.tobytes()
    bring(at, packed(trained, "leaves"))
    assert [one.name for one in at.session_state["kept"]] == ["From a file", "From a file, 2"]
    assert "Its images are not on this machine" in words(at)


@pytest.mark.parametrize("case", [*REFUSED][::9])
def test_what_is_no_run_gets_a_sentence_and_changes_nothing(
    compare: Compare, case: str, tmp_path: Any, trained: nn.TrainingRun
) -> None:
    runs = Runs()
    runs.add(trained, SAMPLE, 1.0, 20)
    at = bring(compare(runs), REFUSED[case](tmp_path))
    assert len(at.session_state["kept"]) == 1
    (said,) = [one.value for one in at.markdown if ":material/error:" in one.value]
    assert said.endswith(".")
    bring(at, packed(trained))
    assert len(at.session_state["kept"]) == 2, "the next file is read"


def test_a_run_that_has_not_begun_is_nothing_to_compare(compare: Compare) -> None:
    image, label = np.zeros((1, 784)), np.array([9])
    dataset = nn.Dataset(image, label, image, label)
    at = bring(compare(Runs()), packed(nn.start_training(nn.TrainingConfig(), dataset)))
    assert len(at.session_state["kept"]) == 0
    assert "has not begun" in words(at)
