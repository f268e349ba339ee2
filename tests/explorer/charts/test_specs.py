"""All charts of all pages: they are valid, a slider moves nothing but their data, and what it moves is sent ahead."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import altair
import jsonschema
import numpy as np
import pytest

import nn_core as nn
from explorer.backward import charts as backward
from explorer.backward import sliders as backward_sliders
from explorer.backward.example import ALIKE, SMALL, STEEP
from explorer.charts import ahead
from explorer.charts.marks import Spec
from explorer.charts.network import EDGES
from explorer.charts.stops import Range
from explorer.data.classes import CLOTHES
from explorer.data.example import digit
from explorer.descent import charts as descent
from explorer.descent import walks
from explorer.forward import charts as forward
from explorer.forward import network
from explorer.forward.sliders import INPUT, LARGEST
from explorer.gradients import charts as gradients
from explorer.gradients import check
from explorer.gradients import sliders as gradients_sliders
from explorer.inside import harm_charts, mistakes, mistakes_charts, through, through_charts, units, units_charts
from explorer.inside.harm import HARMS
from explorer.losses import charts as losses
from explorer.losses.digit_chart import digit_chart
from explorer.losses.prediction import RESTS, RIGHT
from explorer.losses.sliders import AXES, DELTAS, PROBABILITIES
from explorer.sigmoid import charts as sigmoid
from explorer.sigmoid import sliders as sigmoid_sliders
from explorer.sigmoid.unit import Unit
from explorer.softmax import charts as softmax
from explorer.softmax import sliders as softmax_sliders
from explorer.training import charts as training
from explorer.training.answers import answers
from tests.explorer.frames import assert_sent_ahead

SCHEMA = jsonschema.Draft7Validator(altair.vegalite.v6.schema.core.load_schema())

Settings = dict[str, Any]


class Charts(NamedTuple):
    """Charts that have the same specs whatever their sliders say.

    Attributes:
        draw: makes them of all that they depend on.
        sliders: those that move them, by the names of the arguments of `draw`.
        settings: some that are usual, and some at the ends of what there may be.
    """

    draw: Callable[..., list[Spec]]
    sliders: dict[str, Range | Sequence[float]]
    settings: list[Settings]


def sigmoid_charts(x: float, w: float, b: float, h: float) -> list[Spec]:
    unit = Unit(w, b)
    return [
        sigmoid.output_chart(unit, x),
        sigmoid.derivative_chart(unit, x),
        sigmoid.error_chart(unit, x, h),
    ]


def softmax_charts(n: int, shift: float, temperature: float, **logits: float) -> list[Spec]:
    shown = tuple(logits.values())[:n]
    return [
        softmax.logit_chart(shown, shift),
        softmax.probability_chart(shown, shift, temperature),
        softmax.jacobian_chart(shown, shift, temperature),
        softmax.batch_chart(shown, shift, temperature),
    ]


def softmax_settings(logits: Sequence[float], shift: float, temperature: float) -> Settings:
    keys = [f"a{k}" for k in range(10)]
    all_logits = [*logits, *softmax_sliders.LOGITS[len(logits) :]]
    return {"n": len(logits), "shift": shift, "temperature": temperature, **dict(zip(keys, all_logits, strict=True))}


def losses_charts(axis: str) -> Callable[..., list[Spec]]:
    return lambda p, delta, rest: [
        digit_chart(digit(RIGHT), p, rest, delta),
        losses.loss_chart(p, rest, delta, axis),
        losses.pull_chart(p, rest, delta, axis),
    ]


def backward_charts(chosen: backward.Chosen, **now: float) -> list[Spec]:
    return [backward.network_chart(chosen, now), backward.step_chart(chosen, now)]


def gradients_charts(x0: float, x1: float, h: float) -> list[Spec]:
    cuts = [gradients.cut_chart(axis, (x0, x1), h) for axis in (0, 1)]
    return [gradients.field_chart((x0, x1), h), *cuts]


def descent_charts(surface: str, methods: tuple[str, ...]) -> Charts:
    course = descent.Course(surface, methods, "numerical")
    now = {"x0": -3.0, "x1": 4.0, "lr": 0.1, "beta": 0.9, "steps": 20, "step": 5}
    return Charts(
        lambda **now: [descent.contour_chart(course, now), descent.height_chart(course, now)],
        descent.SLIDERS,
        [now, {"x0": 5.0, "x1": 0.0, "lr": 10.0, "beta": 0.0, "steps": 100, "step": 0}],
    )


CHARTS = {
    "sigmoid": Charts(
        sigmoid_charts,
        {"x": sigmoid_sliders.X, **sigmoid_sliders.UNIT, "h": sigmoid_sliders.ALL_H},
        [
            {"x": x, "w": w, "b": b, "h": h}
            for x, w, b, h in [
                (1.0, 1.0, 0.0, 1e-4),
                (10.0, 4.0, -8.0, 0.1),
                (-10.0, 0.0, 2.0, 1e-13),
                (0.3, -4.0, 10.0, 1.2e-9),
            ]
        ],
    ),
    "softmax": Charts(
        softmax_charts,
        {
            **{f"a{k}": softmax_sliders.LOGIT for k in range(10)},
            "n": softmax_sliders.CLASSES,
            "shift": softmax_sliders.SHIFT,
            "temperature": softmax_sliders.TEMPERATURES,
        },
        [
            softmax_settings((3.0, 1.0, 0.0, -1.0), 0, 1.0),
            softmax_settings((3.0, 1.0, 0.0, -1.0), -1000, 0.01),
            softmax_settings((10.0, -10.0), 1000, 0.01),
            softmax_settings((0.0,) * 10, 0, 100.0),
        ],
    ),
    **{
        f"losses, {axis}": Charts(
            losses_charts(axis),
            {"p": PROBABILITIES, "delta": DELTAS},
            [
                {"p": p, "delta": delta, "rest": rest}
                for p, delta, rest in [
                    (0.1, 1e-7, RESTS[0]),
                    (0.0, 0.0, RESTS[1]),
                    (1.0, 0.1, RESTS[0]),
                    (1e-9, 1e-10, RESTS[1]),
                ]
            ],
        )
        for axis in AXES
    },
    "forward": Charts(
        lambda x1, x2, net, unit: [forward.network_chart(net, (x1, x2), unit)],
        {"x1": INPUT, "x2": INPUT},
        [
            {"x1": 1.0, "x2": 0.5, "net": nn.ThreeLayerNet.lesson(), "unit": network.Unit(1, 1)},
            {
                "x1": -5.0,
                "x2": 5.0,
                "net": network.network(dict.fromkeys(network.LESSON, -LARGEST)),
                "unit": network.Unit(3, 2),
            },
        ],
    ),
    "backward": Charts(
        backward_charts,
        {
            "x1": backward_sliders.INPUT,
            "x2": backward_sliders.INPUT,
            "add": backward_sliders.CHANGE,
            "lr": backward_sliders.RATE,
            "move": range(len(backward_sliders.MOVES)),
        },
        [
            {"x1": x1, "x2": x2, "add": add, "lr": lr, "move": move, "chosen": backward.Chosen(weights, edge, t)}
            for x1, x2, add, lr, move, weights, edge, t in [
                (1.0, 0.5, 0.0, 0.5, 0, SMALL, EDGES[0], 0),
                (5.0, 5.0, 1.0, 2.0, 8, STEEP, EDGES[-1], 1),
                (-5.0, 5.0, -1.0, 0.0, 7, ALIKE, EDGES[12], 0),
            ]
        ],
    ),
    "gradients": Charts(
        gradients_charts,
        {"x0": gradients_sliders.POINT, "x1": gradients_sliders.POINT, "h": gradients_sliders.ALL_H},
        [
            {"x0": x0, "x1": x1, "h": h}
            for x0, x1, h in [(3.0, 2.0, 1e-4), (0.0, 0.0, 1e-16), (-4.0, 4.0, 1.0), (-0.3, 0.7, 6e-16)]
        ],
    ),
    "check": Charts(
        lambda hidden, bug: [gradients.check_chart(hidden, bug)],
        {"hidden": gradients_sliders.HIDDEN},
        [
            {"hidden": hidden, "bug": bug}
            for hidden, bug in [(10, check.NONE), (1, check.NO_SLOPE), (20, check.NO_MEAN)]
        ],
    ),
    **{
        f"harm, {key}": Charts(
            lambda key=key, **now: [
                harm_charts.harm_chart(HARMS[key], 1 / (2 + np.arange(len(HARMS[key].strengths))), now[key], 10)
            ],
            {key: one.strengths},
            [{key: 0.0}, {key: one.strengths[-1]}],
        )
        for key, one in HARMS.items()
    },
    **{f"descent, {surface}": descent_charts(surface, ("gradient descent",)) for surface in walks.SURFACES},
    "descent, momentum": descent_charts("Himmelblau", ("momentum",)),
    "descent, all four": descent_charts("ravine", tuple(walks.METHODS)),
}
SETTINGS = [
    pytest.param(name, now, id=f"{name}-{n}") for name, all in CHARTS.items() for n, now in enumerate(all.settings)
]
# What is sent ahead of them is worked out as for the others: bowl, Himmelblau, and the ravine with all four methods.
OTHER_SURFACES = ("descent, ravine", "descent, saddle", "descent, Rosenbrock")
EVERY = pytest.mark.parametrize("name", CHARTS)


def without_data(chart: Spec) -> Spec:
    return {key: value for key, value in chart.items() if key != "datasets"}


def assert_valid(spec: Spec) -> None:
    """By the schema of Vega-Lite that Altair ships with.

    It knows no scale and no legend of a colour that is given as a datum, which Vega-Lite draws and documents
    (https://github.com/vega/vega-lite/issues/9675): these two are left out.
    """

    def known(part: Any) -> Any:
        if isinstance(part, list | tuple):
            return [known(each) for each in part]
        if not isinstance(part, dict):
            return part
        unknown = ("scale", "legend") if "datum" in part else ()
        return {key: known(value) for key, value in part.items() if key not in unknown}

    SCHEMA.validate(known(spec))


@pytest.mark.slow
@EVERY
def test_specs_are_valid(name: str) -> None:
    draw, _, settings = CHARTS[name]
    for chart in draw(**settings[0]):
        assert_valid(without_data(chart))


@pytest.mark.slow
def test_the_schema_notices_a_misspelt_key() -> None:
    (chart,) = CHARTS["forward"].draw(**CHARTS["forward"].settings[0])
    chart["layer"][1]["encoding"]["colour"] = chart["layer"][1]["encoding"].pop("color")
    with pytest.raises(jsonschema.ValidationError):
        assert_valid(without_data(chart))


@pytest.mark.slow
def test_labels_at_the_ends_of_an_upright_axis_stand_at_what_they_name() -> None:
    run = nn.TrainingRun(nn.TrainingConfig(iterations=7), nn.TwoLayerNet(4, 3, 2, seed=0), np.random.default_rng(0))
    charts = [chart for draw, _, settings in CHARTS.values() for chart in draw(**settings[0])]
    charts += [*inside_charts(3, ["0", "1"]), training.loss_chart(run, 2), training.accuracy_chart(run, 7)]
    assert {chart["config"]["axisY"]["labelFlush"] for chart in charts} == {False}


@pytest.mark.slow
def test_a_click_is_not_forgotten_before_a_busy_server_hears_of_it() -> None:
    charts = [chart for draw, _, settings in CHARTS.values() for chart in draw(**settings[0])]
    charts += inside_charts(3, ["0", "1"])
    params = [param for chart in charts for layer in chart["layer"] for param in layer.get("params", ())]
    clicks = [param["select"] for param in params if param["select"].get("on") != "pointerover"]
    assert len(clicks) >= 4
    assert all(click["clear"] is False and "time" in click["fields"] for click in clicks)


@pytest.mark.slow
def test_specs_of_a_training_run_are_valid() -> None:
    config = nn.TrainingConfig(iterations=700)
    run = nn.TrainingRun(config, nn.TwoLayerNet(4, 3, 2, seed=0), np.random.default_rng(0))
    accuracy = np.array([0.1, 0.92, 0.93])
    for one in (run, replace(run, evaluated_at=np.arange(3), train_accuracy=accuracy, test_accuracy=accuracy)):
        assert_valid(training.loss_chart(one, classes=10, label=["a", "b"], rates=[(30, 0.5)]))
        assert_valid(training.accuracy_chart(one, 7))


def inside_charts(hidden: int, names: list[str], broken: bool = False) -> list[Spec]:
    """All charts of the page that looks into a network, which may have learned nothing but nan."""
    rng = np.random.default_rng(0)
    classes = len(names)
    x, t = rng.integers(0, 256, (30, 16), np.uint8), rng.integers(0, classes, 30)
    dataset = nn.Dataset(x, np.arange(30) % classes, x, t, scale=1 / 255)
    net = nn.TwoLayerNet(16, hidden, classes, weight_init_std=1, seed=0)
    net.params["W1"][0] = np.inf if broken else 1
    found, unit = answers(net, dataset), units.unit(net, dataset, hidden - 1)
    way, shown = through.way(net, dataset.scaled(x[0]), 0), units.shown(net)
    counts = mistakes.confusion(found.labels, found.said, classes)
    return [
        units_charts.outgoing_chart(net.params["W2"][0], 2.0, names),
        units_charts.without_chart(unit, names),
        mistakes_charts.confusion_chart(counts, names, (0, 1)),
        mistakes_charts.by_class_chart(found, names),
        through_charts.way_chart(way, x[:1], shown, hidden - 1, names, 0),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("hidden", [1, 500])
@pytest.mark.parametrize("names", [["0", "1"], CLOTHES.class_names(10)], ids=["2 classes", "clothes"])
@pytest.mark.parametrize("broken", [False, True], ids=["", "nan"])
def test_specs_of_what_is_inside_a_network_are_valid(hidden: int, names: list[str], broken: bool) -> None:
    for chart in inside_charts(hidden, names, broken):
        assert_valid(without_data(chart))
        found = list(drawn(chart, set(), chart))
        assert [(column, columns) for column, columns in found if column not in columns] == []


def drawn(part: Spec, columns: set[str], chart: Spec) -> Iterator[tuple[str, set[str]]]:
    """Each column that a part of a chart draws or computes with, and all the columns that there are for it."""
    data = part.get("data", {})
    if data.get("values") == []:  # as many crosses as a surface has lowest points, which may be none
        return
    if "name" in data:
        columns = set(chart["datasets"][data["name"]].column_names)
    elif data:
        columns = {data["sequence"]["as"]} if "sequence" in data else set().union(*data["values"])
    for step in part.get("transform", []):
        used = re.findall(r"datum\.(\w+)", str(step.get("filter", step.get("calculate", ""))))
        for column in [*used, *step.get("fold", []), *step.get("flatten", [])]:
            yield column, columns
        made = step.get("as", [])
        columns = columns | {made} if isinstance(made, str) else columns.union(made)
    for channel in part.get("encoding", {}).values():
        for one in channel if isinstance(channel, list) else [channel or {}]:
            if "field" in one:
                yield one["field"], columns
    for layer in part.get("layer", []):
        yield from drawn(layer, columns, chart)


@pytest.mark.slow
@EVERY
def test_charts_draw_columns_that_there_are(name: str) -> None:
    draw, _, settings = CHARTS[name]
    for chart in draw(**settings[0]):
        found = list(drawn(chart, set(), chart))
        assert found
        assert [(column, columns) for column, columns in found if column not in columns] == []


@pytest.mark.slow
@EVERY
def test_only_the_data_change(name: str) -> None:
    """And they can be sent: Streamlit sends a chart's data apart from its spec, and that as JSON."""
    draw, _, settings = CHARTS[name]
    before, *others = [draw(**now) for now in settings]
    for after in others:
        for one, other in zip(before, after, strict=True):
            spec = json.dumps(without_data(one))
            assert spec == json.dumps(without_data(other))
            assert len(spec) < 40_000
            schemas = [{key: data.schema for key, data in chart["datasets"].items()} for chart in (one, other)]
            assert schemas[0] == schemas[1]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "now"), [one for one in SETTINGS if one.values[0] not in OTHER_SURFACES])
def test_what_a_slider_will_show_is_sent_ahead(name: str, now: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """At both ends and one step away."""
    draw, sliders, _ = CHARTS[name]
    charts = draw(**now)
    monkeypatch.setattr(
        ahead, "_near_and_far", lambda count, here, at_most: np.array([here])
    )  # which alone is compared
    for slider, places in sliders.items():
        stops = places.stops.tolist() if isinstance(places, Range) else list(places)
        here, last = int(np.abs(np.subtract(stops, now[slider])).argmin()), len(stops) - 1
        for number in {0, max(here - 1, 0), min(here + 1, last), last}:
            then = draw(**{**now, slider: stops[number]})
            place = stops[number] if isinstance(places, Range) else number
            for one, other in zip(charts, then, strict=True):
                assert_sent_ahead(one, other, slider, place)
