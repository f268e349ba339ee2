"""Pictures sent ahead: whichever slider moves, and wherever it goes, exactly one of them is shown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.charts.ahead import Ahead
from explorer.charts.stops import Range
from tests.explorer.frames import frame

X, OPTIONS = Range(-5.0, 5.0, 0.1), (0.001, 0.01, 0.1, 1.0)


def draw(x: np.ndarray, rate: np.ndarray) -> dict[str, np.ndarray]:
    return {"x": x, "many": np.stack([x, x + rate], axis=1), "number": np.arange(2)[None]}


def sent(x: float = 1.0, rate: float = 0.1):
    picture = Ahead({"x": x, "rate": rate}, {"x": X, "rate": OPTIONS})
    picture.data("drawn", draw)
    return picture.chart()["datasets"]["drawn"]


def along_x(draw, here: float = 1.0, **settings):
    """A picture that one slider moves."""
    picture = Ahead({"x": here}, {"x": X})
    picture.data("drawn", draw, **settings)
    return picture.chart()["datasets"]["drawn"]


def test_before_a_slider_moves_the_picture_is_as_it_is():
    shown = frame(sent()).to_dict("list")
    assert shown == {"x": [1.0, 1.0], "many": [1.0, pytest.approx(1.1)], "number": [0, 1]}


@given(place=st.floats(-6, 6), x=st.sampled_from(X.stops.tolist()))
def test_a_moved_slider_shows_the_frame_nearest_to_it(place: float, x: float):
    there = frame(sent(x), "x", place)["many"][0]
    nearest = np.abs(np.subtract(Ahead({"x": x}, {"x": X}).places["x"].sent, place)).min()
    assert abs(there - place) == pytest.approx(nearest, abs=1e-5)


@pytest.mark.parametrize("place", range(4))
def test_the_place_of_an_option_is_its_number(place: int):
    np.testing.assert_allclose(frame(sent(), "rate", place)["many"], [1.0, 1.0 + OPTIONS[place]], rtol=1e-6)


@pytest.mark.slow
@given(here=st.sampled_from(X.stops.tolist()), place=st.floats(-1e6, 1e6), at_most=st.sampled_from([0, 1, 8, 24]))
def test_there_is_one_frame_for_every_place(here: float, place: float, at_most: int):
    """However few frames there can be; and of those that are said to be sent each is that place's own."""
    picture = Ahead({"x": here}, {"x": X}, at_most)
    picture.data("drawn", lambda x: {"y": x})
    data, (now, sent) = picture.chart()["datasets"]["drawn"], picture.places["x"]
    assert len(frame(data, "x", place)) == 1
    assert now == here
    assert here in sent
    assert [frame(data, "x", one)["y"].item() for one in sent] == pytest.approx(sent, rel=1e-6, abs=1e-9)
    assert len(sent) <= 1.5 * at_most + 4
    if here < 5 and at_most:  # the next place is there, however few there are
        assert any(one == pytest.approx(here + 0.1) for one in sent)


def test_the_places_of_options_are_their_numbers():
    assert Ahead({"rate": 0.1}, {"rate": OPTIONS}).places == {"rate": (2, [0, 1, 2, 3])}


def test_a_slider_of_few_places_has_all_of_them_however_large_the_picture():
    picture = Ahead({"x": 0.0, "n": 2}, {"x": X, "n": Range(1, 20, 1)})
    picture.data("drawn", lambda x, n: {"y": np.tile(n[:, None], 2_000)})
    drawn = picture.chart()["datasets"]["drawn"]
    assert [frame(drawn, "n", place)["y"][0] for place in range(1, 21)] == list(range(1, 21))


def test_missing_numbers_and_words_come_through():
    data = along_x(lambda x: {"y": np.stack([x, np.nan * x], axis=1), "word": np.array([["a", "b"]] * len(x))})
    shown = frame(data, "x", 1.1)
    np.testing.assert_allclose(shown["y"], [1.1, np.nan], rtol=1e-6)
    assert shown["word"].tolist() == ["a", "b"]


def test_pictures_may_have_different_numbers_of_items():
    """As many as x is away from 1; a column with one value for each picture has it in every row."""
    count = lambda x: np.abs(np.rint(x) - 1).astype(int).tolist()
    data = along_x(lambda x: {"item": [np.arange(n) for n in count(x)], "x": x})
    assert frame(data).empty
    assert frame(data, "x", 4.0).to_dict("list") == {"item": [0, 1, 2], "x": [4.0] * 3}


def test_numbers_have_seven_digits_unless_more_are_asked_for():
    third = lambda x: {"y": np.full(len(x), 1 / 3)}
    assert frame(along_x(third))["y"].tolist() == [pytest.approx(1 / 3, rel=1e-7)]
    assert frame(along_x(third, dtype=np.float64))["y"].tolist() == [1 / 3]


def test_what_is_too_large_for_four_bytes_is_infinite():
    assert frame(along_x(lambda x: {"y": 1e300 * x}))["y"].tolist() == [np.inf]


def test_a_part_of_a_chart_knows_only_the_sliders_that_it_depends_on():
    picture = Ahead({"x": 1.0, "rate": 0.1}, {"x": X, "rate": OPTIONS})
    picture.data("still", lambda: {"y": np.array([[1.0, 2.0]])}, on=())
    picture.data("half", lambda rate: {"y": rate}, on=["rate"])
    data = picture.chart()["datasets"]
    assert frame(data["half"], "x", 2.0)["y"].tolist() == pytest.approx([0.1])
    assert frame(data["half"], "rate", 3)["y"].tolist() == [1.0]
    assert frame(data["still"], "x", 2.0)["y"].tolist() == [1.0, 2.0]
    assert data["still"].num_rows == 2
