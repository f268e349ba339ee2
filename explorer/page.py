"""What the pages have in common on the screen: widgets that live in the link, the source shown, cards to try."""

import inspect
import math
import re
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

if TYPE_CHECKING:  # the first page has no charts, and its visitor need not wait for what draws them
    from explorer.charts.ahead import Place

ASSETS = Path(__file__).parents[1] / "assets"
_APP = st.components.v2.component("app", js=(ASSETS / "app.js").read_text())
_SLIDERS = st.components.v2.component(
    "sliders",
    js=(ASSETS / "sliders.js").read_text(),
    css=(ASSETS / "sliders.css").read_text(),
    isolate_styles=False,
)
_READER = st.components.v2.component(
    "reader", js=(ASSETS / "reader.js").read_text(), css=(ASSETS / "reader.css").read_text(), isolate_styles=False
)


@contextmanager
def frame(page: str) -> Iterator[None]:
    """What goes around every page, in addition to Streamlit's own, and what a teacher's link asks for.

    Args:
        page: its address.
    """
    st.html(ASSETS / "app.css")
    _APP(key="app")
    st.session_state.setdefault("visited", set()).add(page)
    notes = _follow_teacher(page)
    yield
    unknown = hidden() - _teacher().controls - PARTS
    if unknown:
        notes.append(f"The link hides what is not on this page: {', '.join(sorted(unknown))}")
    for note in notes:
        st.caption(f":orange[:material/link_off: {note}.]")


# What a teacher's link asks for: hide=w,verdict,code and ask=... on one page, present=1 on all of them

PARTS = {"verdict", "code", "experiments"}  # what can be hidden on any page, besides its controls
LONGEST_QUESTION = 300


class _Teacher(NamedTuple):
    """What the link to this page hides and asks, and the keys of the controls that there are to be hidden."""

    hidden: set[str]
    question: str
    controls: set[str]


def _teacher() -> _Teacher:
    return st.session_state.setdefault("teacher", _Teacher(set(), "", set()))


def _follow_teacher(page: str) -> list[str]:
    """Take what the link says, or said when this page was last opened by one; what it says in vain, as sentences.

    A page keeps what its link has hidden and asked for as long as the visit lasts: another page and back is no way out.
    """
    notes = []
    told = st.session_state.setdefault("told", {}).setdefault(page, {})
    for name in ("hide", "ask"):
        if name in st.query_params:
            told[name] = st.query_params[name]
        elif name in told:
            st.query_params[name] = told[name]
    if st.query_params.get("present", "1") not in ("0", "1"):
        notes.append("The link's present has to be 0 or 1")
    elif "present" in st.query_params:
        st.session_state["present"] = st.query_params["present"] == "1"
    if st.session_state.get("present"):
        st.html(ASSETS / "present.css")
    names = re.findall(r"\w+", told.get("hide", ""))
    question = " ".join(told.get("ask", "").split())
    if len(question) > LONGEST_QUESTION:
        question = f"{question[: LONGEST_QUESTION - 1]}…"
        notes.append(f"The link's question is cut off: it may have {LONGEST_QUESTION} characters")
    st.session_state["teacher"] = _Teacher(set(names), question, controls=set())
    if "verdict" in names:
        st.html("<style>.st-key-verdict { display: none; }</style>")
    return notes


def hidden() -> set[str]:
    """What a teacher wants hidden: keys of controls, and some of `PARTS`."""
    return _teacher().hidden


def teachers_question() -> None:
    """Called by a page where it begins: the question that its link asks, if it asks one, as plain text."""
    if question := _teacher().question:
        with st.container(border=True, key="teachers_question", gap="xxsmall"):
            st.caption("Your teacher asks")
            st.text(question)


# Widgets that live in the link


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
    _teacher().controls.add(key)
    with st.container(key=f"hidden_{key}") if key in hidden() else nullcontext():
        value = _in_the_hand(key, widget(label, key=key, bind="query-params", **settings), settings)
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


def charts_follow_sliders(places: "Mapping[str, Place]") -> None:
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
        on_rested_change=lambda: _rested(places, **st.session_state[key].rested),
    )


class _Held(NamedTuple):
    """A slider that rests in somebody's hand: its key, where it is, and the value that its widget still has."""

    slider: str
    at: float
    widget: Any


def _rested(sliders: Container[str], slider: str, at: float) -> None:
    if slider in sliders and math.isfinite(at):
        st.session_state["held"] = _Held(slider, at, st.session_state[slider])


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
    if "code" in hidden():
        return
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


def digits_being_read(shown: dict[str, Any] | None, waiting: str) -> None:
    """Digits, one of them large, and beside it what a network says of it: at the beginning, in the end, or between.

    The digit that is looked at and how far the network is are part of the page's address, as `digit` and `after`.

    Args:
        shown: `digits`, each with its `name` and its `image`; `after`, the iterations at which the network was asked,
            and their names as `stages`; and for each stage and digit the probabilities as `bars`, a sentence as
            `says`, the class as `guess`, and whether that is `right`. None as long as there is nothing to be shown.
        waiting: a sentence for that time.
    """
    place, linked_to = {"digit": 0, "after": 0}, {"digit", "after"} & set(st.query_params)
    if shown is not None:
        options = {"digit": list(range(len(shown["digits"]))), "after": shown["after"]}
        place = {"digit": 0, "after": shown["after"][-1]}
        for key in linked_to:
            value = _nearest(st.query_params[key], {"options": options[key]})
            place[key] = place[key] if value is None else int(value)
            if st.query_params[key] != str(place[key]):
                st.query_params[key] = str(place[key])
                st.caption(
                    f":orange[:material/link_off: The link's {key} cannot be had here: it is {place[key]} instead.]"
                )
    _READER(
        key="reader",
        data={"shown": shown, "waiting": waiting, "place": place, "play": not linked_to},
        default={"place": place},
        on_place_change=lambda: st.query_params.update(st.session_state["reader"].place),
    )


def next_page(page: str, label: str) -> None:
    """The last line of a page: where to go from here."""
    st.page_link(page, label=label, icon=":material/arrow_forward:")
