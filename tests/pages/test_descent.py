"""What is the descent page's own; what holds of every page is in `test_every_page`."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from explorer.descent import walks
from tests.pages.lessons import LESSONS, check_page, control, values, words

OpenPage = Callable[..., AppTest]


@pytest.mark.slow
@pytest.mark.parametrize("end", [0, 1], ids=["first", "last"])
def test_all_methods_on_every_surface_with_all_sliders_at_an_end(open_page: OpenPage, end: int) -> None:
    sliders = {key: LESSONS["descent"].ends[key][end] for key in ("x0", "x1", "lr", "steps", "step")}
    at = open_page("descent", **sliders, method=walks.ALL)
    for surface in walks.SURFACES:
        control(at, "surface").set_value(surface).run()
        assert values(at, "descent") == LESSONS["descent"].defaults | sliders | {
            "method": walks.ALL,
            "surface": surface,
        }
        check_page(at, "descent")


@pytest.mark.slow
@pytest.mark.parametrize("method", walks.METHODS)
def test_every_method_and_both_gradients(open_page: OpenPage, method: str) -> None:
    at = open_page("descent", method=method, surface="Himmelblau", lr=0.01, step=3)
    check_page(at, "descent")
    control(at, "grad").set_value("numerical").run()
    check_page(at, "descent")


@pytest.mark.slow
def test_other_numbers_of_steps_are_shown_to_their_end(open_page: OpenPage) -> None:
    at = open_page("descent", step=40)
    assert control(at, "step").value == 40
    for steps in (30, 70):
        control(at, "steps").set_value(steps).run()
        assert control(at, "step").value == steps
        check_page(at, "descent")


@pytest.mark.slow
def test_it_plays_to_the_end_a_step_for_each_frame(open_page: OpenPage) -> None:
    at = open_page("descent", steps=5)
    play = at.button(key="play")
    assert play.label == "Play"
    play.click().run()
    shown = [control(at, "step").value]
    while at.button(key="play").label == "Pause":
        at.run()
        shown.append(control(at, "step").value)
    assert shown[0] <= 1
    assert shown[-1] == 5
    assert sorted(set(shown)) == list(range(shown[0], 6))
    check_page(at, "descent")


@pytest.mark.slow
def test_it_pauses_where_it_is_and_goes_on_from_there(open_page: OpenPage) -> None:
    at = open_page("descent", step=20)
    at.button(key="play").click().run()
    at.button(key="play").click().run()
    assert at.button(key="play").label == "Play"
    paused = control(at, "step").value
    assert 20 < paused < 30
    at.run()
    assert control(at, "step").value == paused


@pytest.mark.slow
def test_who_comes_without_a_link_sees_how_it_begins_and_a_link_shows_the_whole_walk(open_page: OpenPage) -> None:
    at = open_page("descent", present=1)
    assert control(at, "step").value == 1
    assert at.query_params["step"] == "1", "so that its address is a link to what is seen"
    assert "converges" not in words(at)
    control(at, "step").set_value(100).run()
    assert "converges" in words(at)
    at.query_params.clear()
    at.switch_page("pages/losses.py").run()
    at.query_params.clear()
    at.switch_page("pages/descent.py").run()
    assert control(at, "step").value == 100, "as it was left"
    shown = words(open_page("descent", lr=0.1, grad="numerical"))
    assert r"After 100 steps theory says $5 \times 0.8^{100}$" in shown
    assert r"$= {1.019 \times 10^{-9}},$ and the walk is at ${1.019 \times 10^{-9}}$" in shown
