"""The figure of a sweep: what was held fixed, every result in its place, and what luck explains."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.runs import sweep_figures
from explorer.runs.figures import Kind
from explorer.runs.grid import at_random, grid
from explorer.runs.luck import Finding
from explorer.runs.rows import Row
from explorer.runs.sweep_charts import BEST
from explorer.runs.sweep_figures import figure, results

Settings = Sequence[nn.TrainingConfig]
RATES = [0.1, 1.0, 10.0]
ONE_ROW = grid({"hidden_size": [100], "learning_rate": RATES}, range(3), 500)
SPREAD = (-0.001, 0.0, 0.001)


def found(settings: Settings, means: Mapping[float, float], iterations: int = 500) -> list[Row]:
    """Rows of these runs, whose accuracy is told by their learning rates and seeds."""
    made = []
    for config in settings:
        accuracy = means.get(config.learning_rate, 0.9) + SPREAD[config.seed]
        shown = replace(config, iterations=iterations)
        made.append(Row(shown, accuracy, accuracy, accuracy, False, 1.0))
    return made


def digits(name: str = "mnist") -> Digits:
    """A data set of ten classes with 10,000 test images, of one pixel each."""
    x, t = np.zeros((10_000, 1), np.uint8), np.arange(10_000) % 10
    return Digits(name, Path("nowhere"), nn.Dataset(x, t, x, t))


def words(settings: Settings, rows: list[Row], name: str = "mnist") -> list[str]:
    """All that stands in the figure."""
    drawn = sweep_figures._drawn(settings, rows, digits(name))
    (axes,) = drawn.axes
    texts = [*drawn.texts, *axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels(), axes.xaxis.label]
    return [text.get_text() for text in [*texts, axes.yaxis.label]]


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        ({"learning_rate": RATES}, ["50 hidden units", "batch size 100", "weight scale 0.01", "500 iterations"]),
        ({"learning_rate": RATES, "hidden_size": [5, 9]}, ["batch size 100", "weight scale 0.01", "500 iterations"]),
        ({"batch_size": [10, 30]}, ["50 hidden units", "learning rate 0.1", "weight scale 0.01", "500 iterations"]),
    ],
)
def test_what_was_held_fixed_is_named_and_nothing_else(of: dict[str, Any], expected: list[str]) -> None:
    settings = grid(of, range(2), 500)
    (fixed,) = [said for said in words(settings, found(settings, {})) if said.startswith("Held fixed")]
    assert fixed == f"Held fixed: data set mnist, {', '.join(expected)}"


def test_what_varied_and_is_on_no_axis_is_named_and_no_tick_lies_on_another() -> None:
    settings = at_random(7, {"learning_rate": [0.1, 10.0], "hidden_size": [10, 133]}, range(2), 500)
    drawn = sweep_figures._drawn(settings, found(settings, {}), digits())
    sizes = [config.hidden_size for config in settings]
    said = [text.get_text() for text in drawn.texts]
    assert f"Varied as well, and not drawn: hidden size {min(sizes)} to {max(sizes)}" in said
    drawn.draw_without_rendering()
    (axes,) = drawn.axes
    ticks = [tick.label1 for tick in (*axes.xaxis.get_major_ticks(), *axes.xaxis.get_minor_ticks())]
    boxes = sorted((one.get_window_extent() for one in ticks if one.get_text()), key=lambda box: box.x0)
    assert len(boxes) > 2
    assert all(one.x1 < other.x0 for one, other in pairwise(boxes))


def test_of_one_row_each_value_has_its_mean_its_spread_and_its_seeds() -> None:
    rows = found(ONE_ROW, {0.1: 0.9, 1.0: 0.95, 10.0: 0.9495})
    said = words(ONE_ROW, rows)
    assert {"90.00\n± 0.10", f"{BEST} 95.00\n± 0.10", "94.95\n± 0.10"} <= set(said)
    assert {"0.1", "1", "10", "Learning rate"} <= set(said)
    assert [one.finding for one in results(ONE_ROW, rows, 10_000)] == [Finding.REAL, None, Finding.LUCK]
    assert any(text.startswith("Best: learning rate 1 with 95.00% ± 0.10") for text in said)
    (axes,) = sweep_figures._drawn(ONE_ROW, rows, digits()).axes
    drawn = np.concatenate([np.asarray(line.get_ydata(), float) for line in axes.lines])
    assert {row.test_accuracy for row in rows} <= set(drawn.tolist())


def test_what_is_far_below_leaves_the_axis_and_says_its_value_at_the_edge() -> None:
    rows = found(ONE_ROW, {0.1: 0.93, 1.0: 0.95, 10.0: 0.1})
    (axes,) = sweep_figures._drawn(ONE_ROW, rows, digits()).axes
    assert axes.get_ylim()[0] > 0.9
    assert "10.00\n± 0.10\n▼" in [text.get_text() for text in axes.texts]


def test_a_map_has_a_cell_for_each_setting_and_its_rows_go_up() -> None:
    settings = grid({"hidden_size": [200, 5], "learning_rate": RATES}, range(3), 500)
    rows = found(settings, {0.1: 0.9, 1.0: 0.95, 10.0: 0.3})
    (axes,) = sweep_figures._drawn(settings, rows, digits()).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["5", "200"]
    places = {text.get_text(): text.get_position() for text in axes.texts}
    assert len(axes.texts) == 6
    assert places["90.00\n± 0.10"][0] == 0
    assert places["30.00\n± 0.10"][0] == 2


def test_a_row_of_a_map_is_named_by_all_settings_that_make_it() -> None:
    settings = grid({"hidden_size": [9, 5], "batch_size": [30, 10], "learning_rate": RATES}, range(3), 500)
    (axes,) = sweep_figures._drawn(settings, found(settings, {}), digits()).axes
    rows = [label.get_text() for label in axes.get_yticklabels()]
    assert rows == [f"hidden {hidden}, batch {batch}" for hidden in (5, 9) for batch in (10, 30)]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0.1", "1", "10"]


def test_what_was_not_trained_to_the_end_says_so_and_is_not_compared() -> None:
    early = found(ONE_ROW[:6], {0.1: 0.6, 1.0: 0.5}, iterations=56)
    rows = [*found(ONE_ROW[:2], {0.1: 0.9}), *early]
    assert [(one.group is not None, one.note) for one in results(ONE_ROW, rows, 10_000)] == [
        (True, "2 of 3"),
        (False, "ended early"),
        (False, "not trained"),
    ]
    assert {"ended\nearly", "not\ntrained"} <= set(words(ONE_ROW, rows))
    diverged = [row._replace(diverged=True) for row in rows]
    assert results(ONE_ROW, diverged, 10_000)[0].note == "diverged"
    assert not any(one.leads for one in results(ONE_ROW, diverged, 10_000))
    assert BEST not in " ".join(words(ONE_ROW, diverged))


def test_where_a_sweep_was_stopped_in_a_later_round_what_goes_on_was_not_ended_early() -> None:
    rates = [0.1 * n for n in range(1, 10)]
    settings = grid({"learning_rate": rates}, range(1), 500)
    accuracy = {rate: 0.9 - 0.01 * place for place, rate in enumerate(rates)}
    rows = [*found(settings, accuracy, iterations=56), *found(settings[:1], accuracy, iterations=167)]
    assert [one.note for one in results(settings, rows, 10_000)] == ["", *["goes on"] * 2, *["ended early"] * 6]
    assert "6 other settings were ended early" in " ".join(words(settings, rows))


def test_where_a_sweep_was_stopped_in_its_first_round_the_figure_names_the_iterations_that_there_were() -> None:
    said = words(ONE_ROW, found(ONE_ROW, {1.0: 0.95}, iterations=56))
    assert any("56 iterations" in text for text in said)
    assert not any("500 iterations" in text for text in said)


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [
        grid({}, range(1), 500),
        at_random(20, {"learning_rate": [0.01, 10], "hidden_size": [5, 500]}, range(2), 500),
        grid({"weight_init_std": [0, *(round(0.01 * n, 2) for n in range(1, 15))]}, range(1), 500),
        grid({"learning_rate": [0.1, 1.0], "hidden_size": range(1, 14)}, range(1), 500),
    ],
    ids=["one run", "at random", "many values and a zero", "more columns than a map has"],
)
def test_every_kind_of_sweep_is_drawn_with_its_best_named(settings: Settings) -> None:
    rows = found(settings, {})
    rows[0] = rows[0]._replace(test_accuracy=1.0)
    said = words(settings, rows)
    assert any(text.startswith(BEST) for text in said)
    assert any(text.startswith("Best: ") for text in said)


@pytest.mark.slow
def test_all_words_are_within_the_figure_and_numbers_at_an_axis_do_not_run_into_each_other() -> None:
    settings = at_random(25, {"learning_rate": [0.0001, 100], "hidden_size": [1, 300]}, range(1), 500)
    accuracy = {one.learning_rate: 0.9 - 0.0004 * place for place, one in enumerate(settings)}
    drawn = sweep_figures._drawn(settings, found(settings, accuracy), digits())
    renderer = FigureCanvasAgg(drawn).get_renderer()
    drawn.draw(renderer)
    (axes,) = drawn.axes
    extents = [text.get_window_extent(renderer) for text in drawn.texts]
    assert all(extent.x1 <= drawn.bbox.width - 10 for extent in extents)
    low, high = axes.get_xlim()
    shown = [text for text in axes.get_xticklabels() if low <= text.get_position()[0] <= high]
    at = [text.get_window_extent(renderer) for text in shown]
    assert len(at) >= 5
    assert all(one.x1 + 5 < after.x0 for one, after in pairwise(at))


@pytest.mark.slow
def test_a_figure_is_a_file_of_its_kind_and_the_same_each_time_whatever_letters_the_data_set_has() -> None:
    rows = found(ONE_ROW, {1.0: 0.95})
    kinds: list[tuple[Kind, bytes]] = [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF-")]
    for kind, begin in kinds:
        drawn = figure(ONE_ROW, rows, digits("$x^ <b>"), kind)
        assert drawn.startswith(begin)
        assert drawn == figure(ONE_ROW, rows, digits("$x^ <b>"), kind)
    ET.fromstring(figure(ONE_ROW, rows, digits("$x^ <b>"), "svg"))


def test_no_run_makes_no_figure() -> None:
    with pytest.raises(ValueError, match="needs a run that is at its end"):
        figure(ONE_ROW, [], digits(), "png")


def test_the_figure_of_settings_with_which_nothing_was_learned_names_no_best_settings() -> None:
    said = " ".join(words(ONE_ROW, found(ONE_ROW, dict.fromkeys(RATES, 0.1))))
    assert "has a network learned anything yet" in said
    assert "Best: " not in said


def test_of_what_has_diverged_nobody_says_that_luck_is_not_ruled_out() -> None:
    diverged = [row._replace(diverged=True) for row in found(ONE_ROW, dict.fromkeys(RATES, 0.098))]
    assert not any("luck not ruled out" in text for text in words(ONE_ROW, diverged))
