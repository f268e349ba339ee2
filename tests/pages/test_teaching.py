"""What a teacher's link hides, asks and shows large; and the links of the plans in `docs/teaching.md`."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from explorer.course.steps import STEPS
from tests.pages.lessons import LESSONS, control, notes

OpenPage = Callable[..., AppTest]
PLANS = (Path(__file__).parents[2] / "docs" / "teaching.md").read_text()
LINKS = re.findall(r"`(/[^`]*)`", PLANS)


def questions(at: AppTest) -> list[str]:
    return [text.value for text in at.text]


def boxes(at: AppTest) -> list[str]:
    """What can be opened."""
    return [one.label for one in at.expander]


def has(at: AppTest, key: str) -> bool:
    try:
        at.get_by_key(key)
    except KeyError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_a_plan_opens_its_page_without_a_note(open_page: OpenPage, link: str) -> None:
    address = urlsplit(link)
    at = open_page(address.path[1:] or "home", **parse_qs(address.query))
    assert notes(at) == []


def test_a_plan_whose_answer_hangs_on_the_data_set_names_it() -> None:
    trained = [link for link in LINKS if re.search(r"/trainer\?.*(lr|iterations)=", link) or "#sweep" in link]
    assert len(trained) > 8
    assert [link for link in trained if "dataset=sample" not in link] == []


def test_every_step_has_a_plan_with_its_minutes_a_question_an_experiment_and_an_answer() -> None:
    plans = {title: text for title, _, text in (plan.partition("\n") for plan in PLANS.split("\n## "))}
    for step in STEPS:
        plan = plans[step.title]
        assert plan.lstrip().startswith(f"{step.minutes} minutes")
        assert re.findall(r"\*\*(\w+)\.\*\*", plan) == ["Question", "Experiment", "Answer"]
        assert f"`/{step.page}" in plan


@pytest.mark.parametrize(("page", "key"), [("descent", "x0"), ("gradients", "x1"), ("softmax", "a0")])
def test_what_is_hidden_cannot_be_pulled_either(open_page: OpenPage, page: str, key: str) -> None:
    def handles(at: AppTest) -> str:
        parts = [part.proto for part in at.get("bidi_component")]
        return "".join(part.json.replace(" ", "") for part in parts if part.component_name == "grab")

    assert f'"slider":"{key}"' in handles(open_page(page))
    assert f'"slider":"{key}"' not in handles(open_page(page, hide=key))


def test_a_link_hides_what_a_teacher_wants_hidden(open_page: OpenPage) -> None:
    at = open_page("sigmoid", hide="w,code,experiments,verdict", w=2)
    assert not notes(at)
    assert "The code" not in boxes(at)
    assert not has(at, "experiment")
    assert control(at, "w").value == 2
    assert has(at, "hidden_w")
    assert not has(at, "hidden_x")


@pytest.mark.slow
@pytest.mark.parametrize("name", [*LESSONS, "trainer"])
def test_the_worked_numbers_can_be_hidden(open_page: OpenPage, read_page: OpenPage, name: str) -> None:
    at = open_page(name, hide="numbers")
    assert not notes(at)
    assert "number" in at.get_by_key("numbers").header[0].value or name == "trainer"
    assert any('"st-key-numbers"' in str(html.proto.body) for html in at.get("html"))
    assert not any('"st-key-numbers"' in str(html.proto.body) for html in read_page(name).get("html"))


def test_where_the_slope_is_to_be_guessed_no_figure_tells_it(open_page: OpenPage) -> None:
    figure, slopes, *_ = (json.loads(chart.proto.spec) for chart in open_page("sigmoid").get("vega_lite_chart"))
    at = open_page("sigmoid", hide="slope")
    alone, *others = (json.loads(chart.proto.spec) for chart in at.get("vega_lite_chart"))
    assert not notes(at)
    assert "slope" in json.dumps(figure["layer"])
    assert "'slope '" not in json.dumps(alone["layer"])
    assert slopes["layer"][0]["encoding"]["x"]["axis"] == alone["layer"][0]["encoding"]["x"]["axis"], "with its numbers"
    assert "saturated" not in json.dumps(alone["layer"])
    assert not any("saturated" in caption.value for caption in at.caption)
    assert "Analytic" not in str([text.value for text in at.markdown])
    assert "derivative" not in json.dumps([other["layer"] for other in others])


def test_where_the_other_settings_are_hidden_none_is_spoken_of(open_page: OpenPage) -> None:
    at = open_page("trainer", hide="iterations,hidden,batch,dataset,init_std,seed,then,experiments")
    speaking = [caption for caption in at.caption if "next run" in caption.value.lower()]
    assert speaking == list(at.get_by_key("hidden_hidden").caption)


def test_a_name_that_the_page_does_not_have_gets_one_line(open_page: OpenPage) -> None:
    at = open_page("sigmoid", hide="w, epochs; **code**, $x$")
    assert notes(at) == [":red[:material/link_off:] The link hides what is not on this page: `'epochs'`."]


@pytest.mark.slow
def test_what_a_hidden_control_comes_to_is_hidden_with_it(open_page: OpenPage) -> None:
    captions = lambda **asked: " ".join(caption.value for caption in open_page("descent", lr=0.3, **asked).caption)
    assert "first step is 3 long" in captions()
    assert "Only momentum and Adam have a β" in captions()
    assert "long" not in captions(hide="lr")
    assert "β" not in captions(hide="beta")


@pytest.mark.slow
@pytest.mark.parametrize("name", [*LESSONS, "trainer", "inside", "runs"])
def test_every_control_of_a_page_can_be_hidden(open_page: OpenPage, read_page: OpenPage, name: str) -> None:
    controls = read_page(name).session_state["linked"]
    at = open_page(name, hide=",".join(controls))
    assert not notes(at)
    for key in controls:
        inside = [widget.key for widget in at.get_by_key(f"hidden_{key}").children.values()]
        assert inside in ([key], [key, None]), "with what explains it"


def test_a_question_is_shown_as_it_was_typed(open_page: OpenPage) -> None:
    question = "Is **this** $bold$, or :red[red], or [a link](https://example.org)? <b>No.</b>"
    at = open_page("sigmoid", ask=question)
    assert questions(at) == [question]
    assert question not in "".join(markdown.value for markdown in at.markdown)


@pytest.mark.slow
def test_a_question_without_end_is_cut_off_and_the_page_says_so(open_page: OpenPage) -> None:
    at = open_page("sigmoid", ask="why? " * 1000)
    assert [len(question) for question in questions(at)] == [300]
    assert len(notes(at)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["home", "sigmoid", "trainer", "inside", "runs"])
def test_every_page_asks(open_page: OpenPage, name: str) -> None:
    assert questions(open_page(name, ask="What do you see?")) == ["What do you see?"]


@pytest.mark.slow
def test_what_is_hidden_and_asked_stays_when_a_slider_moves_and_when_one_comes_back(open_page: OpenPage) -> None:
    at = open_page("sigmoid", hide="code", ask="Why?")
    at.slider(key="x").set_value(3.0).run()
    assert "The code" not in boxes(at)
    assert questions(at) == ["Why?"]
    at.query_params.clear()
    at.switch_page("pages/losses.py").run()
    assert "The code" in boxes(at)
    assert not questions(at)
    at.query_params.clear()
    at.switch_page("pages/sigmoid.py").run()
    assert "The code" not in boxes(at)
    assert questions(at) == ["Why?"]
    assert at.query_params["hide"] == "code"


@pytest.mark.slow
def test_a_page_is_large_until_the_link_says_otherwise(open_page: OpenPage) -> None:
    def large(at: AppTest) -> bool:
        return any("150%" in str(html.proto) for html in at.get("html"))

    at = open_page("sigmoid", present=1)
    assert large(at)
    at.query_params.clear()
    at.switch_page("pages/losses.py").run()
    assert large(at)
    at.query_params["present"] = "0"
    at.run()
    assert not large(at)
    assert notes(open_page("sigmoid", present="huge"))
