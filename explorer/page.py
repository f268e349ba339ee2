"""What the pages have in common on the screen: widgets that live in the link, the source shown, cards to try."""

import inspect
import math
import re
from collections.abc import Callable, Container, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import streamlit as st

from explorer import tabs
from explorer.charts.ahead import Place
from explorer.internals import address_in_history, presence

NAME = "Neural network explorer"
KEPT_OVER_A_RELOAD = ("job", "left")  # of the session's state: the run, and what was set on each page
ENOUGH = 1000  # times that a tab may ask for what another has

ASSETS = Path(__file__).parents[1] / "assets"
_APP = st.components.v2.component("app", js=(ASSETS / "app.js").read_text())
_SLIDERS = st.components.v2.component(
    "sliders",
    js=(ASSETS / "sliders.js").read_text(encoding="utf-8"),
    css=(ASSETS / "sliders.css").read_text(encoding="utf-8"),
    isolate_styles=False,
)
_TAB = st.components.v2.component("tab", js=(ASSETS / "tab.js").read_text())
_HISTORY = st.components.v2.component(
    "history",
    js=(ASSETS / "history.js").read_text(),
    css=(ASSETS / "history.css").read_text(),
    isolate_styles=False,
)
# What no rule of Markdown, and none that Streamlit adds to it, makes anything else of.
_PLAIN_WORD = re.compile(r"[(\"']?(?!www\.)[^\W_]+(?:['.,_/-][^\W_]+)*[)\"']?[.,:;!?]?", re.IGNORECASE)


def show(page: Any) -> None:
    """Run the page that `st.navigation` has found, with what all pages have around them."""
    state = st.session_state
    if "here" not in state:
        state["here"] = presence()
    if "tab" in state and state["tab"].session is not state["here"]:  # another session has it since
        state.pop("tab")
        state.pop("job", None)
    if "tab" not in state:
        state["tab"] = tabs.ALL.new(state["here"])
    _TAB(key="tab_id", data={"id": state["tab"].id, "asked": state.get("asked", 0)}, on_known_change=_recognise)
    _HISTORY(key="history")
    _APP(key="app")
    st.html(ASSETS / "app.css")
    if page.url_path:
        st.set_page_config(page_title=f"{page.title} · {NAME}")
    _enter(page.url_path)
    try:
        page.run()
    finally:
        state["tab"].belongings = {name: state[name] for name in KEPT_OVER_A_RELOAD if name in state}


def _recognise() -> None:
    """The browser says which tab this session is in: have what the tab had before it was reloaded."""
    state, known = st.session_state, st.session_state["tab_id"]["known"]
    state["asked"] = state.get("asked", 0) + 1
    if "job" in state or not tabs.ALL.knows(known):  # Train was pressed since: that counts
        state["asked"] = ENOUGH
    elif (tab := tabs.ALL.back(known, state["here"])) is not None:
        state["tab"] = tab
        state.update(tab.belongings | {"left": tab.belongings.get("left", {}) | state.get("left", {})})


def this_tab() -> tabs.Tab:
    """The browser's tab that this session is in."""
    tab: tabs.Tab = st.session_state["tab"]
    return tab


def _enter(page: str) -> None:
    """Where another page was shown before: forget its widgets, and have this one's as they were left in this visit.

    Pages have widgets of the same name. On the way back to a page Streamlit takes what is in the address under such a
    name for the other page's, and drops it: here it is put back.
    """
    state = st.session_state
    if state.get("page") == page:
        return
    for key in state.pop("linked", ()):
        state.pop(key, None)
        state.pop(_note_key(key), None)
    state["page"] = page
    if (address := address_in_history()) is not None:
        asked = parse_qs(address, keep_blank_values=True)
    else:  # a link has the last word
        asked = {} if st.query_params else state.get("left", {}).get(page, {})
    # What begins with embed is Streamlit's own.
    if missing := {
        key: value for key, value in asked.items() if key not in st.query_params and not key.lower().startswith("embed")
    }:
        st.query_params.update(missing)
        st.rerun()


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
    state, note_key, shown = st.session_state, _note_key(key), settings.get("format_func", str)
    if key not in state:
        _correct_address(key, widget, settings, shown)
    if (on_change := settings.get("on_change")) is not None:
        # A browser that is just leaving the page may still report the widget, which is gone by then.
        settings["on_change"] = lambda: on_change() if key in st.session_state else None
    value = _in_the_hand(key, widget(label, key=key, bind="query-params", **settings), settings)
    state.setdefault("linked", set()).add(key)
    state.setdefault("left", {})[state.get("page")] = st.query_params.to_dict()
    if note_key in state:
        taken, note = state[note_key]
        if taken in (None, value):
            state[note_key] = value, note
            st.caption(f":orange[:material/link_off:] {note}: it is {shown(value)} instead.")
        else:
            del state[note_key]
    return value


def _correct_address(
    key: str, widget: Callable[..., Any], settings: dict[str, Any], shown: Callable[[Any], str]
) -> None:
    """Where the address asks for something else than a value of this widget, put there what comes nearest to it."""
    asked = st.query_params.get_all(key)
    if not asked:
        return
    can_be_had = [value for text in asked if (value := _nearest(text, widget, settings)) is not None]
    value, legal = can_be_had[-1] if can_be_had else None, None
    exact = len(asked) == 1 and value is not None and _same(asked[0], value, shown)
    if value is not None:
        legal = asked[0] if exact and "options" not in settings else shown(value)  # 2.0 is the option 2
    if not exact:
        wanted = " and ".join(map(_quoted, asked[:3])) + " at once" * (len(asked) > 1)
        st.session_state[_note_key(key)] = value, f"The link asks for {wanted}, which cannot be had here"
    if [legal] != asked:
        if legal is None:
            del st.query_params[key]
        else:
            st.query_params[key] = legal
        st.rerun()


def _note_key(key: str) -> str:
    return f"{key}_note"


def _nearest(asked: str, widget: Callable[..., Any], settings: dict[str, Any]) -> Any:
    """The nearest value that a widget with these settings takes; None where there is nothing near."""
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


def _same(asked: str, value: Any, shown: Callable[[Any], str]) -> bool:
    return asked in (value, shown(value)) if isinstance(value, str) else float(asked) == value


def _quoted(asked: str) -> str:
    """What a link asks for, as Markdown that shows nothing but these characters."""
    return _as_code(repr(asked if len(asked) <= 40 else f"{asked[:40]}…"))


def _as_code(text: str) -> str:
    """Code is the one place in Markdown where every character stands for itself."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"


def plain(text: str) -> str:
    """A sentence from elsewhere as Markdown that shows the same characters: no link, picture, formula or colour.

    A word that might be anything but a word becomes code, such as a path, an address or a name with signs in it.
    Escaping them would not do: what looks like an address is made a link also where its signs are escaped.
    """
    words = ((word, word.rstrip(".,;") or word) for word in text.split())
    return " ".join(word if _PLAIN_WORD.fullmatch(word) else _as_code(bare) + word[len(bare) :] for word, bare in words)


def link_to(address: str | None, **values: Any) -> str:
    """The address of a page with these widget values in it, each under its key."""
    values = {key: f"{value:g}" if isinstance(value, float) else value for key, value in values.items()}
    return urlunsplit(urlsplit(address or "")._replace(query=urlencode(values), fragment=""))


def charts_follow_sliders(places: Mapping[str, Place]) -> None:
    """Called last by a fragment whose charts were sent ahead: from now on they hear of its sliders as they move.

    The server itself hears of one when it is let go, and before that as soon as it rests in the hand. Until it has
    answered, what the slider moves is dimmed: the words, and the charts where they have no picture of that place. That
    is all that stands in the container with a key that the fragment is drawn in, or on the page.

    Args:
        places: where each slider of the fragment is, and where it may go; see `explorer.charts.ahead.Ahead.places`.
    """
    key = f"follow_{next(iter(places))}"
    _SLIDERS(
        key=key,
        data={slider: place._asdict() for slider, place in places.items()},
        on_rested_change=lambda: _rested(places, st.session_state.get(key)),
    )


class _Held(NamedTuple):
    """A slider that rests in somebody's hand: its key, where it is, and the value that its widget still has."""

    slider: str
    at: float
    widget: Any


def _rested(sliders: Container[str], said: Any) -> None:
    """Remember what the browser says of a slider; nothing where its page has been left meanwhile."""
    if said is not None and (slider := said.rested["slider"]) in sliders and math.isfinite(said.rested["at"]):
        st.session_state["held"] = _Held(slider, said.rested["at"], st.session_state.get(slider))


def _in_the_hand(key: str, value: Any, settings: dict[str, Any]) -> Any:
    """The value that the widget will have as soon as it is let go."""
    held: _Held | None = st.session_state.get("held")
    if held is None or held.slider != key or held.widget != value:
        return value
    if (options := settings.get("options")) is not None:
        return options[round(min(max(held.at, 0), len(options) - 1))]
    return type(value)(min(max(held.at, settings["min_value"]), settings["max_value"]))


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
