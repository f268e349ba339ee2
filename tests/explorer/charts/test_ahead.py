"""Pictures sent ahead: whichever slider moves, and wherever it goes, exactly one of them is shown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.charts import ahead
from explorer.charts.ahead import frames, frames_of
from explorer.charts.stops import Range
from tests.explorer.frames import frame

X, OPTIONS = Range(-5.0, 5.0, 0.1), (0.001, 0.01, 0.1, 1.0)


def draw(x: np.ndarray, rate: np.ndarray) -> dict[str, np.ndarray]:
    return {"x": x, "many": np.stack([x, x + rate], axis=1)}


def sent(x: float = 1.0, rate: float = 0.1):
    return frames(draw, {"x": x, "rate": rate}, {"x": X, "rate": OPTIONS})


def test_before_a_slider_moves_the_picture_is_as_it_is():
    assert frame(sent()).to_dict("list") == {"x": [1.0, 1.0], "many": [1.0, 1.1]}


@given(place=st.floats(-6, 6), x=st.sampled_from(X.stops.tolist()))
def test_a_moved_slider_shows_the_frame_nearest_to_it(place: float, x: float):
    shown = frame(sent(x), "x", place)["many"].tolist()
    nearest = X.stops[np.abs(X.stops - np.clip(place, -5, 5)).argmin()]
    np.testing.assert_allclose(shown, [nearest, nearest + 0.1], atol=0.1)


@pytest.mark.parametrize("place", range(4))
def test_the_place_of_an_option_is_its_number(place: int):
    np.testing.assert_allclose(frame(sent(), "rate", place)["many"], [1.0, 1.0 + OPTIONS[place]], rtol=1e-3)


@given(
    here=st.sampled_from(X.stops.tolist()),
    many=st.sampled_from([8, 1_000, 3_000]),
    place=st.floats(-1e6, 1e6),
)
def test_there_is_one_frame_for_every_place(here: float, many: int, place: float):
    """However many numbers a picture has, and however few frames there can be."""
    data = frames(lambda x: {"y": np.tile(x[:, None], many)}, {"x": here}, {"x": X})
    assert len(frame(data, "x", place)) == many
    assert (data.num_rows - 1) * many <= 2 * ahead.NUMBERS + 4 * many
    assert frame(data, "x", here)["y"].tolist() == pytest.approx([here] * many, rel=1e-3)
    if here < 5:  # the next place is there, however few there are
        assert frame(data, "x", here + 0.1)["y"][0] == pytest.approx(here + 0.1, rel=1e-3, abs=1e-9)


def test_missing_numbers_and_words_come_through():
    data = frames(
        lambda x: {"y": np.stack([x, np.nan * x], axis=1), "word": np.array([["a", "b"]] * len(x))},
        {"x": 1.0},
        {"x": X},
    )
    shown = frame(data, "x", 2.0)
    np.testing.assert_array_equal(shown["y"], [2.0, np.nan])
    assert shown["word"].tolist() == ["a", "b"]


def test_a_chart_takes_apart_the_lists_that_it_names():
    drawn = frames_of("walk", ["x", "rate"], "many", index="number")
    assert drawn["data"] == {"name": "walk"}
    assert drawn["transform"][0]["filter"].startswith("moved && indexof(['x', 'rate'], moved.slider) >= 0 ?")
    assert drawn["transform"][-1] == {"flatten": ["many_list", "number_list"], "as": ["many", "number"]}
    assert len(frames_of("point", ["x"])["transform"]) == 1
