"""The table of a visit's runs: sorted by any column, each run drawn or not, and one of them chosen."""

from collections.abc import Callable, Collection
from typing import Any

import streamlit as st

from explorer.page.assets import component

_TABLE = component("runs", "element")


def show_runs(
    table: dict[str, Any],
    *,
    drawn: Collection[int],
    chosen: int,
    compared: int | None,
    on_draw: Callable[[set[int]], object],
    on_choose: Callable[[int], object],
) -> None:
    """Show the table.

    Args:
        table: as `explorer.runs.table` makes it.
        drawn: the numbers of the runs that are on the chart.
        chosen: of the one that is looked at.
        compared: of the one that it is compared with; both are always drawn.
        on_draw: called with the numbers of all that are to be drawn.
        on_choose: called with the number of the one that was chosen.
    """

    def said(name: str) -> Any:
        """What the browser has told; None where the page has just been left."""
        return getattr(st.session_state.get("runs"), name, None)

    def draw() -> None:
        known = {row["number"] for row in table["rows"]}
        match said("drawn"):
            case list(numbers):
                on_draw({number for number in known if number in numbers})

    def choose() -> None:
        match said("chosen"):
            case int(number):
                on_choose(number)

    _TABLE(
        key="runs",
        data={**table, "drawn": sorted(drawn), "chosen": chosen, "compared": compared},
        on_drawn_change=draw,
        on_chosen_change=choose,
    )
