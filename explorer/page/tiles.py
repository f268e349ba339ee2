"""Tiles: small pictures in rows, with words under them, of which one can be picked by a click or from the keyboard."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from explorer.page.assets import component

_TILES = component("tiles", "element")


def show_tiles(
    key: str,
    sheet: dict[str, Any],
    names: Sequence[str],
    *,
    label: str,
    size: int,
    lines: Sequence[Sequence[tuple[str, str]]] = (),
    chosen: int | None = None,
    on_pick: Callable[[int], object] | None = None,
) -> None:
    """Show the images of a sheet.

    Args:
        key: the component's.
        sheet: as `explorer.inside.tiles` makes it.
        names: of each image, for those who do not see it; no two alike.
        label: what they are, together.
        size: the width of one in pixels, where there is room.
        lines: of each image the words under it, each with its colour: right, wrong or none.
        chosen: the number of the one that is marked.
        on_pick: called with the number of the one that was picked; None where none can be.
    """

    def picked() -> None:
        said = st.session_state.get(key)  # None: the page has been left
        if on_pick is not None and said is not None and said.picked in names:  # it may show others, from before
            on_pick(names.index(said.picked))

    data = {"sheet": sheet, "names": list(names), "lines": [[*map(list, of_one)] for of_one in lines], "label": label}
    _TILES(key=key, data={**data, "size": size, "chosen": chosen, "pick": on_pick is not None}, on_picked_change=picked)
