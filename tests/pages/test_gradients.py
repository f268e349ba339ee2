"""The gradients page, its controls moved by a program."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

import nn_core as nn
from explorer.gradients import check as gradient_check
from explorer.gradients import words as gradients_words
from explorer.unbroken import factor, number

OpenPage = Callable[..., AppTest]
DEFAULTS = {"x0": 3.0, "x1": 2.0, "h": 1e-4, "hidden": 10, "bug": gradient_check.NONE}
ENDS = {"x0": (-4.0, 4.0), "x1": (-4.0, 4.0), "h": (1e-16, 1.0), "hidden": (1, 20)}


def values(at: AppTest) -> dict[str, object]:
    return {key: at.get_by_key(key).value for key in DEFAULTS}


def words(at: AppTest) -> str:
    return "\n".join(element.value for element in at.markdown)


def check_page(at: AppTest) -> None:
    """Words and numbers are the core's."""
    x0, x1, h, hidden, bug = values(at).values()
    point, shown = (x0, x1), words(at)
    numerical = nn.numerical_gradient(nn.BOWL.f, point, h)
    assert not at.exception
    assert len(at.get("vega_lite_chart")) == 4
    assert f"$= {number(x0**2 + x1**2)}$" in shown
    for axis in (0, 1):
        assert rf"$= 2 \times {factor(point[axis])}$ $= {number(2 * point[axis])}$" in shown
        assert f"$= {number(numerical[axis], 14)}$, off by " in shown
        assert f"off by ${number(abs(numerical[axis] - 2 * point[axis]), 2)}$" in shown
    check = gradient_check.check(hidden, bug)
    assert f"${number(check.largest_difference, 2)}$" in shown
    assert rf"$2 \times {check.parameters} = {check.forward_passes}$" in shown
    assert f"**{gradients_words.span(check.numerical_seconds)}**" in shown
    assert f"**{gradients_words.span(check.backpropagation_seconds)}**" in shown


def test_it_opens_on_the_lesson_s_h_with_its_numbers_worked_out(open_page: OpenPage) -> None:
    at = open_page("gradients")
    assert values(at) == DEFAULTS
    check_page(at)
    assert r"$= ({13.00060001}$ ${} - {12.99940001})$ $/ \, {0.0002}$" in words(at)
    assert "39{,}760" in words(at)
    assert [link.label for link in at.page_link][-1].startswith("Next: walk downhill")


@pytest.mark.parametrize("key", ENDS)
def test_both_ends_of_every_slider(open_page: OpenPage, key: str) -> None:
    at = open_page("gradients")
    for end in ENDS[key]:
        at.get_by_key(key).set_value(end).run()
        check_page(at)


@pytest.mark.parametrize("end", [0, 1])
def test_all_sliders_at_an_end_at_once(open_page: OpenPage, end: int) -> None:
    moved = {key: ends[end] for key, ends in ENDS.items()}
    at = open_page("gradients", **moved)
    assert values(at) == DEFAULTS | moved
    check_page(at)


@pytest.mark.parametrize(
    ("title", "moved", "seen"),
    [
        ("The lesson's step", {}, "straight uphill"),
        ("As large as can be", {"h": 1.0}, "$= {6}$, off by ${0}$"),
        ("Smaller is not better", {"h": 6e-16}, "**The numerical gradient is visibly wrong.**"),
        ("Smaller than a number can be", {"h": 1e-16}, "**h is too small for floating-point numbers.**"),
        ("On an axis", {"x0": 4.0, "x1": 0.0}, "straight uphill"),
        ("A forgotten slope", {"bug": gradient_check.NO_SLOPE}, "W1 and b1 are off the diagonal"),
        ("A forgotten mean", {"bug": gradient_check.NO_MEAN}, "20 times as steep"),
        ("Twice the network", {"hidden": 20}, "over 323 parameters"),
    ],
)
def test_what_there_is_to_try(open_page: OpenPage, title: str, moved: dict[str, object], seen: str) -> None:
    at = open_page("gradients", x0=-1, h=0.01, hidden=5)
    next(button for button in at.button if button.label == title).click().run()
    assert values(at) == DEFAULTS | moved
    check_page(at)
    assert seen in words(at)


def test_a_link_out_of_range_opens_on_the_nearest_there_is(open_page: OpenPage) -> None:
    at = open_page("gradients", x0=99, h="tiny", bug="all of them")
    assert values(at) == DEFAULTS | {"x0": 4.0}
    assert sum("link_off" in caption.value for caption in at.caption) == 3
    check_page(at)


def test_the_code_is_the_core_s(open_page: OpenPage) -> None:
    code = "\n".join(block.value for block in open_page("gradients").code)
    assert code.count("def numerical_gradient(") == 2
    assert code.count("def gradient(self") == 1
