"""What was clicked on in a chart."""

from typing import Any

import streamlit as st

from explorer.charts.marks import PICKED


def clicked(key: str) -> dict[str, Any] | None:
    """What the chart with this key has of the mark that was clicked on, by the names of its fields.

    None where nothing is selected, or where the page has just been left.
    """
    chart = st.session_state.get(key)
    marks = [] if chart is None else chart.selection.get(PICKED) or []
    return marks[0] if marks else None
