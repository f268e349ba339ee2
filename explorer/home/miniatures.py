"""The figures of the steps, small, for their cards: drawn as SVG from what the core computes.

What a class such as `says` looks like, in light and in dark, stands in `assets/miniature.css`.
"""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

import nn_core as nn

WIDTH, HEIGHT = 200, 88
MARGIN = 8


@cache
def miniature(page: str) -> str:
    """The figure of a step as an `svg` element; the name of the step stands beside it, so it is read to nobody."""
    drawing = "".join(_DRAWN[page]())
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" class="miniature" aria-hidden="true">{drawing}</svg>'


# Marks


def _across(values: ArrayLike, low: float, high: float) -> np.ndarray:
    """Where values from `low` to `high` lie from left to right."""
    return MARGIN + (np.asarray(values) - low) / (high - low) * (WIDTH - 2 * MARGIN)


def _up(values: ArrayLike, low: float, high: float) -> np.ndarray:
    """Where values from `low` to `high` lie from the bottom up."""
    return HEIGHT - MARGIN - (np.asarray(values) - low) / (high - low) * (HEIGHT - 2 * MARGIN)


def _line(x: ArrayLike, y: ArrayLike, kind: str) -> str:
    points = " ".join(f"{left:.1f},{top:.1f}" for left, top in zip(np.asarray(x), np.asarray(y), strict=True))
    return f'<polyline points="{points}" class="{kind}"/>'


def _dot(x: float, y: float, kind: str, radius: float = 4.5, opacity: float = 1) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" class="{kind}" fill-opacity="{opacity:.2f}"/>'


# Figures


def _sigmoid() -> list[str]:
    """The curve, and the tangent where it is steepest."""
    x, ends = np.linspace(-6, 6, 61), np.array([-2.0, 2.0])
    tangent = nn.sigmoid(0.0) + nn.sigmoid_grad(0.0) * ends
    return [
        _line(_across(x, -6, 6), _up(nn.sigmoid(x), 0, 1), "says"),
        _line(_across(ends, -6, 6), _up(tangent, 0, 1), "slope"),
        _dot(float(_across(0, -6, 6)), float(_up(nn.sigmoid(0.0), 0, 1)), "says"),
    ]


def _softmax() -> list[str]:
    """Ten logits as ten probabilities."""
    y = nn.softmax([1.2, 0.4, 2.0, 3.1, 0.1, 1.6, 0.8, 2.6, 1.0, 0.6])
    left, top, foot = _across(np.arange(len(y)), -0.4, len(y) - 0.6), _up(y, 0, y.max()), HEIGHT - MARGIN
    return [
        f'<rect x="{x - 6:.1f}" y="{t:.1f}" width="12" height="{foot - t:.1f}" rx="2" class="says"/>'
        for x, t in zip(left, top, strict=True)
    ]


def _losses() -> list[str]:
    """Both losses against the probability of the right answer: one climbs without end, the other does not."""
    p = np.linspace(0.02, 1, 50)
    predictions = np.stack([p, 1 - p], axis=1)
    cross_entropy = [nn.cross_entropy_error(y, 0) for y in predictions]
    squared_error = [nn.sum_squared_error(y, [1, 0]) for y in predictions]
    return [
        _line(_across(p, 0, 1), _up(loss, 0, max(cross_entropy)), kind)
        for loss, kind in ((cross_entropy, "wrong"), (squared_error, "wrong dashed"))
    ]


def _network(weights: Sequence[np.ndarray], activations: Sequence[np.ndarray], kind: str) -> list[str]:
    """Layers of units from left to right: edges as wide as their numbers are large, units as full as they are active.

    Args:
        weights: of each layer, shape (inputs, outputs), or other numbers that belong to its edges.
        activations: of the inputs and of each layer, from 0 to 1.
        kind: of edges.
    """
    across = _across(np.arange(len(activations)), -0.15, len(activations) - 0.85)
    down = [HEIGHT * (np.arange(len(z)) + 0.5) / len(z) for z in activations]
    drawn = []
    for layer, W in enumerate(weights):
        for (i, j), width in np.ndenumerate(5 * abs(W) / abs(W).max()):
            ends = (across[layer], down[layer][i]), (across[layer + 1], down[layer + 1][j])
            (x1, y1), (x2, y2) = ends
            drawn.append(
                f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
                f'stroke-width="{width:.1f}" class="{kind}"/>'
            )
    for x, ys, z in zip(across, down, activations, strict=True):
        drawn += [_dot(x, y, "paper", 9) + _dot(x, y, "unit", 9, value) for y, value in zip(ys, z, strict=True)]
    return drawn


def _forward() -> list[str]:
    """The lesson's network at the lesson's input."""
    net, x = nn.ThreeLayerNet.lesson(), np.array([1.0, 0.5])
    weights = [net.params[f"W{layer}"] for layer in (1, 2, 3)]
    return _network(weights, [x, *(layer.z for layer in net.activations(x))], "says")


def _backward() -> list[str]:
    """A small network and what each of its weights has to do with its loss."""
    net, x = nn.TwoLayerNet(3, 4, 3, weight_init_std=1, seed=3), np.array([1.0, 0.2, 0.6])
    gradient = net.gradient(x, 1)
    hidden = nn.sigmoid(x @ net.params["W1"] + net.params["b1"])
    return _network([gradient["W1"], gradient["W2"]], [x, hidden, net.predict(x)], "slope")


_REACH = np.array([5.0, 2.2])  # of the ravine, to the right and upwards


def _on_map(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where points, shape (n, 2), lie on the picture of the ravine."""
    x, y = points.T
    return _across(x, -_REACH[0], _REACH[0]), _up(y, -_REACH[1], _REACH[1])


def _ravine() -> list[str]:
    """Lines of equal height, 1/2 (c0 x0^2 + c1 x1^2): ellipses."""
    heights = np.array([0.1, 0.45, 1.05, 1.9, 3.0])
    assert nn.RAVINE.curvature is not None
    right, top = _on_map(np.sqrt(2 * heights[:, None] / nn.RAVINE.curvature))
    x, y = WIDTH / 2, HEIGHT / 2
    return [
        f'<ellipse cx="{x}" cy="{y}" rx="{r - x:.1f}" ry="{y - t:.1f}" class="contour"/>'
        for r, t in zip(right, top, strict=True)
    ]


def _gradients() -> list[str]:
    """A point on the ravine and the way down from there."""
    start = np.array([-3.2, 1.2])
    x, y = _on_map(np.stack([start, start - 0.85 * nn.RAVINE.grad(start)]))
    arrow = f'<path d="M{x[1] - 5:.1f},{y[1] - 8:.1f} l5,9 l5,-9 z" class="slope head"/>'
    return [*_ravine(), _line(x, y, "slope"), arrow, _dot(x[0], y[0], "says")]


def _descent() -> list[str]:
    """A walk down the ravine whose steps are a little too large across it."""
    walk = nn.gradient_descent(nn.RAVINE.f, [-4.5, 1.5], lr=0.92, step_num=24, grad=nn.RAVINE.grad)
    x, y = _on_map(walk.path)
    return [*_ravine(), _line(x, y, "says"), *(_dot(*point, "says", 2.2) for point in zip(x, y, strict=True))]


@cache
def _small_run(learning_rate: float) -> nn.TrainingRun:
    """A small network that learns to tell which of four numbers is the largest."""
    rng = np.random.default_rng(0)
    x = rng.random((400, 4))
    dataset = nn.Dataset(x, x.argmax(axis=1), x, x.argmax(axis=1))
    config = nn.TrainingConfig(8, learning_rate, batch_size=10, iterations=240, weight_init_std=0.3)
    return nn.advance(nn.start_training(config, dataset), dataset, config.iterations)


def _trainer() -> list[str]:
    """The loss of a small network."""
    loss = _small_run(2.0).train_loss
    at, mean = np.arange(len(loss)), np.convolve(loss, np.full(20, 1 / 20), "valid")
    return [
        _line(_across(at, 0, at[-1]), _up(loss, 0, loss.max()), "faint"),
        _line(_across(at[19:], 0, at[-1]), _up(mean, 0, loss.max()), "wrong"),
    ]


def _inside() -> list[str]:
    """A digit as it is drawn, and ten bars, of which one says 3."""
    pen = np.array(
        [(22, 24), (36, 14), (54, 14), (64, 25), (60, 36), (44, 42), (62, 48), (68, 60), (57, 73), (36, 75), (22, 66)]
    )
    y = nn.softmax([0.0, 0.2, 0.9, 4.0, 0.1, 1.8, 0.0, 0.4, 1.6, 0.9])
    top, length = HEIGHT * (np.arange(len(y)) + 0.5) / len(y), 96 * y / y.max()
    bars = [
        f'<rect x="96" y="{t - 2.5:.1f}" width="{width:.1f}" height="5" rx="2" class="says"/>'
        for t, width in zip(top, length, strict=True)
    ]
    return [_line(pen[:, 0], pen[:, 1], "pen"), *bars]


def _runs() -> list[str]:
    """The test accuracy of the same small network at three learning rates."""
    drawn = []
    for rate, kind in ((0.2, "faint"), (0.6, "faint"), (2.0, "right")):
        run = _small_run(rate)
        at, accuracy = run.evaluated_at, run.test_accuracy
        drawn.append(_line(_across(at, 0, at[-1]), _up(accuracy, 0.2, 1), kind))
    return [*drawn, _dot(float(_across(1, 0, 1)), float(_up(accuracy[-1], 0.2, 1)), "right")]


_DRAWN: dict[str, Callable[[], list[str]]] = {
    "sigmoid": _sigmoid,
    "softmax": _softmax,
    "losses": _losses,
    "forward": _forward,
    "backward": _backward,
    "gradients": _gradients,
    "descent": _descent,
    "trainer": _trainer,
    "inside": _inside,
    "runs": _runs,
}
