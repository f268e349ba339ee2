"""Buttons that give a file: a form of something, or a figure of the kind that is chosen beside it."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, get_args

import streamlit as st

from explorer.runs.figures import Kind


class Form(NamedTuple):
    """A file in which something can be taken home.

    Attributes:
        key: of its button, where "download_" stands before it.
        label: what stands on it.
        file_name: with its ending.
        what_for: what the file is good for, in a sentence.
        make: its contents.
        possible: can there be one?
    """

    key: str
    label: str
    file_name: str
    what_for: str
    make: Callable[[], str | bytes]
    possible: bool = True


def offer(form: Form, of: object, changes: bool) -> None:
    """A button, and in a sentence what the file is good for.

    Of what rests the file is made once and has the same link each time the page runs: a press needs nothing else. Of
    what changes it is made when it is asked for, so that no page waits for it.

    Args:
        form: of the file.
        of: what it is a form of; of another it is another file.
        changes: is it still becoming another, as a run that trains?
    """
    made = st.session_state.setdefault("made_files", {})
    rests = form.possible and not changes
    if rests and made.get(form.key, (None,))[0] is not of:
        made[form.key] = of, form.make()
    data = made[form.key][1] if rests else form.make
    _button(form.label, data, form.file_name, form.key, disabled=not form.possible, width="stretch")
    st.caption(form.what_for)


def offer_figure(key: str, name: str, draw: Callable[[Kind], bytes], **button: Any) -> None:
    """A button that gives a figure, and what kind of file it is to be.

    Args:
        key: of the button, where "download_" stands before it, and of the control, where "_kind" stands after it.
        name: of the file, without the ending that says its kind.
        draw: makes the figure, and only when it is asked for.
        button: how the button looks.
    """
    kind: Kind = st.session_state.get(f"{key}_kind") or "png"  # the button stands before the control
    _button("Figure", partial(draw, kind), f"{name}.{kind}", key, **button)
    st.segmented_control(
        "Kind of figure",
        get_args(Kind),
        key=f"{key}_kind",
        default="png",
        format_func=str.upper,
        required=True,
        label_visibility="collapsed",
    )


def _button(label: str, data: Any, file_name: str, key: str, **looks: Any) -> None:
    icon = ":material/download:"
    st.download_button(label, data, file_name, key=f"download_{key}", icon=icon, on_click="ignore", **looks)
