"""Parts of pages: the source of what they show, and boxes that stand out."""

import ast
import functools
import inspect
import textwrap
import threading
from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.page.teacher import hidden


def figure_and_beside() -> list[DeltaGenerator]:
    """What is drawn, and what stands beside it: on a phone under it."""
    return st.columns([5, 3], gap="medium")


def read_aloud(key: str, moves: bool = False) -> DeltaGenerator:
    """Where words stand that are read aloud when they change: while they follow what moves by itself, at its end."""
    said = st.container(key=key, gap="small")
    return said.container(key=f"quiet_{key}", gap="small") if moves else said


@st.fragment
def show_source(*functions: Callable[..., Any]) -> None:
    """The real source of core functions, behind a click: the mathematics, and what is said of it behind another.

    It is sent when the click comes: for the first line of code a browser loads the colours of every language there is,
    which takes it as long as a picture. A line that is too long for its box goes on in the next.
    """
    if "code" in hidden():
        return
    box = st.expander("The code", icon=":material/code:", key="code", on_change="rerun")
    if not box.open:
        return
    for function in functions:
        code, said = source(function)
        box.code(code, language="python", wrap_lines=True)
        if said:
            with box.popover(f"More about {function.__name__}", type="tertiary", icon=":material/description:"):
                st.code(said, language=None, wrap_lines=True)


def folded(text: str) -> tuple[str, str]:
    """A function's or a class' text with the first line of its docstring alone, and the whole of it if it has more."""
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef | ast.ClassDef)
    said = ast.get_docstring(function) or ""
    if "\n" not in said:
        return text, ""
    lines, docstring = text.splitlines(), function.body[0]
    lines[docstring.lineno - 1 : docstring.end_lineno] = [lines[docstring.lineno - 1] + '"""']
    return "\n".join(lines), said


# Of several threads that parse at once, Python 3.11 was seen to fail one with a SystemError.
_reading = threading.Lock()


def source(function: Callable[..., Any]) -> tuple[str, str]:
    """The text of a function or a class, folded; it is read once."""
    with _reading:
        return _source(function)


@functools.cache
def _source(function: Callable[..., Any]) -> tuple[str, str]:
    return folded(textwrap.dedent(inspect.getsource(function)))


def light(*keys: str) -> None:
    """Make the boxes with these keys stand out."""
    boxes = ", ".join(f".st-key-{key} [data-testid=stNumberInputContainer]" for key in keys)
    st.html(f"<style>{boxes} {{ outline: 2px solid currentColor; }}</style>")
