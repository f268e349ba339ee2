"""Runs that leave the page as files, and come back; without a browser."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from explorer.data.datasets import MNIST, SAMPLE
from explorer.runs import files
from explorer.runs.arrival import MOST_MEGABYTES
from explorer.runs.kept import Runs, without_weights
from tests.explorer.runs.made import kept, made
from tests.explorer.runs.test_arrival import RUN
from tests.explorer.runs.test_files import REFUSED, packed
from tests.pages.lessons import control
from tests.pages.test_runs import Compare, compare, words

__all__ = ["compare"]

BUTTONS = ("npz", "csv", "script", "notebook", "figure")
Given = dict[str, tuple[str, Any]]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """What each download button would give: the name of the file, and what is in it or makes it."""
    buttons: Given = {}
    real = st.download_button

    def noted(label: str, data: Any, file_name: str, **how: Any) -> bool:
        buttons[how["key"].removeprefix("download_")] = file_name, data
        return real(label, data, file_name, **how)

    monkeypatch.setattr(st, "download_button", noted)
    return buttons


def bring(at: AppTest, content: bytes) -> AppTest:
    """Give the page a file."""
    at.file_uploader(key="load").upload("run-1-rate-0.1-units-3.npz", content).run()
    assert not at.exception
    assert at.file_uploader(key="load").value is None, "the next one finds an empty place"
    return at


def contents(data: Any) -> Any:
    """What is in a file that is there, or that is made when it is asked for."""
    return data() if callable(data) else data


def said(at: AppTest) -> list[str]:
    return [one.value for one in [*at.error, *at.success]]


@pytest.mark.slow
def test_a_run_leaves_in_five_forms(compare: Compare, given: Given) -> None:
    runs = Runs()
    runs.add(RUN, MNIST, 1.0, 20)
    runs.rename(1, "$x$ <b>")
    at = compare(runs)
    assert [control(at, f"download_{form}").proto.disabled for form in BUTTONS] == [False] * 5
    made_of = {form: contents(data) for form, (_, data) in given.items()}
    assert files.read(io.BytesIO(made_of["npz"])).dataset_name == MNIST
    assert made_of["csv"].count("\n") == 41
    assert made_of["figure"].startswith(b"\x89PNG")
    assert '"nbformat": 4' in made_of["notebook"]
    name, lines = given["script"][0], len(made_of["script"].splitlines())
    assert f"{lines} lines that train this network" in words(at)
    assert f"`python {name} FOLDER`" in words(at)
    kinds = {f"x-b.{ending}" for ending in ("npz", "csv", "ipynb", "png")}
    assert {file_name for file_name, _ in given.values()} == kinds | {"train-x-b.py"}
    (link,) = [block.value for block in at.code if "trainer?" in block.value]
    assert "hidden=3" in link
    assert "iterations=40" in link


@pytest.mark.slow
def test_a_file_stays_the_same_when_the_page_runs_again_and_belongs_to_the_run_that_is_chosen(
    compare: Compare, given: Given
) -> None:
    at = compare(kept(made((0.1, 0.9)), made((0.1, 0.8), learning_rate=0.5))[0])
    before = {form: given[form][1] for form in BUTTONS if form != "figure"}
    assert not any(callable(data) for data in before.values()), "Streamlit forgets what makes a file"
    control(at, "curve").set_value("loss").run()
    assert all(given[form][1] is data for form, data in before.items())
    control(at, "run").select(1).run()
    assert all(given[form][1] != data for form, data in before.items())


def test_what_no_file_can_hold_has_no_button(compare: Compare) -> None:
    at = compare(kept(made(), dataset="a<b")[0])
    assert control(at, "download_npz").proto.disabled


@pytest.mark.slow
def test_a_figure_is_of_one_run_or_of_all_that_are_drawn_as_png_svg_or_pdf(compare: Compare, given: Given) -> None:
    at = compare(kept(*(made((0.1, 0.9), seed=seed) for seed in range(8)))[0])
    control(at, "figure_kind").set_value("svg").run()
    name, make = given["figure"]
    assert name == "run-8-rate-0.1-units-3.svg"
    drawn = make()
    assert b"90.00% train" in drawn
    for line in ("Run 8", "learning rate 0.1", "3 hidden units", "seed 7", "sample"):
        assert line.encode() in drawn
    control(at, "figure_of").set_value("all").run()
    control(at, "run").select(1).run()
    name, make = given["figure"]
    assert name == "runs-compared.svg"
    assert "A page has room for 5 of the 8 that are drawn" in words(at)
    drawn = make()
    assert all(f"Run {number}".encode() in drawn for number in (1, 5, 6, 7, 8))
    assert b"Run 2" not in drawn
    control(at, "figure_kind").set_value("pdf").run()
    assert given["figure"][1]().startswith(b"%PDF")


@pytest.mark.slow
def test_a_run_whose_weights_were_let_go_leaves_in_all_other_forms(compare: Compare, given: Given) -> None:
    runs = Runs()
    whole = runs.add(RUN, SAMPLE, 1.0, 20)
    runs._put(replace(whole, run=without_weights(RUN)))
    at = compare(runs)
    assert [form for form in BUTTONS if control(at, f"download_{form}").proto.disabled] == ["npz"]
    assert "Its weights are not kept" in words(at)
    without = {form: contents(given[form][1]) for form in BUTTONS if form != "npz"}
    runs._put(whole)
    at.run()
    assert without == {form: contents(given[form][1]) for form in BUTTONS if form != "npz"}


@pytest.mark.slow
def test_a_run_comes_back_once_and_is_chosen(compare: Compare) -> None:
    runs = Runs()
    runs.add(made((0.1, 0.9)), SAMPLE, 1.0, 1000)
    at = compare(runs)
    for _ in range(2):
        bring(at, packed(RUN))
        assert [one.name for one in runs] == ["Run 1", "Run 2, from a file"]
        assert control(at, "run").value == 2
        assert said(at) == [
            f"**Run 2, from a file** is here: 40 iterations on sample; the file says that it reads "
            f"{runs[2].final:.2%} of the test images right."
        ]
    bring(at, packed(RUN, "leaves"))
    assert len(runs) == 3
    assert "Its images are not on this machine; its curves can be compared all the same." in said(at)[0]
    assert "tested on different images" in words(at)
    control(at, "delete").click().run()
    assert said(at) == []


@pytest.mark.slow
@pytest.mark.parametrize("case", [*REFUSED][::31])
def test_what_is_no_run_gets_a_sentence_as_plain_text_and_the_next_file_is_read(
    compare: Compare, case: str, tmp_path: Path
) -> None:
    runs = Runs()
    at = bring(compare(runs), REFUSED[case](tmp_path))
    assert len(runs) == 0
    (sentence,) = said(at)
    assert sentence.endswith(".")
    bring(at, packed(RUN))
    assert len(runs) == 1
    assert not at.error


@pytest.mark.slow
def test_a_file_that_is_too_large_gets_a_sentence(compare: Compare) -> None:
    (sentence,) = said(bring(compare(Runs()), bytes(MOST_MEGABYTES * 10**6 + 1)))
    assert sentence == "This file has more than 3 MB, and a run of this page takes 2 at most."
