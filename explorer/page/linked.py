"""Widgets that live in the page's address."""

import math
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import streamlit as st

from explorer.page.follow import in_the_hand
from explorer.page.plain import quoted
from explorer.page.teacher import hidden
from explorer.words import numbers

Nearest = Callable[[str], Any]

MOST_LETTERS = 20_000  # of an address that is kept: no link of these pages comes near it, and half a million fit


def linked(
    widget: Callable[..., Any],
    label: str,
    *,
    key: str,
    nearest_to: Nearest | None = None,
    caption: str | None = None,
    by_option: bool = False,
    always: bool = False,
    **settings: Any,
) -> Any:
    """A widget whose value is part of the page's address, under the name `key`.

    Streamlit drops a value in a link that the widget cannot take. Here the widget takes the nearest value that it can,
    or its default where the link holds no number, and a line below says so for as long as it stays that way. Of a
    widget with several values (`selection_mode="multi"`) that holds for each of them.

    Args:
        widget: a Streamlit command such as `st.slider`, `st.number_input`, `st.select_slider` or `st.radio`.
        label: shown above it.
        key: the widget's key and its name in the link.
        nearest_to: gives the nearest legal value to what a link asks for, or None; what the settings tell if left out.
        caption: what explains it, below it, and is hidden with it.
        by_option: the address has the option itself, and not the words for it: those may change, and links still hold.
            Of a slider whose ends move: where they have moved, Streamlit would take its value from the address.
        always: of one by option: it stands in the address where it is at its default, too, since an address without it
            means something else.
        settings: the command's other arguments. What a list or a row of buttons opens with may be its `value`, as that
            of a slider, in the place of an `index`.

    Returns:
        The widget's value.
    """
    if widget in (st.radio, st.selectbox) and "value" in settings:
        settings["index"] = list(settings["options"]).index(settings.pop("value"))
    state, note_at, shown = st.session_state, note_key(key), settings.get("format_func", _as_in_a_link)
    in_address = _as_in_a_link if by_option else shown
    legible = {name: it for name, it in settings.items() if name != "format_func"} if by_option else settings
    find = nearest_to or (lambda asked: nearest(asked, widget, legible))
    several = settings.get("selection_mode") == "multi"
    if key not in state:
        if several:
            _correct_all_in_address(key, find, in_address)
        else:
            _correct_address(key, find, "options" in settings, in_address)
        if by_option and key in st.query_params:
            state[key] = find(st.query_params[key])
    if (on_change := settings.get("on_change")) is not None:
        # A browser that is just leaving the page may still report the widget, which is gone by then.
        settings["on_change"] = lambda: on_change() if key in st.session_state else None
    with st.container(key=f"hidden_{key}") if key in hidden() else nullcontext():
        bind = None if by_option else "query-params"  # Streamlit would put the words there
        begins = _beginning(state[key], settings) if by_option and key in state else {}
        value = in_the_hand(key, widget(label, key=key, bind=bind, **(settings | begins)), settings)
        if value is None and settings.get("required"):  # only a forged answer says so
            value = settings["default" if "default" in settings else "value"]
        if caption is not None:
            st.caption(caption)
    find_all = lambda asked: [value for text in _as_a_list(asked) if (value := find(text)) is not None]
    state.setdefault("linked", {})[key] = find_all if several else find, settings.get("on_change", lambda: None)
    # One that nobody can move just now the page moves, often: an address for each time would undo what the browser puts
    # there when another widget is moved.
    if by_option and not settings.get("disabled"):
        _put_into_address(key, value, settings, always)
    remember_address()
    if note_at in state:
        taken, wanted = state[note_at]
        if taken in (None, value):
            state[note_at] = value, wanted
            instead = numbers.listed(map(shown, value)) if several else "" if value is None else shown(value)
            if shown is _as_in_a_link and isinstance(value, (int, float)):
                instead = instead.replace("-", "−")
            remark(cannot_be_had(wanted, instead or "empty"))
        else:
            del state[note_at]
    return value


def _correct_address(key: str, find: Nearest, has_options: bool, shown: Callable[[Any], str]) -> None:
    """Where the address asks for something else than a value of this widget, put there what comes nearest to it."""
    asked = st.query_params.get_all(key)
    if not asked:
        return
    can_be_had = [value for text in asked if (value := find(text)) is not None]
    value, legal = can_be_had[-1] if can_be_had else None, None
    exact = len(asked) == 1 and value is not None and _same(asked[0], value, shown)
    if value is not None:
        legal = asked[0] if exact and not has_options else shown(value)  # 2.0 is the option 2
    if not exact:
        wanted = " and ".join(map(quoted, asked[:3])) + " at once" * (len(asked) > 1)
        st.session_state[note_key(key)] = value, wanted
    if [legal] != asked:
        if legal is None:
            del st.query_params[key]
        else:
            st.query_params[key] = legal
        st.rerun()


def _beginning(value: Any, settings: dict[str, Any]) -> dict[str, Any]:
    """The setting with which a widget begins at this value, where it still can be had.

    What the session says of a widget the browser hears once, and misses where the page is asked for again before it has
    drawn the widget: then it would begin at its default, and say so at the next press of anything.
    """
    if (options := settings.get("options")) is None:
        return {"value": value} if settings["min_value"] <= value <= settings["max_value"] else {}
    if value not in options:
        return {}
    if "index" in settings:
        return {"index": list(options).index(value)}
    return {"default" if "default" in settings else "value": value}


def _put_into_address(key: str, value: Any, settings: dict[str, Any], always: bool) -> None:
    """As Streamlit does it: only what is not the default stands there."""
    if "index" in settings:
        default = None if settings["index"] is None else settings["options"][settings["index"]]
    else:
        default = settings["default" if "default" in settings else "value"]
    if value == default and not always:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != str(value):
        st.query_params[key] = str(value)


def _correct_all_in_address(key: str, find: Nearest, shown: Callable[[Any], str]) -> None:
    """The same for a widget that has several values: each of those in the address, once."""
    asked = st.query_params.get_all(key)
    if asked in ([], [""]):  # that is none of them, which can be had
        return
    found = [(part, find(part)) for text in asked for part in _one_by_one(text, find, shown)]
    values = list(dict.fromkeys(value for _, value in found if value is not None))
    if wrong := [text for text, value in found if value is None or not _same(text, value, shown)]:
        st.session_state[note_key(key)] = values or None, numbers.listed(map(quoted, wrong[:3]))
    if (legal := [shown(value) for value in values]) != asked:
        if values:
            st.query_params[key] = legal
        else:
            del st.query_params[key]
        st.rerun()


def _one_by_one(text: str, find: Nearest, shown: Callable[[Any], str]) -> list[str]:
    """The values in a text, which may stand between commas, unless it is a number with a comma in it."""
    parts = [part for part in text.split(",") if part]
    exact = [(value := find(part)) is not None and _same(part, value, shown) for part in parts]
    return parts if parts and (find(text) is None or all(exact)) else [text]


def put(key: str, asked: str | list[str]) -> bool:
    """Have a widget of the page where it was left: at what comes nearest to that, where there is such a thing.

    Args:
        key: the widget's; nothing happens where the page has none.
        asked: as in its address: of a widget with several values, all of them.

    Returns:
        Is it there?
    """
    find, _ = st.session_state.get("linked", {}).get(key, (lambda asked: None, None))
    if (value := find(asked)) is None:
        return False
    st.session_state.get("held", {}).pop(key, None)
    st.session_state[key] = value
    return True


def take(key: str, asked: str | list[str]) -> None:
    """The same for somebody who has just asked for it: what goes with a move of the widget happens, too."""
    if put(key, asked):
        _, on_change = st.session_state["linked"][key]
        on_change()


def remember_address() -> None:
    """Keep what is in the address of this page, for when it is opened again in this visit."""
    all_values = {key: st.query_params.get_all(key) for key in st.query_params}
    for of_all_pages in ("present", "class"):
        all_values.pop(of_all_pages, None)
    if sum(len(key) + sum(map(len, values)) for key, values in all_values.items()) > MOST_LETTERS:
        all_values = {}
    address = {key: values if len(values) > 1 else values[0] for key, values in all_values.items()}
    st.session_state.setdefault("left", {})[st.session_state.get("page")] = address


def remark(note: str) -> None:
    """A line about something that the link asks for and cannot have."""
    st.caption(f":red[:material/link_off:] {note}")


def cannot_be_had(wanted: str, instead: object) -> str:
    """What is said of that."""
    return f"The link asks for {wanted}, which cannot be had here: it is {instead} instead."


def note_key(key: str) -> str:
    """Where the session keeps what is to be said of a value that the link asked for."""
    return f"{key}_note"


def nearest(asked: str, widget: Callable[..., Any], settings: dict[str, Any]) -> Any:
    """The nearest value that a widget with these settings takes; None where there is nothing near."""
    if widget is st.toggle:
        return {"true": True, "false": False}.get(asked.strip().casefold())
    options = settings.get("options")
    if options is not None and isinstance(options[0], str):
        shown = settings.get("format_func", str)
        names = {name: option for option in options for name in (shown(option).casefold(), option.casefold())}
        return asked if asked in options else names.get(asked.strip().casefold())
    try:
        number = float(asked)
    except ValueError:
        return None
    if math.isnan(number):
        return None
    low, high = (settings["min_value"], settings["max_value"]) if options is None else (min(options), max(options))
    number = min(max(number, low), high)
    if options is not None:
        return min(options, key=lambda option: abs(option - number))
    if widget is st.number_input:  # its step is that of its buttons: any number can be typed
        return round(number) if isinstance(low, int) else number + 0.0  # not -0
    step = settings.get("step", 1)
    return type(low)(round(low + step * round((number - low) / step), 10))


def _as_a_list(asked: str | list[str]) -> list[str]:
    return [asked] if isinstance(asked, str) else asked


def _as_in_a_link(value: Any) -> str:
    """A switch is true or false there, which Python writes with a capital."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _same(asked: str, value: Any, shown: Callable[[Any], str]) -> bool:
    if isinstance(value, bool):
        return asked == shown(value)
    return asked in (value, shown(value)) if isinstance(value, str) else float(asked) == value
