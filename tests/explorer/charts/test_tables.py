"""Tables for charts: what comes out is what went in."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.charts.tables import table, words

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(
            st.floats(),
            st.integers(-(2**63), 2**63 - 1),
            st.booleans(),
            st.text(st.characters(codec="utf-8", exclude_characters="\0")),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_every_value_is_kept(rows: list[tuple]):
    number, count, truth, word = zip(*rows, strict=True)
    made = table({"number": number, "count": count, "truth": truth, "word": word})
    made.validate(full=True)
    np.testing.assert_array_equal(made["number"].to_pylist(), number)
    assert [made[name].to_pylist() for name in ("count", "truth", "word")] == [list(count), list(truth), list(word)]


def test_a_column_without_rows_keeps_its_type():
    made = table({"number": np.array([], np.float32), "word": np.array([], str)})
    made.validate(full=True)
    assert [str(field.type) for field in made.schema] == ["float", "string"]


def test_a_column_may_be_a_part_of_another():
    every_other = np.arange(10.0)[::2]
    assert table({"x": every_other})["x"].to_pylist() == every_other.tolist()


def test_words_that_come_again_and_again_travel_once():
    made = table({"word": words(np.array([0, 1, 0, 0], np.int8), ["a", "b"])})
    made.validate(full=True)
    assert made["word"].to_pylist() == ["a", "b", "a", "a"]
    assert made["word"].chunk(0).dictionary.to_pylist() == ["a", "b"]


@pytest.mark.slow
def test_the_first_chart_of_a_server_needs_no_pandas():
    script = """
import sys
import nn_core as nn, numpy as np, streamlit as st
from explorer import descent, gradients, losses, sigmoid, training
import explorer.descent.charts, explorer.gradients.charts, explorer.losses.charts
import explorer.sigmoid.charts, explorer.training.charts, explorer.descent.walks
from explorer.sigmoid.unit import Unit
digits = nn.Dataset(np.zeros((2, 4), np.uint8), np.array([0, 1]), np.zeros((2, 4), np.uint8), np.array([0, 1]))
run = nn.start_training(nn.TrainingConfig(), digits)
st.vega_lite_chart(training.charts.loss_curve(run), training.charts.loss_chart(run, 2))
course = descent.charts.Course("bowl", tuple(descent.walks.METHODS), "analytic")
now = {"x0": -3.0, "x1": 4.0, "lr": 0.1, "beta": 0.9, "steps": 20, "step": 5}
st.vega_lite_chart(descent.charts.contour_chart(course, now))
st.vega_lite_chart(gradients.charts.field_chart((1.0, 2.0), 1e-4))
st.vega_lite_chart(sigmoid.charts.output_chart(Unit(), 1.0))
st.vega_lite_chart(losses.charts.loss_chart(0.1, "shared by the others", 1e-7, "linear"))
print(*sys.modules)
"""
    loaded = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, text=True).split()
    assert "pyarrow" in loaded
    assert "pandas" not in loaded
