"""The forward page, its sliders and its weights moved by a program."""

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import nn_core as nn
from explorer.forward import network
from explorer.forward.network import LESSON
from explorer.latex import number

OpenPage = Callable[..., AppTest]
DEFAULTS = {"x1": 1.0, "x2": 0.5, **LESSON}


def values(at: AppTest) -> dict[str, float]:
    return {key: at.get_by_key(key).value for key in DEFAULTS}


def words(at: AppTest) -> str:
    return " ".join("\n".join(element.value for element in at.markdown).split())


def printed(array: np.ndarray) -> str:
    return " ".join(np.array2string(array).split())


def check_formulas(at: AppTest) -> None:
    """Every array on the page is the core's."""
    now, shown = values(at), words(at)
    layers = network.network(now).activations([now["x1"], now["x2"]])
    assert not at.exception
    assert all(line.count("$") % 2 == 0 for one in at.markdown for line in one.value.splitlines())
    assert len(at.get("vega_lite_chart")) == 1
    assert at.metric[0].value == np.array2string(layers[-1].z)
    for layer in layers:
        assert f"`{printed(layer.a)}`" in shown
        assert f"`{printed(layer.z)}`" in shown
        assert f"= {number(layer.a[0])}$" in shown


def test_it_opens_on_the_lesson_s_answer(open_page: OpenPage) -> None:
    at = open_page("forward")
    assert values(at) == DEFAULTS
    assert at.metric[0].value == "[0.31682708 0.69627909]"
    check_formulas(at)
    assert r"$1 \cdot 0.1 + 0.5 \cdot 0.2 + 0.1 = 0.3$, and sigmoid makes it **0.5744**" in words(at)
    assert "`a1 = x W1 + b1`, shape (2,) · (2, 3) + (3,) = (3,): `[0.3 0.7 1.1]`" in words(at)
    assert "`y = identity(a3)`, shape (2,): `[0.31682708 0.69627909]`" in words(at)
    assert [link.label for link in at.page_link][-1].startswith("Next: gradients")


def test_both_ends_of_both_inputs(open_page: OpenPage) -> None:
    at = open_page("forward")
    for key in ("x1", "x2"):
        for end in (-5.0, 5.0):
            at.get_by_key(key).set_value(end).run()
            check_formulas(at)


@pytest.mark.parametrize("end", [-20.0, 20.0])
def test_every_weight_and_bias_at_an_end(open_page: OpenPage, end: float) -> None:
    at = open_page("forward", x1=-5, x2=5, **dict.fromkeys(LESSON, end))
    assert values(at) == dict.fromkeys(DEFAULTS, end) | {"x1": -5.0, "x2": 5.0}
    check_formulas(at)


def test_weights_are_edited_in_place_and_reset(open_page: OpenPage) -> None:
    at = open_page("forward", x1=2)
    assert at.button(key="reset").disabled
    for key in LESSON:
        at.get_by_key(key).set_value(-1.5).run()
        check_formulas(at)
    at.button(key="reset").click().run()
    assert values(at) == DEFAULTS | {"x1": 2.0}
    check_formulas(at)


@pytest.mark.parametrize(
    ("title", "answer"),
    [
        ("The lesson's numbers", "[0.31682708 0.69627909]"),
        ("As far as the inputs go", "[0.33324698 0.73281136]"),
        ("Saturated", "[0.33592572 0.73867022]"),
        ("Deaf", "[0.1 0.2]"),
        ("All weights alike", "[0.73473256 0.73473256]"),
        ("Exclusive or", "[0.99235586 0.00764414]"),
    ],
)
def test_what_there_is_to_try(open_page: OpenPage, title: str, answer: str) -> None:
    at = open_page("forward", x1=-3, W2_11=7, b3_2=-4)
    next(button for button in at.button if button.label == title).click().run()
    assert at.metric[0].value == answer
    check_formulas(at)


def test_the_exclusive_or_is_one(open_page: OpenPage) -> None:
    at = open_page("forward")
    next(button for button in at.button if button.label == "Exclusive or").click().run()
    for x1, x2 in np.ndindex(2, 2):
        at.get_by_key("x1").set_value(float(x1))
        at.get_by_key("x2").set_value(float(x2)).run()
        y1, y2 = map(float, at.metric[0].value.strip("[]").split())
        assert (round(y1), round(y2)) == (x1 ^ x2, 1 - (x1 ^ x2))


def test_when_layer_1_is_saturated_the_answer_hardly_moves(open_page: OpenPage) -> None:
    at = open_page("forward")
    next(button for button in at.button if button.label == "Saturated").click().run()
    at.get_by_key("x1").set_value(4.0).run()
    assert at.metric[0].value == "[0.33592571 0.7386702 ]"


def test_how_far_the_answer_gets(open_page: OpenPage) -> None:
    shown = words(open_page("forward"))
    lesson = nn.ThreeLayerNet.lesson()
    (low1, low2), (high1, high2) = lesson.forward([-5, -5]), lesson.forward([5, 5])  # no weight is negative
    assert f"y1 stays between **{low1:.3f}** and **{high1:.3f}**, and y2" in shown
    assert f"and y2 between **{low2:.3f}** and **{high2:.3f}**" in shown


def test_a_link_out_of_range_opens_on_the_nearest_there_is(open_page: OpenPage) -> None:
    at = open_page("forward", x1=99, W1_23="heavy", b2_1=-1e9)
    assert values(at) == DEFAULTS | {"x1": 5.0, "b2_1": -20.0}
    assert len([caption for caption in at.caption if "link_off" in caption.value]) == 3
    check_formulas(at)


def test_the_code_is_the_core_s(open_page: OpenPage) -> None:
    code = [block.value for block in open_page("forward").code]
    assert [one.split("def ")[1].split("(")[0] for one in code] == ["activations", "lesson", "sigmoid"]
