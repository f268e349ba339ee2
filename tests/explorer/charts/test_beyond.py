"""What lies beyond an axis is an arrow at its end, and keeps its number."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.charts.beyond import Axis, beyond, inside, leaving, straight
from tests.explorer.frames import VEGA, Row

LINEAR, LOGARITHMIC = Axis(-2, 6), Axis(1e-12, 1e6, logarithmic=True)
AXES = pytest.mark.parametrize("axis", [LINEAR, LOGARITHMIC])


def points(x, y, **carried):
    found = beyond(np.array([x], float), np.array([y], float), LINEAR, LOGARITHMIC, **carried)
    return {name: rows[0].tolist() for name, rows in found.items()}


def keeps(axis: Axis, value: float) -> bool:
    return eval(inside({"v": axis})["filter"], VEGA | {"datum": Row(v=value)})


@pytest.mark.slow
@AXES
@given(value=st.floats(allow_nan=False) | st.sampled_from([*LINEAR[:2], *LOGARITHMIC[:2]]))
def test_every_number_is_either_inside_or_an_arrow(axis: Axis, value: float):
    found = beyond(np.array([value]), np.array([1.0]), axis, Axis(0, 2))
    assert len(found["x"][0]) == (not keeps(axis, value))
    assert found["x"][0].tolist() == ([] if keeps(axis, value) else [value])
    assert found["towards"][0].tolist() == ([] if keeps(axis, value) else [90 if value > axis.high else 270])
    assert all(axis.low < at < axis.high for at in found["at_x"][0])


def test_an_arrow_points_to_where_its_number_is():
    found = points([7, 0, 0, -3, 7], [1, 1e7, 0, -1, math.inf])
    assert found["towards"] == pytest.approx([90, 0, 180, 225, 45])
    assert found["x"] == [7, 0, 0, -3, 7]
    assert found["y"] == [1, 1e7, 0, -1, math.inf]
    assert found["at_y"][0] == pytest.approx(1), "on an axis that has room for it, it stays where it is"


def test_other_columns_come_along_and_a_number_that_is_none_has_no_place():
    found = points([0, 7, 7], [math.nan, 1, math.nan], name=np.array([["a", "b", "c"]]))
    assert found["name"] == ["b", "c"]


def test_a_line_is_marked_at_each_crossing_of_the_edge():
    """From 4 on it is too high; from 6 on it is back."""
    x, y = np.arange(9.0)[None], np.array([[1, 1, 1, 1, 1e8, 1e8, 1, -1, math.nan]])
    found = {name: rows[0].tolist() for name, rows in leaving(x, y, Axis(0, 10), LOGARITHMIC).items()}
    assert found["at_x"] == pytest.approx([3 + 6 / 8, 6 - 6 / 8, 6], abs=0.1)
    assert found["towards"] == [0, 0, 180]
    assert found["y"] == [1e8, 1e8, -1]


def test_pictures_without_an_arrow_have_an_empty_list_of_the_same_type():
    found = beyond(np.zeros((2, 3)), np.ones((1, 3)), LINEAR, LOGARITHMIC, name=np.array([["a", "b", "c"]]))
    assert [len(rows) for rows in found["at_x"]] == [0, 0]
    assert found["name"][0].dtype.kind == "U"


@given(
    slope=st.floats(-1e6, 1e6),
    x=st.floats(LINEAR.low, LINEAR.high),
    y=st.floats(0, 1),
)
def test_a_straight_line_is_cut_off_at_the_edge(slope: float, x: float, y: float):
    up = Axis(0, 1)
    drawn = straight(np.array([x]), np.array([y]), np.array([slope]), np.array([[-3.0, 3.0]]), LINEAR, up)
    for end_x, end_y, far in zip(drawn["x"][0], drawn["y"][0], (-3, 3), strict=True):
        assert LINEAR.low - 1e-9 <= end_x <= LINEAR.high + 1e-9
        assert 0 <= end_y <= 1
        assert end_y == pytest.approx(y + slope * (end_x - x), abs=1e-6)
        touches = min(end_y, 1 - end_y, end_x - LINEAR.low, LINEAR.high - end_x) < 1e-6
        assert touches or end_x == pytest.approx(x + far)


@AXES
@given(part=st.floats(0, 1))
def test_a_part_of_an_axis_and_its_value_are_each_other_s_opposite(axis: Axis, part: float):
    assert axis.part(axis.value(part)) == pytest.approx(part, abs=1e-12)
