"""Where the number of steps is another, the slider of the step that is shown has another end, and is a new one."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.lessons import LESSONS, control

OpenPage = Callable[..., AppTest]


@pytest.mark.slow
def test_the_step_that_is_shown_is_not_that_of_the_address_before(open_page: OpenPage) -> None:
    at = open_page("descent")
    assert at.query_params["step"] == "1"
    control(at, "steps").set_value(70).run()
    assert control(at, "step").value == 70
    assert "step" not in at.query_params, "all are shown"
    control(at, "steps").set_value(100).run()
    control(at, "step").set_value(100).run()
    assert at.query_params["step"] == "100", "a bare address begins at the first step"
    for one in LESSONS["descent"].experiments[:2]:
        control(at, "experiment").set_value(one.title).run()
        assert control(at, "step").value == one.values["step"]
        control(at, "guess").set_value(one.choices[0]).run()
        assert control(at, "step").value == one.then["step"]
