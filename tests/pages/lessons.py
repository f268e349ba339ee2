"""The lesson pages in one table: what each opens with, how far its controls go, and what has to stand on it."""

import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import nn_core as nn
from explorer.descent.walks import ALL, METHODS, SURFACES
from explorer.descent.words import verdict
from explorer.forward import network
from explorer.gradients import check as gradient_check
from explorer.latex import bracketed, number
from explorer.losses.prediction import RESTS, one_hot, prediction
from explorer.numbers import probability
from tests.explorer.formulas import contradictions, value


class Card(NamedTuple):
    """Something to try: the controls that it moves away from their defaults, and what is then to be read."""

    title: str
    moved: dict[str, Any]
    seen: str


class Lesson(NamedTuple):
    """One page.

    Attributes:
        defaults: the controls by their keys, and what they open with.
        seen: what is to be read then.
        ends: how far every control goes; of a choice, its first and its last.
        check: fails unless the numbers in the words are those that the core computes for the values of the controls.
        charts: how many there are.
        asked: a link that asks for what cannot be had.
        given: the controls that are not at their defaults then.
        notes: how many lines say so.
        cards: what there is to try.
        code: the functions whose code is shown.
        leads_to: what the link at its end says.
    """

    defaults: dict[str, Any]
    seen: tuple[str, ...]
    ends: dict[str, tuple[Any, Any]]
    check: Callable[[Mapping[str, Any], str], None]
    charts: int
    asked: dict[str, Any]
    given: dict[str, Any]
    notes: int
    cards: tuple[Card, ...]
    code: tuple[str, ...]
    leads_to: str


def words(at: AppTest) -> str:
    """The Markdown of a page, and what its metrics show, wherever lines are broken."""
    return re.sub(r"[ \n]+", " ", "\n".join(element.value for element in (*at.markdown, *at.metric)))


def values(at: AppTest, name: str) -> dict[str, Any]:
    """The controls of a page, as they are; those that it has at this moment."""
    return {key: value for key in LESSONS[name].defaults if (value := _value(at, key)) is not None}


def control(at: AppTest, key: str) -> Any:
    """The control with this key, of whatever kind."""
    return at.get_by_key(key)


def _value(at: AppTest, key: str) -> Any:
    with suppress(KeyError):
        return control(at, key).value
    return None


def check_page(at: AppTest, name: str) -> None:
    """Every number on the page is the core's, every formula is closed, every chart is there."""
    lesson, shown = LESSONS[name], words(at)
    assert not at.exception
    assert all(line.count("$") % 2 == 0 for one in at.markdown for line in one.value.splitlines())
    assert len(at.get("vega_lite_chart")) == lesson.charts
    lesson.check(values(at, name), shown)
    assert contradictions(shown) == []
    assert re.findall(r"(?<![\w.^{(])[-−]0(?:\.0*)?(?![.\d])", shown) == [], "no negative zero"


def check_sigmoid(now: Mapping[str, Any], shown: str) -> None:
    x, w, b, h = now.values()
    a = w * x + b
    f = lambda x: nn.sigmoid(w * x + b)
    numerical, analytic = nn.numerical_diff(f, x, h), w * nn.sigmoid_grad(a)
    assert f"$= {number(a)}$" in shown
    assert f"1 + {number(math.exp(-a))}}}$ $= {number(nn.sigmoid(a))}$" in shown
    assert f"$= {number(nn.sigmoid(a))} \\cdot {number(nn.sigmoid(-a))}$ $= {number(nn.sigmoid_grad(a))}$" in shown
    assert f"$= {number(w)} \\cdot {number(nn.sigmoid_grad(a))}$ $= {number(analytic)}$" in shown
    (two,) = re.findall(r"\$y\(x \+ h\) = (.*?)\$ and \$y\(x - h\) = (.*?)\$", shown)
    (difference,) = re.findall(r"\*\*Their difference:\*\* \$(.*?)\$", shown)
    assert [value(one) for one in two] == pytest.approx([f(x + h), f(x - h)], rel=1e-9)
    assert contradictions(f"${two[0]} - {two[1]} = {difference}$") == []
    assert f"$= {number(numerical, 10)}$" in shown
    assert f"= {number(analytic, 10)}$" in shown
    assert f"**Error:** ${number(abs(numerical - analytic), 2)}$" in shown


def softmax_table(shown: str) -> list[list[str]]:
    """The rows of the table of steps, without its head."""
    rows = re.findall(r"\| (\d) " + r"\| ([^|]*) " * 5 + r"\|", shown)
    return [[cell.strip("*") for cell in row] for row in rows]


def check_softmax(now: Mapping[str, Any], shown: str) -> None:
    a = np.array([now[f"a{k}"] for k in range(now["n"])]) + now["shift"]
    y = nn.softmax(a, now["temperature"])
    rows = softmax_table(shown)
    np.testing.assert_allclose([float(row[1]) for row in rows], a, rtol=1e-6)
    assert [row[4] for row in rows] == [probability(p) for p in y]
    assert f"**The largest logit:** $m = {number(a.max(), 6)}$" in shown
    assert f"$= {number(y[1])}$" in shown
    assert r"$\sum_k y_k = 1$" in shown


def check_losses(now: Mapping[str, Any], shown: str) -> None:
    p, rest, delta, _ = now.values()
    y = prediction(p, rest)
    loss, squared_error = nn.cross_entropy_error(y, 3, delta), nn.sum_squared_error(y, one_hot(3))
    assert "-0$" not in shown
    assert "-0**" not in shown
    assert f"$= -\\log({number(p)} + {number(delta)}) = {number(loss)}$." in shown
    assert f"] = {number(squared_error)}$" in shown
    assert f"\\cdot {number(squared_error)}$ $= {number(np.mean((y - one_hot(3)) ** 2))}$" in shown
    assert f"$y_3 - t_3 = {number(p)} - 1 = {number(p - 1)}$" in shown
    assert shown.count(f"s ${number(loss, 6)}$") == 2  # by label and one-hot
    assert shown.count("because of $\\delta$ alone") == (2 if loss < 0 else 0)
    if delta:
        assert f"\\cdot {bracketed(p - 1)} = {number(p / (p + delta) * (p - 1))}$" in shown
        assert f"$-\\log {number(delta)} = {number(-np.log(delta))}$" in shown
    each = [nn.cross_entropy_error([1 - q, q], 1, delta) for q in (p, 0.9, 0.6, 0.8)]
    assert f"({' + '.join(map(bracketed, each))}) = {number(np.mean(each))}$" in shown


def check_forward(now: Mapping[str, Any], shown: str) -> None:
    layers = network.network(now).activations([now["x1"], now["x2"]])
    printed = lambda array: " ".join(np.array2string(array).split())
    assert shown.endswith(printed(layers[-1].z)), "the metric"
    for layer in layers:
        assert f"`{printed(layer.a)}`" in shown
        assert f"`{printed(layer.z)}`" in shown
        assert f"= {number(layer.a[0])}$" in shown


def check_gradients(now: Mapping[str, Any], shown: str) -> None:
    x0, x1, h, hidden, bug = now.values()
    point = (x0, x1)
    numerical = nn.numerical_gradient(nn.BOWL.f, point, h)
    assert f"$= {number(x0**2 + x1**2)}$" in shown
    for axis in (0, 1):
        assert rf"$= 2 \times {bracketed(point[axis])}$ $= {number(2 * point[axis])}$" in shown
        assert f"$= {number(numerical[axis], 14)}$, off by " in shown
        assert f"off by ${number(abs(numerical[axis] - 2 * point[axis]), 2)}$" in shown
    check = gradient_check.check(hidden, bug)
    assert f"${number(check.largest_difference, 2)}$" in shown
    assert rf"$2 \times {check.parameters} = {check.forward_passes}$" in shown
    assert " took **" not in shown, "nobody has asked for the times"


def check_descent(now: Mapping[str, Any], shown: str) -> None:
    surface, method, lr, steps, x0, x1, gradient, step = now.values()
    known = SURFACES[surface]
    grad = None if gradient == "numerical" else known.grad
    assert ("numerically" in shown) == (grad is None)
    for name in METHODS if method == ALL else [method]:
        walk = nn.gradient_descent(known.f, [x0, x1], lr, steps, grad, METHODS[name])
        assert verdict(surface, name, walk, lr, gradient) in shown
        if method == ALL and name != "gradient descent":
            continue
        to = max(step, 1)
        assert f"At step {to - 1}: $f = " in shown
        assert f"$= {number(walk.values[to - 1])}$" in shown
        for axis in (0, 1):
            assert f"- **Step {to}** along $x_{axis}$: " in shown
            assert f"$= {number(walk.path[to, axis])}$" in shown


# Where the lesson's walk steps for the last time: x <- x - lr * 2x.
LAST, END = nn.gradient_descent(nn.BOWL.f, [-3, 4], lr=0.1, step_num=100).path[-2:, 0]

EXCLUSIVE_OR = network.values(
    W1=[[10, 10, 0], [10, 10, 0]],
    b1=[-5, -15, 0],
    W2=[[10, 0], [-10, 0], [0, 0]],
    b2=[-5, 0],
    W3=[[1, -1], [0, 0]],
    b3=[0, 1],
)

LESSONS = {
    "sigmoid": Lesson(
        defaults={"x": 1.0, "w": 1.0, "b": 0.0, "h": 1e-4},
        seen=(
            "= 0.7311$",
            "= 0.1966$",
            "| `sigmoid(-1000)` | :orange[**inf**] | 0 | 0 |",
            "| `sigmoid(-720)` | :orange[**inf**] | :orange[**0**] | 2e\u2011313 |",
            "| `sigmoid_grad(40)` | 4.2e\u201118 | :orange[**0**] | 4.2e\u201118 |",
        ),
        ends={"x": (-10.0, 10.0), "w": (-4.0, 4.0), "b": (-10.0, 10.0), "h": (1e-13, 0.1)},
        check=check_sigmoid,
        charts=3,
        asked={"x": 99, "h": "tiny"},
        given={"x": 10.0},
        notes=2,
        cards=(
            Card("The steepest place", {"x": 0.0}, "= 0.25$"),
            Card("Saturated", {"x": 8.0}, "**Saturated.** The derivative is 0.0003."),
            Card("Almost a step", {"w": 4.0, "b": -8.0, "x": 2.0}, r"$= 4 \cdot 0.25$ $= 1$"),
            Card("Too small an h", {"h": 1e-13}, "= 0.1970"),
            Card("Too large an h", {"x": 0.0, "h": 0.1}, "= 0.2497"),
            Card("Digits lost near 1", {"x": 10.0, "h": 1e-10}, r"**Error:** ${9.9 \times 10^{-7}}$"),
        ),
        code=("sigmoid", "sigmoid_grad", "numerical_diff"),
        leads_to="Next: softmax",
    ),
    "softmax": Lesson(
        defaults={"n": 4, "temperature": 1.0, "shift": 0, "a0": 3.0, "a1": 1.0, "a2": 0.0, "a3": -1.0}
        | {f"a{k}": 0.0 for k in range(4, 10)},
        seen=("| **0.831** | 0.831 |", "| **0.112** | 0.112 |", "| **0.041** | 0.041 |", "| **0.015** | 0.015 |"),
        ends={"n": (2, 10), "temperature": (0.01, 100.0), "shift": (-1000, 1000)}
        | {f"a{k}": (-10.0, 10.0) for k in range(10)},
        check=check_softmax,
        charts=4,
        asked={"n": 40, "a9": -11, "temperature": 0},
        given={"n": 10, "a9": -10.0, "temperature": 0.01},
        notes=3,
        cards=(
            Card("The sigmoid again", {"n": 2, "a0": 1.1, "a1": 0.0}, "| 0 | 1.1 | 0 | 1.000 | **0.750** | 0.750 |"),
            Card(
                "Knows nothing",
                {"n": 10} | {f"a{k}": 0.0 for k in range(10)},
                "| 9 | 0 | 0 | 1.000 | **0.100** | 0.100 |",
            ),
            Card("Cold", {"temperature": 0.2}, "| 0 | 3 | 0 | 1.000 | **1 − 5e-05** | 1 − 5e-05 |"),
            Card("Hot", {"temperature": 20.0}, "| 0 | 3 | 0 | 1.000 | **0.279** | 0.279 |"),
            Card("A thousand more for all", {"shift": 1000}, "| 0 | 1003 | 0 | 1.000 | **0.831** | :orange[**nan**] |"),
            Card("Frozen", {"a0": 10.0, "temperature": 0.01}, "| 0 | 10 | 0 | 1.000 | **1.000** | :orange[**nan**] |"),
        ),
        code=("softmax",),
        leads_to="Next: losses",
    ),
    "losses": Lesson(
        defaults={"p": 0.1, "rest": RESTS[0], "delta": 1e-7, "axis": "linear"},
        seen=("= 2.303$", "pulls $10$ times as hard"),
        ends={"p": (0.0, 1.0), "delta": (0.0, 0.1), "rest": RESTS, "axis": ("linear", "logarithmic")},
        check=check_losses,
        charts=3,
        asked={"p": 7, "delta": "tiny", "rest": "nobody"},
        given={"p": 1.0},
        notes=3,
        cards=(
            Card("A network that guesses", {}, "= 2.303$"),
            Card("Badly wrong, and sure of it", {"p": 0.001, "rest": RESTS[1]}, "pulls $501$ times as hard"),
            Card("Undecided", {"p": 0.5, "rest": RESTS[1]}, "pulls $2$ times as hard"),
            Card("Far below delta", {"p": 1e-9, "axis": "logarithmic"}, "= 16.11$"),
            Card("Ruled out, and no delta", {"p": 0.0, "delta": 0.0, "axis": "logarithmic"}, "It is **infinite** now"),
            Card("Far too large a delta", {"p": 1.0, "delta": 0.1}, "= -0.09531$"),
        ),
        code=(
            "cross_entropy",
            "cross_entropy_error",
            "sum_squared_error",
            "cross_entropy_gradient",
            "sum_squared_error_gradient",
        ),
        leads_to="Next: the forward pass",
    ),
    "forward": Lesson(
        defaults={"x1": 1.0, "x2": 0.5, **network.LESSON},
        seen=(
            r"$1 \cdot 0.1 + 0.5 \cdot 0.2 + 0.1 = 0.3$, and sigmoid makes it **0.5744**",
            "`a1 = x W1 + b1`, shape (2,) · (2, 3) + (3,) = (3,): `[0.3 0.7 1.1]`",
            "`y = identity(a3)`, shape (2,): `[0.31682708 0.69627909]`",
        ),
        ends={"x1": (-5.0, 5.0), "x2": (-5.0, 5.0)} | dict.fromkeys(network.LESSON, (-20.0, 20.0)),
        check=check_forward,
        charts=1,
        asked={"x1": 99, "W1_23": "heavy", "b2_1": -1e9},
        given={"x1": 5.0, "b2_1": -20.0},
        notes=3,
        cards=(
            Card("The lesson's numbers", {}, "`[0.31682708 0.69627909]`"),
            Card("As far as the inputs go", {"x1": 5.0, "x2": 5.0}, "`[0.33324698 0.73281136]`"),
            Card(
                "Saturated",
                {"x1": 5.0, "x2": 5.0, **network.values(W1=[[1, 3, 5], [2, 4, 6]])},
                "`[0.33592572 0.73867022]`",
            ),
            Card("Deaf", network.values(W1=0, W2=0, W3=0), "`[0.1 0.2]`"),
            Card(
                "All weights alike",
                network.values(W1=0.5, b1=0, W2=0.5, b2=0, W3=0.5, b3=0),
                "`[0.73473256 0.73473256]`",
            ),
            Card("Exclusive or", {"x1": 1.0, "x2": 0.0, **EXCLUSIVE_OR}, "`[0.99235586 0.00764414]`"),
        ),
        code=("activations", "lesson", "sigmoid"),
        leads_to="Next: gradients",
    ),
    "gradients": Lesson(
        defaults={"x0": 3.0, "x1": 2.0, "h": 1e-4, "hidden": 10, "bug": gradient_check.NONE},
        seen=(r"$= (13.00060001$ ${} - 12.99940001)$ $/ \, 0.0002$", "39{,}760"),
        ends={
            "x0": (-4.0, 4.0),
            "x1": (-4.0, 4.0),
            "h": (1e-16, 1.0),
            "hidden": (1, 20),
            "bug": (gradient_check.NO_SLOPE, gradient_check.NO_MEAN),
        },
        check=check_gradients,
        charts=4,
        asked={"x0": 99, "h": "tiny", "bug": "all of them"},
        given={"x0": 4.0},
        notes=3,
        cards=(
            Card("The lesson's step", {}, "straight uphill"),
            Card("As large as can be", {"h": 1.0}, "$= 6$, off by $0$"),
            Card("Smaller is not better", {"h": 6e-16}, "**The numerical gradient is visibly wrong.**"),
            Card("Smaller than a number can be", {"h": 1e-16}, "**h is too small for floating-point numbers.**"),
            Card("On an axis", {"x0": 4.0, "x1": 0.0}, "straight uphill"),
            Card("A forgotten slope", {"bug": gradient_check.NO_SLOPE}, "W1 and b1 are off the diagonal"),
            Card("A forgotten mean", {"bug": gradient_check.NO_MEAN}, "20 times as steep"),
            Card("Twice the network", {"hidden": 20}, "over 323 parameters"),
        ),
        code=("numerical_gradient", "numerical_diff", "gradient", "numerical_gradient"),
        leads_to="Next: walk downhill",
    ),
    "descent": Lesson(
        defaults={
            "surface": "bowl",
            "method": "gradient descent",
            "lr": 0.1,
            "steps": 100,
            "x0": -3.0,
            "x1": 4.0,
            "grad": "numerical",
            "step": 100,
        },
        seen=(
            rf"$x_0 \leftarrow {number(LAST)} - 0.1 \times {bracketed(2 * LAST)}$ $= {number(END)}$",
            r"$|1 - 2 \times 0.1| = 0.8$. After 100 steps theory says $5 \times 0.8^{100}$",
            r"$= {1.019 \times 10^{-9}},$ and the walk is at ${1.019 \times 10^{-9}}$",
        ),
        ends={
            "surface": ("bowl", "Himmelblau"),
            "method": ("gradient descent", ALL),
            "x0": (-5.0, 5.0),
            "x1": (-5.0, 5.0),
            "lr": (0.0, 10.0),
            "steps": (1, 100),
            "grad": ("numerical", "analytic"),
            "step": (0, 100),
        },
        check=check_descent,
        charts=2,
        asked={"x0": 99, "lr": "fast", "steps": 10, "step": 50, "surface": "moon"},
        given={"x0": 5.0, "steps": 10, "step": 10},
        notes=4,
        cards=(
            Card("The lesson's walk", {}, "**converges**"),
            Card("One step is enough", {"lr": 0.5, "steps": 10, "step": 10}, "= 0$. After 10 steps"),
            Card("Bold, and it arrives", {"lr": 0.95}, "**oscillates and converges**"),
            Card(
                "Over the edge",
                {"lr": 1.05, "steps": 30, "step": 30},
                "**diverges**: learning rate 1.05 is too large.",
            ),
            Card("Far too timid", {"lr": 0.001}, "**is on its way**"),
            Card(
                "A ravine",
                {"surface": "ravine", "lr": 0.95, "x0": -5.0, "x1": 2.0},
                "**oscillates and converges**",
            ),
            Card(
                "All four in the ravine",
                {"surface": "ravine", "method": ALL, "lr": 0.3, "x0": -5.0, "x1": 2.0},
                "- Momentum **overshoots and converges**",
            ),
            Card("Stopped at a saddle", {"surface": "saddle", "x0": 4.0, "x1": 0.0}, "**converges** to the saddle"),
            Card(
                "Rosenbrock's valley",
                {"surface": "Rosenbrock", "method": ALL, "lr": 0.001, "x0": -1.0, "x1": 1.5},
                "- Momentum **is on its way**",
            ),
            Card(
                "Four lowest points",
                {"surface": "Himmelblau", "lr": 0.01, "x0": 0.0, "x1": 0.0},
                "at (3,\u00a02)",
            ),
        ),
        code=("gradient_descent", "numerical_gradient_field", "numerical_diff", "momentum", "adagrad", "adam"),
        leads_to="Next: train",
    ),
}
