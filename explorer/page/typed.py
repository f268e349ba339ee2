"""A number that is typed for a slider, which goes to the nearest that it has."""

import streamlit as st

from explorer.page.assets import component
from explorer.page.linked import take

_TYPED = component("typed", "once", "slider")


def numbers_can_be_typed() -> None:
    """At every slider of the page: by beginning to type, or by a press of the number over it."""
    _TYPED(key="typed", on_typed_change=_take)


def _take() -> None:
    """Nothing where the page with that slider has been left meanwhile."""
    match getattr(st.session_state.get("typed"), "typed", None):
        case {"key": str(key), "text": str(text)}:
            take(key, text)
