"""Digits that are read: a component in which one looks at them, and at what a network says of each while it learns."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.page.assets import component
from explorer.page.linked import cannot_be_had, nearest, remark, remember_address
from explorer.page.plain import quoted

_READER = component("reader", "element", "bars", "digits")


def digits_being_read(shown: dict[str, Any] | None, waiting: str, on_wanted: Callable[[], None]) -> None:
    """Digits, one of them large, and beside it what a network says of it: at the beginning, in the end, or between.

    The digit that is looked at and how far the network is are part of the page's address, as `digit` and `after`.

    Args:
        shown: `digits`, each with its `name` and its `image`; `after`, the iterations at which the network was asked,
            and their names as `stages`; and for each stage and digit the probabilities as `bars`, a sentence as
            `says`, the class as `guess`, and whether that is `right`. None as long as there is nothing to be shown.
        waiting: a sentence for that time.
        on_wanted: called when the browser has drawn the page and has no digits yet, again and again until it has them.
    """
    place, linked_to = {"digit": 0, "after": 0}, {"digit", "after"} & set(st.query_params)
    if shown is not None:
        options = {"digit": list(range(len(shown["digits"]))), "after": shown["after"]}
        place = {"digit": 0, "after": shown["after"][-1]}
        for key in sorted(linked_to):
            asked = st.query_params[key]
            value = nearest(asked, st.select_slider, {"options": options[key]})
            place[key] = place[key] if value is None else int(value)
            if asked != str(place[key]):
                st.query_params[key] = str(place[key])
                remark(cannot_be_had(quoted(asked), place[key]))
    remember_address()
    _READER(
        key="reader",
        # Of a value that is a dictionary Streamlit asks pandas whether it is a table; the page is there before.
        data={"shown": shown, "waiting": waiting, "play": not linked_to, **place},
        default={"place": place},
        on_place_change=_keep_place,
        on_wanted_change=on_wanted,
    )


def _keep_place() -> None:
    """Put the place into the address; nothing where the page has been left meanwhile."""
    match getattr(st.session_state.get("reader"), "place", None):
        case {"digit": int(digit), "after": int(after)}:
            st.query_params.update(digit=str(digit), after=str(after))
