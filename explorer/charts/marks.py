"""What the charts' specs have in common: lines, dots, dashes and legends that look the same wherever they are."""

from collections.abc import Mapping
from typing import Any

from explorer.charts.colours import PAPER, REFERENCE, UNSEEN, Colour

Spec = dict[str, Any]  # of Vega-Lite: a chart, or a part of one

LINE: Spec = {"type": "line", "strokeWidth": 2.5}
DOT: Spec = {"type": "point", "filled": True, "opacity": 1, "size": 110}
# Of words that lines may cross: the same words in the colour of the paper, under them.
HALO: Spec = {"color": PAPER, "stroke": PAPER, "strokeWidth": 4}
DASHED, DOTTED = {"strokeDash": [6, 4]}, {"strokeDash": [2, 4]}
# In one row, where it has room; why its sizes stand here, QUIET says.
LEGEND: Spec = {
    "title": None,
    "orient": "top",
    "columns": {"expr": "width < 260 ? 1 : width < 480 ? 2 : 0"},
    "symbolStrokeWidth": 4,
    "labelFontSize": 14,
    "padding": 8,
    "columnPadding": 8,
    "rowPadding": 4,
}
LINES: Spec = {**LEGEND, "symbolType": "stroke", "symbolStrokeWidth": 3, "symbolOpacity": 1}  # the legend of lines


# Streamlit's theme gives every mark a tooltip with all that places it on the screen: a line the numbers of its first
# point wherever one touches it, a helper's coordinates, float32's tenth digit. Vega reads the same aloud. What can be
# read is chosen by each mark, and read aloud is what its tooltip tells, see `explorer.charts.aloud`.
# Vega would move the labels at the ends of an upright axis inwards, away from what they name.
# And Streamlit would make words and gaps around a picture larger with the page's words, but none in it, and only where
# the page was large before the picture came: a page that is shown large enlarges pictures as a whole, see
# assets/present.css. So all of them are Streamlit's own, in pixels.
QUIET: Spec = {
    "mark": {"tooltip": None, "aria": False},
    "axis": {"labelFontSize": 12, "titleFontSize": 14, "labelPadding": 16, "titlePadding": 16, "labelSeparation": 4},
    "axisY": {"labelFlush": False},
}

# The browser makes a picture smaller to have room for a mark that reaches beyond its edge, and larger again when it has
# gone: so that nothing jumps while a point moves there, something unseen that large is always there.
_MARGIN = 8  # pixels: half of the largest dot
ROOM: Spec = {
    "data": {"values": [{}]},
    "mark": {"type": "rect", "filled": False, "color": UNSEEN},
    "encoding": {
        **{end: {"value": -_MARGIN} for end in ("x", "y")},
        "x2": {"value": {"expr": f"width + {_MARGIN}"}},
        "y2": {"value": {"expr": f"height + {_MARGIN}"}},
    },
}


def named(name: str, looks: Mapping[str, Any]) -> Spec:
    """How a layer is drawn, by the name of what it draws.

    Args:
        name: of what this layer draws.
        looks: the colour, or the dash, opacity or shape, of everything that the chart may draw, by its name, in the
            order of the legend.
    """
    return {"datum": name, "type": "nominal", "legend": LINES, "scale": scale(looks)}


def by_name(field: str, looks: Mapping[str, Any], legend: Spec | None = LINES) -> Spec:
    """The same for rows, each of which has its name in a column; `legend` is None for none."""
    return {"field": field, "type": "nominal", "legend": legend, "scale": scale(looks)}


def scale(looks: Mapping[str, Any]) -> Spec:
    """From names to what they look like."""
    return {"domain": list(looks), "range": [one.shown if isinstance(one, Colour) else one for one in looks.values()]}


def at_line(data: Spec, words: Spec, color: Colour, *, x: Spec, y: Spec, **mark: Any) -> list[Spec]:
    """A label at a line, in the line's colour and kept free of other lines.

    Args:
        data: the layer's `data` and `transform`, with a row for where it stands.
        words: what it says, as a channel.
        color: the line's.
        x, y: where.
        mark: how it stands there: `dx`, `align` and so on.
    """
    encoding = {"x": x, "y": y, "text": words}
    text = {"type": "text", "fontSize": 12, "fontWeight": "bold", "baseline": "middle", **mark}
    looks = ({**text, **HALO}, {**text, "color": color.shown})
    return [{**data, "mark": one, "encoding": encoding} for one in looks]


def titled(text: str, subtitle: str | list[str], **more: Any) -> Spec:
    """What stands over a picture that is large enough for a title of its own, and under that in smaller letters."""
    sizes = {"fontSize": 14, "subtitleFontSize": 12, "offset": 8}
    return {"text": text, "subtitle": subtitle, "subtitleColor": REFERENCE.shown, "anchor": "start", **sizes, **more}


SIZE = 420  # pixels of a picture from above; as wide as high, so that right angles look like right angles
_WITH_AXES = 487  # pixels that it is wide with its numbers


def legible(size: int) -> Spec:
    """A size of words, in pixels, on a picture from above: larger where a narrow column shows all of it smaller."""
    # Vega is told of a column of this size, too, where there is room for the numbers around it.
    return {"expr": f"{size}*if(containerSize()[0]<{SIZE},min(2,{_WITH_AXES}/containerSize()[0]),1)"}


FROM_ABOVE: Spec = {
    **QUIET,
    "axis": {**QUIET["axis"], "labelFontSize": legible(12), "titleFontSize": legible(14)},
    "text": {"fontSize": legible(11)},
}


def coordinate(name: str, reach: float, **axis: Any) -> Spec:
    """An axis of a picture from above, of a function of x0 and x1; `axis` says how its name and numbers stand."""
    scale = {"domain": [-reach, reach], "nice": False}
    return {
        "field": name,
        "type": "quantitative",
        "title": name,
        "scale": scale,
        "axis": {"grid": False, "tickCount": 6, **axis},
    }


# The name of an axis at its end, in the row of its numbers: below them it would take a row more.
AT_END: Spec = {"titleAnchor": "end", "titleAlign": "right", "titleY": 16}


# On an axis with numbers such as 1e-4, 1 is not 1e+0.
ONE: Spec = {"labelExpr": "datum.value === 1 ? '1' : datum.label"}


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


PICKED = "picked"  # the name of a selection by a click, see `explorer/page/clicks.py`


def chosen_by_click(*fields: str, **select: Any) -> Spec:
    """`params` and `transform` of a layer whose marks are chosen by a click: the selection `picked` has these fields.

    It stays as the pointer moves on. Were it forgotten then, a server that is busy would hear of click and forgetting
    at once, and that is no click. A second click on the same mark is heard nevertheless: each click changes the time
    that the next one has.

    Args:
        fields: what is to be known of the mark.
        select: what else there is to say of the selection.
    """
    fields = (*fields, "time")
    picked = {"type": "point", "fields": list(fields), "toggle": False, "clear": False, **select}
    return {
        "transform": [{"calculate": f"now({PICKED})", "as": "time"}],
        "params": [{"name": PICKED, "select": picked}],
    }
