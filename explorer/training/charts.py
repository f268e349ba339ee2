"""The curves of a training run, as Vega-Lite charts with hover and with labels at the lines.

While a run is drawn hardly anything moves but the curves: the axes are known before the first iteration, and go to
others in few and large steps. A curve is thinned to what the eye can tell apart and sent in few bytes, so that an
update costs the same in a run of 1,000 iterations and in one of 50,000.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

import nn_core as nn
from explorer.charts.colours import REFERENCE, RIGHT, UNSEEN, WRONG, Colour
from explorer.charts.marks import HALO, LINE, QUIET, Spec, at_line, titled
from explorer.charts.tables import table
from explorer.training.ghost import Curve, Ghost
from explorer.training.smooth import SMOOTHING, highest, smoothed
from explorer.words.numbers import counted, percent

HEIGHT = 196
LINE_HEIGHT, LETTER = 14, 7  # pixels from one line of a label to the next, and that a letter takes at most
# Five digits: enough that 59,999 of 60,000 images are not all of them, and few enough for a number of four bytes.
LOSS, ACCURACY = ".5~g", ".5~p"
STRETCHES = 56  # parts that the loss curve is cut into; each keeps its lowest and its highest loss
SPANS = (0.1, 0.2, 0.5)  # of the accuracy axis; on the narrowest a point is a tenth of its height
APART = 1 / 5  # of the axis: nearer than that two changes of the learning rate have no room for a label each

# Here and not at each of its marks and axes, since a chart goes to the browser with every update.
_CONFIG: Spec = {
    **QUIET,
    "text": {"fontSize": 12, "fontWeight": "bold", "baseline": "middle"},
    "axis": {**QUIET["axis"], "labelPadding": 5, "titlePadding": 6, "titleFontSize": 12},
    "axisY": {**QUIET["axisY"], "title": None, "minExtent": 40},  # so that both charts begin at the same place
}
# A label at a line that ends high up reaches beyond the axes, that of the run before stands there, and points and what
# keeps a label free of lines reach beyond their end: with this there is always as much room for all of it.
_ROOM: Spec = {
    "data": {"values": [{}]},
    "mark": {"type": "point", "color": UNSEEN},
    "encoding": {"x": {"value": {"expr": "width + 3"}}, "y": {"value": -16}},
}


def loss_curve(run: nn.TrainingRun) -> pa.Table:
    """The loss of single batches and its mean over the last `SMOOTHING`, at twice `STRETCHES` iterations at most."""
    loss = run.train_loss[np.isfinite(run.train_loss)].astype(np.float64)
    if len(loss) == 0:
        return table({name: np.empty(0, np.float32) for name in ("iteration", "loss", "smoothed")})
    # The parts depend on the length of the whole run, so what was drawn stays as it was drawn.
    width = math.ceil(run.config.iterations / STRETCHES)
    starts = range(0, len(loss), width)
    extremes = (np.argmin, np.argmax)
    kept = np.unique([start + extreme(loss[start : start + width]) for start in starts for extreme in extremes])
    return table(
        {
            "iteration": _whole(kept + 1, run),
            # A loss is below 0 only by the delta inside its logarithm, 1e-7.
            "loss": np.maximum(loss[kept], 0).astype(np.float32),
            "smoothed": np.maximum(smoothed(loss, kept + 1), 0).astype(np.float32),
        }
    )


def thinned(count: int, most: int) -> slice:
    """Of `count` in a row at most `most`, evenly; the latest is always among them."""
    every = math.ceil(count / most) or 1
    return slice((count - 1) % every, None, every)


def accuracy_curve(run: nn.TrainingRun, iterations_per_epoch: int) -> pa.Table:
    """Train and test accuracy against the epochs that were done then, at no more than `STRETCHES` of them."""
    kept = thinned(len(run.evaluated_at), STRETCHES)
    iterations, train, test = run.evaluated_at[kept] + 1, run.train_accuracy[kept], run.test_accuracy[kept]
    return table(
        {
            "iteration": _whole(iterations, run),
            "epoch": (iterations / iterations_per_epoch).astype(np.float32),
            "train": train.astype(np.float32),
            "test": test.astype(np.float32),
        }
    )


def _whole(iterations: NDArray[np.int64], run: nn.TrainingRun) -> NDArray[np.integer]:
    """In as few bytes as the last of the run's iterations takes."""
    return iterations.astype(np.min_scalar_type(run.config.iterations))


def accuracy_axis(run: nn.TrainingRun) -> tuple[float, float]:
    """The ends of the accuracy axis: near enough to each other that a gap of one point can be seen.

    All that was measured is between them but for the first fifth, in which most runs climb; 0 and 1 where nothing was.
    """
    count = len(run.evaluated_at)
    later = slice(min(math.ceil(count / 5), count - 1), None)
    measured = np.concatenate((run.train_accuracy[later], run.test_accuracy[later]))
    measured = measured[np.isfinite(measured)]
    if len(measured) == 0:
        return 0.0, 1.0
    return close_axis(float(measured.min()), float(measured.max()), SPANS, 2)


def close_axis(lowest: float, highest: float, spans: Sequence[float], steps: int) -> tuple[float, float]:
    """The ends of an axis of accuracies that is no longer than it has to be: of the first of these spans that does.

    Args:
        lowest, highest: what has to be on it, the lowest not on its edge.
        spans: how long it may be, the shortest first.
        steps: it begins at a multiple of such a part of its length.
    """
    for span in spans:
        low = min(math.floor(max(lowest - span / 20, 0) / (span / steps)) * span / steps, 1 - span)
        if highest <= low + span:
            return round(low, 4), round(low + span, 4)
    return 0.0, 1.0


def loss_top(highest: float) -> float:
    """Where the loss axis ends: it is longer than usual for a run that comes so high, but not for any height."""
    return next((top for top in (2.5, 5.0, 10.0) if highest <= top), 20.0)


def loss_chart(
    run: nn.TrainingRun,
    classes: int,
    label: Sequence[str] = (),
    rates: Sequence[tuple[int, float]] = (),
) -> Spec:
    """Loss against iterations, with the loss of a network that guesses as a line across.

    A single batch may be higher than the axis, and its line leaves it there: the mean would be pressed flat.

    Args:
        run: tells how long the horizontal axis is, and whether the vertical one has to be longer than usual.
        classes: a guess gives each of them 1/classes, so its loss is log(classes).
        label: lines of text that stand at the end of the curve.
        rates: where the learning rate was changed on the way: after so many iterations, to that.
    """
    guess = math.log(classes)
    top = loss_top(highest(run.train_loss[np.isfinite(run.train_loss)]))
    x = {"field": "iteration", "type": "quantitative", "axis": {"format": ",d", "tickCount": 5}}
    x |= {"title": "Iteration: look at a batch, move all weights", "scale": _ends(0, run.config.iterations)}
    y = {"type": "quantitative", "scale": _ends(0, top)}
    down, letters = _free_of_guess(top, guess, len(label)), max(map(len, label), default=0)
    return {
        "config": _CONFIG,
        "height": HEIGHT,
        "padding": {"bottom": 4},
        "title": titled(
            "Loss: how wrong its answers are",
            f"thin: best and worst batches, thick: mean of the last {SMOOTHING}",
            offset=6,
        ),
        "encoding": {"x": x},
        "layer": [
            _drawn(WRONG, {**y, "field": "loss"}, {"mark": {**LINE, "strokeWidth": 1, "opacity": 0.4, "clip": True}}),
            {
                "data": {"values": [{"guess": guess, "label": f"guessing: {guess:.2f}"}]},
                "layer": [
                    {
                        "mark": {"type": "rule", "strokeDash": [2, 4], "color": REFERENCE.shown},
                        "encoding": {"x": {"value": 0}, "x2": {"value": "width"}},
                    },
                    {
                        "mark": {"type": "text", "align": "right", "dx": -4, "dy": -7, "fontWeight": "normal"}
                        | {"color": REFERENCE.shown},
                        "encoding": {"text": {"field": "label"}, "x": {"value": "width"}},
                    },
                ],
                "encoding": {"y": {**y, "field": "guess"}},
            },
            *_changes(rates, run.config.iterations),
            _ROOM,
            _drawn(
                WRONG,
                {**y, "field": "smoothed"},
                {"mark": LINE},
                _latest(
                    "iteration",
                    run.config.iterations,
                    {"value": list(label)},
                    down,
                    letters,
                    over=_under_label(top, run.config.iterations, letters),
                    lineHeight=LINE_HEIGHT,
                ),
            ),
            _hover(
                "iteration",
                [
                    {"field": "iteration", "type": "quantitative", "title": "Iteration", "format": ",d"},
                    {"field": "loss", "type": "quantitative", "title": "Loss of the batch", "format": LOSS},
                    {"field": "smoothed", "type": "quantitative", "title": "Smoothed", "format": LOSS},
                ],
            ),
        ],
    }


def accuracy_chart(run: nn.TrainingRun, iterations_per_epoch: int) -> Spec:
    """Train and test accuracy against epochs, each with its name and its latest value at its line."""
    epochs = run.config.iterations / iterations_per_epoch
    low, high = accuracy_axis(run)
    points = {"size": 24, "clip": True} if epochs < 50 else False  # one epoch alone makes no line
    x = {"field": "epoch", "type": "quantitative", "axis": {"tickCount": 6}, "scale": _ends(0, epochs)}
    x["title"] = f"Epoch: {counted(iterations_per_epoch, 'iteration')}, each image once on average"
    y = {"type": "quantitative", "scale": _ends(low, high), "axis": {"format": ".0%", "tickCount": 5}}
    layers: list[Spec] = []
    for name, dash in (("train", {}), ("test", {"strokeDash": [6, 4]})):
        layers.append(_drawn(RIGHT, {**y, "field": name}, {"mark": {**LINE, **dash, "point": points, "clip": True}}))
    both = {"fold": ["train", "test"], "as": ["name", "part"]}
    # As the numbers under the charts have it; nearer to none or to all of the images in more digits.
    form = f"abs(datum.part - 0.5) < 0.4995 ? '.1%' : '{ACCURACY}'"
    said = {"calculate": f"datum.name + ' ' + format(datum.part, {form})", "as": "said"}
    higher = "datum.name == 'train' ? datum.train >= datum.test : datum.test > datum.train"
    down = f"({higher}) ? -10 : 10"  # the higher one above, the other below
    letters = len("train 99.98%")
    layers.append(
        _drawn(RIGHT, {**y, "field": "part"}, _latest("epoch", epochs, {"field": "said"}, down, letters, both, said))
    )
    if len(run.test_accuracy) and run.test_accuracy[0] < low:
        begins = f"begins at {percent(run.test_accuracy[0])}, below this axis"
        # At the right, where the curves have left the bottom.
        end, bottom = {"value": {"expr": "width - 6"}}, {"value": {"expr": "height - 8"}}
        one: Spec = {"data": {"values": [{}]}}
        layers += at_line(one, {"value": begins}, REFERENCE, x=end, y=bottom, align="right", fontWeight="normal")
    layers.append(_ROOM)
    layers.append(
        _hover(
            "epoch",
            [
                {"field": "epoch", "type": "quantitative", "title": "Epochs done", "format": ".4~r"},
                {"field": "iteration", "type": "quantitative", "title": "Iterations done", "format": ",d"},
                {"field": "train", "type": "quantitative", "title": "Train accuracy", "format": ACCURACY},
                {"field": "test", "type": "quantitative", "title": "Test accuracy", "format": ACCURACY},
            ],
        )
    )
    title = titled("Accuracy: how many images it gets right", "train: those it learns from, test: others", offset=6)
    return {
        "config": _CONFIG,
        "height": HEIGHT,
        "padding": {"bottom": 4},
        "title": title,
        "encoding": {"x": x},
        "layer": layers,
    }


def _ghost(chart: Spec, label: str, curve: Curve) -> Spec:
    """A chart that is laid under another and shows nothing but the run before, and what it was.

    Args:
        chart: what it is laid under: the axes are the same, and unseen.
        label: what it was.
        curve: a column for each axis.
    """
    y = chart["layer"][0]["encoding"]["y"]
    across, up = curve
    end, (low, high) = chart["encoding"]["x"]["scale"]["domain"][1], y["scale"]["domain"]
    points_of_it = [*zip(*curve.values(), strict=True)]
    seen = [point for point in points_of_it if point[0] <= end]
    longer = len(seen) < len(points_of_it)
    # With the first beyond the axis, the line goes on to its end.
    drawn = points_of_it[: len(seen) + 1] if seen else []
    points = {across: [point[0] for point in drawn], up: [point[1] for point in drawn]}
    looks: Spec = {"strokeWidth": 1.5, "strokeDash": [7, 4], "color": REFERENCE.shown}
    line: Spec = {"type": "line", **looks, "clip": True}
    at: Spec = {"x": {"field": across, "type": "quantitative"}, "y": {**y, "field": up}}
    if not seen:  # of a run that diverged at once there are no points at all
        label += f", {'beyond the end of' if curve[across] else 'above'} this axis"
    elif not low <= seen[-1][1] <= high:
        value = f": {percent(seen[-1][1])}{' by then' if longer else ''}" if up == "test" else ""
        label += f"{value}, {'below' if seen[-1][1] < low else 'above'} this axis"
    # Above the axis, after a piece of the line: at it the label would lie on other lines, wherever they go.
    above: Spec = {"y": {"value": -9}}
    # A longer text would make the axes narrower, and no longer those of the other.
    text: Spec = {"type": "text", "align": "left", "fontWeight": "normal", "limit": {"expr": "width - 29"}}
    unseen = dict.fromkeys(("labelOpacity", "titleOpacity", "tickOpacity", "domainOpacity", "gridOpacity"), 0)
    return {
        **chart,
        "config": {**_CONFIG, "axis": {**_CONFIG["axis"], **unseen}},
        "title": {**chart["title"], "color": UNSEEN, "subtitleColor": UNSEEN},
        "layer": [
            {"data": {"values": [points]}, "transform": [{"flatten": [across, up]}], "mark": line, "encoding": at},
            {
                "data": {"values": [{"said": label}]},
                "layer": [
                    {"mark": {"type": "rule", **looks}, "encoding": {"x": {"value": 0}, "x2": {"value": 25}}},
                    {
                        "mark": {**text, "color": REFERENCE.shown},
                        "encoding": {"x": {"value": 29}, "text": {"field": "said"}},
                    },
                ],
                "encoding": above,
            },
            _ROOM,
        ],
    }


def loss_ghost(run: nn.TrainingRun, classes: int, before: Ghost) -> Spec:
    """The loss of the run before, to be laid under `loss_chart` of the same run."""
    return _ghost(loss_chart(run, classes), before.label, before.loss)


def accuracy_ghost(run: nn.TrainingRun, iterations_per_epoch: int, before: Ghost) -> Spec:
    """The test accuracy of the run before, to be laid under `accuracy_chart` of the same run."""
    return _ghost(accuracy_chart(run, iterations_per_epoch), before.label, before.accuracy)


def _ends(low: float, high: float) -> Spec:
    return {"domain": [low, high], "nice": False}


def _drawn(color: Colour, y: Spec, *layers: Spec) -> Spec:
    """What is drawn of a curve, in its colour."""
    return {"encoding": {"y": y, "color": {"value": color.shown}}, "layer": list(layers)}


def _latest(
    field: str,
    end: float,
    text: Spec,
    down: str,
    letters: int,
    *calculate: Spec,
    over: Sequence[Spec] = (),
    **mark: Any,
) -> Spec:
    """A label that begins at the latest point of a curve, or ends at the end of the axis; kept free of lines.

    Args:
        field: of the horizontal axis.
        end: of that axis.
        text: what it says, as a channel.
        down: how many pixels below the point it begins, as an expression.
        letters: that it has in a line, at most.
        calculate: what else there is to be known of each point.
        over: what there is to be known of those that the label stands over, with the latest one as `datum.latest`.
        mark: how it looks.
    """
    latest = [
        {"joinaggregate": [{"op": "max", "field": field, "as": "latest"}]},
        *over,
        {"filter": f"datum.{field} == datum.latest"},
    ]
    left = {"calculate": f"width - datum.{field} * width / {end:g}", "as": "left"}  # pixels to the end of the axis
    fits = f"datum.left > {LETTER * letters}"
    side = {"align": {"expr": f"{fits} ? 'left' : 'right'"}, "dx": {"expr": f"{fits} ? 0 : datum.left"}}
    words = {"type": "text", **side, "dy": {"expr": "datum.down"}, **mark}
    looks: list[Spec] = [{"mark": {**words, **HALO}}, {"mark": words}]
    transform = [*latest, *calculate, left, {"calculate": down, "as": "down"}]
    return {"transform": transform, "layer": looks, "encoding": {"text": text}}


def _under_label(top: float, iterations: int, letters: int) -> list[Spec]:
    """Where the loss curve is under its label, in pixels above the axis: each point, the lowest and the highest."""
    place = lambda at: f"datum.{at} * width / {iterations}"
    return [
        {"filter": f"{place('iteration')} >= min({place('latest')}, width - {LETTER * letters})"},
        {"calculate": f"datum.smoothed * height / {top:g}", "as": "here"},
        {"joinaggregate": [{"op": op, "field": "here", "as": name} for op, name in (("min", "low"), ("max", "high"))]},
    ]


def _free_of_guess(top: float, guess: float, lines: int) -> str:
    """How far below the latest point of the loss curve its label begins: above the curve where it has room.

    It is kept off what stands on the line of a network that guesses, 1 to 13 pixels above that line. It goes over the
    wire with every update, so it is short.
    """
    more, line = LINE_HEIGHT * (lines - 1), f"height * {guess / top:.4g}"
    above, below = f"{-20 - more} - datum.high", f"min(14 - datum.low, {-more - 8})"  # as seen from the axis
    over = f"{-20 - more} - if({line} < height - {more + 20}, {line}, datum.here)"  # that line, or else the point
    near = f"if(datum.low > {more + 16}, {below}, {over})"
    room = f"datum.high < height - {more + 20}"
    return f"datum.here + if(inrange(datum.high - {line}, [{-more - 26}, 0]), {near}, if({room}, {above}, {below}))"


def changes(rates: Sequence[tuple[int, float]], iterations: int) -> list[tuple[int, float, str]]:
    """Each change of the learning rate with its label, which is empty where the next change is too near for one."""
    nexts = [*(at for at, _ in rates[1:]), math.inf][: len(rates)]
    return [
        (at, rate, f"rate {rate:g}" if next - at > APART * iterations else "")
        for (at, rate), next in zip(rates, nexts, strict=True)
    ]


def _changes(rates: Sequence[tuple[int, float]], iterations: int) -> list[Spec]:
    """A mark wherever the learning rate was changed; of changes soon after each other the last has a label."""
    if not rates:
        return []
    rows = [{"iteration": at, "rate": rate, "label": label} for at, rate, label in changes(rates, iterations)]
    read = [
        {"field": "iteration", "type": "quantitative", "title": "After iteration", "format": ",d"},
        {"field": "rate", "type": "quantitative", "title": "Learning rate", "format": "~g"},
    ]
    label = {"type": "text", "align": "left", "dx": 4, "fontSize": 12, "color": REFERENCE.shown}
    place = {"y": {"value": {"expr": "height * 0.36"}}, "text": {"field": "label"}}  # wherever guessing is, not there
    return [
        {
            "data": {"values": rows},
            "layer": [
                {
                    "mark": {"type": "rule", "color": REFERENCE.shown, "strokeWidth": 1.5},
                    "encoding": {"tooltip": read},
                },
                *({"mark": mark, "encoding": place} for mark in ({**label, **HALO}, label)),
            ],
        }
    ]


def _hover(field: str, tooltip: list[Spec]) -> Spec:
    """An upright line that follows the pointer to the nearest point and reads its values."""
    nearest = {"type": "point", "fields": [field], "nearest": True, "on": "pointerover", "clear": "pointerout"}
    shown = {"condition": {"param": "hover", "empty": False, "value": 0.6}, "value": 0}
    return {
        "params": [{"name": "hover", "select": nearest}],
        "mark": {"type": "rule", "color": REFERENCE.shown},
        "encoding": {"opacity": shown, "tooltip": tooltip},
    }
