"""While a walk plays, its frames ask with the values that the browser last had: nothing else may set them."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.lessons import LESSONS, control

OpenPage = Callable[..., AppTest]


@pytest.mark.slow
def test_no_experiment_is_chosen_or_answered_while_it_plays(open_page: OpenPage) -> None:
    one = LESSONS["descent"].experiments[1]
    at = open_page("descent")
    control(at, "experiment").set_value(one.title).run()
    assert not control(at, "experiment").disabled
    assert not control(at, "guess").disabled
    for playing in (True, False):
        at.button(key="play").click().run()
        assert control(at, "experiment").disabled is playing
        assert control(at, "guess").disabled is playing
        assert control(at, "experiment").value == one.title


@pytest.mark.slow
def test_who_leaves_the_page_while_it_plays_comes_back_to_a_walk_at_rest(open_page: OpenPage) -> None:
    at = open_page("descent", step=20)
    at.button(key="play").click().run()
    at.query_params.clear()
    at.switch_page("pages/losses.py").run()
    at.query_params.clear()
    at.switch_page("pages/descent.py").run()
    assert not at.exception
    assert at.button(key="play").label == "Play"
    at.button(key="play").click().run()
    assert at.button(key="play").label == "Pause"
