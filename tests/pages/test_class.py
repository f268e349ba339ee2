"""The runs of a class: who is in it, who says no, and what each of them sees; without a browser."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.course.member import Member
from explorer.runs import gathered
from explorer.runs.gathered import Gathered
from tests.explorer.runs.test_gathered_charts import MIXED, ended
from tests.pages.lessons import control, headings, notes
from tests.pages.test_teaching import has
from tests.waiting import wait_until

OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def no_other_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "ALL", Gathered())


def train(at: AppTest, lr: float = 0.1) -> None:
    control(at, "lr").set_value(lr).run()
    control(at, "train").click().run()
    wait_until(lambda: not at.session_state["job"].moving)
    at.run()
    assert not at.exception


def words(at: AppTest) -> str:
    return "\n".join(element.value for element in [*at.markdown, *at.caption])


def ways(at: AppTest) -> dict[str, str]:
    """What the links to other pages take there, by their labels."""
    return {link.label: link.proto.query_string for link in at.page_link}


@pytest.mark.slow
def test_two_of_a_class_see_the_runs_of_both_and_not_of_another_class_nor_of_who_says_no(open_page: OpenPage) -> None:
    quick: dict[str, Any] = {"iterations": 100, "hidden": 5}
    one, two, no = (
        open_page("trainer", **quick, **{"class": word}) for word in ("Biology-3B", "biology-3b", "biology-3b")
    )
    other = open_page("trainer", **quick, **{"class": "physics"})
    assert "Your finished runs are shown to your class biology-3b: settings and result" in words(one)
    control(no, "share").set_value(False).run()
    assert "Your runs are not shown to your class biology-3b." in words(no)
    for at, lr in ((one, 0.1), (two, 0.5), (no, 1.0), (other, 2.0)):
        train(at, lr)
    assert [run.lr for run in gathered.ALL.of("biology-3b")] == [0.1, 0.5]
    assert [run.lr for run in gathered.ALL.of("physics")] == [2.0]

    for at in (one, no):
        at.query_params.clear()  # as a link of the menu has none
        at.switch_page("pages/runs.py").run()
        assert headings(at)[0] == "2 runs of class biology-3b today"
        assert at.query_params["class"] == "biology-3b"
    assert not no.session_state["member"].shares, "a no stays a no"


def test_a_no_of_before_the_reload_is_one_whatever_the_new_session_began_with(open_page: OpenPage) -> None:
    at = open_page("trainer", **{"class": "b3"})
    assert control(at, "share").value
    at.session_state["member"] = Member("b3", shares=False)  # which the tab had
    at.run()
    assert not control(at, "share").value
    assert not at.session_state["member"].shares
    assert "Your runs are not shown to your class b3." in words(at)
    control(at, "share").set_value(True).run()
    assert at.session_state["member"].shares


@pytest.mark.slow
def test_in_no_class_nothing_is_said_of_one_before_training(open_page: OpenPage) -> None:
    at = open_page("trainer")
    assert not has(at, "share")
    assert "your class" not in words(at)


@pytest.mark.slow
def test_the_picture_comes_first_with_the_best_and_a_way_to_its_settings(open_page: OpenPage) -> None:
    for run in [*MIXED, ended(0.2, 0.97, dataset="mnist")]:
        gathered.ALL.add("a", run)
    at = open_page("runs", **{"class": "a"})
    assert headings(at)[:2] == ["5 runs of class a today, on 2 data sets", "Your own runs"]
    assert control(at, "data").value == "sample"
    assert "**Best: 95.00%**" in words(at)
    assert "lr=0.1" in ways(at)["Open the best on the trainer"]
    assert "then=300%3A0.5" in ways(at)["Open the best on the trainer"]
    assert "| 10 | 1 |" in words(at)
    control(at, "close").set_value(True).run()
    control(at, "data").set_value("mnist").run()
    assert not at.exception
    assert "**Best: 97.00%**" in words(at)
    spec = json.loads(at.get("vega_lite_chart")[0].proto.spec)
    assert spec["layer"][0]["encoding"]["y"]["scale"]["domain"][0] >= 0.9


@pytest.mark.slow
def test_a_run_that_is_chosen_tells_its_settings_for_as_long_as_it_is_there(open_page: OpenPage) -> None:
    for run in (ended(), ended(0.3, 0.95), ended(0.2, 0.97, dataset="mnist")):
        gathered.ALL.add("a", run)
    at = open_page("runs", **{"class": "a"})
    assert "Open these settings on the trainer" not in ways(at)
    assert [shown.partition(":")[0] for shown in control(at, "class_chosen").options] == ["95.00%", "90.00%"]
    control(at, "class_chosen").select_index(1).run()
    assert "**Chosen: 90.00%**" in words(at)
    assert "lr=0.1&hidden=50" in ways(at)["Open these settings on the trainer"]
    control(at, "data").set_value("mnist").run()
    assert not at.exception
    assert control(at, "class_chosen").value is None
    assert "Open these settings on the trainer" not in ways(at)


def test_before_the_first_run_it_says_what_will_come_and_what_students_open(open_page: OpenPage) -> None:
    at = open_page("runs", **{"class": "a"})
    assert headings(at)[0] == "No run of class a yet today"
    assert "a dot appears here" in words(at)
    assert at.code[0].value.endswith("trainer?class=a")


@pytest.mark.slow
def test_a_teacher_types_the_word_and_has_both_links(open_page: OpenPage) -> None:
    at = open_page("runs")
    assert headings(at)[0] != "Your own runs"
    assert headings(at)[-1] == "The runs of a class"
    assert "What is kept" in words(at)
    field = lambda: control(at, "class_word")
    field().set_value("Biology 3b").run()
    assert field().value == "biology-3b"
    assert headings(at)[0] == "No run of class biology-3b yet today"
    assert [code.value for code in at.code if "class=" in code.value] == [
        "trainer?class=biology-3b",  # beside the picture that has no dot yet
        "trainer?class=biology-3b",
        "runs?class=biology-3b&present=1",
    ]
    field().set_value("**a** <b>").run()
    assert "That cannot be the word of a class" in words(at)
    assert headings(at)[0] == "No run of class biology-3b yet today"
    field().set_value("").run()
    assert headings(at)[0] != "Your own runs"
    assert headings(at)[-1] == "The runs of a class"
    assert "class" not in at.query_params


@pytest.mark.slow
@pytest.mark.parametrize("name", ["home", "sigmoid", "trainer", "runs"])
def test_a_word_that_is_none_gets_one_line_as_plain_text(open_page: OpenPage, name: str) -> None:
    at = open_page(name, **{"class": "**a** [b](c)"})
    assert notes(at) == [
        ":red[:material/link_off:] The link's class cannot be `'**a** [b](c)'`: it has to be a word of letters, digits "
        "and dashes, at most 30."
    ]
    assert at.session_state["member"].word == ""


@pytest.mark.slow
def test_a_class_is_left_by_a_link_with_none(open_page: OpenPage) -> None:
    at = open_page("sigmoid", **{"class": "a"})
    at.query_params["class"] = ""
    at.run()
    assert at.session_state["member"].word == ""
    assert not notes(at)


@pytest.mark.slow
def test_whoever_hosts_it_can_switch_classes_off(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NN_EXPLORER_CLASSES", "0")
    gathered.ALL.add("a", ended())
    at = open_page("runs", **{"class": "a"})
    assert "The runs of a class" not in headings(at)
    assert len(notes(at)) == 1
    assert not has(open_page("trainer", **{"class": "a"}), "share")
