"""All runs on one chart."""

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from explorer.charts.marks import Spec
from explorer.runs import charts
from explorer.runs.charts import CURVES, MOST, MOST_LABELS, MOST_TOLD, runs_chart
from explorer.runs.table import marks, table
from tests.explorer.charts.test_specs import assert_valid, without_data
from tests.explorer.frames import derived
from tests.explorer.runs.made import kept, made


def rows(chart: Spec, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = chart["datasets"][name].to_pylist()
    return found


def axis(chart: Spec) -> list[float]:
    found: list[float] = chart["layer"][0]["encoding"]["y"]["scale"]["domain"]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("count", [0, 1, 2, 30])
def test_specs_are_valid_whatever_is_drawn(curve: str, count: int) -> None:
    _, runs = kept(*(made((0.1, 0.2 + 0.02 * seed), seed=seed) for seed in range(count)))
    assert_valid(without_data(runs_chart(runs, curve, 1, 2)))


def test_a_curve_is_what_was_measured_thinned_from_its_end() -> None:
    accuracy = np.linspace(0.1, 0.9, 1000)
    _, (one,) = kept(made(accuracy, iterations=5000))
    drawn = rows(runs_chart([one], "accuracy"), "lines")
    assert MOST / 2 < len(drawn) <= MOST
    measured = dict(zip((one.run.evaluated_at + 1).tolist(), accuracy, strict=True))
    assert [row["accuracy"] for row in drawn] == pytest.approx([measured[row["iteration"]] for row in drawn], rel=1e-6)
    assert drawn[-1]["iteration"] == 5000


def test_two_hundred_runs_take_few_bytes() -> None:
    _, runs = kept(*(made(np.linspace(0.1, 0.9, 100), iterations=5000, seed=seed) for seed in range(200)))
    chart = runs_chart(runs, "accuracy")
    assert sum(data.nbytes for data in chart["datasets"].values()) < 150_000
    assert len(json.dumps(without_data(chart))) < 10_000


@pytest.mark.slow
def test_of_many_runs_some_points_tell_their_numbers_of_each_its_end_and_of_few_runs_all() -> None:
    _, runs = kept(made((0.1,), seed=999), *(made(np.linspace(0.1, 0.9, 100), seed=seed) for seed in range(199)))
    chart = runs_chart(runs, "accuracy")
    drawn, told = rows(chart, "lines"), rows(chart, "touched")
    assert len(drawn) > 2 * MOST_TOLD
    assert len(told) <= MOST_TOLD + len(runs) + MOST_LABELS
    ends = {row["run"]: row["iteration"] for row in drawn}
    assert {row["run"]: row["iteration"] for row in told} == ends
    few = runs_chart(runs[:5], "accuracy")
    points = lambda data: {(row["run"], row["iteration"], row["accuracy"]) for row in rows(few, data)}
    assert points("touched") == points("lines")


def test_who_points_at_a_label_is_told_of_its_run_in_the_end() -> None:
    _, runs = kept(*(made((0.1, 0.9, 0.95 - 0.001 * number), seed=number) for number in range(8)))
    chart = runs_chart(runs, "accuracy")
    touched = {(row["touched_at"], row["touched_place"]): row for row in rows(chart, "touched")}
    labels = rows(chart, "ends")
    assert len(labels) == 8
    for label in labels:
        there = touched[label["label_at"], label["place"]]
        assert there["run"] == label["run"]
        assert there["accuracy"] == pytest.approx(label["end"])
        assert there["iteration"] == label["iteration"]


def test_the_settings_that_differ_stand_at_the_line_and_the_best_is_named() -> None:
    _, runs = kept(made((0.1, 0.9), learning_rate=0.5), made((0.1, 0.8)), made((0.1, 0.7), seed=3))
    labels = {row["run"]: row["label"] for row in rows(runs_chart(runs, "accuracy"), "ends")}
    assert labels == {1: "Run 1 (best)\nrate 0.5", 2: "Run 2\nrate 0.1", 3: "Run 3\nseed 3\nrate 0.1"}
    names = {row["run"]: row["label"] for row in rows(runs_chart(runs, "accuracy"), "touched")}
    assert names == {1: "Run 1 (best): rate 0.5", 2: "Run 2: rate 0.1", 3: "Run 3: seed 3, rate 0.1"}


def test_what_tells_most_runs_from_another_stands_first_at_its_line() -> None:
    """A label may have no room for more, and two of the same words would name neither."""
    _, runs = kept(
        *(made((0.1, 0.9), learning_rate=rate, seed=seed) for rate, seed in ((1, 0), (1, 1), (3, 0), (3, 0)))
    )
    assert charts.labels(runs, {}) == ["Run 1: rate 1", "Run 2: seed 1, rate 1", "Run 3: rate 3", "Run 4: rate 3"]


def test_without_a_run_the_axis_has_all_the_width_and_it_is_said_what_will_be_there() -> None:
    chart = runs_chart([], "accuracy")
    assert chart["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0, 1000]
    assert "Your runs will race here" in str(chart)
    assert "Your runs will race here" not in str(runs_chart(kept(made((0.1, 0.9)))[1], "accuracy"))


def test_of_those_that_are_drawn_none_is_the_best_where_another_is_better() -> None:
    visit, _ = kept(made((0.1, 0.9)), made((0.1, 0.8)), made((0.1, 0.7)))
    winners, worse = marks(list(visit)), list(visit)[1:]
    assert not any(row["best"] for row in rows(runs_chart(worse, "accuracy", winners=winners), "ends"))
    assert not any("best" in label for label in charts.labels(worse, winners))


def test_of_several_data_sets_each_has_its_best_and_says_so() -> None:
    visit, _ = kept(made((0.1, 0.9), learning_rate=0.5), made((0.1, 0.8)))
    visit.add(made((0.1, 0.7)), "another", 1.5, 1000)
    runs = list(visit)
    assert charts.labels(runs, marks(runs)) == [
        "Run 1 (best on sample): rate 0.5",
        "Run 2: rate 0.1, sample",
        "Run 3 (best on another): rate 0.1",
    ]
    assert [row["mark"] for row in table(runs)["rows"]] == ["best on another", "", "best on sample"]


@pytest.mark.parametrize(
    ("count", "label"),
    [
        (3, "Run 1\nrate 0.5\nhidden 5\nbatch 20, …"),
        (4, "Run 1\nrate 0.5\nhidden 5\nbatch 20, …"),
        (5, "Run 1\nrate 0.5\nhidden 5, batch 20, …"),
        (8, "Run 1\nrate 0.5, hidden 5, batch 20, …"),
        (9, "Run 1: rate 0.5, hidden 5, batch 20, scale 0.1"),
    ],
)
def test_the_fewer_labels_the_more_lines_each_has_so_that_a_phone_cuts_none(count: int, label: str) -> None:
    first = made((0.1, 0.9), hidden=5, learning_rate=0.5, batch_size=20, weight_init_std=0.1)
    _, runs = kept(first, *(made((0.1, 0.91)) for _ in range(count - 1)))
    assert {row["run"]: row["label"] for row in rows(runs_chart(runs, "accuracy", 1), "ends")}[1] == label


@pytest.mark.parametrize(("count", "lines"), [(8, 2), (20, 1)])
def test_labels_do_not_lie_on_each_other_and_stay_on_the_axis(count: int, lines: int) -> None:
    _, runs = kept(*(made((0.1, 0.9 + 0.0001 * seed), seed=seed) for seed in range(count)))
    chart = runs_chart(runs, "accuracy", 3, 4)
    ends, (low, high) = rows(chart, "ends"), axis(chart)
    assert len(ends) == min(count, MOST_LABELS)
    assert {3, 4, count} <= {row["run"] for row in ends}, "the two that are looked at, and the best"
    places = sorted(row["place"] for row in ends)
    assert low <= places[0]
    assert places[-1] <= high
    assert all(
        above - below >= 0.99 * (high - low) * lines * charts.LINE / charts.PLOT for below, above in pairwise(places)
    )
    assert [row["end"] for row in sorted(ends, key=lambda row: row["place"])] == sorted(row["end"] for row in ends)


def test_close_to_the_best_the_axis_leaves_out_a_run_that_failed_and_says_so() -> None:
    _, runs = kept(made((0.1, 0.93, 0.94)), made((0.1, 0.1, 0.113)))
    whole, close = (runs_chart(runs, curve) for curve in ("accuracy", "close"))
    assert axis(whole)[0] < 0.1
    assert axis(close)[0] >= 0.8
    assert "Run 2: 11.30%, below this axis" in json.dumps(without_data(close))
    assert "this axis" not in json.dumps(without_data(whole))


def test_the_axis_is_close_also_where_a_run_is_near_0() -> None:
    _, runs = kept(made((0.009, 0.009)), made((0.1, 0.155)))
    assert axis(runs_chart(runs, "accuracy")) == [0, 0.2]


@pytest.mark.parametrize("end", [0.0, 0.004, 0.5, 0.999, 1.0])
def test_every_accuracy_has_its_place_on_the_axis(end: float) -> None:
    _, runs = kept(made((end, end)))
    low, high = axis(runs_chart(runs, "accuracy"))
    assert 0 <= low <= end <= high <= 1


def test_a_loss_that_is_not_finite_ends_the_line_and_one_that_never_was_has_none() -> None:
    loss = np.append(np.full(200, 2.0, np.float32), np.float32(np.nan))
    one, other = (replace(made(done=len(part)), train_loss=part, diverged=True) for part in (loss, loss[200:]))
    _, runs = kept(one, other)
    drawn = rows(runs_chart(runs, "loss"), "lines")
    assert max(row["iteration"] for row in drawn if row["run"] == 1) == 200
    assert all(np.isfinite(row["loss"]) for row in drawn)
    assert {row["run"] for row in drawn} == {1}


def test_close_to_the_best_is_closer_also_where_all_runs_are_good() -> None:
    _, runs = kept(made((0.1, 0.9, 0.9)), made((0.1, 0.93, 0.93)))
    whole, close = (np.ptp(axis(runs_chart(runs, curve))) for curve in ("accuracy", "close"))
    assert close < whole


def test_the_labels_of_those_that_are_looked_at_are_bold_and_the_others_are_not() -> None:
    _, runs = kept(*(made((0.1, 0.9), seed=seed) for seed in range(4)))
    chart = runs_chart(runs, "accuracy", 3, 2)
    ends = pd.DataFrame(rows(chart, "ends"))
    weights: dict[str, set[int]] = {"bold": set(), "normal": set()}
    for layer in chart["layer"]:
        if layer["encoding"].get("text") == {"field": "label"}:
            weights[layer["mark"]["fontWeight"]] |= {*derived(ends, layer["transform"])["run"]}
    assert weights == {"bold": {2, 3}, "normal": {1, 4}}


def test_a_label_begins_with_what_the_two_that_are_looked_at_differ_in() -> None:
    more: dict[str, Any] = {"hidden": 20, "batch_size": 50}
    _, runs = kept(made(learning_rate=0.5), made(**more), made(weight_init_std=0.1, **more))
    labels = {row["run"]: row["label"] for row in rows(runs_chart(runs, "accuracy", 3, 2), "touched")}
    assert [labels[number].partition(": ")[2].partition(",")[0] for number in (3, 2)] == ["scale 0.1", "scale 0.01"]


def test_while_a_run_trains_its_axes_are_those_that_it_may_need() -> None:
    _, runs = kept(made((0.1,), done=40), made((0.1, 0.9), iterations=100))
    domains = [
        [
            charts.runs_chart(runs, "accuracy", training=training)["layer"][0]["encoding"][axis]["scale"]["domain"]
            for axis in "xy"
        ]
        for training in ([], [1])
    ]
    (_, across), (low, high) = domains[1]
    assert across == pytest.approx(domains[0][0][1] * 3), "300 iterations, not 100"
    assert (low, high) == (0, 1)


@pytest.mark.parametrize(("curve", "edge"), [(None, None), ("accuracy", "low"), ("close", "low"), ("loss", "high")])
def test_where_a_note_stands_at_the_end_of_an_axis_no_label_does(curve: str | None, edge: str | None) -> None:
    low, high, ends = 0.5, 1.0, [0.5, 0.51, 0.99, 1.0]
    heights = charts._beside(ends, ["one\nand more"] * 4, low, high, curve)
    pixels = [(height - low) / (high - low) * charts.PLOT for height in heights]
    assert pixels == sorted(pixels)
    assert min(np.diff(pixels)) >= 2 * charts.LINE - 1e-6
    room = {"low": pixels[0], "high": charts.PLOT - pixels[-1]}
    for end, pixel in room.items():
        assert (pixel >= charts.NOTE + charts.LINE - 1e-6) == (end == edge)
