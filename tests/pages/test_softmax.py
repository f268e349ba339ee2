"""What is the softmax page's own; what holds of every page is in `test_every_page`."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

import nn_core as nn
from explorer.words.latex import number
from tests.pages.lessons import check_page, softmax_table, values, words

OpenPage = Callable[..., AppTest]


@pytest.mark.slow
def test_a_class_that_comes_back_has_the_logit_that_it_had(open_page: OpenPage) -> None:
    at = open_page("softmax", n=5)
    at.slider(key="a4").set_value(-7.0).run()
    at.slider(key="n").set_value(3).run()
    assert values(at, "softmax").keys() == {"n", "temperature", "shift", "a0", "a1", "a2"}
    at.slider(key="n").set_value(5).run()
    assert values(at, "softmax")["a4"] == -7.0


def test_a_constant_of_minus_a_thousand_is_0_over_0_for_the_naive_formula(open_page: OpenPage) -> None:
    at = open_page("softmax", shift=-1000)
    check_page(at, "softmax")
    assert [row[4] for row in softmax_table(words(at))] == ["0.831", "0.112", "0.041", "0.015"]
    assert r"$= \frac{0}{0}$ $= \text{nan}$" in words(at)


def test_two_classes_are_a_sigmoid(open_page: OpenPage) -> None:
    at = open_page("softmax", n=2, a0=1.1, a1=0.0)
    assert f"$= {number(nn.sigmoid(1.1))}$" in words(at)


@pytest.mark.slow
def test_the_largest_probability_is_worked_out(open_page: OpenPage) -> None:
    at = open_page("softmax", a2=4.0)
    assert "**Digit 2, the largest:** $y_2 = " in words(at)
    at.slider(key="a3").set_value(5.0).run()
    assert "**Digit 3, the largest:** $y_3 = " in words(at)
