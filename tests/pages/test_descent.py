"""The gradient descent page, its controls moved by a program."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

import nn_core as nn
from explorer.descent import walks
from explorer.descent import words as descent_words
from explorer.unbroken import factor, number

OpenPage = Callable[..., AppTest]
DEFAULTS = {
    "surface": "bowl",
    "method": "gradient descent",
    "lr": 0.1,
    "steps": 100,
    "x0": -3.0,
    "x1": 4.0,
    "grad": "numerical",
    "step": 100,
}
ENDS = {"x0": (-5.0, 5.0), "x1": (-5.0, 5.0), "lr": (0.0, 10.0), "steps": (1, 100), "step": (0, 100)}


def values(at: AppTest) -> dict[str, object]:
    return {key: at.get_by_key(key).value for key in DEFAULTS}


def words(at: AppTest) -> str:
    return "\n".join(element.value for element in at.markdown)


def check_page(at: AppTest) -> None:
    """Words and numbers are those of the core's walk."""
    surface, method, lr, steps, x0, x1, gradient, step = values(at).values()
    known, shown = walks.SURFACES[surface], words(at)
    grad = None if gradient == "numerical" else known.grad
    assert not at.exception
    assert len(at.get("vega_lite_chart")) == 2
    for name in walks.METHODS if method == walks.ALL else [method]:
        walk = walks.METHODS[name](known.f, [x0, x1], lr, steps, grad)
        assert descent_words.verdict(surface, name, walk, lr) in shown
        if method == walks.ALL and name != "gradient descent":
            continue
        to = max(step, 1)
        assert f"At step {to - 1}: $f = " in shown
        assert f"$= {number(walk.values[to - 1])}$" in shown
        for axis in (0, 1):
            assert f"- **Step {to}** along $x_{axis}$: " in shown
            assert f"$= {number(walk.path[to, axis])}$" in shown


def test_it_opens_on_the_lesson_s_walk_with_its_numbers_worked_out(open_page: OpenPage) -> None:
    at = open_page("descent")
    assert values(at) == DEFAULTS
    check_page(at)
    walk = nn.gradient_descent(nn.BOWL.f, [-3, 4], lr=0.1, step_num=100)
    x, shown = walk.path[99, 0], words(at)
    assert rf"$x_0 \leftarrow {number(x)} - {{0.1}} \times {factor(2 * x)}$ $= {number(walk.x[0])}$" in shown
    assert r"$|1 - 2 \times {0.1}| = {0.8}$. After 100 steps theory says ${5} \times {0.8}^{100}$" in shown
    assert r"$= {1.019 \times 10^{-9}},$ and the walk is at ${1.019 \times 10^{-9}}$" in shown
    assert [link.label for link in at.page_link][-1].startswith("Next: train")


@pytest.mark.parametrize("key", ENDS)
def test_both_ends_of_every_slider(open_page: OpenPage, key: str) -> None:
    at = open_page("descent")
    for end in ENDS[key]:
        at.get_by_key(key).set_value(end).run()
        check_page(at)


@pytest.mark.parametrize("end", [0, 1])
def test_all_sliders_at_an_end_at_once(open_page: OpenPage, end: int) -> None:
    moved = {key: ends[end] for key, ends in ENDS.items()} | {"method": walks.ALL}
    at = open_page("descent", **moved)
    assert values(at) == DEFAULTS | moved
    for surface in walks.SURFACES:
        at.get_by_key("surface").set_value(surface).run()
        check_page(at)


@pytest.mark.parametrize("method", walks.METHODS)
def test_every_method_and_both_gradients(open_page: OpenPage, method: str) -> None:
    at = open_page("descent", method=method, surface="Himmelblau", lr=0.01, step=3)
    check_page(at)
    at.get_by_key("grad").set_value("analytic").run()
    check_page(at)
    assert "numerically" not in words(at)


@pytest.mark.parametrize(
    ("title", "moved", "seen"),
    [
        ("The lesson's walk", {}, "**converges**"),
        ("One step is enough", {"lr": 0.5, "steps": 10, "step": 10}, "= {0}$. After 10 steps"),
        ("Bold, and it arrives", {"lr": 0.95}, "**oscillates and converges**"),
        ("Over the edge", {"lr": 1.05, "steps": 30, "step": 30}, "**diverges**: learning rate 1.05 is too large."),
        ("Far too timid", {"lr": 0.001}, "**is on its way**"),
        ("A ravine", {"surface": "ravine", "lr": 0.95, "x0": -5.0, "x1": 2.0}, "**oscillates and converges**"),
        (
            "All four in the ravine",
            {"surface": "ravine", "method": walks.ALL, "lr": 0.3, "x0": -5.0, "x1": 2.0},
            "- Momentum **overshoots and converges**",
        ),
        ("Stopped at a saddle", {"surface": "saddle", "x0": 4.0, "x1": 0.0}, "**converges** to the saddle"),
        (
            "Rosenbrock's valley",
            {"surface": "Rosenbrock", "method": walks.ALL, "lr": 0.001, "x0": -1.0, "x1": 1.5},
            "- Momentum **is on its way**",
        ),
        ("Four lowest points", {"surface": "Himmelblau", "lr": 0.01, "x0": 0.0, "x1": 0.0}, "at (3,\u00a02)"),
    ],
)
def test_what_there_is_to_try(open_page: OpenPage, title: str, moved: dict[str, object], seen: str) -> None:
    at = open_page("descent", x0=1, lr=2, surface="saddle")
    next(button for button in at.button if button.label == title).click().run()
    assert values(at) == DEFAULTS | moved
    check_page(at)
    assert seen in words(at)


def test_other_numbers_of_steps_are_shown_to_their_end(open_page: OpenPage) -> None:
    at = open_page("descent", step=40)
    assert at.get_by_key("step").value == 40
    for steps in (30, 70):
        at.get_by_key("steps").set_value(steps).run()
        assert at.get_by_key("step").value == steps
        check_page(at)


def test_it_plays_to_the_end_a_step_for_each_frame(open_page: OpenPage) -> None:
    at = open_page("descent", steps=5)
    play = at.button(key="play")
    assert play.label == "Play"
    play.click().run()
    shown = [at.get_by_key("step").value]
    while at.button(key="play").label == "Pause":
        at.run()
        shown.append(at.get_by_key("step").value)
    assert shown[0] <= 1
    assert shown[-1] == 5
    assert sorted(set(shown)) == list(range(shown[0], 6))
    check_page(at)


def test_it_pauses_where_it_is_and_goes_on_from_there(open_page: OpenPage) -> None:
    at = open_page("descent", step=20)
    at.button(key="play").click().run()
    at.button(key="play").click().run()
    assert at.button(key="play").label == "Play"
    paused = at.get_by_key("step").value
    assert 20 < paused < 30
    at.run()
    assert at.get_by_key("step").value == paused


def test_a_link_out_of_range_opens_on_the_nearest_there_is(open_page: OpenPage) -> None:
    at = open_page("descent", x0=99, lr="fast", steps=10, step=50, surface="moon")
    assert values(at) == DEFAULTS | {"x0": 5.0, "steps": 10, "step": 10}
    assert sum("link_off" in caption.value for caption in at.caption) == 4
    check_page(at)


def test_the_code_is_the_core_s(open_page: OpenPage) -> None:
    code = "\n".join(block.value for block in open_page("descent").code)
    for name in ("gradient_descent", "numerical_gradient", "momentum", "adagrad", "adam"):
        assert f"def {name}(" in code
