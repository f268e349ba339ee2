"""The softmax page's steps and charts: what they show is what the core computes, and nothing but data ever changes."""

import numpy as np
import pandas as pd
import pytest

import nn_core as nn
from explorer.softmax import charts as softmax_charts
from explorer.softmax import words
from explorer.softmax.steps import batch, steps
from tests.explorer.frames import derived, frame

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
    assert says in words.verdict(now, temperature)


def test_digits_are_lost_before_all_is():
    now = steps(LOGITS, -740, 1.0)
    assert np.isfinite(now.naive).all()
    assert "loses digits" in words.verdict(now, 1.0)


def test_wrong_naive_probabilities_are_marked():
    assert ":red[**nan**]" in words.table(steps(LOGITS, 1000, 1.0))
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
    return derived(frame(data), chart["transform"])


@pytest.mark.slow
@pytest.mark.parametrize(("logits", "shift", "temperature"), SETTINGS)
def test_the_probabilities_are_the_core_s(logits: tuple, shift: float, temperature: float):
    _, one, _, two = charts(logits, shift, temperature)
    expected = nn.softmax(np.array(logits) + shift, temperature)
    np.testing.assert_allclose(shown(one)["probability"], expected, rtol=1e-6, atol=1e-44)
    assert shown(one)["class"].tolist() == [*range(len(logits))]
    counting = nn.softmax(np.arange(len(logits)), temperature)
    np.testing.assert_allclose(shown(two)["probability"], [*expected, *counting], rtol=1e-6, atol=1e-44)


def test_a_probability_is_read_as_0_or_1_only_where_it_is():
    _, one, _, two = charts((10.0, 0.0, -10.0), 0, 1.0)
    assert shown(one)["shown"].tolist() == ["1 − 5e−5", "5e−5", "2e−9"]
    assert shown(two)["shown"].tolist()[:3] == ["1 − 5e−5", "5e−5", "2e−9"]
    assert one["layer"][1]["encoding"]["text"] == {"field": "shown"}
    assert {"field": "shown", "title": "Probability"} in two["layer"][0]["encoding"]["tooltip"]


def test_a_bar_keeps_its_length_and_its_label_has_the_constant():
    logits = (3.1, 1.0, 0.0, -10.0)
    bars = [shown(softmax_charts.logit_chart(logits, shift)) for shift in (0, 1000, -10)]
    for one in bars:
        np.testing.assert_allclose(one["logit"], logits, rtol=1e-6)
    assert bars[0]["label"].tolist() == ["3.1", "1", "0", "−10"]
    assert bars[1]["label"].tolist() == ["3.1 + 1000", "1 + 1000", "0 + 1000", "−10 + 1000"]
    assert bars[2]["label"].tolist() == ["3.1 − 10", "1 − 10", "0 − 10", "−10 − 10"]


def test_the_pieces_of_a_row_lie_end_to_end_from_0_to_1():
    pieces = shown(softmax_charts.batch_chart(LOGITS, 0, 1.0))
    assert pieces["row"].tolist() == ["row 0"] * 4 + ["row 1"] * 4
    assert pieces["class"].tolist() == [0, 1, 2, 3] * 2
    assert pieces["last"].tolist() == [False, False, False, True] * 2
    for row in (pieces[:4], pieces[4:]):
        np.testing.assert_allclose(row["start"], [0, *row["end"][:-1]], atol=1e-6)
        assert row["end"].iloc[-1] == 1


def test_each_cell_of_the_jacobian_is_at_its_place():
    found = nn.softmax_jacobian(nn.softmax(LOGITS))
    cells = shown(softmax_charts.jacobian_chart(LOGITS, 0, 1.0))
    assert sorted(zip(cells["i"], cells["j"], strict=True)) == [(i, j) for i in range(4) for j in range(4)]
    for cell in cells.itertuples():
        assert cell.slope == pytest.approx(found[cell.i, cell.j], rel=1e-6)
        assert cell.sign == ("rises" if cell.i == cell.j else "falls")


@pytest.mark.parametrize("classes", [2, 7, 10])
def test_a_bar_is_pulled_by_its_end(classes: int):
    chart = softmax_charts.logit_chart((0.0,) * classes, 0)
    encoding = chart["layer"][0]["encoding"]
    handles = softmax_charts.bar_ends(classes)
    assert [handle.x for handle in handles] == [(f"a{k}", *encoding["x"]["scale"]["domain"]) for k in range(classes)]
    # A band of an ordinal axis is as wide as its neighbours, and the first is at the top.
    assert encoding["y"]["type"] == "ordinal"
    assert [handle.y for handle in handles] == pytest.approx([1 - (k + 0.5) / classes for k in range(classes)])
