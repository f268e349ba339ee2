"""All runs that were chosen on one chart: test accuracy or loss against iterations, with the settings at their lines.

Two of the runs are looked at: one is drawn thick, the one that it is compared with dashed; the others are thin. Labels
stand in a column beside the ends of the lines, as near to them as they have room.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from explorer.charts.aloud import aloud
from explorer.charts.apart import apart
from explorer.charts.arrays import Array
from explorer.charts.colours import INK, REFERENCE, RIGHT, UNSEEN, WRONG, Colour
from explorer.charts.marks import HALO, QUIET, Spec, at_line, chosen_by_click, read, titled
from explorer.charts.tables import table
from explorer.charts.tables import words as column_of_words
from explorer.runs.kept import Kept
from explorer.runs.table import differing, marks
from explorer.training.charts import close_axis, loss_top, thinned
from explorer.training.smooth import SMOOTHING, smoothed
from explorer.training.words import value
from explorer.words.numbers import percent

HEIGHT, PLOT = 440, 320  # pixels: of all, and of what the axes enclose
ALL_POINTS, LEAST, MOST = 2400, 12, 80  # of all curves together, and of each
MOST_TOLD = 1000  # points that tell their numbers, besides the ends: the browser has a mark and a field for each
MOST_LABELS, MOST_LINES, MOST_OF_ONE = 12, 16, 4  # lines of words: of all labels together, and of each
NOTE = 20  # pixels that a note at the axis's end takes
LINE = 16  # pixels from one label to the next, for each of its lines
SPANS = (0.02, 0.05, 0.1, 0.2, 0.5)  # of the accuracy axis
CURVES = {"accuracy": "Test accuracy", "close": "Close to the best", "loss": "Loss"}
SHORT = {  # what stands at a line, first what differs most often
    "lr": "rate {:g}",
    "then": "then {}",
    "hidden": "hidden {:,}",
    "dataset": "{}",
    "iterations": "{:,} iterations",
    "batch": "batch {:,}",
    "init_std": "scale {:g}",
    "seed": "seed {}",
}
_ROOM = 0.58  # of the chart's width that the lines have; the rest is their labels'


def labels(runs: Sequence[Kept], winners: Mapping[int, str]) -> list[str]:
    """What stands at the line of each run, in one line: its name and the settings that differ; `winners` as below."""
    return [_in_lines(*one, lines=1) for one in _parts(runs, winners)]


def _in_lines(name: str, settings: list[str], lines: int) -> str:
    """A label in up to so many lines: from two on the name has its own, and each setting while they last."""
    if lines == 1:
        return name + (f": {', '.join(settings)}" if settings else "")
    shown = settings if len(settings) < MOST_OF_ONE else [*settings[: MOST_OF_ONE - 1], "…"]
    own, rest = shown[: lines - 2], shown[lines - 2 :]
    return "\n".join([name, *own, *([", ".join(rest)] if rest else [])])


def _parts(
    runs: Sequence[Kept], winners: Mapping[int, str], looked_at: Collection[int | None] = ()
) -> list[tuple[str, list[str]]]:
    """The name of each run, and the settings in which it may differ; of seeds, what is not usual.

    Those come first in which the runs that are looked at differ, and then what the fewest others have: a label may have
    no room for all.
    """
    settings = [one.settings for one in runs]
    differ, first = differing(runs), differing([one for one in runs if one.number in looked_at])
    having = {key: Counter(each[key] for each in settings) for key in SHORT}
    usual_seed = max(having["seed"], key=having["seed"].__getitem__, default=None)
    found = []
    for one, of_run in zip(runs, settings, strict=True):
        mark = winners.get(one.number)
        unsaid = {"seed": usual_seed, "then": "", "dataset": of_run["dataset"] if mark else None}
        shown = [key for key in SHORT if key in differ and of_run[key] != unsaid.get(key)]
        shown.sort(key=lambda key: (key not in first, having[key][of_run[key]]))
        name = f"{one.name} ({mark})" if mark else one.name
        told = [SHORT[key].format(value(key, of_run[key]) if key == "then" else of_run[key]) for key in shown]
        found.append((name, told))
    return found


def runs_chart(
    runs: Sequence[Kept],
    curve: str,
    chosen: int | None = None,
    other: int | None = None,
    winners: Mapping[int, str] | None = None,
    training: Collection[int] = (),
) -> Spec:
    """The curves of these runs.

    Args:
        runs: those that are drawn.
        curve: one of `CURVES`.
        chosen: the number of the run that is looked at.
        other: of the one that it is compared with.
        winners: what the best of all runs of the visit are called, by their numbers; None where these are all.
        training: the numbers of those that grow: so long the axes are long enough for all that may come.
    """
    winners = marks(runs) if winners is None else winners
    loss = curve == "loss"
    color, name = (WRONG, "loss") if loss else (RIGHT, "accuracy")
    most = min(max(ALL_POINTS // max(len(runs), 1), LEAST), MOST)
    points = [_loss(one, most) if loss else _accuracy(one, most) for one in runs]
    grows = [one for one in runs if one.number in training]
    low, high = _loss_axis(points) if loss else common_accuracy_axis(points, close=curve == "close")
    if grows and curve == "accuracy":
        low, high = 0.0, 1.0
    longest = max([*(one.run.iteration for one in runs), *(one.run.config.iterations for one in grows)], default=1000)
    roles, parts = {chosen: "chosen", other: "other"}, _parts(runs, winners, (chosen, other))
    ends = [float(values[-1]) if len(values) else math.inf for _, values in points]
    told = _labelled(runs, ends, roles, winners, low, high)
    lines_of_each = min(MOST_LINES // max(len(told), 1), MOST_OF_ONE)
    at_lines = [_in_lines(*parts[place], lines_of_each) for place in told]
    note = _below(runs, ends, low, high, curve)
    heights = _beside([ends[place] for place in told], at_lines, low, high, curve if note else None)
    at_ends = {
        "run": np.array([runs[place].number for place in told], np.int32),
        "role": np.array([roles.get(runs[place].number, "rest") for place in told], np.str_),
        "label": np.array(at_lines, np.str_),
        "best": np.array([runs[place].number in winners for place in told], np.bool_),
        "iteration": np.array([points[place][0][-1] for place in told], np.float64),
        "end": np.array([ends[place] for place in told], np.float64),
        "label_at": np.full(len(told), longest * 1.05),
        "place": np.array(heights, np.float64),
    }
    every = _in_a_row(points)
    in_one_line = [_in_lines(*one, lines=1) for one in parts]
    x: Spec = {"field": "iteration", "type": "quantitative", "title": "Iteration"}
    x["scale"] = {"domain": [0, longest / _ROOM if runs else longest], "nice": False}
    x["axis"] = {"format": ",d", "values": _ticks(longest), "titleAnchor": "start", "grid": False}
    scale = {"domain": [low, high], "nice": False}
    y: Spec = {"field": name, "type": "quantitative", "title": None, "scale": scale}
    y["axis"] = {"format": ".2~f" if loss else ".1~%", "tickCount": 6, "minExtent": 40}
    whole = {
        "config": QUIET,
        "height": HEIGHT,
        "title": _title(curve),
        "datasets": {
            "lines": table(_lines_columns(runs, every, roles, name)),
            "ends": table(at_ends),
            "touched": table(_touched_columns(runs, every, in_one_line, told, at_ends, name)),
        },
        "layer": [
            _lines(x, y, color),
            *_labels(x, y, color),
            *note,
            *([] if runs else _waiting()),
            _touched(x, y, loss),
        ],
    }
    return aloud(whole)


# What is drawn


def _title(curve: str) -> Spec:
    text = "Loss: how wrong its answers are" if curve == "loss" else "Test accuracy: how many new images it gets right"
    less = f"mean of the last {SMOOTHING} batches; lower is better" if curve == "loss" else "higher is better"
    return titled(text, less)


def _by_role(chosen: Any, other: Any, rest: Any) -> Spec:
    """What a line looks like, by its part in the comparison."""
    tests = [
        {"test": f"datum.role == '{role}'", "value": value} for role, value in (("chosen", chosen), ("other", other))
    ]
    return {"condition": tests, "value": rest}


def _lines(x: Spec, y: Spec, color: Colour) -> Spec:
    opacity = _by_role(1, 1, 0.5)
    opacity["condition"].insert(0, {"param": "touched", "empty": False, "value": 1})
    return {
        "data": {"name": "lines"},
        "mark": {"type": "line", "clip": True},
        "encoding": {
            "x": x,
            "y": y,
            "detail": {"field": "run", "type": "nominal"},
            "color": {"value": color.shown},
            "strokeWidth": _by_role(3.5, 2.5, 1.25),
            "strokeDash": _by_role([1, 0], [7, 4], [1, 0]),
            "opacity": opacity,
        },
    }


def _labels(x: Spec, y: Spec, color: Colour) -> list[Spec]:
    """A label for each of the ends that has one, and a thin line that leads there."""
    end, place = {**y, "field": "end"}, {**y, "field": "place"}
    there = {**x, "field": "label_at"}
    text: Spec = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 12}
    text |= {"limit": {"expr": f"{1 - _ROOM * 1.06:.3f} * width"}}
    text |= {"lineBreak": "\n", "lineHeight": LINE - 2}
    text["dy"] = {"expr": f"{1 - LINE / 2} * (length(split(datum.label, '\\n')) - 1)"}  # all lines around their place
    words: list[Spec] = [
        {
            "data": {"name": "ends"},
            "transform": [{"filter": test}],
            "mark": {**text, "dx": 3, "color": INK.shown, "fontWeight": weight, **looks},
            "encoding": {"x": there, "y": place, "text": {"field": "label"}},
        }
        for test, weight in (("datum.role != 'rest'", "bold"), ("datum.role == 'rest'", "normal"))
        for looks in (HALO, {})
    ]
    return [
        {
            "data": {"name": "ends"},
            "mark": {"type": "rule", "color": REFERENCE.shown, "strokeWidth": 1, "opacity": 0.6},
            "encoding": {"x": x, "x2": {"field": "label_at"}, "y": end, "y2": {"field": "place"}},
        },
        {
            "data": {"name": "ends"},
            "mark": {"type": "point", "filled": True, "opacity": 1, "color": color.shown},
            "encoding": {
                "x": x,
                "y": end,
                "size": {"condition": {"test": "datum.best", "value": 130}, "value": 40},
                "shape": {"condition": {"test": "datum.best", "value": "diamond"}, "value": "circle"},
            },
        },
        *words,
    ]


def _waiting() -> list[Spec]:
    """What stands there before there is a run."""
    here: Spec = {"data": {"values": [{"said": "Your runs will race here"}]}}
    middle: Spec = {axis: {"value": {"expr": f"{length} / 2"}} for axis, length in (("x", "width"), ("y", "height"))}
    return at_line(here, {"field": "said"}, REFERENCE, **middle, align="center", fontWeight="normal")


def _below(runs: Sequence[Kept], ends: Sequence[float], low: float, high: float, curve: str) -> list[Spec]:
    """Which runs end beyond the axis, and where: said at its edge."""
    beyond = [(one, end) for one, end in zip(runs, ends, strict=True) if not low <= end <= high]
    if not beyond:
        return []
    shown = "{:.3g}".format if curve == "loss" else lambda end: percent(end, 2)  # as in the table
    named = [f"{one.name}: {shown(end)}" for one, end in beyond[:3]]
    more = f" and {len(beyond) - 3} more" if len(beyond) > 3 else ""
    where = "above" if curve == "loss" else "below"
    said = f"{', '.join(named)}{more}, {where} this axis"
    edge = {"expr": "10"} if curve == "loss" else {"expr": "height - 10"}
    here: Spec = {"data": {"values": [{"said": said}]}}
    within: Spec = {"fontWeight": "normal", "limit": {"expr": "width - 6"}}
    at: Spec = {"x": {"value": 6}, "y": {"value": edge}}
    return at_line(here, {"field": "said"}, REFERENCE, **at, align="left", **within)


def _touched(x: Spec, y: Spec, loss: bool) -> Spec:
    """What is nearest to the pointer tells the numbers of its run; its line stands out, and a click chooses it."""
    follow = {"type": "point", "fields": ["run"], "nearest": True, "on": "pointerover", "clear": "pointerout"}
    click = chosen_by_click("run", nearest=True)
    shown = read(
        label="Run",
        iteration="Iterations done:,d",
        **({"loss": "Loss:.3~f"} if loss else {"accuracy": "Test accuracy:.4~p"}),
    )
    return {
        "data": {"name": "touched"},
        "transform": click["transform"],
        "params": [{"name": "touched", "select": follow}, *click["params"]],
        "mark": {"type": "point", "filled": True, "size": 60, "color": UNSEEN, "cursor": "pointer", "clip": True},
        "encoding": {"x": {**x, "field": "touched_at"}, "y": {**y, "field": "touched_place"}, "tooltip": shown},
    }


# The data


class _Points(NamedTuple):
    """The points of all runs in a row.

    Attributes:
        counts: how many each run has.
        which: the place of the run of each point.
        at, values: after how many iterations, and what was measured.
    """

    counts: Array
    which: Array
    at: Array
    values: Array


def _in_a_row(points: Sequence[tuple[Array, Array]]) -> _Points:
    counts = np.array([len(at) for at, _ in points], np.int64)
    empty = [(np.empty(0, np.int64), np.empty(0))]
    at, values = (np.concatenate(column) for column in zip(*(points or empty), strict=True))
    return _Points(counts, np.repeat(np.arange(len(points)), counts), at, values)


def _lines_columns(runs: Sequence[Kept], every: _Points, roles: dict[int | None, str], name: str) -> dict[str, Any]:
    """What the lines are drawn through."""
    known = ["chosen", "other", "rest"]
    role = np.array([known.index(roles.get(one.number, "rest")) for one in runs], np.int8)
    return {
        "run": np.array([one.number for one in runs], np.int32)[every.which],
        "role": column_of_words(role[every.which], known),
        "name": column_of_words(every.which.astype(np.int32), [one.name for one in runs]),
        "iteration": every.at.astype(np.int32),
        name: every.values.astype(np.float32),
    }


def _touched_columns(
    runs: Sequence[Kept], every: _Points, labels: list[str], told: list[int], at_ends: dict[str, Array], name: str
) -> dict[str, Any]:
    """Where a pointer is told of a run: at points of its line, and at its label, of its end."""
    tells = np.arange(len(every.at)) % (len(every.at) // MOST_TOLD + 1) == 0
    last = np.cumsum(every.counts) - 1
    tells[last[every.counts > 0]] = True
    of = np.concatenate([np.flatnonzero(tells), last[told]])
    return {
        "run": np.array([one.number for one in runs], np.int32)[every.which][of],
        "label": column_of_words(every.which[of].astype(np.int32), labels),
        "iteration": every.at[of].astype(np.int32),
        name: every.values[of].astype(np.float32),
        "touched_at": np.concatenate([every.at[tells].astype(np.float64), at_ends["label_at"]]),
        "touched_place": np.concatenate([every.values[tells], at_ends["place"]]),
    }


def _beside(ends: Sequence[float], labels: Sequence[str], low: float, high: float, note: str | None) -> list[float]:
    """How high the labels of these ends stand, as near to them as they have room.

    Args:
        ends, labels: of each line.
        low, high: the ends of the axis.
        note: the curve, where it is said at the axis's end which runs end beyond it: there no label stands.
    """
    gap = LINE * max((1 + label.count("\n") for label in labels), default=1) / PLOT
    # Half a label may reach beyond the upper end of the axis; below the lower one are numbers.
    bottom, top = 0.0, 1 + gap / 2
    if note:
        bottom, top = (0.0, 1 - NOTE / PLOT) if note == "loss" else (NOTE / PLOT, top)
    tall = top - bottom
    places = [min(max(((end - low) / (high - low) - bottom) / tall, 0), 1) for end in ends]
    return [low + (high - low) * (bottom + place * tall) for place in apart(places, [gap / tall] * len(ends))]


# Numbers


def _accuracy(one: Kept, most: int) -> tuple[Array, Array]:
    """Iterations done and test accuracy, thinned from the end."""
    kept = thinned(len(one.run.evaluated_at), most)
    return one.run.evaluated_at[kept] + 1, one.run.test_accuracy[kept]


def _loss(one: Kept, most: int) -> tuple[Array, Array]:
    """Iterations done and the mean loss of the batches before, thinned from the end; only of finite losses."""
    loss = one.run.train_loss[np.isfinite(one.run.train_loss)].astype(np.float64)
    at = np.arange(len(loss))[thinned(len(loss), most)] + 1
    return at, smoothed(loss, at)


def common_accuracy_axis(points: Sequence[tuple[Array, Array]], close: bool) -> tuple[float, float]:
    """Its ends: near enough to each other that what differs after the first fifth of the runs can be seen.

    `close`: nearer than that, at what the runs came to in their latter half.
    """
    if not points:
        return 0.0, 1.0
    later = [values[min(math.ceil(len(values) / (2 if close else 5)), len(values) - 1) :] for _, values in points]
    highest = max(float(values.max()) for values in later)
    lowest = min(float(values.min()) for values in later)
    if len(points) == 1:  # nothing that a short axis would tell from it
        return close_axis(lowest, highest, SPANS[2:], 4)
    if close:
        lowest = max(lowest, highest - min(SPANS[2], (highest - lowest) / 2))
    return close_axis(lowest, highest, SPANS, 4)


def _loss_axis(points: Sequence[tuple[Array, Array]]) -> tuple[float, float]:
    """From 0 to where all runs that learn have begun."""
    ends = [float(values[-1]) for _, values in points if len(values)]
    return 0.0, loss_top(max(ends, default=0.0))


def _ticks(longest: int) -> list[int]:
    """Round numbers from 0 to the end of the lines."""
    power = 10 ** int(math.log10(longest))
    step = next(step for step in (power // 5 or 1, power // 2 or 1, power, 2 * power) if longest / step <= 5)
    return list(range(0, longest + 1, step))


def _labelled(
    runs: Sequence[Kept],
    ends: Sequence[float],
    roles: dict[int | None, str],
    winners: Collection[int],
    low: float,
    high: float,
) -> list[int]:
    """The places of those that have a label: who is looked at, who is best, then the latest."""
    seen = [place for place, end in enumerate(ends) if low <= end <= high]
    rank = {"chosen": 3, "other": 2}
    order = lambda place: (
        rank.get(roles.get(runs[place].number, ""), int(runs[place].number in winners)),
        runs[place].number,
    )
    return sorted(seen, key=order, reverse=True)[:MOST_LABELS]
