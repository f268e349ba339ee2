"""A tile that is picked is the one that was seen, also where the browser shows what the page had before."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from explorer.page import tiles


@pytest.mark.parametrize(("seen", "picked"), [("test image 7", [1]), ("test image 9", [])])
def test_what_is_not_there_any_more_is_not_picked(
    seen: str, picked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    callbacks: list[Callable[[], None]] = []
    found: list[int] = []

    def component(key: str, data: dict[str, Any], on_picked_change: Callable[[], None]) -> None:
        callbacks.append(on_picked_change)

    monkeypatch.setattr(tiles, "_TILES", component)
    monkeypatch.setattr(st, "session_state", {"some": SimpleNamespace(picked=seen)})
    tiles.show_tiles("some", {}, ["test image 3", "test image 7"], label="", size=70, on_pick=found.append)
    callbacks[0]()
    assert found == picked
