"""Widgets in the address, where a browser says what no browser would."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.page.linked import MOST_LETTERS


def page(settings: "dict[str, Any]") -> None:
    """A control that answers nothing, as a forged message can make it."""
    import streamlit as st

    from explorer.page.linked import linked

    st.session_state["page"] = "here"
    st.write(linked(lambda *_, **__: None, "Curves", key="curve", **settings))


@pytest.mark.parametrize(
    ("settings", "said"),
    [({"options": ["a", "b"], "default": "b"}, "b"), ({"min_value": 0.0, "max_value": 9.0, "value": 3.0}, "3.0")],
)
def test_a_control_that_has_to_say_something_says_its_default(settings: dict[str, Any], said: str) -> None:
    at = AppTest.from_function(page, kwargs={"settings": settings | {"required": True}}).run()
    assert not at.exception
    assert at.markdown[0].value.strip("`") == said


@pytest.mark.parametrize(
    ("name", "value", "kept"), [("w", "2", True), ("w", "2" * MOST_LETTERS, False), ("w" * MOST_LETTERS, "2", False)]
)
def test_an_address_is_kept_unless_it_is_far_too_long(name: str, value: str, kept: bool) -> None:
    at = AppTest.from_function(page, kwargs={"settings": {"options": ["a"], "default": "a", "required": True}})
    at.query_params[name] = value
    at.run()
    assert at.session_state["left"]["here"] == ({name: value} if kept else {})
