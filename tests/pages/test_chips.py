"""Experiments that were answered are marked, on their page and in this visit."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.lessons import LESSONS, control

OpenPage = Callable[..., AppTest]


def marked(at: AppTest) -> list[int]:
    """Which chips have the mark, counted from 0."""
    styles = "".join(str(html.proto.body) for html in at.get("html"))
    return [n for n in range(len(control(at, "experiment").options)) if f":nth-child({n + 1})" in styles]


@pytest.mark.slow
def test_an_answer_marks_its_chip_right_or_wrong_and_no_other_on_any_page(open_page: OpenPage) -> None:
    experiments = LESSONS["sigmoid"].experiments
    at = open_page("sigmoid")
    for number in (1, 3):
        control(at, "experiment").set_value(experiments[number].title).run()
        assert number not in marked(at), "asked, and not answered yet"
        control(at, "guess").set_value(experiments[number].choices[0]).run()
    assert marked(at) == [1, 3]
    assert at.session_state["tab"].belongings["answered"] == at.session_state["answered"], "there after a reload"
    at.query_params.clear()
    at.switch_page("pages/losses.py").run()
    assert marked(at) == []
    at.query_params.clear()
    at.switch_page("pages/sigmoid.py").run()
    assert marked(at) == [1, 3]
