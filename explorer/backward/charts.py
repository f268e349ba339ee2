"""The backward page's charts: the network with what has come through it so far, and the loss along a step of learning.

What moves with a slider is sent ahead; the rest of a chart never changes.
"""

from typing import NamedTuple

import numpy as np

from explorer.backward.example import Example, example
from explorer.backward.sliders import ANSWERS, CHANGE, INPUT, LOSS, MOVES, RATE, UPDATE
from explorer.charts.ahead import Ahead, Place
from explorer.charts.aloud import said
from explorer.charts.arrays import Array
from explorer.charts.beyond import Axis, arrows, beyond, inside, straight
from explorer.charts.colours import NEGATIVE, PAPER, POSITIVE, REFERENCE, RIGHT, SLOPE, UNSEEN, WRONG
from explorer.charts.marks import DASHED, DOT, HALO, LINE, Spec, by_name, chosen_by_click, named, read
from explorer.charts.network import ALONG, AT, CIRCLE, EDGES, NAMES, PLACES, Edge, scenery
from explorer.words.numbers import brief, signed

WITHIN = 6  # pixels from its line: there an edge answers
_AT_MOST = 16  # pictures ahead for each slider: the network is many rows
_ABOVE, _BELOW, _GRADIENT, _RIGHT = ("weight above 0", "weight below 0", "slope of the loss", "right answer")
_MEANINGS = {_ABOVE: POSITIVE, _BELOW: NEGATIVE, _GRADIENT: SLOPE, _RIGHT: RIGHT}
_LOSS, _PROMISE = ("loss", "what the slope promises")
_LINES = {_LOSS: WRONG, _PROMISE: SLOPE}
# An edge's colour is its weight's.
_WEIGHT = by_name("sign", _MEANINGS)
_LABEL_AT = "if(datum.y > 1, 0.25, 0.33)"  # of the way along an edge its number stands: a bias's, a weight's
_LR, _UP = Axis(RATE.min_value, RATE.max_value), Axis(-1.0, 1.8)
_SLIDERS = {"x1": INPUT, "x2": INPUT, "add": CHANGE, "lr": RATE, "move": range(len(MOVES))}


class Chosen(NamedTuple):
    """What the page is asked to show, besides its sliders.

    Attributes:
        weights: their name in `explorer.backward.example.WEIGHTS`.
        edge: the weight that is looked at.
        t: which answer is right, 0 or 1.
    """

    weights: str
    edge: Edge
    t: int


def places(now: dict[str, float]) -> dict[str, Place]:
    """Where every slider is, and where it may go.

    Args:
        now: the values of the sliders x1, x2, add, lr and move; the last as a number.
    """
    return _picture(now).places


def _picture(now: dict[str, float]) -> Ahead:
    return Ahead(now=now, sliders=_SLIDERS, at_most=_AT_MOST)


def network_chart(chosen: Chosen, now: dict[str, float]) -> Spec:
    """The network at this move: what has been computed so far, and the slopes that have come back."""
    picture = _picture(now)
    edges = picture.data("edges", lambda **now: _edges(chosen, **now))
    units = picture.data("units", lambda **now: _units(chosen, **now))
    loss = picture.data("loss", lambda **now: _loss(chosen, **now))
    return picture.chart(
        height=420,
        resolve={"scale": {"strokeWidth": "independent"}},
        layer=[
            {
                **edges,
                "transform": [*edges["transform"], {"filter": "datum.chosen"}],
                "mark": {"type": "rule", "color": REFERENCE.shown, "opacity": 0.35, "strokeWidth": 18},
                "encoding": ALONG,
            },
            {
                **edges,
                "mark": {"type": "rule", "color": REFERENCE.shown, "opacity": 0.5},
                "encoding": ALONG,
            },
            _lines(edges, "waiting", "weight", 6, {"value": REFERENCE.shown}),
            _lines(edges, "forward", "weight", 6, _WEIGHT),
            _lines(edges, "backward", "gradient", 1, _meaning(_GRADIENT)),
            _hits(edges),
            *scenery(("", "sigmoid", "sigmoid", "softmax")),
            {
                **units,
                "transform": [*units["transform"], {"filter": "datum.right"}],
                "mark": {"type": "point", "shape": "circle", "filled": False, "size": 2200, "strokeWidth": 4},
                "encoding": {**AT, "color": _meaning(_RIGHT)},
            },
            {**units, "mark": {**CIRCLE, "size": 1400, "aria": True, "description": {"expr": _UNIT}}, "encoding": AT},
            _text(units, "value", {"color": PAPER, "fontWeight": "bold"}),
            _text(units, "below", {"dy": 30, **HALO}),
            _text(units, "below", {"color": REFERENCE.shown, "dy": 30}),
            _text(units, "slope", {"dy": 44, "fontWeight": "bold", **HALO}),
            _text(units, "slope", {"dy": 44, "fontWeight": "bold"}, _meaning(_GRADIENT)),
            *_labels(edges, "waiting", {"value": REFERENCE.shown}),
            *_labels(edges, "forward", _WEIGHT),
            *_labels(edges, "backward", _meaning(_GRADIENT)),
            _text(loss, "text", {"fontSize": 15, "fontWeight": "bold", "color": WRONG.shown, **_ABOVE_ANSWER}),
        ],
    )


def step_chart(chosen: Chosen, now: dict[str, float]) -> Spec:
    """The loss against the learning rate, as far as the step goes, and the straight line that the slope promises."""
    picture = _picture(now)
    curve = picture.data("curve", lambda **now: _curve(chosen, **now))
    line = picture.data("line", lambda **now: _line(chosen, **now))
    ends = picture.data("ends", lambda **now: _ends(chosen, **now))
    ends_off = picture.data("ends_off", lambda **now: _ends_off(chosen, **now))
    x: Spec = {"field": "lr", "type": "quantitative", "title": "Learning rate", "scale": _LR.scale}
    y: Spec = {"field": "loss", "type": "quantitative", "title": "Loss after the step", "scale": _UP.scale}
    x["axis"], y["axis"] = {"tickCount": 5}, {"tickCount": 4}
    color = by_name("line", _LINES)
    told = read(line="Line", lr="Learning rate:.1f", loss="Loss:.4~g")
    return picture.chart(
        height=280,
        layer=[
            {
                "data": {"values": [{"loss": 0}]},
                "mark": {"type": "rule", "color": REFERENCE.shown},
                "encoding": {"y": y},
            },
            {
                **line,
                "mark": {**LINE, **DASHED},
                "encoding": {"x": x, "y": y, "color": _line_of(_PROMISE)},
            },
            {**curve, "mark": LINE, "encoding": {"x": x, "y": y, "color": _line_of(_LOSS)}},
            {
                **ends,
                "transform": [*ends["transform"], inside({"lr": _LR, "loss": _UP})],
                "mark": DOT,
                "encoding": {"x": x, "y": y, "color": color, "tooltip": told},
            },
            *arrows(ends_off, x, y, said("datum.loss"), color=color, tooltip=told),
        ],
    )


# The parts


def _meaning(name: str) -> Spec:
    return named(name, _MEANINGS)


def _line_of(name: str) -> Spec:
    return named(name, _LINES)


def _lines(edges: Spec, state: str, field: str, largest: float, color: Spec) -> Spec:
    """The edges in this state, thick where their number is large, dashed where it is below 0."""
    size: Spec = {"field": "size", "type": "quantitative", "legend": None}
    size["scale"] = {"type": "sqrt", "domain": [0, largest], "range": [0, 13]}
    dash: Spec = {"field": "negative", "type": "nominal", "legend": None}
    dash["scale"] = {"domain": [False, True], "range": [[1, 0], [7, 5]]}
    return {
        **edges,
        "transform": [
            *edges["transform"],
            {"filter": f"datum.state == '{state}'"},
            {"calculate": f"abs(datum.{field})", "as": "size"},
            {"calculate": f"datum.{field} < 0", "as": "negative"},
        ],
        "mark": {"type": "rule", "opacity": 0.5 if state == "waiting" else 0.85},
        "encoding": {**ALONG, "strokeWidth": size, "strokeDash": dash, "color": color},
    }


def _hits(edges: Spec) -> Spec:
    """What is clicked and touched: a line much wider than the one that is seen."""
    click = chosen_by_click("name")
    return {
        **edges,
        "transform": [
            *edges["transform"],
            *click["transform"],
            {"calculate": _TOLD, "as": "told"},
            {"calculate": _READ, "as": "read"},
        ],
        "params": click["params"],
        "mark": {"type": "rule", "color": UNSEEN, "strokeWidth": 2 * WITHIN + 1, "cursor": "pointer"},
        "encoding": {
            **ALONG,
            "description": {"field": "read"},
            "tooltip": [*read(name="Weight", weight="Value:.4~g"), {"field": "told", "title": "Slope that came back"}],
        },
    }


_TOLD = f"if(datum.known, {said('datum.gradient')}, 'not there yet')"
_UNIT = (  # has no tooltip: all of it is in sight
    "datum.unit + if(datum.right, ', the right answer: ', ': ') + if(datum.value == '', 'not there yet', datum.below + "
    "', hands on ' + datum.value + if(datum.slope == '', '', ', ' + datum.slope))"
)
_READ = f"datum.name + ': ' + {said('datum.weight')} + ', slope ' + datum.told"


def _labels(edges: Spec, state: str, color: Spec) -> list[Spec]:
    """The numbers on the edges of the layer that is computed now, and on the chosen one, kept free of lines."""
    mark: Spec = {"type": "text", "fontSize": 12, "fontWeight": "bold", "dx": 6}
    encoding: Spec = {
        "x": {**AT["x"], "field": "label_x"},
        "y": {**AT["y"], "field": "label_y"},
        "text": {"field": "label"},
    }
    labels: Spec = {
        **edges,
        "transform": [
            *edges["transform"],
            {"filter": f"datum.state == '{state}' && (datum.now || datum.chosen)"},
            *(
                {"calculate": f"datum.{end} + {_LABEL_AT} * (datum.{end}2 - datum.{end})", "as": f"label_{end}"}
                for end in ("x", "y")
            ),
            {"calculate": said(f"datum.{_FIELDS[state]}", ".2~g"), "as": "label"},
        ],
    }
    return [
        {
            **labels,
            "mark": {**mark, **HALO},
            "encoding": encoding,
        },
        {**labels, "mark": mark, "encoding": {**encoding, "color": color}},
    ]


# On a narrow screen the picture ends where half of these words would.
_ABOVE_ANSWER: Spec = {
    "align": "right",
    "dx": {"expr": "min(52, width - scale('x', 3))"},
    "aria": True,
    "description": {"expr": "if(datum.text == '', 'no loss yet', datum.text)"},
}
_FIELDS = {"waiting": "weight", "forward": "weight", "backward": "gradient"}


def _text(data: Spec, field: str, mark: Spec, color: Spec | None = None) -> Spec:
    encoding: Spec = {**AT, "text": {"field": field}}
    return {
        **data,
        "mark": {"type": "text", "fontSize": 12, **mark},
        "encoding": encoding if color is None else {**encoding, "color": color},
    }


# The data: of many pictures at once


def _at(chosen: Chosen, add: Array, x1: Array, x2: Array) -> Example:
    return example(chosen.weights, chosen.edge, add, x1, x2, chosen.t)


def _learned(before: Example, lr: Array, move: Array) -> Example:
    """As it is at this move: only the last one takes the step."""
    return before.after(np.where(move == UPDATE, lr, 0.0))


def _edges(chosen: Chosen, x1: Array, x2: Array, add: Array, lr: Array, move: Array) -> dict[str, Array]:
    """A row for each weight: its line, its value, its slope, and how far the pass has come there."""
    before = _at(chosen, add, x1, x2)
    layer = np.array([edge.x2 for edge in EDGES])
    weights = _learned(before, lr, move).weights
    move = move[:, None]
    known = (move > LOSS) & (layer >= 2 * LOSS - move)
    back, there = known & (move < UPDATE), move >= layer
    return {
        **{end: np.array([[getattr(edge, end) for edge in EDGES]]) for end in ("x", "y", "x2", "y2")},
        "name": np.array([[edge.name for edge in EDGES]]),
        "weight": weights,
        "sign": np.where(weights < 0, _BELOW, _ABOVE),
        "gradient": before.gradient,
        "known": known,
        "state": np.where(back, "backward", np.where(there, "forward", "waiting")),
        "now": (move == layer) | (move == 2 * LOSS - layer),
        "chosen": np.array([[edge == chosen.edge for edge in EDGES]]),
    }


def _units(chosen: Chosen, x1: Array, x2: Array, add: Array, lr: Array, move: Array) -> dict[str, Array]:
    """Of each unit: what it says, the sum that this was made of or its probability, and the slope that came back."""
    before = _at(chosen, add, x1, x2)
    now = _learned(before, lr, move)
    column, y = np.array(PLACES).T
    values = np.concatenate([now.x, *(layer.z for layer in now.layers)], axis=1)
    sums = np.concatenate([layer.a for layer in now.layers[:-1]], axis=1)
    slopes = np.concatenate([np.zeros_like(now.x), *before.deltas], axis=1)
    move = move[:, None]
    there, back = move >= column, (move > LOSS) & (column >= 2 * LOSS - move) & (move < UPDATE) & (column > 0)
    shown = lambda form, values, where: np.array(
        [
            [form(value) if seen else "" for value, seen in zip(*row, strict=True)]
            for row in zip(values, where, strict=True)
        ]
    )
    answered = np.repeat(move >= LOSS, 2, axis=1)
    probabilities = shown(lambda p: f": p = {p:.3f}", now.probabilities.tolist(), answered)
    below = np.concatenate(
        [
            np.broadcast_to(["x1", "x2"], now.x.shape),
            shown(lambda a: f"a = {brief(a)}", sums.tolist(), there[:, 2:7]),
            np.strings.add(ANSWERS, probabilities),
        ],
        axis=1,
    )
    return {
        "unit": np.array([NAMES]),
        "x": column[None],
        "y": y[None],
        "value": shown(brief, values.tolist(), there),
        "below": below,
        "slope": shown(lambda slope: f"δ = {signed(slope, '.2g')}", slopes.tolist(), back),
        "right": (column == 3) & (np.arange(len(PLACES)) == len(PLACES) - 2 + chosen.t)[None],
    }


def _loss(chosen: Chosen, x1: Array, x2: Array, add: Array, lr: Array, move: Array) -> dict[str, Array]:
    """The loss as words, where there is one, above the answer."""
    before = _at(chosen, add, x1, x2)
    after = _learned(before, lr, move)
    texts = [
        "" if at < LOSS else f"loss {one:.3f}" if at < UPDATE else f"{one:.3f} → {other:.3f}"
        for at, one, other in zip(move.tolist(), before.loss.tolist(), after.loss.tolist(), strict=True)
    ]
    return {"x": np.full(len(move), 3.0), "y": np.full(len(move), 1.75), "text": np.array(texts)}


def _curve(chosen: Chosen, x1: Array, x2: Array, add: Array, lr: Array, move: Array) -> dict[str, Array]:
    """The loss after steps of all lengths up to this one."""
    part = np.linspace(0, 1, len(RATE.stops))
    rates = np.where(move == UPDATE, lr, 0.0)[:, None] * part
    of_each = lambda values: values.repeat(len(part))
    stepped = _at(chosen, of_each(add), of_each(x1), of_each(x2)).after(rates.ravel())
    return {"lr": rates, "loss": stepped.loss.reshape(rates.shape)}


def _line(chosen: Chosen, x1: Array, x2: Array, add: Array, lr: Array, move: Array) -> dict[str, Array]:
    """The two ends of what the slope promises, up to this step or to where it leaves the picture."""
    rates = np.where(move == UPDATE, lr, 0.0)
    before = _at(chosen, add, x1, x2)
    none = np.zeros(len(rates))
    ends = straight(none, before.loss, before.promised(1.0) - before.loss, np.stack([none, rates], axis=1), _LR, _UP)
    return {"lr": ends["x"], "loss": ends["y"]}


def _ends(chosen: Chosen, x1: Array, x2: Array, add: Array, lr: Array, move: Array) -> dict[str, Array]:
    """What comes of the step, and what was promised."""
    rates = np.where(move == UPDATE, lr, 0.0)
    before = _at(chosen, add, x1, x2)
    losses = np.stack([before.promised(rates), before.after(rates).loss], axis=1)
    return {"line": np.array([[_PROMISE, _LOSS]]), "lr": rates, "loss": losses}


def _ends_off(chosen: Chosen, **now: Array) -> dict[str, list[Array]]:
    """Those of them that are beyond the axes."""
    ends = _ends(chosen, **now)
    found = beyond(ends["lr"], ends["loss"], _LR, _UP, line=np.broadcast_to(ends["line"], ends["loss"].shape))
    return {"lr" if name == "x" else "loss" if name == "y" else name: column for name, column in found.items()}
