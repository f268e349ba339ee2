"""The softmax page, its sliders moved by a program."""

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import nn_core as nn
from explorer.latex import number

OpenPage = Callable[..., AppTest]


def words(at: AppTest) -> str:
    return "\n".join(element.value for element in at.markdown)


def logits(at: AppTest) -> list[float]:
    return [at.slider(key=f"a{k}").value for k in range(at.slider(key="n").value)]


def table(at: AppTest) -> list[list[str]]:
    """The rows of the table of steps, without its head."""
    text = next(one.value for one in at.markdown if one.value.startswith("| $k$"))
    return [[cell.strip(" *") for cell in row.strip("| ").split("|")] for row in text.splitlines()[2:]]


def check_numbers(at: AppTest) -> None:
    """Every number on the page is the core's."""
    a = np.array(logits(at)) + at.slider(key="shift").value
    temperature = at.select_slider(key="temperature").value
    y = nn.softmax(a, temperature)
    assert not at.exception
    assert len(at.get("vega_lite_chart")) == 4
    rows = table(at)
    np.testing.assert_allclose([float(row[1]) for row in rows], a, rtol=1e-6)
    np.testing.assert_allclose([float(row[4]) for row in rows], y, rtol=0.5, atol=0.0005)
    shown = words(at)
    assert f"**The largest logit:** $m = {number(a.max(), 6)}$" in shown
    assert f"$= {number(y[1])}$" in shown
    assert r"$\sum_k y_k = 1$" in shown


def test_it_opens_on_four_classes(open_page: OpenPage) -> None:
    at = open_page("softmax")
    assert logits(at) == [3.0, 1.0, 0.0, -1.0]
    check_numbers(at)
    assert [row[4] for row in table(at)] == [row[5] for row in table(at)] == ["0.831", "0.112", "0.041", "0.015"]
    assert [link.label for link in at.page_link][-1].startswith("Next: losses")


def test_both_ends_of_every_slider(open_page: OpenPage) -> None:
    at = open_page("softmax", n=10)
    for key in ["shift", "temperature", *(f"a{k}" for k in range(10)), "n"]:
        ends = (0.01, 100.0) if key == "temperature" else (at.slider(key=key).min, at.slider(key=key).max)
        for end in ends:
            at.get_by_key(key).set_value(end).run()
            check_numbers(at)


def test_a_class_that_comes_back_has_the_logit_that_it_had(open_page: OpenPage) -> None:
    at = open_page("softmax", n=5)
    at.slider(key="a4").set_value(-7.0).run()
    at.slider(key="n").set_value(3).run()
    assert logits(at) == [3.0, 1.0, 0.0]
    at.slider(key="n").set_value(5).run()
    assert logits(at)[4] == -7.0


@pytest.mark.parametrize(
    ("title", "moved", "seen"),
    [
        ("The sigmoid again", {"n": 2, "a0": 1.1, "a1": 0.0}, "| 0 | 1.1 | 0 | 1.000 | **0.750** | 0.750 |"),
        ("Knows nothing", {"n": 10, "a0": 0.0, "a9": 0.0}, "| 9 | 0 | 0 | 1.000 | **0.100** | 0.100 |"),
        ("Cold", {"temperature": 0.2}, "| 0 | 3 | 0 | 1.000 | **1.000** | 1.000 |"),
        ("Hot", {"temperature": 20.0}, "| 0 | 3 | 0 | 1.000 | **0.279** | 0.279 |"),
        ("A thousand more for all", {"shift": 1000}, "| 0 | 1003 | 0 | 1.000 | **0.831** | :orange[**nan**] |"),
        ("Frozen", {"a0": 10.0, "temperature": 0.01}, "| 0 | 10 | 0 | 1.000 | **1.000** | :orange[**nan**] |"),
    ],
)
def test_what_there_is_to_try(open_page: OpenPage, title: str, moved: dict[str, float], seen: str) -> None:
    at = open_page("softmax", a0=-4, shift=-500, n=3)
    next(button for button in at.button if button.label == title).click().run()
    check_numbers(at)
    assert {key: at.get_by_key(key).value for key in moved} == moved
    assert at.slider(key="shift").value == moved.get("shift", 0)
    assert at.slider(key="n").value == moved.get("n", 4)
    assert seen in words(at)


def test_a_constant_of_minus_a_thousand_is_0_over_0_for_the_naive_formula(open_page: OpenPage) -> None:
    at = open_page("softmax", shift=-1000)
    check_numbers(at)
    assert [row[4] for row in table(at)] == ["0.831", "0.112", "0.041", "0.015"]
    assert r"$= \frac{0}{0}$ $= \text{nan}$" in words(at)


def test_two_classes_are_a_sigmoid(open_page: OpenPage) -> None:
    at = open_page("softmax", n=2, a0=1.1, a1=0.0)
    assert f"$= {number(nn.sigmoid(-1.1))}$" in words(at)


def test_a_link_out_of_range_opens_on_the_nearest_there_is(open_page: OpenPage) -> None:
    at = open_page("softmax", n=40, a9=-11, temperature=0)
    assert at.slider(key="n").value == 10
    assert logits(at)[9] == -10.0
    assert at.select_slider(key="temperature").value == 0.01
    assert sum("link_off" in caption.value for caption in at.caption) == 3
    check_numbers(at)


def test_the_code_is_the_core_s(open_page: OpenPage) -> None:
    (code,) = [block.value for block in open_page("softmax").code]
    assert "def softmax(x: ArrayLike, temperature: float = 1.0)" in code
