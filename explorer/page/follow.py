"""Charts and words that follow a slider: while it moves, while it rests in the hand, and when it is let go."""

import math
from collections.abc import Container, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from explorer.page.assets import component

if TYPE_CHECKING:  # the first page has no charts, and its visitor need not wait for what draws them
    from explorer.charts.ahead import Place

_SLIDERS = component("sliders", "once", "slider")


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
        on_rested_change=lambda: _rested(places, st.session_state.get(key)),
    )


class _Held(NamedTuple):
    """A slider that rests in somebody's hand: where it is, and the value that its widget still has."""

    at: float
    widget: Any


def _rested(sliders: Container[str], said: Any) -> None:
    """Remember what the browser says of sliders; nothing where their page has been left meanwhile."""
    match getattr(said, "rested", None):
        case dict(rested):
            # Of two that are held at once one may rest, and is not spoken of again: it stays where it is.
            st.session_state.setdefault("held", {}).update(
                (slider, _Held(at, st.session_state.get(slider)))
                for slider, at in rested.items()
                if slider in sliders and isinstance(at, (int, float)) and math.isfinite(at)
            )


def in_the_hand(key: str, value: Any, settings: dict[str, Any]) -> Any:
    """The value that the widget will have as soon as it is let go."""
    all_held: dict[str, _Held] = st.session_state.get("held", {})
    held = all_held.get(key)
    if held is None:
        return value
    if held.widget != value:  # it was let go, or moved by somebody else
        del all_held[key]
        return value
    if (options := settings.get("options")) is not None:
        return options[round(min(max(held.at, 0), len(options) - 1))]
    return type(value)(min(max(held.at, settings["min_value"]), settings["max_value"]))
