"""What the pages have in common on the screen: widgets that live in the link, the source shown, cards to try."""

import inspect
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

ASSETS = Path(__file__).parents[1] / "assets"
_SLIDERS = st.components.v2.component(
    "sliders",
    js=(ASSETS / "sliders.js").read_text(encoding="utf-8"),
    css=(ASSETS / "sliders.css").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def linked(widget: Callable[..., Any], label: str, *, key: str, **settings: Any) -> Any:
    """A widget whose value is part of the page's address, under the name `key`.

    Streamlit drops a value in a link that the widget cannot take. Here the widget takes the nearest value that it can,
    or its default where the link holds no number, and a line below says so for as long as it stays that way.

    Args:
        widget: a Streamlit command such as `st.slider`, `st.number_input`, `st.select_slider` or `st.radio`.
        label: shown above it.
        key: the widget's key and its name in the link.
        settings: the command's other arguments.

    Returns:
        The widget's value.
    """
    note_key, shown = f"{key}_note", settings.get("format_func", str)
    asked = st.query_params.get(key)
    if asked is not None and key not in st.session_state:
        value = _nearest(asked, settings)
        if value is None or not _same(asked, value):
            st.session_state[note_key] = value, f"The link asks for {asked[:40]!r}, which cannot be had here"
            legal = None if value is None else shown(value)
        else:
            legal = shown(value) if "options" in settings else asked  # 2.0 is the option 2
        if legal != asked:
            if legal is None:
                del st.query_params[key]
            else:
                st.query_params[key] = legal
            st.rerun()
    value = widget(label, key=key, bind="query-params", **settings)
    if note_key in st.session_state:
        taken, note = st.session_state[note_key]
        if taken in (None, value):
            st.session_state[note_key] = value, note
            st.caption(f":orange[:material/link_off: {note}: it is {shown(value)} instead.]")
        else:
            del st.session_state[note_key]
    return value


def _nearest(asked: str, settings: dict[str, Any]) -> Any:
    """The nearest value that a widget with these settings takes; None where there is nothing near."""
    options = settings.get("options")
    if options is not None and asked in options:
        return asked
    try:
        number = float(asked)
    except ValueError:
        return None
    if math.isnan(number) or (options is not None and isinstance(options[0], str)):
        return None
    if options is not None:
        return min(options, key=lambda option: abs(option - number))
    low, high = settings["min_value"], settings["max_value"]
    number = min(max(number, low), high)
    return round(number) if isinstance(low, int) else number


def _same(asked: str, value: Any) -> bool:
    return asked == value if isinstance(value, str) else float(asked) == value


def link_to(address: str | None, **values: Any) -> str:
    """The address of a page with these widget values in it, each under its key."""
    values = {key: f"{value:g}" if isinstance(value, float) else value for key, value in values.items()}
    return urlunsplit(urlsplit(address or "")._replace(query=urlencode(values), fragment=""))


def charts_follow_sliders() -> None:
    """Called last by a page whose charts were sent ahead: from now on they hear of a slider as it moves."""
    _SLIDERS(key="sliders")


def show_source(*functions: Callable[..., Any]) -> None:
    """The real source of core functions, behind a click."""
    with st.expander("The code", icon=":material/code:"):
        for function in functions:
            st.code(inspect.getsource(function), language="python")


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
    st.subheader("Try this")
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


def next_page(page: str, label: str) -> None:
    """The last line of a page: where to go from here."""
    st.page_link(page, label=label, icon=":material/arrow_forward:")
