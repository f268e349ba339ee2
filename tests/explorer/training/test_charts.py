"""The curves of a training run."""

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nn_core as nn
from explorer.training import charts
from explorer.training.smooth import highest, smoothed
from tests.explorer.frames import derived


def run_with(losses: np.ndarray, iterations: int, **more: Any) -> nn.TrainingRun:
    network = nn.TwoLayerNet(4, 3, 2, seed=0)
    config = nn.TrainingConfig(iterations=iterations)
    return nn.TrainingRun(config, network, np.random.default_rng(0), train_loss=losses.astype(np.float32), **more)


losses = arrays(np.float32, st.integers(1, 3000), elements=st.floats(0, 20, width=32))


@pytest.mark.slow
@given(losses)
def test_a_thinned_curve_keeps_its_extremes_and_is_bounded(loss: np.ndarray) -> None:
    curve = charts.loss_curve(run_with(loss, iterations=3000)).to_pandas()
    assert len(curve) <= 2 * charts.STRETCHES
    assert curve["loss"].min() == loss.min()
    assert curve["loss"].max() == loss.max()
    np.testing.assert_array_equal(curve["loss"], loss[curve["iteration"].to_numpy() - 1])


@pytest.mark.slow
@given(losses, st.data())
def test_what_was_drawn_stays_as_it_was_drawn(loss: np.ndarray, data: st.DataObject) -> None:
    earlier = data.draw(st.integers(1, len(loss)))
    now, then = (charts.loss_curve(run_with(part, iterations=3000)).to_pandas() for part in (loss, loss[:earlier]))
    stretch = math.ceil(3000 / charts.STRETCHES)
    whole = earlier // stretch * stretch
    finished, settled = (curve["iteration"][curve["iteration"] <= whole] for curve in (then, now))
    np.testing.assert_array_equal(finished, settled)


@pytest.mark.slow
@given(losses)
def test_the_smoothed_curve_is_the_mean_of_the_last_hundred(loss: np.ndarray) -> None:
    curve = charts.loss_curve(run_with(loss, iterations=3000)).to_pandas()
    expected = [loss[max(i - charts.SMOOTHING, 0) : i].astype(np.float64).mean() for i in curve["iteration"]]
    np.testing.assert_allclose(curve["smoothed"], expected, rtol=1e-6, atol=1e-9)


def test_a_loss_that_is_not_finite_is_not_drawn() -> None:
    curve = charts.loss_curve(run_with(np.array([2.0, 3.0, np.nan]), iterations=100)).to_pandas()
    assert curve["loss"].tolist() == [2.0, 3.0]


def test_a_run_that_has_not_begun_has_empty_curves() -> None:
    run = run_with(np.empty(0), iterations=100)
    assert charts.loss_curve(run).to_pandas().empty
    assert charts.accuracy_curve(run, 10).to_pandas().empty


@pytest.mark.parametrize("evaluations", [1, 2, 199, 200, 201, 12_500])
def test_the_accuracy_curve_is_bounded_and_ends_with_the_latest(evaluations: int) -> None:
    accuracy = np.linspace(0, 1, evaluations)
    at = np.arange(evaluations)
    run = run_with(np.empty(0), 50_000, evaluated_at=at, train_accuracy=accuracy, test_accuracy=accuracy[::-1].copy())
    curve = charts.accuracy_curve(run, iterations_per_epoch=2).to_pandas()
    assert 1 <= len(curve) <= charts.STRETCHES
    assert curve["epoch"].iloc[-1] == evaluations / 2, "after the update i, i + 1 are done"
    assert curve["test"].iloc[-1] == accuracy[0]


def test_accuracy_stands_at_the_epochs_that_were_done_when_it_was_measured() -> None:
    x, t = np.arange(8)[:, None], np.arange(8) % 2
    dataset, config = nn.Dataset(x, t, x, t), nn.TrainingConfig(batch_size=2, iterations=10)  # 4 make an epoch
    run = nn.advance(nn.start_training(config, dataset), dataset, 10)
    curve = charts.accuracy_curve(run, nn.iterations_per_epoch(config, dataset)).to_pandas()
    assert curve["iteration"].tolist() == [1, 5, 9, 10]
    assert curve["epoch"].tolist() == [0.25, 1.25, 2.25, 2.5]
    x_axis = charts.accuracy_chart(run, 4)["encoding"]["x"]
    assert x_axis["scale"]["domain"] == [0, curve["epoch"].iloc[-1]], "the last one stands at the end of the axis"


def test_tooltips_never_say_all_before_it_is_or_nothing_when_there_is_something() -> None:
    accuracy = np.array([0.99996, 1.0, 0.00004, 0.0])
    measured = {"evaluated_at": np.arange(4), "train_accuracy": accuracy, "test_accuracy": accuracy}
    run = run_with(np.array([2.30258, 0.00001, -1.2e-7, 0.0]), iterations=4, **measured)
    loss, parts = charts.loss_curve(run).to_pandas(), charts.accuracy_curve(run, 1).to_pandas()
    digits = lambda values: [f"{value:.5g}" for value in values]  # as the formats have it
    assert charts.LOSS == ".5~g"
    assert charts.ACCURACY == ".5~p"
    assert digits(loss["loss"]) == ["2.3026", "1e-05", "0", "0"]
    assert digits(100 * parts["train"]) == digits(100 * parts["test"]) == ["99.996", "100", "0.004", "0"]
    for chart, curve in ((charts.loss_chart(run, 10), loss), (charts.accuracy_chart(run, 1), parts)):
        tooltip = chart["layer"][-1]["encoding"]["tooltip"]
        assert {entry["field"] for entry in tooltip} <= set(curve)
        assert [entry["format"] in (charts.LOSS, charts.ACCURACY) for entry in tooltip].count(True) == 2


@pytest.mark.parametrize(("highest", "top"), [(2.3, 2.5), (2.6, 5), (7, 10), (16, 20), (np.nan, 2.5), (np.inf, 2.5)])
def test_the_axes_are_known_before_the_run_and_grow_in_steps(highest: float, top: float) -> None:
    spec = charts.loss_chart(run_with(np.full(2, highest), iterations=700), classes=10)
    assert spec["encoding"]["x"]["scale"]["domain"] == [0, 700]
    assert spec["layer"][0]["encoding"]["y"]["scale"]["domain"] == [0, top]
    json.dumps(spec)


def test_a_single_batch_does_not_press_the_curve_flat_and_leaves_the_axis() -> None:
    loss = np.full(500, 0.4)
    loss[::50] = 9.0  # as batches of one image have it
    spec = charts.loss_chart(run_with(loss, iterations=500), classes=10)
    top = spec["layer"][0]["encoding"]["y"]["scale"]
    assert top["domain"] == [0, 10], "the first of them is all of its mean"
    loss[0] = 2.3
    spec = charts.loss_chart(run_with(loss, iterations=500), classes=10)
    single = spec["layer"][0]
    assert single["encoding"]["y"]["scale"]["domain"] == [0, 2.5]
    assert not single["encoding"]["y"]["scale"].get("clamp")
    assert single["layer"][0]["mark"]["clip"]


@given(st.lists(st.floats(0, 17), max_size=300))
def test_the_highest_mean_is_the_highest_of_all(losses: list[float]) -> None:
    loss = np.array(losses)
    assert highest(loss) == smoothed(loss, np.arange(1, len(loss) + 1)).max(initial=0)


def measured(*accuracies: tuple[float, float]) -> nn.TrainingRun:
    """A run with these train and test accuracies."""
    train, test = np.array(accuracies).reshape(-1, 2).T
    at = {"evaluated_at": np.arange(len(train)), "train_accuracy": train, "test_accuracy": test}
    return run_with(np.empty(0), iterations=1000, **at)


def test_an_accuracy_that_was_not_measured_leaves_the_axis_and_the_other_line_alone() -> None:
    run, tests_alone = (
        measured((0.1, 0.1), (0.9, 0.89), (0.93, 0.92)),
        measured((np.nan, 0.1), (np.nan, 0.89), (0.93, 0.92)),
    )
    assert charts.accuracy_axis(tests_alone) == charts.accuracy_axis(run) == (0.85, 0.95)
    assert charts.accuracy_curve(tests_alone, 1)["test"] == charts.accuracy_curve(run, 1)["test"]
    assert "below this axis" in json.dumps(charts.accuracy_chart(tests_alone, 1))


fractions = st.floats(0, 1)


@given(st.lists(st.tuples(fractions, fractions), min_size=1, max_size=12))
def test_the_accuracy_axis_has_all_but_the_first_fifth_on_it_and_is_no_longer_than_it_has_to_be(
    accuracies: list[tuple[float, float]],
) -> None:
    low, high = charts.accuracy_axis(measured(*accuracies))
    later = np.array(accuracies[math.ceil(len(accuracies) / 5) :] or accuracies)
    assert 0 <= low <= later.min()
    assert later.max() <= high <= 1
    longer = [span for span in (0, *charts.SPANS, 1) if span < round(high - low, 2)]
    assert np.ptp(later) > longer[-1] / 2 - longer[-1] / 20 - 1e-9, "a shorter one would have done"


def test_before_anything_was_measured_the_accuracy_axis_is_whole() -> None:
    assert charts.accuracy_axis(measured()) == (0, 1)


def test_a_gap_of_one_point_is_a_tenth_of_the_accuracy_axis() -> None:
    for train, test in ((0.9928, 0.9828), (0.34, 0.33), (1.0, 0.99), (0.01, 0.0)):
        low, high = charts.accuracy_axis(measured((0.1, 0.1), (0.2, 0.2), *[(train, test)] * 8))
        assert high - low == pytest.approx(0.1)


def test_what_the_accuracy_axis_leaves_out_is_said() -> None:
    said = json.dumps(charts.accuracy_chart(measured((0.098, 0.098), (0.95, 0.93)), 10))
    assert "begins at 9.8%, below this axis" in said
    assert "below this axis" not in json.dumps(charts.accuracy_chart(measured((0.95, 0.93), (0.95, 0.93)), 10))
    assert "below this axis" not in json.dumps(charts.accuracy_chart(measured(), 10))


def test_each_change_of_the_learning_rate_has_a_mark_and_the_last_of_several_at_once_a_label() -> None:
    rates = [(100, 0.2), (110, 0.3), (120, 0.5), (900, 1.0)]
    spec = charts.loss_chart(run_with(np.empty(0), iterations=1000), 10, rates=rates)
    (marks,) = [layer for layer in spec["layer"] if layer.get("data", {}).get("values", [{}])[0].get("rate")]
    rows = marks["data"]["values"]
    assert [(row["iteration"], row["rate"]) for row in rows] == rates
    assert [row["label"] for row in rows] == ["", "", "rate 0.5", "rate 1"]


def test_the_settings_stand_at_the_end_of_the_curve() -> None:
    spec = charts.loss_chart(run_with(np.empty(0), iterations=1000), 10, label=["learning rate 0.1", "batch 100"])
    (curve,) = [one for one in spec["layer"] if one["encoding"].get("y", {}).get("field") == "smoothed"]
    _, words = curve["layer"]
    assert words["encoding"]["text"]["value"] == ["learning rate 0.1", "batch 100"]
    assert [one["mark"]["type"] for one in words["layer"]] == ["text"] * 2, "one keeps the other free of lines"


@pytest.mark.parametrize("highest", [1, 3, 8, 15])
@pytest.mark.parametrize("label", [["one"], ["one", "two"], ["one", "two", "three"]], ids=len)
def test_the_label_of_a_network_that_beats_guessing_never_lies_on_that_of_guessing(
    highest: float, label: list[str]
) -> None:
    spec, height = charts.loss_chart(run_with(np.array([highest]), iterations=1000), 10, label), 110
    (curve,) = [one for one in spec["layer"] if one["encoding"].get("y", {}).get("field") == "smoothed"]
    _, top = curve["encoding"]["y"]["scale"]["domain"]
    pixel, guess = height / top, math.log(10)
    down = curve["layer"][1]["transform"][-1]
    down = down | {"calculate": down["calculate"].replace("height", "datum.height")}
    losses = np.linspace(0, guess, 500)
    for fallen in (0, 0.3, 1):  # by so much, under the label
        rows = {"here": losses * pixel, "low": losses * pixel, "height": height}
        rows["high"] = np.minimum(losses + fallen, guess) * pixel
        for here, _, _, before, dy in derived(pd.DataFrame(rows), [down]).values:
            loss, first_line = here / pixel, here - dy
            low, high = first_line - charts.LINE_HEIGHT * (len(label) - 1) - 6, first_line + 6
            assert low >= -8, loss
            assert high <= height, loss
            assert not (low < guess * pixel + 13 and high > guess * pixel + 1), loss
            if here > charts.LINE_HEIGHT * (len(label) - 1) + 16:  # below, there is room
                assert not (low < before and high > here), "beside the curve, wherever it came from"
