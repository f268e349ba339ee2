"""What was clicked on, as the browser sends it."""

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from explorer.page.clicks import clicked


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        ({"picked": [{"unit": 3}, {"unit": 4}]}, {"unit": 3}),
        ({"picked": []}, None),
        ({"picked": None}, None),
        ({}, None),
    ],
)
def test_of_what_was_clicked_on_the_first_is_told(
    monkeypatch: pytest.MonkeyPatch, selection: dict[str, Any], found: dict[str, int] | None
) -> None:
    monkeypatch.setattr(st, "session_state", {"chart": SimpleNamespace(selection=selection)})
    assert clicked("chart") == found


def test_of_a_chart_whose_page_was_left_nothing_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    assert clicked("chart") is None
