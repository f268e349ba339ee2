"""A sheet of paper, and what a browser tells of it, which may be anything."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.inside.strokes import MOST_NUMBERS, PAPER_SIDE, PEN, Sheet, blank, printed

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "strokes", "x"]), inner),
    max_leaves=12,
)
ON_PAPER = st.integers(0, PAPER_SIDE)
STROKES = st.lists(st.lists(st.tuples(ON_PAPER, ON_PAPER), min_size=1, max_size=5).map(lambda way: [*sum(way, ())]))


@settings(max_examples=40)
@given(ANYTHING)
def test_whatever_a_browser_tells_the_sheet_can_be_inked(said: object) -> None:
    for message in (said, {"id": "a", "strokes": said}, {"id": said, "strokes": [[1, 1]]}):
        ink = Sheet("a").told(message).ink
        assert ink.shape == (PAPER_SIDE, PAPER_SIDE)
        assert ink.dtype == np.uint8


@pytest.mark.slow
@given(STROKES)
def test_strokes_are_kept_as_they_were_told(strokes: list[list[int]]) -> None:
    sheet = Sheet("a").told(json.loads(json.dumps({"id": "a", "strokes": strokes})))
    assert [[*stroke] for stroke in sheet.strokes] == strokes
    assert sheet.empty == (not strokes)
    for x, y in (stroke[:2] for stroke in strokes):
        assert sheet.ink[min(y, PAPER_SIDE - 1), min(x, PAPER_SIDE - 1)] > 200


@pytest.mark.parametrize(
    "strokes",
    [
        [[1]],
        [[1, 2, 3]],
        [[]],
        [[-1, 5]],
        [[5, PAPER_SIDE + 1]],
        [[float("nan"), 5]],
        [[float("inf"), 5]],
        [["1", "2"]],
        [[True, True]],
        [[None, None]],
        [[[1, 2]]],
        [{"0": 1}],
        ["12"],
        "12",
        {"0": [1, 2]},
        None,
        [[1, 1] * (MOST_NUMBERS // 2 + 1)],
        [[1, 1]] * (MOST_NUMBERS // 2 + 1),
        [[10**400, 1]],
    ],
    ids=lambda strokes: str(strokes)[:30],
)
def test_what_are_no_strokes_changes_nothing(strokes: object) -> None:
    before = Sheet("a", ((10, 10, 20, 20),))
    assert before.told({"id": "a", "strokes": strokes}) is before


def test_a_sheet_with_as_many_numbers_as_are_taken_is_full() -> None:
    almost, full = (blank()._replace(strokes=((1, 1) * (MOST_NUMBERS // 2 - less),)) for less in (1, 0))
    assert (almost.full, full.full) == (False, True)
    assert blank().told({"id": "b"}).full is False


def test_what_is_told_of_a_sheet_that_is_gone_is_not_meant_for_the_next() -> None:
    gone, here = blank(), blank()
    assert here.told({"id": gone.id, "strokes": [[5, 5]]}).empty


def test_a_stroke_is_as_wide_as_the_pen_and_a_point_is_a_dot() -> None:
    line = Sheet("a", ((40, 140, 240, 140),)).ink
    assert (line[:, 140] / 255).sum() == pytest.approx(PEN, abs=1)
    assert line[140, 40:241].min() == 255
    dot = Sheet("a", ((140, 140),)).ink / 255
    assert dot.sum() == pytest.approx(np.pi * PEN**2 / 4, rel=0.05)


def test_an_image_lies_under_what_is_drawn_on_it() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[14, 14] = 255
    sheet = printed(image, 5, "digits")
    assert not sheet.empty
    assert (sheet.meant("digits"), sheet.meant("letters")) == (5, None)
    assert sheet.ink[145, 145] > 200
    drawn = sheet.told({"id": sheet.id, "strokes": [[20, 20]]})
    assert drawn.ink[145, 145] == sheet.ink[145, 145]
    assert drawn.ink[20, 20] == 255
    assert drawn.meant("digits") is None, "nobody knows what somebody has made of it"
    assert str(sheet.picture).startswith("data:image/png;base64,")
    assert blank().picture is None
