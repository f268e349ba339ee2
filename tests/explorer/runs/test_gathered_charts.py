"""The picture of a class: a dot where a run is, whatever the class has trained."""

import json
from typing import Any

import pytest

from explorer.charts.marks import Spec
from explorer.runs.gathered import Result
from explorer.runs.gathered_charts import CHANGED, DIVERGED, PLAIN, best, class_chart, run_of
from tests.explorer.charts.test_specs import assert_valid, drawn, without_data


def ended(lr: float = 0.1, accuracy: float = 0.9, hidden: int = 50, **more: Any) -> Result:
    rest: dict[str, Any] = {"batch": 100, "iterations": 3000, "init_std": 0.1, "seed": 0, "then": ""}
    rest |= {"dataset": "sample", "diverged": False, **more}
    return Result(lr=lr, accuracy=accuracy, hidden=hidden, **rest)


THIRTY = [ended(10 ** (k / 10 - 2), 0.6 + k / 100, 10 + 15 * k) for k in range(30)]
MIXED = [ended(), ended(), ended(0.1, 0.95, then="300:0.5"), ended(10, 0.098, 5, diverged=True)]


def rows(chart: Spec) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = chart["datasets"]["runs"].to_pylist()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("close", [False, True], ids=["all", "close"])
@pytest.mark.parametrize("results", [[], [ended()], THIRTY, MIXED], ids=["none", "one", "thirty", "mixed"])
def test_specs_are_valid_and_draw_columns_that_there_are(results: list[Result], close: bool) -> None:
    chart = class_chart(results, close)
    assert_valid(without_data(chart))
    assert [(column, columns) for column, columns in drawn(chart, set(), chart) if column not in columns] == []


def test_every_run_has_its_dot_and_the_same_ones_one_with_their_number() -> None:
    found = {(row["lr"], row["accuracy"]): (row["runs"], row["kind"]) for row in rows(class_chart(MIXED))}
    assert found == {(0.1, 0.9): (2, PLAIN), (0.1, 0.95): (1, CHANGED), (10.0, 0.098): (1, DIVERGED)}
    assert sum(row["runs"] for row in rows(class_chart(THIRTY))) == 30


def test_thirty_dots_take_few_bytes() -> None:
    """They are sent again and again while a class trains."""
    chart = class_chart(THIRTY)
    assert chart["datasets"]["runs"].nbytes < 4000
    assert len(json.dumps(without_data(chart))) < 8000


@pytest.mark.parametrize("results", [[ended(0.0001, 0.1)], [ended(10, 1.0)], [ended(0.1, 0.0)], THIRTY, MIXED])
def test_every_dot_has_its_place_on_the_axes(results: list[Result]) -> None:
    where = class_chart(results)["layer"][0]["encoding"]
    (left, right), (low, high) = where["x"]["scale"]["domain"], where["y"]["scale"]["domain"]
    for one in results:
        assert left < one.lr < right
        assert low <= one.accuracy <= high
    assert all(left <= tick <= right for tick in where["x"]["axis"]["values"])


def test_close_to_the_best_what_is_left_out_is_counted() -> None:
    assert "1 run below this axis: 9.8%" in json.dumps(class_chart(MIXED, close=True)["layer"])
    failed = [*MIXED, ended(5, 0.2)]
    assert "2 runs below this axis, down to 9.8%" in json.dumps(class_chart(failed, close=True)["layer"])
    assert "this axis" not in json.dumps(class_chart(failed)["layer"])


def test_the_best_reads_most_and_of_equals_needs_the_fewest_units() -> None:
    results = [ended(0.5, 0.95, 100), ended(0.3, 0.95, 20), ended(1, 0.9, 5)]
    assert best(results) == results[1]
    assert [row["hidden"] for row in rows(class_chart(results)) if row["best"]] == [20]
    assert best([]) is None


def test_what_diverged_is_the_best_only_where_nothing_else_is() -> None:
    diverged, bad = ended(10, 0.1, diverged=True), ended(0.0001, 0.09)
    assert best([diverged, bad]) == bad
    assert best([diverged]) == diverged


def test_a_click_tells_its_run_by_its_settings_and_nothing_else_does() -> None:
    row = {key: value for key, value in MIXED[2]._asdict().items() if key not in ("dataset", "diverged")}
    assert run_of(row, MIXED) == MIXED[2]
    assert run_of(row, MIXED[:2]) is None, "it was forgotten since"
    assert run_of({"lr": 0.1}, MIXED) is None


def test_what_a_browser_sends_back_of_a_dot_is_what_the_picture_was_given() -> None:
    for one, row in zip(sorted(THIRTY, key=lambda one: -one.hidden), rows(class_chart(THIRTY)), strict=True):
        assert run_of(json.loads(json.dumps(row)), THIRTY) == one
