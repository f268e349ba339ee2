"""The softmax page's steps and charts: what they show is what the core computes, and nothing but data ever changes."""

import json

import numpy as np
import pandas as pd
import pytest

import nn_core as nn
from explorer.softmax import charts as softmax_charts
from explorer.softmax import words
from explorer.softmax.charts import TEMPERATURES
from explorer.softmax.steps import batch, steps
from tests.explorer.frames import assert_sent_ahead, frame

LOGITS = (3.0, 1.0, 0.0, -1.0)
SETTINGS = [
    (LOGITS, 0, 1.0),
    (LOGITS, 1000, 1.0),
    (LOGITS, -1000, 0.01),
    ((10.0, -10.0), 0, 0.01),
    ((0.0,) * 10, 0, 100.0),
    ((9.7, 9.7), 700, 1.0),
]


@pytest.mark.parametrize(("logits", "shift", "temperature"), SETTINGS)
def test_the_steps_lead_to_the_core_s_probabilities(logits: tuple, shift: float, temperature: float):
    now = steps(logits, shift, temperature)
    np.testing.assert_array_equal(now.probabilities, nn.softmax(np.array(logits) + shift, temperature))
    np.testing.assert_allclose(now.exponentials / now.exponentials.sum(), now.probabilities, rtol=1e-14)
    assert now.scaled.max() == 0


def test_a_constant_changes_no_probability():
    for shift in (-1000, -10, 10, 1000):
        shifted = steps(LOGITS, shift, 1.0).probabilities
        np.testing.assert_allclose(shifted, steps(LOGITS, 0, 1.0).probabilities, rtol=1e-12)


@pytest.mark.parametrize(
    ("logits", "shift", "temperature", "naive", "says"),
    [
        (LOGITS, 0, 1.0, nn.softmax(LOGITS), "gives the same"),
        (LOGITS, 1000, 1.0, [np.nan] * 4, "infinity over infinity"),
        ((10.0, 0.0), 0, 0.01, [np.nan, 0], "infinity over infinity"),
        ((9.7, 9.7), 700, 1.0, [0, 0], "The sum is too large"),
        (LOGITS, -1000, 1.0, [np.nan] * 4, "0 over 0"),
    ],
)
def test_what_becomes_of_the_naive_formula(logits, shift, temperature, naive, says):
    now = steps(logits, shift, temperature)
    np.testing.assert_allclose(now.naive, naive, rtol=1e-14)
    assert says in words.verdict(now)


def test_digits_are_lost_before_all_is():
    now = steps(LOGITS, -740, 1.0)
    assert np.isfinite(now.naive).all()
    assert "loses digits" in words.verdict(now)


def test_wrong_naive_probabilities_are_marked():
    assert ":orange[**nan**]" in words.table(steps(LOGITS, 1000, 1.0))
    assert ":orange" not in words.table(steps(LOGITS, 0, 1.0))


def test_a_row_of_a_batch_knows_nothing_of_the_other():
    one, other = batch(np.array([LOGITS, (991.0, 1009.0, 1005.0, 1000.0)]), np.ones(2))
    np.testing.assert_array_equal(one[0], nn.softmax(LOGITS))
    np.testing.assert_array_equal(one[1], nn.softmax([0.0, 1, 2, 3]))
    np.testing.assert_array_equal(one[1], other[1])
    np.testing.assert_allclose(other.sum(axis=1), 1, rtol=1e-15)


def charts(logits: tuple, shift: float, temperature: float) -> list[dict]:
    return [
        softmax_charts.logit_chart(logits, shift),
        softmax_charts.probability_chart(logits, shift, temperature),
        softmax_charts.jacobian_chart(logits, shift, temperature),
        softmax_charts.batch_chart(logits, shift, temperature),
    ]


def shown(chart: dict) -> pd.DataFrame:
    """The rows that a chart of one dataset draws before a slider moves."""
    (data,) = chart["datasets"].values()
    return frame(data)


@pytest.mark.parametrize("setting", SETTINGS)
def test_only_the_data_change(setting: tuple):
    for now, before in zip(charts(*setting), charts(*SETTINGS[0]), strict=True):
        specs = [json.dumps({key: value for key, value in one.items() if key != "datasets"}) for one in (now, before)]
        assert specs[0] == specs[1]
        assert set(now["datasets"]) == set(before["datasets"])
        for name, data in now["datasets"].items():
            assert data.schema == before["datasets"][name].schema
            assert not frame(data).isna().any(axis=None)


@pytest.mark.parametrize("setting", SETTINGS)
def test_what_a_slider_will_show_is_sent_ahead(setting: tuple):
    """At both ends and one step away; the constant moves the labels and nothing else."""
    logits, shift, temperature = setting
    ways = [(f"a{k}", softmax_charts.LOGIT.stops, logit) for k, logit in enumerate(logits)]
    ways += [("shift", softmax_charts.SHIFT.stops, shift), ("temperature", np.array(TEMPERATURES), temperature)]
    for slider, stops, value in ways:
        here, last = np.abs(stops - value).argmin(), len(stops) - 1
        for place in {0, max(here - 1, 0), min(here + 1, last), last}:
            for now, then in zip(charts(*setting), charts(*moved(setting, slider, stops[place])), strict=True):
                assert_sent_ahead(now, then, slider, place if slider == "temperature" else stops[place])


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("n", range(2, 11))
def test_other_numbers_of_classes_are_sent_ahead(setting: tuple, n: int):
    """A logit that was not there begins where its slider does."""
    logits, shift, temperature = setting
    then = (*logits, *softmax_charts.LOGITS[len(logits) :])[:n], shift, temperature
    for now, later in zip(charts(*setting), charts(*then), strict=True):
        assert_sent_ahead(now, later, "n", n)


def moved(setting: tuple, slider: str, value: float) -> tuple:
    logits, shift, temperature = setting
    logits = tuple(value if slider == f"a{k}" else logit for k, logit in enumerate(logits))
    return logits, value if slider == "shift" else shift, value if slider == "temperature" else temperature


@pytest.mark.parametrize(("logits", "shift", "temperature"), SETTINGS)
def test_the_probabilities_are_the_core_s(logits: tuple, shift: float, temperature: float):
    _, one, _, two = charts(logits, shift, temperature)
    expected = nn.softmax(np.array(logits) + shift, temperature)
    np.testing.assert_allclose(shown(one)["probability"], expected, rtol=1e-3)
    counting = nn.softmax(np.arange(len(logits)), temperature)
    np.testing.assert_allclose(shown(two)["probability"], [*expected, *counting], rtol=1e-3)


def test_a_bar_keeps_its_length_and_its_label_has_the_constant():
    bars = [shown(softmax_charts.logit_chart(LOGITS, shift)) for shift in (0, 1000, -10)]
    for one in bars:
        assert tuple(one["logit"]) == LOGITS
    assert [set(one["added"]) for one in bars] == [{""}, {" + 1000"}, {" − 10"}]
    chart = softmax_charts.logit_chart(LOGITS, 0)
    assert chart["datasets"]["bars"]["logit"][0].as_py() == "3|1|0|-1"
    assert calculated(chart)["label"] == "replace(datum.logit, '-', '−') + datum.added"


def calculated(chart: dict) -> dict[str, str]:
    """What the browser derives for each row, under the names of the columns."""
    return {one["as"]: one["calculate"] for one in chart["transform"] if "calculate" in one}


def test_the_pieces_of_a_row_lie_end_to_end_from_0_to_1():
    chart = softmax_charts.batch_chart(LOGITS, 0, 1.0)
    pieces = shown(chart)
    assert set(pieces["classes"]) == {4}
    derived = calculated(chart)
    assert derived["start"] == "datum.end - datum.probability"
    assert derived["row"] == "'row ' + floor(datum.number / datum.classes)"
    assert derived["class"] == "datum.number % datum.classes"
    for row in (pieces[:4], pieces[4:]):
        np.testing.assert_allclose(row["end"] - row["probability"], [0, *row["end"][:-1]], atol=1e-4)
        assert row["end"].iloc[-1] == 1


def test_each_cell_of_the_jacobian_is_at_its_place():
    found = nn.softmax_jacobian(nn.softmax(LOGITS))
    chart = softmax_charts.jacobian_chart(LOGITS, 0, 1.0)
    for number, cell in enumerate(shown(chart).itertuples()):
        i, j = divmod(number, cell.classes)
        assert cell.slope == pytest.approx(found[i, j], rel=1e-3)
        assert (cell.slope < 0) == (i != j)
    where = calculated(chart)
    assert (where["i"], where["j"]) == ("floor(datum.number / datum.classes)", "datum.number % datum.classes")
    assert where["sign"] == "toNumber(datum.slope) < 0 ? 'falls' : 'rises'"
