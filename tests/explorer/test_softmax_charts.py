"""The softmax page's steps and charts: what they show is what the core computes, and nothing but data ever changes."""

import json

import numpy as np
import pytest

import nn_core as nn
from explorer import softmax_charts, softmax_words
from explorer.softmax_steps import batch, jacobian, steps

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
    assert says in softmax_words.verdict(now)


def test_digits_are_lost_before_all_is():
    now = steps(LOGITS, -740, 1.0)
    assert np.isfinite(now.naive).all()
    assert "loses digits" in softmax_words.verdict(now)


def test_wrong_naive_probabilities_are_marked():
    assert ":orange[**nan**]" in softmax_words.table(steps(LOGITS, 1000, 1.0))
    assert ":orange" not in softmax_words.table(steps(LOGITS, 0, 1.0))


def test_the_jacobian_is_the_derivative():
    z = np.array(LOGITS)
    columns = [nn.numerical_diff(lambda zj, j=j: nn.softmax(np.r_[z[:j], zj, z[j + 1 :]]), z[j]) for j in range(4)]
    found = jacobian(nn.softmax(z))
    np.testing.assert_allclose(found, np.transpose(columns), atol=1e-9)
    np.testing.assert_allclose(found.sum(axis=0), 0, atol=1e-16)
    np.testing.assert_allclose(found.sum(axis=1), 0, atol=1e-16)


def test_a_row_of_a_batch_knows_nothing_of_the_other():
    one, other = batch(LOGITS, 0, 1.0), batch((-9.0, 9.0, 5.0, 0.0), 1000, 1.0)
    np.testing.assert_array_equal(one[0], nn.softmax(LOGITS))
    np.testing.assert_array_equal(one[1], nn.softmax([0.0, 1, 2, 3]))
    np.testing.assert_array_equal(one[1], other[1])
    np.testing.assert_allclose(other.sum(axis=1), 1, rtol=1e-15)


def charts(logits: tuple, shift: float, temperature: float) -> list[dict]:
    probabilities = steps(logits, shift, temperature).probabilities
    return [
        softmax_charts.logit_chart(logits, shift),
        softmax_charts.probability_chart(probabilities),
        softmax_charts.jacobian_chart(jacobian(probabilities)),
        softmax_charts.batch_chart(batch(logits, shift, temperature)),
    ]


@pytest.mark.parametrize("setting", SETTINGS)
def test_only_the_data_change(setting: tuple):
    for now, before in zip(charts(*setting), charts(*SETTINGS[0]), strict=True):
        specs = [json.dumps({key: value for key, value in one.items() if key != "datasets"}) for one in (now, before)]
        assert specs[0] == specs[1]
        assert set(now["datasets"]) == set(before["datasets"])
        for name, data in now["datasets"].items():
            assert data.schema == before["datasets"][name].schema
            assert not data.to_pandas().isna().any(axis=None)


def test_a_bar_keeps_its_length_and_its_label_has_the_constant():
    bars = [softmax_charts.logit_chart(LOGITS, shift)["datasets"]["bars"].to_pandas() for shift in (0, 1000, -10)]
    for one in bars:
        assert tuple(one["logit"]) == LOGITS
    assert [list(one["label"])[::3] for one in bars] == [["3", "−1"], ["3 + 1000", "−1 + 1000"], ["3 − 10", "−1 − 10"]]


def test_the_pieces_of_a_row_lie_end_to_end_from_0_to_1():
    data = softmax_charts.batch_chart(batch(LOGITS, 0, 1.0))["datasets"]
    data = {name: table.to_pandas() for name, table in data.items()}
    for _, row in data["pieces"].groupby("row"):
        np.testing.assert_allclose(row["start"], [0, *row["end"][:-1]], atol=1e-15)
        np.testing.assert_allclose(row["end"] - row["start"], row["probability"], atol=1e-15)
    np.testing.assert_allclose(data["sums"]["sum"], 1, rtol=1e-15)


def test_each_cell_of_the_jacobian_is_at_its_place():
    found = jacobian(nn.softmax(LOGITS))
    cells = softmax_charts.jacobian_chart(found)["datasets"]["cells"].to_pandas()
    for cell in cells.itertuples():
        assert cell.slope == found[cell.i, cell.j]
        assert cell.sign == ("rises" if cell.i == cell.j else "falls")
