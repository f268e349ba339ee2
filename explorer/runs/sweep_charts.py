"""The map of a sweep: a cell for each setting, filled in while one watches.

The stronger its green, the fewer mistakes its runs make: on a scale on which half as many mistakes are one step,
whether that is from 40% to 20% or from 8% to 4%, since the differences that matter are those between the good ones.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

import nn_core as nn
from explorer.charts.aloud import aloud
from explorer.charts.colours import INK, REFERENCE, RIGHT
from explorer.charts.marks import QUIET, Spec, chosen_by_click, read, titled
from explorer.charts.tables import table
from explorer.runs import luck_words
from explorer.runs.cells import Cell
from explorer.runs.charts import SHORT
from explorer.runs.luck import Group
from explorer.runs.sweep_settings import OPTIONS
from explorer.training.sliders import FIELDS
from explorer.training.words import NAMES
from explorer.words.numbers import counted, percent

HEIGHT, LEAST_ROW, MOST_ROW = 260, 26, 84  # pixels: of the cells together, and of a row of them
AROUND = 112  # pixels that title and axes take
TWO_LINES = 40  # pixels of a row that has room for a second line
MOST_COLUMNS = 12  # more are drawn as dots on axes with numbers
FEW_COLUMNS = 4  # so many have room for numbers with two digits after the point
MOST_NUMBERED = 30  # dots with numbers in them
SHADES = (0.04, 0.45)  # of the palest and of the strongest green: ink can be read on it on light paper and on dark
FEWER = "fewer iterations where they were ended early"
LEAST_SPAN = math.log(1.5)  # of the mistakes, from the palest to the strongest: what is less may be luck
BEST = "◆"
_ON_AXES = {field: key for key, field in FIELDS.items()}


def axes(of_cells: Sequence[Cell]) -> tuple[str | None, list[str]]:
    """Which setting goes along the map, and which make its rows.

    The learning rate goes along wherever it has three values or more, else whatever has the most.
    """
    names = luck_words.varied([cell.settings for cell in of_cells])
    values = {name: len({getattr(cell.settings, name) for cell in of_cells}) for name in names}
    order = lambda name: (min(values[name], 3), name == "learning_rate", values[name])
    along = max(names, key=order, default=None)
    return along, [name for name in names if name != along]


def map_chart(
    of_cells: Sequence[Cell], dataset_name: str, began: bool, chosen: int | None = None, guessed: int | None = None
) -> Spec:
    """The map.

    Args:
        of_cells: all of its cells.
        dataset_name: what they learn from.
        began: they are those of a sweep that has begun.
        chosen: the place of the one that is looked at.
        guessed: of the one that was thought to become the best.
    """
    along, rest = axes(of_cells)
    columns = {getattr(cell.settings, along) for cell in of_cells} if along else {None}
    rows = {tuple(getattr(cell.settings, name) for name in rest) for cell in of_cells}
    digits = 2 if len(columns) <= FEW_COLUMNS else 1
    full = len(columns) * len(rows) == len(of_cells) and len(columns) <= MOST_COLUMNS
    spec = _grid(of_cells, along, rest) if full else _dots(of_cells, along, rest)
    shown = table(_columns(of_cells, along, rest, began, chosen, guessed, digits if full else 1))
    seeds, early = len(of_cells[0].numbers), any(cell.ended_early for cell in of_cells)
    names = [along, *rest]
    held = [
        form.format(getattr(of_cells[0].settings, FIELDS[key]))
        for key, form in SHORT.items()
        if key in (*OPTIONS, "iterations") and FIELDS[key] not in names
    ]
    subtitle = [
        f"all: {', '.join(held)}",
        *[FEWER] * early,
        *[f"each the mean of {seeds} seeds"] * (seeds > 1),
        "the stronger the green, the fewer mistakes",
        f"{BEST} made the fewest",
    ]
    title = titled(f"Test accuracy in % on {dataset_name}", subtitle, limit={"expr": "width"})
    return aloud({"config": QUIET, "title": title, "datasets": {"cells": shown}, **spec})


# Its data


def _columns(
    of_cells: Sequence[Cell],
    along: str | None,
    rest: Sequence[str],
    began: bool,
    chosen: int | None,
    guessed: int | None,
    digits: int,
) -> dict[str, Any]:
    names = ([along] if along else []) + list(rest)
    groups = [cell.group for cell in of_cells]
    best = max((group.mean for group in groups if group and not group.diverged), default=None)
    roles = [
        "chosen" if place == chosen else "guessed" if place == guessed else "rest" for place in range(len(of_cells))
    ]
    leads = [bool(group and not group.diverged and group.mean == best and len(of_cells) > 1) for group in groups]
    labels = [row_label(cell.settings, rest) for cell in of_cells]
    settings = [luck_words.settings(cell.settings, names) for cell in of_cells]
    guesses = ["; your guess" if place == guessed else "" for place in range(len(of_cells))]
    results = [_told(cell, began) + more for cell, more in zip(of_cells, guesses, strict=True)]
    found: dict[str, Any] = {
        "cell": np.arange(len(of_cells), dtype=np.int32),
        "row": np.array(labels, np.str_),
        "shade": np.array(shades(groups), np.float32),
        "shown": np.array(
            [_number(cell, lead, digits) if began else "?" for cell, lead in zip(of_cells, leads, strict=True)], np.str_
        ),
        "below": np.array(
            [
                _below(cell) if began else "your guess" if role == "guessed" else ""
                for cell, role in zip(of_cells, roles, strict=True)
            ],
            np.str_,
        ),
        "role": np.array(roles, np.str_),
        "best": np.array(leads, np.bool_),
        "compared": np.array([group is not None for group in groups], np.bool_),
        "settings": np.array(settings, np.str_),
        "result": np.array(results, np.str_),
    }
    for channel, name in zip("xy", names, strict=False):
        found[channel] = np.array([getattr(cell.settings, name) for cell in of_cells], np.float64)
    return found | {channel: np.zeros(len(of_cells)) for channel in "xy" if channel not in found}


def shades(groups: Sequence[Group | None]) -> list[float]:
    """From 0 to 1, the fewer mistakes the higher; 0 for those that cannot be compared."""
    mistakes = [math.log(max(1 - group.mean, 1e-4)) if group else None for group in groups]
    known = [each for each in mistakes if each is not None]
    least, most = min(known, default=0.0), max(known, default=0.0)
    span = max(most - least, LEAST_SPAN)
    return [0.0 if each is None else 1 - (each - least) / span for each in mistakes]


def _number(cell: Cell, leads: bool, digits: int) -> str:
    if not cell.accuracies:
        return "…"  # a percentage would be read as an accuracy
    mean = percent(Group(cell.settings, cell.accuracies).mean, digits).removesuffix("%")
    return f"{BEST} {mean}" if leads else mean


def _below(cell: Cell) -> str:
    if not cell.accuracies:
        return f"{int(100 * cell.fraction)}% done"
    if cell.ended_early:
        return "ended"
    if cell.diverged:
        return "diverged"
    if not cell.complete:
        return f"{len(cell.accuracies)} of {len(cell.numbers)}"
    spread = Group(cell.settings, cell.accuracies).spread
    return "" if spread is None else f"± {luck_words.in_points(spread)}"


def _told(cell: Cell, began: bool) -> str:
    if not began:
        return "not trained yet"
    if not cell.accuracies:
        return f"{int(100 * cell.fraction)}% of its iterations are done"
    found = Group(cell.settings, cell.accuracies)
    seeds = counted(len(cell.accuracies), "seed")
    more = ", ended early" if cell.ended_early else ", diverged" if cell.diverged else ""
    return f"{luck_words.result(found)} ({seeds}{more})"


def row_label(settings: nn.TrainingConfig, names: Sequence[str]) -> str:
    """The row that a cell stands in: a number where one setting makes the rows, else each by its name."""
    values = {name: getattr(settings, name) for name in names}
    if len(values) == 1:
        (value,) = values.values()
        return f"{value:,g}"
    return ", ".join(SHORT[_ON_AXES[name]].format(value) for name, value in values.items())


# Its looks


def _grid(of_cells: Sequence[Cell], along: str | None, rest: Sequence[str]) -> Spec:
    """Cells in columns and rows, the highest values on top."""
    in_order = sorted(of_cells, key=lambda cell: [getattr(cell.settings, name) for name in rest], reverse=True)
    rows = list(dict.fromkeys(row_label(cell.settings, rest) for cell in in_order))
    height = min(max(HEIGHT // len(rows), LEAST_ROW), MOST_ROW)
    x: Spec = {"field": "x", "type": "ordinal", "title": axis_title(along), "sort": "ascending"}
    x["axis"] = {"labelAngle": 0, "format": ",~g", "domain": False, "ticks": False} if along else None
    x["scale"] = {"paddingInner": 0.04}
    y: Spec = {"field": "row", "type": "nominal", "title": axis_title(rest[0]) if len(rest) == 1 else None}
    y["axis"] = {"domain": False, "ticks": False, "labelLimit": 180} if rest else None
    y["scale"] = {"domain": rows, "paddingInner": 0.06}
    place = {"x": x, "y": y}
    layers = [_touched({"type": "rect", "cornerRadius": 3}, place)]
    if height < TWO_LINES:
        layers.append(_text(place, "shown", fontSize=12))
    else:
        layers += [
            _text(place, "shown", fontSize=15, dy={"expr": "datum.below ? -7 : 0"}),
            _text(place, "below", fontSize=11, dy=12),
        ]
    return {"height": height * len(rows) + AROUND, "layer": layers}


def _dots(of_cells: Sequence[Cell], along: str | None, rest: Sequence[str]) -> Spec:
    """A dot for each cell, where its values are."""
    place = {"x": _log_axis("x", along, of_cells), "y": _log_axis("y", rest[0] if rest else None, of_cells)}
    many = len(of_cells) > MOST_NUMBERED
    layers = [_touched({"type": "point", "size": 250 if many else 900}, place)]
    if many:
        best = {"transform": [{"filter": "datum.best"}]}
        layers.append({**_text(place, "shown", fontSize=13, fontWeight="bold", dy=-18), **best})
    else:
        layers.append(_text(place, "shown", fontSize=11))
    return {"height": (HEIGHT if rest else HEIGHT // 3) + AROUND, "layer": layers}


def _touched(mark: Spec, place: Spec) -> Spec:
    """What tells its numbers when it is touched and is chosen by a click; the ones of interest have an edge in ink."""
    by_role = lambda chosen, guessed, rest: {
        "condition": [
            {"test": "datum.role == 'chosen'", "value": chosen},
            {"test": "datum.role == 'guessed'", "value": guessed},
        ],
        "value": rest,
    }
    click = chosen_by_click("cell")
    return {
        "data": {"name": "cells"},
        "transform": [*click["transform"], {"calculate": "datum.settings + ': ' + datum.result", "as": "said"}],
        "params": click["params"],
        "mark": {**mark, "cursor": "pointer"},
        "encoding": {
            **place,
            "fill": {"condition": {"test": "datum.compared", "value": RIGHT.shown}, "value": REFERENCE.shown},
            "fillOpacity": {
                "field": "shade",
                "type": "quantitative",
                "scale": {"domain": [0, 1], "range": list(SHADES)},
                "legend": None,
            },
            "stroke": by_role(INK.shown, REFERENCE.shown, REFERENCE.shown),
            "strokeWidth": by_role(3, 3, 0.5),
            "tooltip": read(settings="Settings", result="Test accuracy"),
            "description": {"field": "said"},
        },
    }


def _text(place: Spec, field: str, **looks: Any) -> Spec:
    """Words in the cells: in ink where they can be compared."""
    ink = {"condition": {"test": "datum.compared", "value": INK.shown}, "value": REFERENCE.shown}
    mark = {"type": "text", "baseline": "middle", **looks}
    return {"data": {"name": "cells"}, "mark": mark, "encoding": {**place, "text": {"field": field}, "color": ink}}


def _log_axis(channel: str, name: str | None, of_cells: Sequence[Cell]) -> Spec:
    """Powers of ten are equally far apart, and no dot is cut by the edge."""
    if name is None:
        return {"field": channel, "type": "quantitative", "axis": None, "scale": {"domain": [-1, 1]}}
    values = [getattr(cell.settings, name) for cell in of_cells]
    low, high = math.log(min(values)), math.log(max(values))
    margin = max(0.07 * (high - low), 0.1)
    scale = {"type": "log", "domain": [math.exp(low - margin), math.exp(high + margin)], "nice": False}
    axis = {"format": ",~g", "grid": False, "tickCount": 5, "labelOverlap": True}
    return {"field": channel, "type": "quantitative", "title": axis_title(name), "scale": scale, "axis": axis}


def axis_title(name: str | None) -> str | None:
    """What stands at the axis that a setting goes along."""
    return NAMES[_ON_AXES[name]].capitalize() if name else None
