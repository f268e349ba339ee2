"""Figures for a report: files of their kind, the same each time, with every label at its line."""

import io
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import nn_core as nn
from explorer.charts.colours import RIGHT, WRONG
from explorer.runs import figures, forms
from tests.explorer.runs.made import made
from tests.nn_core.bright_spots import CONFIG, SMALL

ROOT = Path(figures.__file__).parents[2]
START = nn.start_training(CONFIG, SMALL)
WHOLE = nn.advance(nn.with_learning_rate(nn.advance(START, SMALL, 15), 0.1), SMALL, 25)
DIVERGED = nn.advance(nn.start_training(replace(CONFIG, learning_rate=1e30), SMALL), SMALL, 40)

UNKNOWN = replace(WHOLE, train_accuracy=WHOLE.train_accuracy * [*[np.nan] * 7, 1])  # as a run of a sweep


@pytest.mark.slow
def test_a_figure_is_a_file_of_its_kind_as_wide_as_a_column_and_the_same_each_time() -> None:
    runs = [("rate 0.5, then 0.1", WHOLE)]
    with Image.open(io.BytesIO(figures.figure(runs, "png"))) as picture:
        assert picture.format == "PNG"
        assert picture.width == round(figures.WIDTH * 300)
    svg = figures.figure(runs, "svg")
    assert ET.fromstring(svg).get("width") == f"{figures.WIDTH * 72:g}pt"
    assert svg == figures.figure(runs, "svg")
    pdf = figures.figure(runs, "pdf")
    assert pdf.startswith(b"%PDF-")
    assert pdf == figures.figure(runs, "pdf")


@pytest.mark.slow
def test_every_run_has_its_label_as_it_is_at_lines_in_the_colours_of_the_pages() -> None:
    labels = ["rate 0.1", "$x^2", "<b>\\frac{1}{2}</b> & {", "4", "5", "6"]
    drawn = figures._drawn([(label, WHOLE) for label in labels])
    for axes, colour in zip(drawn.axes, (WRONG, RIGHT), strict=True):
        said = [text.get_text() for text in axes.texts]
        assert all(any(label in text.replace("\n", " ") for text in said) for label in labels)
        assert sum(line.get_color() == colour.light for line in axes.lines) == 2 * len(labels)
    figures.figure([(label, WHOLE) for label in labels], "svg")


@pytest.mark.slow
def test_of_a_run_alone_both_accuracies_and_the_changes_of_its_rate_are_drawn() -> None:
    loss, accuracy = figures._drawn([("a run", WHOLE)]).axes
    assert "rate 0.1" in [text.get_text() for text in loss.texts]
    assert {"train", "test"} == {text.get_text().split()[-1] for text in accuracy.texts if text.get_text()}
    np.testing.assert_array_equal(accuracy.lines[0].get_ydata(), WHOLE.train_accuracy)
    np.testing.assert_array_equal(accuracy.lines[1].get_ydata(), WHOLE.test_accuracy)


@pytest.mark.slow
def test_of_changes_soon_after_each_other_the_last_alone_has_words_and_all_have_a_line() -> None:
    rates = (WHOLE.rates[0], *((at, 0.1 * at) for at in range(10, 17)))
    loss, _ = figures._drawn([("a run", replace(WHOLE, rates=rates))]).axes
    assert [text.get_text() for text in loss.texts if text.get_text().startswith("rate")] == ["rate 1.6"]
    (lines,) = [one for one in loss.collections if len(one.get_paths()) == 7]
    assert [np.asarray(path.vertices)[0, 0] for path in lines.get_paths()] == [*range(10, 17)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "runs", [[("begins", START)], [("", DIVERGED)], [("", UNKNOWN)], [("begins", START), ("", DIVERGED)]]
)
def test_what_has_hardly_begun_or_has_diverged_is_drawn_too(runs: list[tuple[str, nn.TrainingRun]]) -> None:
    assert figures.figure(runs, "svg").startswith(b"<?xml")


def test_no_run_makes_no_figure() -> None:
    with pytest.raises(ValueError, match="a figure needs a run"):
        figures.figure([], "png")


@pytest.mark.slow
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 0.1)), min_size=1, max_size=10))
def test_labels_keep_apart_and_on_the_paper(labels: list[tuple[float, float]]) -> None:
    wanted, sizes = zip(*labels, strict=True)
    placed = sorted(zip(figures.apart(wanted, sizes), sizes, strict=True))
    assert all(size / 2 - 1e-9 <= place <= 1 - size / 2 + 1e-9 for place, size in placed)
    for (lower, size), (upper, other) in pairwise(placed):
        assert upper - lower >= (size + other) / 2 - 1e-9


@pytest.mark.slow
def test_matplotlib_is_imported_with_the_first_figure_and_not_before() -> None:
    code = "import sys, explorer.runs.figures; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.slow
def test_a_name_in_letters_that_no_font_here_has_leaves_no_line_in_the_log() -> None:
    code = """
from explorer.runs import figures
from tests.explorer.runs.made import made
figures.figure([("\\U00012000 \\U00013000", made())], "png")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_of_a_single_iteration_there_is_a_point_and_no_part_of_an_iteration() -> None:
    loss, accuracy = figures._drawn([("one", made((0.1,), iterations=1))]).axes
    assert [line.get_marker() for line in loss.lines if line.get_linewidth() == 1.4 and line.get_clip_on()] == ["o"]
    assert all(float(tick).is_integer() for tick in accuracy.get_xticks())


def test_the_axes_reach_as_far_as_the_longest_run_and_as_its_accuracy_whichever_is_drawn_first() -> None:
    runs = [("short", made((0.9, 0.95), iterations=100)), ("long", made((0.3, 0.4), iterations=900))]
    for some in (runs, runs[::-1]):
        _, axes = figures._drawn(some).axes
        assert axes.get_xlim() == (0, 900)
        low, high = axes.get_ylim()
        drawn = [np.asarray(line.get_ydata(), float) for line in axes.lines if line.get_clip_on()]
        assert len(drawn) == 2
        assert all(low <= accuracy[-1] <= high for accuracy in drawn)


def test_a_figure_from_the_terminal_names_the_rate_that_the_run_began_with(monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[str] = []
    monkeypatch.setattr(figures, "figure", lambda runs, kind: named.append(runs[0][0]) or b"")
    run = made(hidden=1)
    for rates in (run.rates, ((0, 0.1), (20, 0.5))):
        forms.FORMS[".png"](replace(run, rates=rates), "mnist")
    rate = f"{run.rates[0][1]:g}"
    assert [name.split("\n")[:2] for name in named] == [
        [f"learning rate {rate}", f"batch {run.config.batch_size}"],
        ["learning rate 0.1", "then 0.5"],
    ]
    assert all({"1 hidden unit", "mnist"} < set(name.split("\n")) for name in named)


@pytest.mark.parametrize("ends", [(0.65, 0.877), (0.1, 0.97), (0.9, 0.9735), (0.9751, 0.9764)])
def test_every_number_at_the_axis_of_accuracies_is_that_of_its_line(ends: tuple[float, float]) -> None:
    axes = figures._drawn([("a run", made(ends))]).axes[1]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert len(set(labels)) == len(labels)
    assert [float(label.rstrip("%")) / 100 for label in labels] == pytest.approx(axes.get_yticks().tolist())
