"""One image on its way through a network, in one picture: activations, logits, probabilities."""

from collections.abc import Sequence

import numpy as np

from explorer.charts.ahead import Ahead
from explorer.charts.arrays import Array
from explorer.charts.colours import INK, PAPER, REFERENCE, RIGHT, SAYS, UNSEEN
from explorer.charts.images import address, square
from explorer.charts.marks import Spec, chosen_by_click, read
from explorer.inside.through import Way
from explorer.words.numbers import chance, signed

HEIGHT = 340
# The picture is cut into parts from left to right; where each begins and ends, of its whole width.
# The image comes first and is large; longer names of classes take of its room.
_IMAGE, _LETTER, _HIDDEN, _NAMES, _LOGITS, _PROBABILITIES = 0.46, 0.012, 0.135, 0.65, (0.7, 0.8), (0.825, 0.905)
_LONGEST = 10  # letters of a name: there are few that are longer
_X: Spec = {"type": "quantitative", "axis": None, "scale": {"domain": [0, 1], "nice": False}}
_Y: Spec = {"type": "quantitative", "axis": None, "scale": {"domain": [0, 1], "reverse": True, "nice": False}}
_RECT: Spec = {"type": "rect"}
_TOP = 0.13  # below the headings, which have two lines


def way_chart(way: Way, pixels: Array, shown: Array, unit: int, names: Sequence[str], right: int | None) -> Spec:
    """The activations as a board of cells, each as blue as it is large, and the logits and probabilities as bars.

    Args:
        way: of the image.
        pixels: the image, shape (1, features), 0 for paper.
        shown: numbers of the hidden units that are shown.
        unit: the number of the one that is marked; a click on another chooses that.
        names: of the classes.
        right: the right one, where it is known.
    """
    picture = Ahead(now={}, sliders={})
    wide = _IMAGE - _LETTER * (min(max(map(len, names)), _LONGEST) - 1)
    board = wide + 0.02, wide + 0.02 + _HIDDEN
    cells = picture.data("cells", lambda: _cells(way, shown, unit, board), on=(), dtype=np.float64)
    rows = picture.data("rows", lambda: _rows(way, names, right), on=(), dtype=np.float64)
    return picture.chart(
        height=HEIGHT,
        layer=[
            *_headings(pixels.size, len(way.hidden.z), len(shown), len(names), board[0]),
            *_image(picture, pixels, wide),
            *_board(cells),
            *_answer(rows),
        ],
    )


def _board(cells: Spec) -> list[Spec]:
    """A cell for each hidden unit: its edge, its activation, the mark of the chosen one, and what a pointer touches."""
    box = {"x": {**_X, "field": "x"}, "x2": {"field": "x2"}, "y": {**_Y, "field": "y"}, "y2": {"field": "y2"}}
    opacity = {
        "field": "activation",
        "type": "quantitative",
        "legend": None,
        "scale": {"domain": [0, 1], "range": [0, 1]},
    }
    click = chosen_by_click("unit")
    return [
        {**cells, "mark": {**_RECT, "filled": False, "color": REFERENCE.shown, "strokeWidth": 0.5}, "encoding": box},
        {**cells, "mark": {**_RECT, "color": SAYS.shown}, "encoding": {**box, "opacity": opacity}},
        {
            **cells,
            "transform": [*cells["transform"], {"filter": "datum.chosen"}],
            "mark": {**_RECT, "filled": False, "color": INK.shown, "strokeWidth": 3},
            "encoding": box,
        },
        {
            **cells,
            "transform": [*cells["transform"], *click["transform"]],
            "params": click["params"],
            "mark": {**_RECT, "color": UNSEEN, "cursor": "pointer"},
            "encoding": {**box, "tooltip": read(unit="Hidden unit", activation="Activation:.3f")},
        },
    ]


def _answer(rows: Spec) -> list[Spec]:
    """A row for each class: its name, its logit and its probability; a frame around the right one."""
    text: Spec = {"type": "text", "fontSize": 12, "baseline": "middle"}
    at = lambda field: {"x": {**_X, "field": field}, "y": {**_Y, "field": "middle"}}
    bar = lambda kind: {
        "x": {**_X, "field": f"{kind}_from"},
        "x2": {"field": f"{kind}_to"},
        "y": {**_Y, "field": "y"},
        "y2": {"field": "y2"},
    }
    return [
        {
            **rows,
            "transform": [*rows["transform"], {"filter": "datum.right"}],
            "mark": {**_RECT, "filled": False, "color": RIGHT.shown, "strokeWidth": 2},
            "encoding": bar("whole"),
        },
        {
            **rows,
            "mark": {**text, "align": "right", "fontWeight": "bold", "color": INK.shown}
            | {"limit": {"expr": "0.13 * width"}},
            "encoding": {**at("name_at"), "text": {"field": "class"}},
        },
        *(
            {
                **rows,
                "mark": {"type": "rect", "color": SAYS.shown},
                "encoding": {**bar(kind), "tooltip": read(**{"class": "Class", f"{kind}_said": said})},
            }
            for kind, said in (("logit", "Logit"), ("p", "Probability"))
        ),
        {
            **rows,
            "mark": {**text, "align": "left", "dx": 4, "fontSize": 11, "color": INK.shown},
            "encoding": {**at("p_to"), "text": {"field": "p_said"}},
        },
        *(
            {
                **rows,
                "transform": [*rows["transform"], {"filter": test}],
                "mark": {**text, "align": side, "dx": away, "fontSize": 11, "color": INK.shown},
                "encoding": {**at("logit_from"), "text": {"field": "logit_said"}},
            }
            for test, side, away in (("datum.logit >= 0", "right", -3), ("datum.logit < 0", "left", 3))
        ),
    ]


def _image(picture: Ahead, pixels: Array, part: float) -> list[Spec]:
    """The image in the ink of the page: white on black as it is stored, and its difference from paper is ink.

    Args:
        picture: the chart. Its data have the image: where the spec changes the browser makes the whole chart anew.
        pixels: shape (1, features).
        part: of the whole width that it takes, unless it is as high as the others before.
    """
    url = address(square(pixels.astype(np.uint8)))
    image = picture.data("image", lambda: {"url": np.array([[url]])}, on=())
    side_of_it = f"min({part:.3f} * width, {1 - _TOP} * height)"
    wide = {"expr": side_of_it}
    mark = {"width": wide, "height": wide, "align": "left", "baseline": "top"}
    at = {"x": {"value": 0}, "y": {"value": {"expr": f"{_TOP} * height"}}}
    under = {
        "x": {"value": 0},
        "x2": {"value": wide},
        "y": at["y"],
        "y2": {"value": {"expr": f"{_TOP} * height + {side_of_it}"}},
    }
    one: Spec = {"data": {"values": [{}]}}
    frame = {"type": "rect", "filled": False, "color": REFERENCE.shown}
    return [
        {**one, "mark": {"type": "rect", "color": PAPER}, "encoding": under},
        {
            **image,
            "mark": {"type": "image", "blend": "difference", **mark},
            "encoding": {**at, "url": {"field": "url"}},
        },
        {**one, "mark": {**frame, "strokeWidth": 0.5}, "encoding": under},
    ]


def _headings(pixels: int, hidden: int, shown: int, classes: int, board: float) -> list[Spec]:
    units = f"{hidden}" if shown == hidden else f"{shown} of {hidden}"
    rows = [
        {"x": 0.0, "said": [f"{pixels}", "pixels"]},
        {"x": board, "said": [units, "activations" if hidden > 1 else "activation"]},
        {"x": _LOGITS[0], "said": [f"{classes}", "logits"]},
        {"x": _PROBABILITIES[0], "said": [f"{classes}", "probabilities"]},
    ]
    mark = {"type": "text", "align": "left", "baseline": "top", "fontSize": 12, "color": REFERENCE.shown}
    encoding = {"x": {**_X, "field": "x"}, "y": {"value": 0}, "text": {"field": "said"}}
    return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}]


def _cells(way: Way, shown: Array, unit: int, board: tuple[float, float]) -> dict[str, Array]:
    """A row for each unit that is shown: its cell on the board, its number counted from 1, its activation."""
    columns = max(1, round((len(shown) / 4) ** 0.5))  # the board is about four times as high as wide
    rows = -(-len(shown) // columns)
    left, right = board
    wide, high = (right - left) / columns, (1 - _TOP) / rows
    wide, high = min(wide, 0.05), min(high, 0.12)  # a single unit need not fill the board
    at = np.arange(len(shown))
    x, y = left + at % columns * wide, _TOP + at // columns * high
    return {
        "x": x[None],
        "x2": (x + 0.94 * wide)[None],
        "y": y[None],
        "y2": (y + 0.94 * high)[None],
        "unit": shown[None] + 1,
        "activation": way.hidden.z[shown][None],
        "chosen": (shown == unit)[None],
    }


def _rows(way: Way, names: Sequence[str], right: int | None) -> dict[str, Array]:
    """A row for each class: where its two bars begin and end, and their numbers."""
    logits, p, classes = way.answer.a, way.answer.z, len(names)
    low, high = min(logits.min(), 0.0), max(logits.max(), 0.0)
    span = (high - low) or 1.0
    begin, end = _LOGITS
    place = lambda value: begin + (end - begin) * (value - low) / span
    zero = place(0.0)
    bar = (1 - _TOP) / classes
    top = _TOP + np.arange(classes) * bar
    whole = np.full(classes, 1.0)
    return {
        "class": np.array([names]),
        "name_at": whole[None] * _NAMES,
        "y": (top + 0.15 * bar)[None],
        "y2": (top + 0.85 * bar)[None],
        "middle": (top + bar / 2)[None],
        "logit": logits[None],
        "logit_from": whole[None] * zero,
        "logit_to": place(logits)[None],
        "logit_said": np.array([[signed(value, "z.1f") for value in logits.tolist()]]),
        "p_from": whole[None] * _PROBABILITIES[0],
        "p_to": (_PROBABILITIES[0] + (_PROBABILITIES[1] - _PROBABILITIES[0]) * p)[None],
        "p_said": np.array([[chance(value) for value in p.tolist()]]),
        "whole_from": whole[None] * _PROBABILITIES[0],
        "whole_to": whole[None] * _PROBABILITIES[1],
        "right": np.array([[label == right for label in range(classes)]]),
    }
