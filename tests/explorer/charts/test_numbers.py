"""Every number that a chart draws or tells is the core's, or an arrow says that it lies beyond the axis.

Each chart of each page, with every slider at either end and with the settings of every card: what is drawn is read as
the browser reads it, and what is told is computed here a second time, from the core alone.
"""

import functools
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

import nn_core as nn
from explorer.backward import charts as backward
from explorer.backward.example import WEIGHTS
from explorer.backward.sliders import ANSWERS, EDGE_NAMES, MOVES
from explorer.charts.marks import Spec
from explorer.charts.network import EDGES
from explorer.data.example import digit
from explorer.descent import charts as descent
from explorer.descent.walks import ALL, METHODS, SURFACES
from explorer.forward import charts as forward
from explorer.forward import network
from explorer.gradients import charts as gradients
from explorer.gradients import check
from explorer.losses import both
from explorer.losses import charts as losses
from explorer.losses.digit_chart import digit_chart
from explorer.losses.prediction import RIGHT, one_hot, prediction
from explorer.sigmoid import charts as sigmoid
from explorer.sigmoid.sliders import ALL_H
from explorer.sigmoid.unit import Unit
from explorer.softmax import charts as softmax
from explorer.words.numbers import brief, probability, signed
from tests.explorer.descent.lesson import rules
from tests.explorer.frames import Row, derived, frame, records
from tests.pages.lessons import LESSONS

Told = dict[str, Any]  # what a tooltip tells, under the names of its fields


class Page(NamedTuple):
    """One page's charts.

    Attributes:
        draw: makes them of the values of its controls.
        told: of a row of a dataset, what its tooltip has to tell: computed from the row's place in the picture (which
            digit, which step, which parameter) and the controls, and from nothing else.
    """

    draw: Callable[[Row], list[Spec]]
    told: dict[str, Callable[[Row, Row], Told]]


# Of each page: its charts, and what is true


def sigmoid_charts(now: Row) -> list[Spec]:
    unit = Unit(now.w, now.b)
    return [
        sigmoid.output_chart(unit, now.x),
        sigmoid.derivative_chart(unit, now.x),
        sigmoid.error_chart(unit, now.x, now.h),
    ]


def sigmoid_point(now: Row, row: Row) -> Told:
    a = now.w * now.x + now.b
    return {"x": now.x, "y": nn.sigmoid(a), "derivative": nn.sigmoid_grad(a)}


def sigmoid_error(now: Row, row: Row) -> Told:
    h = min(ALL_H, key=lambda h: abs(math.log(h / row.h)))
    slope = nn.numerical_diff(lambda x: nn.sigmoid(now.w * x + now.b), now.x, h)
    return {"h": h, "error": abs(slope - now.w * nn.sigmoid_grad(now.w * now.x + now.b))}


def logits(now: Row) -> Any:
    return np.array([now[f"a{k}"] for k in range(now.n)])


def softmax_charts(now: Row) -> list[Spec]:
    shown = tuple(logits(now).tolist())
    return [
        softmax.logit_chart(shown, now.shift),
        softmax.probability_chart(shown, now.shift, now.temperature),
        softmax.jacobian_chart(shown, now.shift, now.temperature),
        softmax.batch_chart(shown, now.shift, now.temperature),
    ]


def softmax_bar(now: Row, row: Row) -> Told:
    k = int(row["class"])
    constant = f" {'+' if now.shift > 0 else '−'} {abs(now.shift):g}" if now.shift else ""
    label = f"{logits(now)[k]:g}".replace("-", "−") + constant
    y = nn.softmax(logits(now) + now.shift, now.temperature)
    return {"class": k, "label": label, "shown": probability(y[k], 4, np.delete(y, k).sum())}


def softmax_cell(now: Row, row: Row) -> Told:
    slopes = nn.softmax_jacobian(nn.softmax(logits(now) + now.shift, now.temperature))
    return {"i": row.i, "j": row.j, "slope": slopes[int(row.i), int(row.j)]}


def softmax_piece(now: Row, row: Row) -> Told:
    a = logits(now) + now.shift if row.row == "row 0" else np.arange(now.n)
    y, k = nn.softmax(a, now.temperature), int(row["class"])
    return {"row": row.row, "class": k, "shown": probability(y[k], 4, np.delete(y, k).sum())}


def losses_charts(now: Row) -> list[Spec]:
    return [
        digit_chart(digit(RIGHT), now.p, now.rest, now.delta),
        losses.loss_chart(now.p, now.rest, now.delta, now.axis),
        losses.pull_chart(now.p, now.rest, now.delta, now.axis),
    ]


def losses_point(now: Row, row: Row) -> Told:
    y, t = prediction(now.p, now.rest), one_hot(3)
    cross_entropy = row.loss == both.CROSS_ENTROPY
    if row.chart == 1:
        value = nn.cross_entropy_error(y, 3, now.delta) if cross_entropy else nn.sum_squared_error(y, t)
    else:
        value = -(nn.cross_entropy_gradient if cross_entropy else nn.sum_squared_error_gradient)(y, t)[3]
    return {"loss": row.loss, "p": now.p, "value": value}


def losses_bar(now: Row, row: Row) -> Told:
    return {"digit": row.digit, "probability": prediction(now.p, now.rest)[int(row.digit)]}


def losses_pull(now: Row, row: Row) -> Told:
    gradient = nn.cross_entropy_gradient if row.loss == both.CROSS_ENTROPY else nn.sum_squared_error_gradient
    return {"pull": -gradient(prediction(now.p, now.rest), one_hot(3))[int(row.digit)]} | row


def forward_charts(now: Row) -> list[Spec]:
    return [forward.network_chart(network.network(now), (now.x1, now.x2), network.UNITS[now.unit])]


PLACES = {2: [0.7, -0.7], 3: [1.0, 0.0, -1.0]}  # of the units of a layer, by how many there are


def forward_unit(now: Row, row: Row) -> Told:
    """The unit is told by where it is drawn."""
    layer = int(row.x)
    z = network.network(now).activations([now.x1, now.x2])[layer - 1].z
    unit = int(np.abs(np.subtract(PLACES[len(z)], row.y)).argmin())
    return {"unit": f"Layer {layer}, unit {unit + 1}", "value": brief(z[unit])}


def forward_edge(now: Row, row: Row) -> Told:
    """The edge is told by where it is drawn: which layer it leaves, and which units are at its ends."""
    params = network.network(now).params
    layer, (inputs, units) = int(row.x) + 1, params[f"W{int(row.x) + 1}"].shape
    unit = int(np.abs(np.subtract(PLACES[units], row.y2)).argmin())
    if row.y > 1.5:
        return {"name": f"b{layer}, of {unit + 1}: {signed(params[f'b{layer}'][unit], 'g')}"}
    i = int(np.abs(np.subtract(PLACES[inputs], row.y)).argmin())
    return {"name": f"W{layer}, from {i + 1} to {unit + 1}: {signed(params[f'W{layer}'][i, unit], 'g')}"}


def backward_charts(now: Row) -> list[Spec]:
    chosen = backward.Chosen(now.weights, EDGES[EDGE_NAMES.index(now.edge)], ANSWERS.index(now.t))
    sliders = {key: now[key] for key in ("x1", "x2", "add", "lr")} | {"move": MOVES.index(now.move)}
    return [backward.network_chart(chosen, sliders), backward.step_chart(chosen, sliders)]


def backward_nets(now: Row) -> tuple[nn.ThreeLayerNet, nn.ThreeLayerNet, dict[str, Any]]:
    """The network that is shown its example, the network at the move that is shown, and the slopes between them."""
    params = {name: np.array(value, np.float64) for name, value in WEIGHTS[now.weights].items()}
    array, at = place(now.edge)
    params[array][at] += now.add
    net, x, t = nn.ThreeLayerNet(params), [now.x1, now.x2], ANSWERS.index(now.t)
    gradient = net.gradient(x, t)
    return net, net.stepped(gradient, now.lr if now.move == "update" else 0.0), gradient


def place(edge: str) -> tuple[str, tuple[int, ...]]:
    """The array and the index that an edge's name says, as "W2, from 1 to 2" and "b3, of 1" do."""
    array, ends = edge.split(", ")
    return array, tuple(int(number) - 1 for number in re.findall(r"\d", ends))


def backward_edge(now: Row, row: Row) -> Told:
    array, at = place(row.name)
    _, net, gradient = backward_nets(now)
    back = now.move == "update" or (now.move.startswith("backward") and int(now.move[-1]) <= int(array[1]))
    told = f"{gradient[array][at]:.4g}" if back else "not there yet"
    return {"name": row.name, "weight": net.params[array][at], "told": told}


def backward_end(now: Row, row: Row) -> Told:
    before, after, gradient = backward_nets(now)
    lr, x, t = now.lr if now.move == "update" else 0.0, [now.x1, now.x2], ANSWERS.index(now.t)
    squared = sum(float(np.sum(slope**2)) for slope in gradient.values())
    loss = after.loss(x, t) if row.line == "loss" else before.loss(x, t) - lr * squared
    return {"line": row.line, "lr": lr, "loss": loss}


def gradients_charts(now: Row) -> list[Spec]:
    cuts = [gradients.cut_chart(axis, (now.x0, now.x1), now.h) for axis in (0, 1)]
    return [gradients.field_chart((now.x0, now.x1), now.h), *cuts, gradients.check_chart(now.hidden, now.bug)]


def gradients_slopes(numerical: bool) -> Callable[[Row, Row], Told]:
    def told(now: Row, row: Row) -> Told:
        point = [now.x0, now.x1]
        slopes = nn.numerical_gradient(nn.BOWL.f, point, now.h) if numerical else nn.BOWL.grad(point)
        return {"slope0": slopes[0], "slope1": slopes[1]}

    return told


def gradients_beside(now: Row, row: Row) -> Told:
    point = [now.x0, now.x1]
    point[row.chart - 1] += now.h if row.number else -now.h
    return {"x": point[row.chart - 1], "value": nn.BOWL.f(point)}


def gradients_dot(now: Row, row: Row) -> Told:
    """A dot is told by its numerical slope, which no other parameter has."""
    both = check.check(now.hidden, now.bug)
    name = row.parameter
    index = int(np.abs(both.numerical[name].ravel() - row.numerical).argmin())
    told = {"numerical": both.numerical, "backpropagation": both.backpropagation}
    return {"parameter": name} | {way: values[name].ravel()[index] for way, values in told.items()}


def descent_charts(now: Row) -> list[Spec]:
    course = descent.Course(now.surface, tuple(METHODS) if now.method == ALL else (now.method,), now.grad)
    sliders = {key: now[key] for key in ("x0", "x1", "lr", "beta", "steps", "step")}
    return [descent.contour_chart(course, sliders), descent.height_chart(course, sliders)]


@functools.lru_cache(maxsize=8)
def walked(surface: str, method: str, start: tuple[float, float], lr: float, beta: float, gradient: str) -> nn.Descent:
    known = SURFACES[surface]
    grad = known.grad if gradient == "analytic" else None
    return nn.gradient_descent(known.f, start, lr, 100, grad, rules(beta)[method])


def descent_step(now: Row, row: Row) -> Told:
    walk = walked(now.surface, row.method, (now.x0, now.x1), now.lr, now.beta, now.grad)
    step = int(row.step)
    told = {"x0": walk.path[step, 0], "x1": walk.path[step, 1], "value": walk.values[step]}
    return {"method": row.method, "step": step, **told} | {f"{name} said": said(one) for name, one in told.items()}


def descent_heights(now: Row, row: Row) -> Told:
    step, told = int(row.step), {}
    for method in METHODS if now.method == ALL else [now.method]:
        told[method] = walked(now.surface, method, (now.x0, now.x1), now.lr, now.beta, now.grad).values[step]
    curvature = SURFACES[now.surface].curvature
    if curvature is not None and "gradient descent" in told:
        told["theory"] = SURFACES[now.surface].f(nn.quadratic_descent(curvature, [now.x0, now.x1], now.lr, step)[step])
    return {"step": step} | {f"{name} said": said(value) for name, value in told.items()}


def said(value: float) -> str:
    if math.isfinite(value):
        return f"{value:.4g}"
    return "no number" if math.isnan(value) else "∞" if value > 0 else "−∞"


def renamed(told: Callable[[Row, Row], Told], x: str, y: str) -> Callable[[Row, Row], Told]:
    """Of an arrow, which has its two numbers under the names x and y."""

    def arrow(now: Row, row: Row) -> Told:
        found = told(now, Row(row | {x: row.x, y: row.y}))
        return found | {"x": found[x], "y": found[y]}

    return arrow


PAGES = {
    "sigmoid": Page(
        sigmoid_charts,
        {
            "point": sigmoid_point,
            **dict.fromkeys(("errors", "now"), sigmoid_error),
            **{f"{name}_off": renamed(sigmoid_error, "h", "error") for name in ("errors", "now")},
        },
    ),
    "softmax": Page(softmax_charts, {"bars": softmax_bar, "cells": softmax_cell, "pieces": softmax_piece}),
    "losses": Page(
        losses_charts,
        {
            "point": losses_point,
            "point_off": renamed(losses_point, "p", "value"),
            "bars": losses_bar,
            "pulls": losses_pull,
        },
    ),
    "forward": Page(forward_charts, {"edges": forward_edge, "units": forward_unit}),
    "backward": Page(backward_charts, {"edges": backward_edge, **dict.fromkeys(("ends", "ends_off"), backward_end)}),
    "gradients": Page(
        gradients_charts,
        {
            "analytic": gradients_slopes(numerical=False),
            **{name: gradients_slopes(numerical=True) for name in ("numerical", "numerical_off")},
            "beside": gradients_beside,
            "dots": gradients_dot,
            "dots_off": renamed(gradients_dot, "numerical", "backpropagation"),
        },
    ),
    "descent": Page(
        descent_charts,
        {
            **dict.fromkeys(("walks", "walks_left", "walks_off", "heights_left", "heights_off"), descent_step),
            "heights": descent_heights,
        },
    ),
}


def settings(name: str) -> Iterator[Row]:
    """Every control at either end, every experiment, before its answer and after."""
    lesson = LESSONS[name]
    base = lesson.defaults | ({"n": 10} if name == "softmax" else {})
    for key, ends in lesson.ends.items():
        for end in ends:
            yield Row(base | {key: end} | ({"step": min(base["step"], end)} if key == "steps" else {}))
    for one in lesson.experiments:
        yield Row(lesson.defaults | one.values)
        yield Row(lesson.defaults | one.then)
    for end in (0, 1):
        yield Row({key: ends[end] for key, ends in lesson.ends.items()} | ({"step": 1} if name == "descent" else {}))


# What a chart draws


class Layer(NamedTuple):
    """A mark with what it draws.

    Attributes:
        mark: its definition.
        encoding: its channels.
        dataset: the name of its dataset; empty where its data are in the spec.
        rows: the rows that it draws.
    """

    mark: Mapping[str, Any]
    encoding: Spec
    dataset: str
    rows: pd.DataFrame


def layers(part: Spec, frames: Mapping[str, pd.DataFrame], inherited: Spec) -> Iterator[Layer]:
    """All marks of a part of a chart, which draws these datasets."""
    data: Spec = part.get("data") or inherited.get("data") or {}
    before = [] if "data" in part else inherited.get("transform", [])
    whole: Spec = {
        "data": data,
        "transform": [*before, *part.get("transform", [])],
        "encoding": inherited.get("encoding", {}) | part.get("encoding", {}),
    }
    for layer in part.get("layer", []):
        yield from layers(layer, frames, whole)
    name = data.get("name")
    if "mark" in part and name:
        mark = {"type": part["mark"]} if isinstance(part["mark"], str) else part["mark"]
        rows = frames[name]
        rows = rows.assign(number=np.arange(len(rows)))
        yield Layer(mark, whole["encoding"], name, derived(rows, whole["transform"]))


def scales(drawn: list[Layer]) -> Spec:
    """Of a chart, by channel."""
    return {
        channel: layer.encoding[channel]["scale"]
        for layer in drawn
        for channel in ("x", "y")
        if "scale" in layer.encoding.get(channel, {})
    }


def assert_within_the_axes(layer: Layer, scales: Spec) -> None:
    """Whatever has a place in the picture has it between the ends of the axes; only lines without a tooltip go on."""
    if layer.mark.get("clip") and "tooltip" not in layer.encoding and layer.mark["type"] in ("line", "rule"):
        return
    for channel, of in (("x", "x"), ("y", "y"), ("x2", "x"), ("y2", "y")):
        field = layer.encoding.get(channel, {}).get("field")
        if field is None or layer.encoding[channel].get("type") in ("ordinal", "nominal") or of not in scales:
            continue
        low, high = scales[of]["domain"]
        slack = 1e-6 * (low if scales[of].get("type") == "log" else high - low)
        values = layer.rows[field]
        assert values.between(low - slack, high + slack).all(), (layer.dataset, field, values.tolist())


def assert_told_truly(name: str, now: Row, number: int, layer: Layer) -> None:
    """Every tooltip has what it tells from the core; and there is a tooltip only where that is known here."""
    tooltip = layer.encoding.get("tooltip")
    if tooltip is None:
        return
    parts = tooltip if isinstance(tooltip, list) else [tooltip]
    fields = [one["field"] for one in parts]
    assert len({one.get("title", one["field"]) for one in parts}) == len(parts), "of two of one title one is shown"
    for one in records(layer.rows):
        row = Row(one | {"chart": number})
        told = PAGES[name].told[layer.dataset](now, row)
        for field in fields:
            shown, right = row[field], told[field]
            if isinstance(right, str):
                assert shown == right or close_text(shown, right), (layer.dataset, field, shown, right)
            else:
                assert shown == pytest.approx(float(right), rel=1e-6, abs=1e-300), (layer.dataset, field, shown, right)


def close_text(shown: str, right: str) -> bool:
    """Rounded from six digits to four it may be one more or less in the last of them."""
    try:
        return float(shown) == pytest.approx(float(right), rel=1.1e-3)
    except ValueError:
        return False


def assert_nothing_is_lost(now: Row, frames: Mapping[str, pd.DataFrame], drawn: list[Layer]) -> None:
    """What is no dot on the axes is an arrow at their ends."""
    points = [layer for layer in drawn if layer.mark["type"] == "point"]
    for dataset in {layer.dataset for layer in points}:
        dots = [len(layer.rows) for layer in points if layer.dataset == dataset]
        arrows = [len(layer.rows) for layer in points if layer.dataset == f"{dataset}_off"]
        all_of_them = len(set(frames[dataset]["method"])) if dataset == "walks" else None
        if arrows:  # the last dots of a walk are those of the step that is shown
            assert dots[-1] + arrows[0] == (all_of_them or len(frames[dataset]))
    if "heights" in frames:
        (beyond,) = (len(layer.rows) for layer in points if layer.dataset == "heights_off")
        methods = METHODS if now.method == ALL else [now.method]
        told = [descent_step(now, Row({"method": method, "step": now.step}))["value"] for method in methods]
        assert beyond == sum(not 1e-12 <= value <= 1e6 for value in told)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_every_number_is_true_wherever_the_controls_are(name: str) -> None:
    for now in settings(name):
        for number, chart in enumerate(PAGES[name].draw(now)):
            frames = {dataset: frame(data) for dataset, data in chart["datasets"].items()}
            drawn = list(layers(chart, frames, {}))
            for layer in drawn:
                assert_within_the_axes(layer, scales(drawn))
                assert_told_truly(name, now, number, layer)
            assert_nothing_is_lost(now, frames, drawn)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_no_scale_moves_a_number_onto_an_axis_and_no_mark_tells_what_it_was_not_asked(name: str) -> None:
    for chart in PAGES[name].draw(Row(LESSONS[name].defaults)):
        spec = {key: value for key, value in chart.items() if key != "datasets"}
        assert '"clamp"' not in json.dumps(spec)
        assert chart["config"]["mark"]["tooltip"] is None
