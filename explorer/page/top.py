"""A page with several views begins at its top with each of them."""

import streamlit as st

from explorer.page.assets import component

_TOP = component("top")


def begins_at_top(key: str) -> None:
    """Called by the page on every run, outside of fragments.

    Args:
        key: of the control that chooses its view.
    """
    _TOP(key="top", data={"view": st.session_state[key], "names": key})
