"""A sweep on the page of runs, without a browser; with real workers where it is trained."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from explorer.runs.sweep import Sweep
from explorer.runs.sweep_settings import ITERATIONS
from explorer.training import workers
from tests.pages.lessons import control, headings, notes
from tests.pages.test_runs import words
from tests.pages.test_take_home import Given, given
from tests.waiting import wait_until

__all__ = ["given"]

OpenPage = Callable[..., AppTest]
SMALL: dict[str, Any] = {"iterations": 100, "hidden": [5, 10], "lr": [0.1, 1]}


@pytest.fixture
def small(open_page: OpenPage) -> Iterator[AppTest]:
    """The page by a link to a sweep of eight short runs."""
    at = open_page(
        "runs", **{key: value if isinstance(value, int) else list(map(str, value)) for key, value in SMALL.items()}
    )
    yield at
    if "swept" in at.session_state:
        at.session_state["swept"].stop()


def press(at: AppTest, key: str) -> None:
    control(at, key).click().run()
    assert not at.exception


def under_way(at: AppTest) -> Sweep:
    found: Sweep = at.session_state["swept"]
    return found


@pytest.mark.slow
def test_it_says_before_the_press_how_many_runs_that_is(open_page: OpenPage) -> None:
    at = open_page("runs")
    assert "**18 runs**: 9 settings × 2 seeds, 2,000 iterations each." in words(at)
    control(at, "seeds").set_value(10).run()
    assert "**90 runs**" in words(at)
    assert not control(at, "sweep").disabled
    control(at, "hidden").set_value([5, 10, 20, 50, 100, 200, 500]).run()
    assert "That would be 210 runs, and a sweep has at most 200" in words(at)
    assert control(at, "sweep").disabled
    control(at, "lr").set_value([]).run()
    assert "Choose at least one value for: learning rate." in words(at)
    assert control(at, "sweep").disabled
    control(at, "lr").set_value([1.0]).run()
    control(at, "how").set_value("random").run()
    control(at, "seeds").set_value(1).run()
    assert "**20 runs**" in words(at)
    assert not at.exception


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "key", "value"),
    [
        ({"lr": ["0.1", "1"]}, "lr", [0.1, 1.0]),
        ({"lr": ["1", "0.1", "1"]}, "lr", [1.0, 0.1]),
        ({"lr": ["0.11", "9e9"]}, "lr", [0.1, 10.0]),
        ({"lr": ["many"]}, "lr", [0.1, 1.0, 10.0]),
        ({"hidden": ["many", "-3"]}, "hidden", [5]),
        ({"batch": ["1000", "100"]}, "batch", [1000, 100]),
        ({"seeds": "4"}, "seeds", 3),
        ({"iterations": "inf"}, "iterations", 10_000),
        ({"how": "at RANDOM"}, "how", "random"),
        ({"how": "random", "random": "1e6"}, "random", 200),
        ({"dataset": "elsewhere"}, "dataset", "sample"),
        ({"halving": "true"}, "halving", True),
    ],
)
def test_a_link_has_the_settings_or_the_nearest_that_can_be_had(
    open_page: OpenPage, asked: dict[str, Any], key: str, value: Any
) -> None:
    assert control(open_page("runs", **asked), key).value == value


def test_the_browser_begins_with_what_a_link_asks_for_also_where_the_page_was_asked_for_again(
    open_page: OpenPage,
) -> None:
    """It hears once what the session says, and misses that where it has not drawn the slider by then."""
    at = open_page("runs", iterations="100")
    for _ in range(2):
        assert at.select_slider(key="iterations").proto.default == [ITERATIONS.index(100)]
        at.run()


@pytest.mark.slow
def test_several_values_of_a_link_stay_when_another_page_was_looked_at(small: AppTest) -> None:
    small.switch_page("pages/sigmoid.py").run()
    small.switch_page("pages/runs.py").run()
    assert (control(small, "lr").value, control(small, "hidden").value) == (SMALL["lr"], SMALL["hidden"])


def test_several_values_of_a_link_may_stand_between_commas(open_page: OpenPage) -> None:
    at = open_page("runs", lr="0.3,3", hidden="10,49,")
    assert control(at, "lr").value == [0.3, 3]
    assert at.query_params["lr"] == ["0.3", "3"]
    assert control(at, "hidden").value == [10, 50]
    (note,) = notes(at)
    assert "'49'" in note or "`49`" in note


@pytest.mark.parametrize(("asked", "taken"), [(["0.1", "1"], [0.1, 1.0]), ("0.3", [0.3]), ("", [])])
def test_several_values_are_taken_as_they_stand_in_an_address(
    open_page: OpenPage, asked: str | list[str], taken: list[float]
) -> None:
    take, _ = open_page("runs").session_state["linked"]["lr"]
    assert take(asked) == taken


@pytest.mark.slow
def test_a_link_to_a_sweep_shows_it_first_and_so_it_stays_in_this_visit(open_page: OpenPage) -> None:
    at = open_page("runs", lr=["0.1", "1"])
    assert headings(at)[:2] == ["Sweep: many settings at once", "Your own runs"]
    assert "[your own runs](#your-own-runs)" in words(at)
    at = open_page("runs")
    assert "Your own runs" not in headings(at)
    assert "many settings at once: [sweep](#sweep)." in words(at)
    before = headings(at)
    control(at, "lr").set_value([1.0]).run()
    assert headings(at) == before, "nothing moves while one is there"


@pytest.mark.slow
def test_a_sweep_is_trained_judged_opened_and_taken_home(small: AppTest, given: Given) -> None:
    at = small
    control(at, "best_cell").select(0).run()
    press(at, "sweep")
    sweep = under_way(at)
    assert len(sweep.settings) == 8
    assert control(at, "cell").value is None, "a guess opens nothing"
    wait_until(lambda: sweep.done and not sweep.under_way)
    at.run()
    assert not at.exception
    shown = words(at)
    assert "Best: " in shown
    assert "learning rate 1" in shown.partition("Best: ")[2].partition(".")[0]
    assert "**Your guess:** 5 hidden units, learning rate 0.1." in shown
    assert "worse by more than luck" in shown
    assert len(at.session_state["kept"]) == 0, "a sweep has its own runs"

    control(at, "cell").select(3).run()
    assert not at.exception
    assert [one.run.config for one in at.session_state["kept"]] == list(sweep.settings[6:])
    assert "Run 1 and Run 2 are in the [chart and the table of your runs](#your-own-runs)." in words(at)
    assert control(at, "run").value == 1
    (again,) = [one.proto for one in at.page_link if one.label == "Train the best again"]
    assert "lr=1" in again.query_string
    assert given["sweep"][1].count("\n") == 9
    name, draw = given["sweep_figure"]
    assert (name, draw()[:4]) == ("sweep.png", b"\x89PNG")
    control(at, "sweep_figure_kind").set_value("svg").run()
    name, draw = given["sweep_figure"]
    assert name == "sweep.svg"
    assert b"Held fixed: data set sample, batch size 100, weight scale 0.01, 100 iterations" in draw()

    control(at, "seeds").set_value(3).run()
    assert "The map shows the sweep before. The next one: **12 runs**" in words(at)
    assert "at the pace of your last sweep" in words(at)
    press(at, "clear")
    assert "swept" not in at.session_state, "it was cleared"
    assert len(at.session_state["kept"]) == 2, "what was opened stays"


@pytest.mark.slow
def test_a_sweep_that_ends_while_the_page_is_drawn_can_be_cleared(
    small: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end() -> None:
        """Between the buttons and the map."""
        if (sweep := st.session_state.get("swept")) is not None:
            wait_until(lambda: sweep.done and not sweep.under_way)

    monkeypatch.setattr(workers.SHARED, "warm_up", end)
    press(small, "sweep")
    assert under_way(small).done
    with pytest.raises(KeyError):
        control(small, "stop")  # a press that was meant for it does nothing
    press(small, "clear")
    assert "swept" not in small.session_state


@pytest.mark.slow
def test_a_sweep_is_stopped_and_resumed_and_there_is_one_at_a_time(small: AppTest) -> None:
    at = small
    control(at, "iterations").set_value(10_000).run()
    press(at, "sweep")
    sweep = under_way(at)
    wait_until(lambda: any(run is not None and run.iteration for run in sweep.runs))
    assert control(at, "stop").label == "Stop"
    press(at, "stop")
    assert sweep.stopped
    assert control(at, "stop").label == "Resume"
    assert "Stopped: " in "".join(one.proto.text for one in at.get("progress"))
    press(at, "stop")
    assert sweep.active
    press(at, "stop")
    press(at, "sweep")
    assert under_way(at) is sweep, "the same settings go on"
    assert sweep.active
    control(at, "iterations").set_value(100).run()
    press(at, "sweep")
    assert under_way(at) is not sweep
    assert sweep.stopped


@pytest.mark.slow
def test_a_cell_that_was_chosen_before_its_runs_were_at_their_ends_is_opened_afterwards(open_page: OpenPage) -> None:
    at = open_page("runs", iterations="2000", seeds="2", hidden=["5", "10"], lr=["0.1", "1"])
    press(at, "sweep")
    sweep = under_way(at)
    press(at, "stop")
    control(at, "cell").select(0).run()  # the smallest, which are begun last
    assert "none of its runs is at its end yet" in words(at)
    assert not offers_to_open(at)
    press(at, "stop")
    wait_until(lambda: sweep.done and not sweep.under_way)
    at.run()
    press(at, "open_cell")
    assert len(at.session_state["kept"]) == 2
    assert "Run 1 and Run 2 are in the [chart and the table of your runs]" in words(at)
    assert not offers_to_open(at)
    press(at, "delete")
    assert offers_to_open(at), "one of them is no longer there"


def offers_to_open(at: AppTest) -> bool:
    return any(button.key == "open_cell" for button in at.button)
