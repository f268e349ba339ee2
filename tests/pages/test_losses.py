"""The losses page, its sliders moved by a program."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import nn_core as nn
from explorer.latex import bracketed, number
from explorer.losses.prediction import RESTS, one_hot, prediction

OpenPage = Callable[..., AppTest]
DEFAULTS = {"p": 0.1, "rest": RESTS[0], "delta": 1e-7, "axis": "linear"}
ENDS = {"p": (0.0, 1.0), "delta": (0.0, 0.1), "rest": RESTS, "axis": ("linear", "logarithmic")}


def values(at: AppTest) -> dict[str, Any]:
    return {key: at.get_by_key(key).value for key in DEFAULTS}


def words(at: AppTest) -> str:
    return " ".join("\n".join(element.value for element in at.markdown).split())


def check_formulas(at: AppTest) -> None:
    """Every number on the page is the core's."""
    p, rest, delta, _ = values(at).values()
    y, shown = prediction(p, rest), words(at)
    loss, squared_error = nn.cross_entropy_error(y, 3, delta) + 0.0, nn.sum_squared_error(y, one_hot(3))  # no -0
    assert not at.exception
    assert all(line.count("$") % 2 == 0 for one in at.markdown for line in one.value.splitlines())
    assert "-0$" not in shown
    assert "-0**" not in shown
    assert len(at.get("vega_lite_chart")) == 3
    assert f"$= -\\log({number(p)} + {number(delta)}) = {number(loss)}$" in shown
    assert f"] = {number(squared_error)}$" in shown
    assert f"\\cdot {number(squared_error)}$ $= {number(np.mean((y - one_hot(3)) ** 2))}$" in shown
    assert f"$y_3 - t_3 = {number(p)} - 1 = {number(p - 1)}$" in shown
    assert shown.count(f"**{loss:.6g}**") == 2  # by label and one-hot
    if delta:
        assert f"\\cdot {bracketed(p - 1)} = {number(p / (p + delta) * (p - 1) + 0.0)}$" in shown
        assert f"$-\\log {number(delta)} = {number(-np.log(delta))}$" in shown
    each = [nn.cross_entropy_error([1 - q, q], 1, delta) + 0.0 for q in (p, 0.9, 0.6, 0.8)]
    assert f"({' + '.join(map(bracketed, each))}) = {number(np.mean(each))}$" in shown


def test_it_opens_on_a_network_that_guesses(open_page: OpenPage) -> None:
    at = open_page("losses")
    assert values(at) == DEFAULTS
    check_formulas(at)
    assert "= 2.303$" in words(at)
    assert "pulls $10$ times as hard" in words(at)
    assert [link.label for link in at.page_link][-1].startswith("Next: the forward pass")


def test_both_ends_of_every_slider(open_page: OpenPage) -> None:
    at = open_page("losses")
    for key, ends in ENDS.items():
        for end in ends:
            at.get_by_key(key).set_value(end).run()
            check_formulas(at)


def test_all_sliders_at_an_end_at_once(open_page: OpenPage) -> None:
    for end in (0, 1):
        at = open_page("losses", **{key: ends[end] for key, ends in ENDS.items()})
        assert values(at) == {key: ends[end] for key, ends in ENDS.items()}
        check_formulas(at)


@pytest.mark.parametrize(
    ("title", "moved", "seen"),
    [
        ("A network that guesses", {}, "= 2.303$"),
        ("Badly wrong, and sure of it", {"p": 0.001, "rest": RESTS[1]}, "pulls $501$ times as hard"),
        ("Undecided", {"p": 0.5, "rest": RESTS[1]}, "pulls $2$ times as hard"),
        ("Far below delta", {"p": 1e-9, "axis": "logarithmic"}, "= 16.11$"),
        ("Ruled out, and no delta", {"p": 0.0, "delta": 0.0, "axis": "logarithmic"}, "It is **infinite** now"),
        ("Far too large a delta", {"p": 1.0, "delta": 0.1}, "= -0.09531$"),
    ],
)
def test_what_there_is_to_try(open_page: OpenPage, title: str, moved: dict[str, Any], seen: str) -> None:
    at = open_page("losses", p=0.7, delta=0.001)
    next(button for button in at.button if button.label == title).click().run()
    assert values(at) == DEFAULTS | moved
    check_formulas(at)
    assert seen in words(at)


def test_the_gradient_of_the_squared_error_is_worked_through(open_page: OpenPage) -> None:
    shown = words(open_page("losses", p=0.2, rest=RESTS[1]))
    # y = (0.2, 0.8), y - t = (-0.8, 0.8), so the sum is 0.48
    assert r"$= 0.2 \cdot [-0.8 - 0.48] = -0.256$" in shown


def test_the_words_for_the_ends_of_p(open_page: OpenPage) -> None:
    assert "**Squared error has stalled.**" in words(open_page("losses", p=0))
    assert "**Nothing left to learn.**" in words(open_page("losses", p=1))


def test_a_link_out_of_range_opens_on_the_nearest_there_is(open_page: OpenPage) -> None:
    at = open_page("losses", p=7, delta="tiny", rest="nobody")
    assert values(at) == DEFAULTS | {"p": 1.0}
    said = [caption.value for caption in at.caption if "link_off" in caption.value]
    assert len(said) == 3
    check_formulas(at)


def test_the_code_is_real(open_page: OpenPage) -> None:
    code = [block.value for block in open_page("losses").code]
    assert [one.split("def ")[1].split("(")[0] for one in code] == [
        "cross_entropy_error",
        "sum_squared_error",
        "cross_entropy_gradient",
        "squared_error_gradient",
    ]
