"""What holds of every lesson page, from the table in `lessons`: its controls are moved by a program."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from explorer.course.experiment import Experiment
from tests.pages.lessons import LESSONS, check_page, control, notes, values, words

OpenPage = Callable[..., AppTest]
EXPERIMENTS = [(name, one) for name, lesson in LESSONS.items() for one in lesson.experiments]


# Boxes and logits that do what their neighbours do; `test_forward` edits each, and a link has all of them at an end.
ALIKE = re.compile(r"[Wb]\d_(?!11?$)|a[1-8]$")


def is_at(at: AppTest, name: str, **moved: object) -> bool:
    """Are all controls at their defaults, but for those that were moved?"""
    now = values(at, name)
    return now == {key: value for key, value in (LESSONS[name].defaults | moved).items() if key in now}


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_it_opens_with_its_numbers_worked_out_and_the_code_that_did_it(open_page: OpenPage, name: str) -> None:
    at, lesson = open_page(name), LESSONS[name]
    assert is_at(at, name)
    check_page(at, name)
    assert [one for one in lesson.seen if one not in words(at)] == []
    assert not notes(at)
    assert not at.code, "it is sent when it is asked for"
    at.session_state["code"] = True
    code = [block.value for block in at.run().code if block.language == "python"]
    assert [re.findall(r"^ *(?:def|class) (\w+)", text, re.M)[0] for text in code] == [*lesson.code]
    assert at.page_link[-1].label.startswith(lesson.leads_to)
    assert [*control(at, "experiment").options] == [one.title for one in lesson.experiments]


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_both_ends_of_every_control(open_page: OpenPage, name: str) -> None:
    assert LESSONS[name].ends.keys() == LESSONS[name].defaults.keys()
    at = open_page(name, **{"n": 10} if name == "softmax" else {})
    for key, ends in LESSONS[name].ends.items():
        for end in () if ALIKE.match(key) else ends:
            control(at, key).set_value(end).run()
            assert values(at, name)[key] == end
            check_page(at, name)


@pytest.mark.slow
@pytest.mark.parametrize("end", [0, 1], ids=["first", "last"])
@pytest.mark.parametrize("name", LESSONS)
def test_a_link_to_all_controls_at_an_end_at_once(open_page: OpenPage, name: str, end: int) -> None:
    moved = {key: ends[end] for key, ends in LESSONS[name].ends.items()}
    at = open_page(name, **moved)
    assert is_at(at, name, **moved)
    assert not notes(at)
    check_page(at, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_a_link_out_of_range_opens_on_the_nearest_there_is(open_page: OpenPage, name: str) -> None:
    lesson = LESSONS[name]
    at = open_page(name, **lesson.asked)
    assert is_at(at, name, **lesson.given)
    assert len(notes(at)) == lesson.notes
    for key, asked in lesson.asked.items():
        assert (lesson.given.get(key) == asked) != any(f"{str(asked)!r}" in note for note in notes(at))
    check_page(at, name)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "one"), EXPERIMENTS, ids=[f"{name}-{one.title}" for name, one in EXPERIMENTS])
def test_an_experiment_asks_before_it_tells(open_page: OpenPage, name: str, one: Experiment) -> None:
    """It moves its controls, and brings all others back from wherever they were; the answer is not there before."""
    lesson = LESSONS[name]
    at = open_page(name, **{key: ends[1] for key, ends in lesson.ends.items()})
    control(at, "experiment").set_value(one.title).run()
    assert is_at(at, name, **one.values)
    assert f"**{one.question}**" in words(at)
    assert one.why not in words(at)
    check_page(at, name)
    for choice in (one.choices[one.right - 1], one.choices[one.right]):
        control(at, "guess").set_value(choice).run()
        assert is_at(at, name, **one.then)
        assert one.why in words(at)
        assert ("**Right.**" in words(at)) == (choice == one.choices[one.right])
        check_page(at, name)


@pytest.mark.parametrize(("name", "one"), EXPERIMENTS, ids=[f"{name}-{one.title}" for name, one in EXPERIMENTS])
def test_an_experiment_moves_a_control_when_it_is_answered_and_its_answers_differ(name: str, one: Experiment) -> None:
    assert one.values != one.then
    assert len(set(one.choices)) == len(one.choices) >= 2
    assert one.values.keys() | one.then.keys() <= LESSONS[name].defaults.keys()
