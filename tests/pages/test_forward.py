"""What is the forward page's own; what holds of every page is in `test_every_page`."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import nn_core as nn
from explorer.forward.experiments import EXCLUSIVE_OR
from explorer.forward.network import LESSON
from tests.pages.lessons import LESSONS, check_page, control, values, words

OpenPage = Callable[..., AppTest]


@pytest.mark.slow
def test_weights_are_edited_in_place_and_reset(open_page: OpenPage) -> None:
    at = open_page("forward", x1=2)
    assert at.button(key="reset").disabled
    for key in LESSON:
        control(at, key).set_value(-1.5).run()
        check_page(at, "forward")
    at.button(key="reset").click().run()
    assert values(at, "forward") == LESSONS["forward"].defaults | {"x1": 2.0}
    check_page(at, "forward")


@pytest.mark.slow
def test_the_exclusive_or_is_one(open_page: OpenPage) -> None:
    at = open_page("forward", **EXCLUSIVE_OR)
    for x1, x2 in np.ndindex(2, 2):
        control(at, "x1").set_value(float(x1))
        control(at, "x2").set_value(float(x2)).run()
        y1, y2 = (float(metric.value) for metric in at.metric)
        assert (round(y1), round(y2)) == (x1 ^ x2, 1 - (x1 ^ x2))


@pytest.mark.slow
def test_when_layer_1_is_saturated_the_answer_hardly_moves(open_page: OpenPage) -> None:
    at = open_page("forward")
    control(at, "experiment").set_value("Saturated").run()
    before = [metric.value for metric in at.metric]
    control(at, "guess").set_value("not even by a thousandth").run()
    assert [metric.value for metric in at.metric] == before == ["0.3359", "0.7387"]
    assert "`[0.33592572 0.73867022]`" in words(at)


def test_how_far_the_answer_gets(open_page: OpenPage) -> None:
    shown = words(open_page("forward"))
    lesson = nn.ThreeLayerNet.lesson()
    (low1, low2), (high1, high2) = lesson.forward([-5, -5]), lesson.forward([5, 5])  # no weight is negative
    bounds = np.array(re.findall(r"stays between \*\*(.*?)\*\* and \*\*(.*?)\*\*", shown), float)
    np.testing.assert_allclose(bounds, [[low1, high1], [low2, high2]], rtol=5e-4)
