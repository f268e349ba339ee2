"""The runs of a class as one picture: test accuracy against learning rate, a dot for each run, larger with more units.

Runs with the same settings and the same result are one dot, with their number beside it.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explorer.charts.aloud import aloud
from explorer.charts.colours import INK, PAPER, REFERENCE, RIGHT, UNSEEN, WRONG
from explorer.charts.marks import HALO, LEGEND, QUIET, Spec, by_name, chosen_by_click, read, titled
from explorer.charts.tables import table
from explorer.runs.charts import common_accuracy_axis
from explorer.runs.gathered import Result
from explorer.training.sliders import HIDDEN_SIZES
from explorer.words.numbers import percent

HEIGHT = 440
SIZES = [40, 700]  # square pixels of a dot with 1 unit, and with as many as there can be
PLAIN, CHANGED, DIVERGED = "one rate all along", "rate changed on the way", "diverged"
LOOKS = {PLAIN: ("circle", RIGHT), CHANGED: ("triangle-up", RIGHT), DIVERGED: ("cross", WRONG)}
_SEEN = ("lr", "hidden", "batch", "iterations", "init_std", "seed", "then", "accuracy")  # what tells dots apart


def best(results: Sequence[Result]) -> Result | None:
    """The one that reads most test images right; of several the one that needs the fewest units, then iterations.

    One that has diverged only where all have.
    """
    return max(results, key=lambda one: (not one.diverged, one.accuracy, -one.hidden, -one.iterations), default=None)


def class_chart(results: Sequence[Result], close: bool = False, chosen: Result | None = None) -> Spec:
    """Of runs that learned from the same data set.

    Args:
        results: all of them.
        close: only as far down as is close to the best.
        chosen: the one that is looked at.
    """
    dots = sorted(Counter(results).items(), key=lambda dot: -dot[0].hidden)  # the small ones lie on the large
    low, high = common_accuracy_axis([(np.zeros(1), np.array([one.accuracy])) for one, _ in dots], close)
    winner = best(results)
    left, right = _decades([one.lr for one, _ in dots])
    kinds = [_kind(one) for one, _ in dots]
    columns: dict[str, Any] = {key: [getattr(one, key) for one, _ in dots] for key in _SEEN}
    typed = {key: np.array(columns[key], np.str_ if key == "then" else np.float64) for key in _SEEN}
    data = table(
        {
            **typed,
            "later": np.array([one.then or "none" for one, _ in dots], np.str_),
            "runs": np.array([count for _, count in dots], np.int32),
            "kind": np.array(kinds, np.str_),
            "best": np.array([one == winner for one, _ in dots], np.bool_),
            "chosen": np.array([one == chosen for one, _ in dots], np.bool_),
        }
    )
    rate = "Learning rate, the first one where it was changed" if CHANGED in kinds else "Learning rate"
    x: Spec = {"field": "lr", "type": "quantitative", "title": rate}
    x["scale"] = {"type": "log", "domain": [left, right], "nice": False}
    x["axis"] = {"format": "~g", "values": _ticks(left, right), "grid": True}
    y: Spec = {"field": "accuracy", "type": "quantitative", "title": None}
    y["scale"] = {"domain": [low, high], "nice": False}
    y["axis"] = {"format": ".1~%", "tickCount": 6, "minExtent": 40}
    whole = {
        "config": QUIET,
        "height": HEIGHT,
        "title": titled(
            "Test accuracy: how many new images it gets right", "one dot a run; more hidden units, larger dot"
        ),
        "datasets": {"runs": data},
        "layer": [
            _dots(x, y, [kind for kind in LOOKS if kind in kinds]),
            *_beside(x, y),
            *_below([one for one, count in dots for _ in range(count) if one.accuracy < low]),
            _touched(x, y, any(one.then for one, _ in dots)),
        ],
    }
    return aloud(whole)


def run_of(dot: Mapping[str, Any], results: Sequence[Result]) -> Result | None:
    """The run that a dot is of, by what its data say; None where it is no longer there."""
    return next((one for one in results if all(dot.get(key) == getattr(one, key) for key in _SEEN)), None)


# What is drawn


def _kind(one: Result) -> str:
    return DIVERGED if one.diverged else CHANGED if one.then else PLAIN


def _dots(x: Spec, y: Spec, kinds: Sequence[str]) -> Spec:
    looks = {"type": "point", "filled": True, "opacity": 0.7, "clip": True}
    chosen = {"test": "datum.chosen"}
    size = {"type": "sqrt", "domain": [1, HIDDEN_SIZES[-1]], "range": SIZES}
    in_rows = {**LEGEND, "columns": {"expr": "width < 300 ? 1 : width < 420 ? 2 : 0"}, "symbolSize": 90}
    legend = in_rows if kinds not in ([], [PLAIN]) else None
    of_kind = {kind: LOOKS[kind] for kind in kinds or [PLAIN]}
    return {
        "data": {"name": "runs"},
        "mark": looks,
        "encoding": {
            "x": x,
            "y": y,
            "size": {"field": "hidden", "type": "quantitative", "scale": size, "legend": None},
            "color": by_name("kind", {kind: color for kind, (_, color) in of_kind.items()}, legend),
            "stroke": {"condition": {**chosen, "value": INK.shown}, "value": PAPER},
            "strokeWidth": {"condition": {**chosen, "value": 3}, "value": 1},
            "shape": by_name("kind", {kind: shape for kind, (shape, _) in of_kind.items()}, legend),
        },
    }


def _beside(x: Spec, y: Spec) -> list[Spec]:
    """The best is named, and where several runs lie on one dot it says how many."""
    text: Spec = {"type": "text", "fontSize": 12, "clip": True}
    best = {**text, "fontWeight": "bold", "baseline": "bottom", "dy": -14, "clip": False}
    many = {**text, "align": "left", "baseline": "middle", "dx": 14}
    named: Spec = {"data": {"name": "runs"}, "transform": [{"filter": "datum.best"}]}
    counted: Spec = {
        "data": {"name": "runs"},
        "transform": [{"filter": "datum.runs > 1"}, {"calculate": "'× ' + datum.runs", "as": "times"}],
    }
    ink = {"color": INK.shown}
    where = {"x": x, "y": y}
    return [
        *(
            {**counted, "mark": {**many, **look}, "encoding": {**where, "text": {"field": "times"}}}
            for look in (HALO, ink)
        ),
        *(
            {**named, "mark": {**best, **look}, "encoding": {**where, "text": {"value": "best"}}}
            for look in (HALO, ink)
        ),
    ]


def _below(runs: Sequence[Result]) -> list[Spec]:
    """How many runs came to less than the axis shows: said at its lower edge."""
    if not runs:
        return []
    lowest = percent(min(one.accuracy for one in runs))
    said = (
        f"1 run below this axis: {lowest}" if len(runs) == 1 else f"{len(runs)} runs below this axis, down to {lowest}"
    )
    text = {
        "type": "text",
        "align": "left",
        "baseline": "middle",
        "fontSize": 12,
        "color": REFERENCE.shown,
    }
    edge = {"x": {"value": 8}, "y": {"value": {"expr": "height - 10"}}}
    return [{"data": {"values": [{"said": said}]}, "mark": text, "encoding": {**edge, "text": {"field": "said"}}}]


def _touched(x: Spec, y: Spec, changes: bool) -> Spec:
    """The dot that is nearest to the pointer tells its settings; a click chooses it."""
    shown = read(
        accuracy="Test accuracy:.4~p",
        lr="Learning rate:~g",
        **({"later": "Learning rate later"} if changes else {}),
        hidden="Hidden size:d",
        batch="Batch size:,d",
        iterations="Iterations:,d",
        init_std="Weight scale:~g",
        seed="Seed:d",
        runs="Runs with these:d",
    )
    return {
        "data": {"name": "runs"},
        **chosen_by_click(*_SEEN, nearest=True),
        "mark": {"type": "point", "filled": True, "size": 120, "color": UNSEEN, "cursor": "pointer", "clip": True},
        "encoding": {"x": x, "y": y, "tooltip": shown},
    }


def _decades(rates: Sequence[float]) -> tuple[float, float]:
    """The ends of the axis: powers of ten around all rates, and around those between 0.01 and 1 in any case.

    A little beyond, so that no dot stands on the frame.
    """
    lowest = math.floor(math.log10(min([0.01, *rates])) + 1e-9)
    highest = math.ceil(math.log10(max([1.0, *rates])) - 1e-9)
    return 10.0**lowest / 1.3, 10.0**highest * 1.3


def _ticks(left: float, right: float) -> list[float]:
    powers = range(math.ceil(math.log10(left)), math.floor(math.log10(right)) + 1)
    return [float(f"1e{power}") for power in powers]
