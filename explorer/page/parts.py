"""Parts that several pages have: the source of what they show."""

import inspect
from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.page.teacher import hidden


def show_source(*functions: Callable[..., Any]) -> None:
    """The real source of core functions, behind a click."""
    if "code" in hidden():
        return
    with st.expander("The code", icon=":material/code:"):
        for function in functions:
            st.code(inspect.getsource(function), language="python")


def light(*keys: str) -> None:
    """Make the boxes with these keys stand out."""
    boxes = ", ".join(f".st-key-{key} [data-testid=stNumberInputContainer]" for key in keys)
    st.html(f"<style>{boxes} {{ outline: 2px solid currentColor; }}</style>")
