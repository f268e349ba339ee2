"""The run before, behind the curves of the next."""

import json
from dataclasses import replace

import numpy as np
import pytest

from explorer.training import charts
from explorer.training.ghost import POINTS, ghost
from explorer.training.smooth import smoothed
from tests.explorer.charts.test_specs import assert_valid
from tests.explorer.runs.made import made


def test_its_points_are_of_the_run_from_the_first_to_the_last() -> None:
    run = made(np.linspace(0.1, 0.9, 500), iterations=5000)
    found = ghost(run, 10, "before")
    assert len(found.loss["loss"]) == len(found.accuracy["test"]) == POINTS
    at = np.array(found.loss["iteration"])
    assert (at[0], at[-1]) == (1, 5000)
    np.testing.assert_allclose(found.loss["loss"], smoothed(run.train_loss, at), atol=0.001)
    assert found.accuracy["epoch"][-1] == 500
    assert found.accuracy["test"][-1] == 0.9


def test_a_run_that_was_stopped_soon_or_diverged_has_what_there_is() -> None:
    assert ghost(made((0.1,), done=3), 10, "").loss["iteration"] == [1, 2, 3]
    broken = replace(made((0.1,), done=1), train_loss=np.array([np.nan], np.float32), diverged=True)
    assert ghost(broken, 10, "").loss == {"iteration": [], "loss": []}


def test_a_loss_that_is_below_0_by_its_delta_alone_is_0_without_a_minus() -> None:
    sure = replace(made(done=5), train_loss=np.full(5, -1e-7, np.float32))
    assert str(ghost(sure, 10, "").loss["loss"]) == "[0.0, 0.0, 0.0, 0.0, 0.0]"


@pytest.mark.slow
@pytest.mark.parametrize("end", [0.113, 0.5, 0.95])
def test_over_the_next_it_is_valid_and_where_it_lies_below_the_axis_its_value_is_told(end: float) -> None:
    now = made((0.1, 0.94, 0.95))
    before = ghost(made((0.1, end)), 10, "before: seed 1")
    for chart in (charts.loss_ghost(now, 10, before), charts.accuracy_ghost(now, 10, before)):
        assert_valid(chart)
        assert "before: seed 1" in json.dumps(chart)
    told = json.dumps(charts.accuracy_ghost(now, 10, before))
    assert (f"before: seed 1: {end:.1%}, below this axis" in told) == (end < 0.9)


def test_where_it_lies_above_the_axis_its_value_is_told_too() -> None:
    told = json.dumps(charts.accuracy_ghost(made((0.1, 0.1)), 10, ghost(made((0.1, 0.908)), 10, "before")))
    assert "before: 90.8%, above this axis" in told


def test_it_has_the_axes_of_what_it_is_laid_over() -> None:
    now, before = made((0.1, 0.94, 0.95)), ghost(made(), 10, "before")
    pairs = [
        (charts.loss_chart(now, 10), charts.loss_ghost(now, 10, before)),
        (charts.accuracy_chart(now, 10), charts.accuracy_ghost(now, 10, before)),
    ]
    for chart, over in pairs:
        assert chart["encoding"] == over["encoding"]
        assert chart["height"] == over["height"]
        y, same = (one["layer"][0]["encoding"]["y"] for one in (chart, over))
        assert {**y, "field": ""} == {**same, "field": ""}


def test_what_lies_beyond_the_end_of_the_next_is_not_drawn() -> None:
    long = ghost(made((0.1, 0.9, 0.95), iterations=10_000), 10, "before")
    assert "10000" not in json.dumps(charts.loss_ghost(made(iterations=1000), 10, long))


def test_one_that_goes_on_beyond_the_end_of_the_next_is_drawn_to_it_and_what_is_told_of_it_is_not_its_end() -> None:
    long, now = ghost(made((0.1, 0.2, 0.95), iterations=10_000), 10, "before"), made((0.8, 0.9), iterations=6000)
    end = now.config.iterations
    at = charts.loss_ghost(now, 10, long)["layer"][0]["data"]["values"][0]["iteration"]
    assert at[-2] <= end < at[-1]
    assert "before: 20.0% by then, below this axis" in json.dumps(charts.accuracy_ghost(now, 10, long))


def test_one_that_begins_beyond_the_end_of_the_next_is_not_said_to_lie_above_it() -> None:
    before = ghost(made((0.5, 0.6)), 4, "before")  # 4 large batches are an epoch, then 4,000 batches of one image
    assert before.accuracy["epoch"][0] == 0.25
    told = json.dumps(charts.accuracy_ghost(made((0.5,), iterations=100), 4000, before))
    assert "before, beyond the end of this axis" in told


def test_a_loss_above_the_axis_is_not_moved_onto_it() -> None:
    wild = replace(made(), train_loss=np.full(300, 30, np.float32))
    chart = charts.loss_ghost(made(), 10, ghost(wild, 10, "before"))
    line = chart["layer"][0]
    assert set(line["data"]["values"][0]["loss"]) == {30}
    assert line["mark"]["clip"]
    assert not line["encoding"]["y"]["scale"].get("clamp")
    assert "before, above this axis" in json.dumps(chart)


def test_it_stays_as_it_is_while_the_next_goes_on() -> None:
    before, now = ghost(made(), 10, "before"), made((0.1, 0.94, 0.95))
    earlier = replace(now, train_loss=now.train_loss[:200])
    assert charts.loss_ghost(now, 10, before) == charts.loss_ghost(earlier, 10, before)
