"""What a press brings is brought into sight."""

import streamlit as st

from explorer.page.assets import component

_SIGHT = component("sight", "covered")


def begins_at_top(key: str) -> None:
    """Called by a page with several views on every run: each of them begins at its top.

    Args:
        key: of the control that chooses the view.
    """
    _SIGHT(key="sight_view", data={"of": str(st.session_state[key]), "pressed": f".st-key-{key}"})


def comes_into_sight(key: str, what: object, selector: str | None) -> None:
    """Called after what a press may change: when that is another, the page is scrolled until it is seen.

    Args:
        key: another for each place of a page that may change so.
        what: is shown; None where `bring` alone says when it is to be seen.
        selector: of the element that is to be seen, in CSS; None where nothing is shown.
    """
    brought = st.session_state.get(f"brought_{key}")
    _SIGHT(key=f"sight_{key}", data={"of": str((what, brought)), "selector": selector})


def bring(key: str) -> None:
    """Called by a press for what `comes_into_sight` has under this key: it is seen, also where it stays the same."""
    st.session_state[f"brought_{key}"] = st.session_state.get(f"brought_{key}", 0) + 1
