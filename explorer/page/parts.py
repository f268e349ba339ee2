"""Parts that several pages have: the source of what they show."""

import functools
import inspect
import textwrap
import threading
from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.page.teacher import hidden


def show_source(*functions: Callable[..., Any]) -> None:
    """The real source of core functions, behind a click. A line that is too long for its box goes on in the next."""
    if "code" in hidden():
        return
    with st.expander("The code", icon=":material/code:"):
        for function in functions:
            st.code(textwrap.dedent(source(function)), language="python", wrap_lines=True)


# Of several threads that parse at once, Python 3.11 was seen to fail one with a SystemError.
_reading = threading.Lock()


def source(function: Callable[..., Any]) -> str:
    """The text of a function or a class, which is read once: for a class its whole file is parsed."""
    with _reading:
        return _source(function)


_source = functools.cache(inspect.getsource)


def light(*keys: str) -> None:
    """Make the boxes with these keys stand out."""
    boxes = ", ".join(f".st-key-{key} [data-testid=stNumberInputContainer]" for key in keys)
    st.html(f"<style>{boxes} {{ outline: 2px solid currentColor; }}</style>")
