"""What is read aloud of a chart: what can be read on it, and no coordinates of what is drawn there."""

from explorer.charts.aloud import aloud
from explorer.charts.marks import QUIET, Spec, read

DOT: Spec = {"mark": "point", "encoding": {"x": {"field": "x"}, "tooltip": read(x="Input:.4~g", y="Output")}}


def test_of_a_mark_is_read_what_its_tooltip_tells() -> None:
    mark = aloud(DOT)["mark"]
    told = "'Input: ' + replace(format(datum['x'],'.4~g'),'Infinity','∞') + '; ' + 'Output: ' + datum['y']"
    assert mark == {"type": "point", "aria": True, "description": {"expr": told}}


def test_nothing_is_read_of_a_mark_without_one() -> None:
    label: Spec = {"mark": "text", "encoding": {"text": {"field": "y"}}}
    assert QUIET["mark"]["aria"] is False
    assert aloud({"layer": [label, DOT]})["layer"] == [label, aloud(DOT)]


def test_a_description_stands_where_there_is_one_and_a_mark_may_be_silent() -> None:
    described = aloud({**DOT, "encoding": {**DOT["encoding"], "description": {"field": "said"}}})
    assert described["mark"] == {"type": "point", "aria": True}
    assert aloud({**DOT, "mark": {"type": "point", "aria": False}})["mark"]["aria"] is False


def test_of_an_axis_with_numbers_of_its_own_these_are_read() -> None:
    x: Spec = {"field": "p", "title": "Probability", "scale": {"domain": [0, 1.3]}, "axis": {"values": [0, 0.5, 1]}}
    numbered = aloud({"layer": [{"mark": "bar", "encoding": {"x": x}}]})["layer"][0]["encoding"]["x"]
    assert numbered["axis"]["description"] == "Probability, from 0 to 1"
    untitled = aloud({"mark": "bar", "encoding": {"y": {"axis": {"values": [-1e-5, 2000]}}}})["encoding"]["y"]
    assert untitled["axis"]["description"] == "from −1e−5 to 2,000"
