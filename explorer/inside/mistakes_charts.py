"""The confusion matrix as a picture: what was meant in rows, what the network said in columns."""

from collections.abc import Sequence

import numpy as np

from explorer.charts.ahead import Ahead
from explorer.charts.arrays import Array
from explorer.charts.colours import INK, RIGHT, UNSEEN, WRONG
from explorer.charts.marks import Spec, by_name, chosen_by_click, read
from explorer.inside.bars import bars_chart
from explorer.training.answers import Answers
from explorer.words.numbers import percent

MEANT, SAID = "What was meant", "What the network said"
_LONG = 3  # letters: longer names of classes stand upright above the columns


def confusion_chart(counts: Array, names: Sequence[str], chosen: tuple[int, int] | None) -> Spec:
    """The matrix with its counts; a click chooses a cell.

    Args:
        counts: shape (classes, classes), a row for each true class.
        names: of the classes.
        chosen: the row and the column of the cell that is marked; None for none.
    """
    picture = Ahead(now={}, sliders={})
    cells = picture.data("cells", lambda: _cells(counts, names, chosen), on=(), dtype=np.float64)
    upright = max(map(len, names)) > _LONG
    axis = {"labelFontSize": 13, "labelColor": INK.shown, "ticks": False, "domain": False, "titleFontSize": 13}
    axis |= {"labelOverlap": False}
    x: Spec = {"field": "said_name", "type": "nominal", "sort": None, "title": SAID}
    x["axis"] = {**axis, "orient": "top", "labelAngle": -60 if upright else 0, "labelLimit": 70}
    y: Spec = {"field": "true_name", "type": "nominal", "sort": None, "title": MEANT}
    y["axis"] = {**axis, "labelLimit": 70}
    at = {"x": x, "y": y}
    opacity: Spec = {"field": "part", "type": "quantitative", "legend": None}
    opacity["scale"] = {"type": "sqrt", "domain": [0, 1], "range": [0, 0.55]}  # counts stay readable on it
    rect: Spec = {"type": "rect"}
    click = chosen_by_click("true", "said")
    return picture.chart(
        height=400,
        layer=[
            {
                **cells,
                "mark": rect,
                "encoding": {
                    **at,
                    "color": by_name("kind", {"right": RIGHT, "wrong": WRONG}, None),
                    "opacity": opacity,
                },
            },
            {
                **cells,
                "transform": [*cells["transform"], {"filter": "datum.count > 0"}],
                "mark": {"type": "text", "fontSize": 12, "color": INK.shown},
                "encoding": {**at, "text": {"field": "count", "type": "quantitative", "format": ",d"}},
            },
            {
                **cells,
                "transform": [*cells["transform"], {"filter": "datum.chosen"}],
                "mark": {**rect, "filled": False, "color": INK.shown, "strokeWidth": 2.5},
                "encoding": at,
            },
            {
                **cells,
                "transform": [*cells["transform"], *click["transform"]],
                "params": click["params"],
                "mark": {**rect, "color": UNSEEN, "cursor": "pointer"},
                "encoding": {**at, "tooltip": read(true_name="Meant", said_name="Said", count="Images:d")},
            },
        ],
    )


def by_class_chart(found: Answers, names: Sequence[str]) -> Spec:
    """The part of the images of each class that is read right."""
    texts = ["no images" if np.isnan(part) else percent(part) for part in found.by_class.tolist()]
    return bars_chart(names, 100 * found.by_class, texts, "Read right, in percent", (RIGHT, WRONG), (0, 100))


def _cells(counts: Array, names: Sequence[str], chosen: tuple[int, int] | None) -> dict[str, Array]:
    """A row for each cell: its two classes, its count, and what part of its row that is."""
    true, said = (each.ravel() for each in np.indices(counts.shape))
    rows = counts.sum(axis=1, keepdims=True)
    return {
        "true": true[None],
        "said": said[None],
        "true_name": np.array(names)[true][None],
        "said_name": np.array(names)[said][None],
        "count": counts.reshape(1, -1),
        "part": (counts / np.maximum(rows, 1)).reshape(1, -1),
        "kind": np.where(true == said, "right", "wrong")[None],
        "chosen": np.array([[cell == chosen for cell in zip(true.tolist(), said.tolist(), strict=True)]]),
    }
