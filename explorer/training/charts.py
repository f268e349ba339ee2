"""The curves of a training run, as Vega-Lite charts with hover.

The axes are known before the first iteration, so nothing moves but the curves; and a curve is thinned to what the eye
can tell apart and sent in numbers of four bytes, so that an update costs the same in a run of 1,000 iterations and in
one of 50,000.
"""

import math
from typing import Any

import numpy as np
import pyarrow as pa

import nn_core as nn
from explorer.charts.colours import REFERENCE, RIGHT, WRONG, Colour
from explorer.charts.marks import named
from explorer.charts.tables import table

HEIGHT = 300
# Five digits: enough that 59,999 of 60,000 images are not all of them, and few enough for a number of four bytes.
LOSS, ACCURACY = ".5~g", ".5~p"
STRETCHES = 240  # parts that the loss curve is cut into; each keeps its lowest and its highest loss
SMOOTHING = 100  # iterations that the smoothed curve is the mean of

Spec = dict[str, Any]


def loss_curve(run: nn.TrainingRun) -> pa.Table:
    """The loss of single batches and its mean over the last `SMOOTHING` iterations, at no more than 480 iterations."""
    loss = run.train_loss[np.isfinite(run.train_loss)].astype(np.float64)
    if len(loss) == 0:
        return table({name: np.empty(0, np.float32) for name in ("iteration", "loss", "smoothed")})
    # The parts depend on the length of the whole run, so what was drawn stays as it was drawn.
    width = math.ceil(run.config.iterations / STRETCHES)
    starts = range(0, len(loss), width)
    extremes = (np.argmin, np.argmax)
    kept = np.unique([start + extreme(loss[start : start + width]) for start in starts for extreme in extremes])
    total = np.concatenate(([0.0], np.cumsum(loss)))
    first = np.maximum(kept + 1 - SMOOTHING, 0)
    single, smoothed = loss[kept], (total[kept + 1] - total[first]) / (kept + 1 - first)
    return table(
        {
            "iteration": (kept + 1).astype(np.int32),
            # A loss is below 0 only by the delta inside its logarithm, 1e-7.
            "loss": np.maximum(single, 0).astype(np.float32),
            "smoothed": np.maximum(smoothed, 0).astype(np.float32),
        }
    )


def accuracy_curve(run: nn.TrainingRun, iterations_per_epoch: int) -> pa.Table:
    """Train and test accuracy against the epochs that were done when it was measured, at no more than 240 of them."""
    every = math.ceil(len(run.evaluated_at) / STRETCHES) or 1
    kept = slice((len(run.evaluated_at) - 1) % every, None, every)  # the latest is always among them
    iterations, train, test = run.evaluated_at[kept] + 1, run.train_accuracy[kept], run.test_accuracy[kept]
    return table(
        {
            "iteration": iterations.astype(np.int32),
            "epoch": (iterations / iterations_per_epoch).astype(np.float32),
            "train": train.astype(np.float32),
            "test": test.astype(np.float32),
        }
    )


def loss_chart(run: nn.TrainingRun, classes: int) -> Spec:
    """Loss against iterations, with the loss of a network that guesses as a line across.

    Args:
        run: tells how long the horizontal axis is, and whether the vertical one has to be longer than usual.
        classes: a guess gives each of them 1/classes, so its loss is log(classes).
    """
    highest = run.train_loss.max(initial=0, where=np.isfinite(run.train_loss))
    guess = math.log(classes)
    top = next((top for top in (2.5, 5, 10) if highest <= top), 20)
    x = {"field": "iteration", "type": "quantitative", "title": "Iteration", "axis": {"format": ",d", "tickCount": 5}}
    x["scale"] = {"domain": [0, run.config.iterations], "nice": False}
    y = {"type": "quantitative", "title": "Loss", "scale": {"domain": [0, top], "clamp": True}}
    mean = f"mean of the last {SMOOTHING}"
    pale = {"each batch": 0.4, mean: 1}
    return {
        "height": HEIGHT,
        "layer": [
            _line(x, {**y, "field": "loss"}, WRONG, opacity=named("each batch", pale), strokeWidth={"value": 1}),
            _line(x, {**y, "field": "smoothed"}, WRONG, opacity=named(mean, pale)),
            {
                "data": {"values": [{"guess": guess, "label": f"guessing: {guess:.2f}"}]},
                "layer": [
                    {"mark": {"type": "rule", "strokeDash": [2, 4], "color": REFERENCE.shown}},
                    {
                        "mark": {"type": "text", "align": "right", "dx": -4, "dy": -7, "color": REFERENCE.shown},
                        "encoding": {"text": {"field": "label"}, "x": {"value": "width"}},
                    },
                ],
                "encoding": {"y": {**y, "field": "guess"}},
            },
            _hover(
                x,
                [
                    {"field": "iteration", "type": "quantitative", "title": "Iteration", "format": ",d"},
                    {"field": "loss", "type": "quantitative", "title": "Loss of the batch", "format": LOSS},
                    {"field": "smoothed", "type": "quantitative", "title": "Smoothed", "format": LOSS},
                ],
            ),
        ],
    }


def accuracy_chart(config: nn.TrainingConfig, iterations_per_epoch: int) -> Spec:
    """Train and test accuracy against epochs."""
    epochs = config.iterations / iterations_per_epoch
    dashes = {"train": [1, 0], "test": [6, 4]}
    points = {"size": 24, "aria": False} if epochs < 50 else False  # a line through a single epoch cannot be seen
    x = {"field": "epoch", "type": "quantitative", "title": "Epoch", "axis": {"tickCount": 6}}
    x["scale"] = {"domain": [0, epochs], "nice": False}
    y = {"type": "quantitative", "title": "Accuracy", "scale": {"domain": [0, 1]}, "axis": {"format": ".0%"}}
    return {
        "height": HEIGHT,
        "layer": [
            _line(x, {**y, "field": "train"}, RIGHT, points, strokeDash=named("train", dashes)),
            _line(x, {**y, "field": "test"}, RIGHT, points, strokeDash=named("test", dashes)),
            _hover(
                x,
                [
                    {"field": "epoch", "type": "quantitative", "title": "Epochs done", "format": ".4~r"},
                    {"field": "iteration", "type": "quantitative", "title": "Iterations done", "format": ",d"},
                    {"field": "train", "type": "quantitative", "title": "Train accuracy", "format": ACCURACY},
                    {"field": "test", "type": "quantitative", "title": "Test accuracy", "format": ACCURACY},
                ],
            ),
        ],
    }


def _line(x: Spec, y: Spec, color: Colour, points: Any = False, **encoding: Any) -> Spec:
    """A line of this colour; which of two of one colour it is, `encoding` shows."""
    # To a screen reader a line is its first point, and before the run an image of nothing. The metrics say more.
    mark = {"type": "line", "strokeWidth": 2.5, "point": points, "aria": False}
    return {"mark": mark, "encoding": {"x": x, "y": y, "color": {"value": color.shown}, **encoding}}


def _hover(x: Spec, tooltip: list[Spec]) -> Spec:
    """An upright line that follows the pointer to the nearest point and reads its values."""
    nearest = {"type": "point", "fields": [x["field"]], "nearest": True, "on": "pointerover", "clear": "pointerout"}
    shown = {"condition": {"param": "hover", "empty": False, "value": 0.6}, "value": 0}
    return {
        "params": [{"name": "hover", "select": nearest}],
        "mark": {"type": "rule", "color": REFERENCE.shown, "aria": False},
        "encoding": {"x": x, "opacity": shown, "tooltip": tooltip},
    }
