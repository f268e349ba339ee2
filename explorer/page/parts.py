"""Parts that several pages have: the source of what they show, and cards to try."""

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

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


class Try(NamedTuple):
    """Settings worth a look: the button's title, the widgets that differ from their defaults, what to look for."""

    title: str
    values: dict[str, Any]
    look_for: str


def try_this(defaults: dict[str, Any], *tries: Try, disabled: bool = False) -> None:
    """A card for each of `tries`, whose button moves the page's widgets there.

    Args:
        defaults: what every widget that is not named goes back to; its key and value.
        tries: the cards, in the order in which to try them.
        disabled: for as long as the widgets had better stay where they are.
    """
    if "experiments" in hidden():
        return
    st.header("Try this")
    with st.grid(3, min_column_width=240):
        for number, one in enumerate(tries):
            with st.container(border=True, height="stretch"):
                st.button(
                    one.title,
                    key=f"try_{number}",
                    icon=":material/tune:",
                    on_click=st.session_state.update,
                    args=(defaults | one.values,),
                    disabled=disabled,
                )
                st.caption(one.look_for)
