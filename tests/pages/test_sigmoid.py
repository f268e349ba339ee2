"""The sigmoid page, its sliders moved by a program."""

import math
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

import nn_core as nn
from explorer.latex import number

OpenPage = Callable[..., AppTest]
DEFAULTS = {"x": 1.0, "w": 1.0, "b": 0.0, "h": 1e-4}
ENDS = {"x": (-10.0, 10.0), "w": (-4.0, 4.0), "b": (-10.0, 10.0), "h": (1e-13, 0.1)}


def values(at: AppTest) -> dict[str, float]:
    return {key: at.get_by_key(key).value for key in DEFAULTS}


def words(at: AppTest) -> str:
    return "\n".join(element.value for element in at.markdown)


def check_formulas(at: AppTest) -> None:
    """Every number on the page is the core's."""
    x, w, b, h = values(at).values()
    a, shown = w * x + b, words(at)
    f = lambda x: nn.sigmoid(w * x + b)
    numerical, analytic = nn.numerical_diff(f, x, h), w * nn.sigmoid_grad(a)
    assert not at.exception
    assert len(at.get("vega_lite_chart")) == 3
    assert f"$= {number(a)}$" in shown
    assert f"1 + {number(math.exp(-a))}}}$ $= {number(nn.sigmoid(a))}$" in shown
    assert f"$= {number(nn.sigmoid(a))} \\cdot {number(nn.sigmoid(-a))}$ $= {number(nn.sigmoid_grad(a))}$" in shown
    assert f"$= {number(w)} \\cdot {number(nn.sigmoid_grad(a))}$ $= {number(analytic)}$" in shown
    assert f"$y(x + h) = {number(f(x + h), 16)}$ and $y(x - h) = {number(f(x - h), 16)}$" in shown
    assert f"$= {number(numerical, 10)}$" in shown
    assert f"= {number(analytic, 10)}$" in shown
    assert f"**Error:** ${number(abs(numerical - analytic), 2)}$" in shown


def test_it_opens_on_the_lesson_s_h_with_its_numbers_worked_out(open_page: OpenPage) -> None:
    at = open_page("sigmoid")
    assert values(at) == DEFAULTS
    check_formulas(at)
    assert "= 0.7311$" in words(at)
    assert "= 0.1966$" in words(at)
    assert [link.label for link in at.page_link][-1].startswith("Next: softmax")


def test_both_ends_of_every_slider(open_page: OpenPage) -> None:
    at = open_page("sigmoid")
    for key, ends in ENDS.items():
        for end in ends:
            at.get_by_key(key).set_value(end).run()
            check_formulas(at)


def test_all_sliders_at_an_end_at_once(open_page: OpenPage) -> None:
    for end in (0, 1):
        at = open_page("sigmoid", **{key: ends[end] for key, ends in ENDS.items()})
        assert values(at) == {key: ends[end] for key, ends in ENDS.items()}
        check_formulas(at)


@pytest.mark.parametrize(
    ("title", "moved", "seen"),
    [
        ("The steepest place", {"x": 0.0}, "= 0.25$"),
        ("Saturated", {"x": 8.0}, "**Saturated.** The derivative is 0.0003."),
        ("Almost a step", {"w": 4.0, "b": -8.0, "x": 2.0}, r"$= 4 \cdot 0.25$ $= 1$"),
        ("Too small an h", {"h": 1e-13}, "= 0.1970"),
        ("Too large an h", {"x": 0.0, "h": 0.1}, "= 0.2497"),
        ("Digits lost near 1", {"x": 10.0, "h": 1e-10}, r"**Error:** $9.9 \times 10^{-7}$"),
    ],
)
def test_what_there_is_to_try(open_page: OpenPage, title: str, moved: dict[str, float], seen: str) -> None:
    at = open_page("sigmoid", x=-3.0, w=2.0)
    next(button for button in at.button if button.label == title).click().run()
    assert values(at) == DEFAULTS | moved
    check_formulas(at)
    assert seen in words(at)


def test_nearer_0_the_same_slope_is_found_more_exactly(open_page: OpenPage) -> None:
    assert r"**Error:** $8.3 \times 10^{-12}$" in words(open_page("sigmoid", x=-10, h=1e-10))


def test_a_weight_of_0_is_called_deaf(open_page: OpenPage) -> None:
    assert "**Deaf.**" in words(open_page("sigmoid", w=0))


def test_a_link_out_of_range_opens_on_the_nearest_there_is(open_page: OpenPage) -> None:
    at = open_page("sigmoid", x=99, h="tiny")
    assert values(at) == DEFAULTS | {"x": 10.0}
    said = [caption.value for caption in at.caption if "link_off" in caption.value]
    assert ["'99'" in said[0], "'tiny'" in said[1], len(said)] == [True, True, 2]
    check_formulas(at)


def test_the_naive_formula_is_shown_failing(open_page: OpenPage) -> None:
    shown = words(open_page("sigmoid"))
    assert "| `sigmoid(-1000)` | :orange[**inf**] | 0 | 0 |" in shown
    assert "| `sigmoid(-720)` | :orange[**inf**] | :orange[**0**] | 2e\u2011313 |" in shown
    assert "| `sigmoid_grad(40)` | 4.2e\u201118 | :orange[**0**] | 4.2e\u201118 |" in shown


def test_the_code_is_the_core_s(open_page: OpenPage) -> None:
    code = [block.value for block in open_page("sigmoid").code]
    assert [one.split("def ")[1].split("(")[0] for one in code] == ["sigmoid", "sigmoid_grad", "numerical_diff"]
