"""A sheet of paper that is drawn on by mouse, finger, pen or keyboard: a component of ours.

There is a well-kept package for this, streamlit-drawable-canvas (0.13 was looked at). It can do more with shapes than a
page about digits needs, in 413 kB of script, and lacks what such a page cannot do without: it tells the server of a
stroke when the pen is lifted, so that no bar follows the pen; nobody draws on it by keyboard; and its size is a number
of pixels, whatever the window.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from explorer.page.assets import component

_PAPER = component("paper", "element")


def paper(on_drawn: Callable[[object], None], **sheet: Any) -> None:
    """A sheet of paper.

    Args:
        on_drawn: called with what the browser says, many times a second while somebody draws: a dictionary with
            the sheet's `id` and its `strokes`, each x0, y0, x1, y1, ..., unless somebody has made it say other things.
        sheet: its `id`, and what is on a sheet that has this id when the browser first sees it: `strokes` and
            `picture`, an address or None; the `side` of the paper and the width of the `pen` in the unit of the
            strokes; how many `cells` in a row the keyboard goes through; how many numbers there may be in all strokes
            at `most`, an even number; the selector of what `clears` it; its `label` for who cannot see it.
    """

    def drawn() -> None:
        if (said := st.session_state.get("canvas")) is not None:  # None where the page has been left meanwhile
            on_drawn(said.get("drawn"))

    _PAPER(key="canvas", data=sheet, on_drawn_change=drawn)
