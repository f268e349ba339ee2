"""Links to a page with its widgets set."""

from contextlib import suppress
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from explorer.words import numbers


def link_to(address: str | None, **values: Any) -> str:
    """The address of a page with these widget values in it, each under its key; what is empty is left out."""
    return urlunsplit(urlsplit(address or "")._replace(query=urlencode(_short(values), safe=":,"), fragment=""))


def to_trainer(label: str, icon: str = ":material/model_training:", **settings: Any) -> None:
    """A link to the trainer with these settings, and with what a teacher's link hides and asks there."""
    left = st.session_state.get("left", {}).get("trainer", {})
    asked = {key: left[key] for key in ("hide", "ask") if key in left}
    values = asked | {key: str(value) for key, value in _short(settings).items()}
    st.page_link("pages/trainer.py", label=label, icon=icon, query_params=values)


def is_of_this_computer(address: str) -> bool:
    """Does it lead everybody to their own computer?"""
    with suppress(ValueError):  # which a name is not, nor what is no address
        host = urlsplit(address).hostname or ""
        if host == "localhost":
            return True
        number = ip_address(host)
        return number.is_loopback or number.is_unspecified
    return False


def _short(values: dict[str, Any]) -> dict[str, Any]:
    given = {key: value for key, value in values.items() if value != ""}
    return {key: numbers.short(value) if isinstance(value, float) else value for key, value in given.items()}
