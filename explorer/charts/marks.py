"""What the charts' specs have in common: lines, dots, dashes and legends that look the same wherever they are."""

from collections.abc import Sequence
from typing import Any

Spec = dict[str, Any]  # of Vega-Lite: a chart, or a part of one

LINE: Spec = {"type": "line", "strokeWidth": 2.5}
DOT: Spec = {"type": "point", "filled": True, "opacity": 1, "size": 110}
DASHED, DOTTED = {"strokeDash": [6, 4]}, {"strokeDash": [2, 4]}
LEGEND: Spec = {"title": None, "orient": "top"}
LINES: Spec = {**LEGEND, "symbolType": "stroke", "symbolStrokeWidth": 3, "symbolOpacity": 1}  # the legend of lines


# Streamlit's theme gives every mark a tooltip with all that places it on the screen: a line the numbers of its first
# point wherever one touches it, a helper's coordinates, float32's tenth digit. What can be read is chosen by each mark;
# and what is read aloud of a line would be its first point, too.
QUIET: Spec = {"mark": {"tooltip": None}, "line": {"aria": False}}


def named(name: str, names: Sequence[str] = (), legend: Spec | None = LINES) -> Spec:
    """The colour of what a layer draws, by its name.

    Args:
        name: of what this layer draws.
        names: of all that the chart may draw, in the order of the theme's colours; none: those of its layers.
        legend: None for no legend.
    """
    scale: Spec = {"scale": {"domain": list(names)}} if names else {}
    return {"datum": name, "type": "nominal", "legend": legend, **scale}


def coordinate(name: str, reach: float) -> Spec:
    """An axis of a picture from above, of a function of x0 and x1."""
    scale = {"domain": [-reach, reach], "nice": False}
    return {
        "field": name,
        "type": "quantitative",
        "title": name,
        "scale": scale,
        "axis": {"grid": False, "tickCount": 6},
    }


def read(**formats: str) -> list[Spec]:
    """A tooltip with these fields.

    Args:
        formats: each field's title, and after a colon its format where it is a number: `p="Probability:.4~g"`.
    """
    found = []
    for field, said in formats.items():
        title, _, form = said.partition(":")
        found.append({"field": field, "title": title, **({"type": "quantitative", "format": form} if form else {})})
    return found


def room(y: float, mark: Spec = DOT) -> Spec:
    """An unseen mark at the right end, `y` pixels from the top, so that a chart need not shrink as one gets there."""
    return {
        "data": {"values": [{}]},
        "mark": {**mark, "opacity": 0, "aria": False},
        "encoding": {"x": {"value": "width"}, "y": {"value": y}},
    }
