"""The lesson pages in one table: what each opens with, how far its controls go, and what has to stand on it."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import nn_core as nn
from explorer.backward import experiments as backward
from explorer.backward.example import WEIGHTS
from explorer.backward.sliders import ANSWERS, EDGE_NAMES, MOVES
from explorer.course.experiment import Experiment
from explorer.descent import experiments as descent
from explorer.descent.verdicts import verdict
from explorer.descent.walks import ALL, METHODS, SURFACES, Settings
from explorer.forward import experiments as forward
from explorer.forward import network
from explorer.gradients import check as gradient_check
from explorer.gradients import experiments as gradients
from explorer.losses import experiments as losses
from explorer.losses.prediction import RESTS, one_hot, prediction
from explorer.sigmoid import experiments as sigmoid
from explorer.softmax import experiments as softmax
from explorer.words.latex import bracketed, number
from explorer.words.numbers import probability, signed
from tests.explorer.descent.lesson import rules
from tests.explorer.formulas import contradictions, value
from tests.pages.signs import odd_signs


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
        code: the functions whose code is shown.
        leads_to: what the link at its end says.
        experiments: what there is to find out.
    """

    defaults: dict[str, Any]
    seen: tuple[str, ...]
    ends: dict[str, tuple[Any, Any]]
    check: Callable[[Mapping[str, Any], str], None]
    charts: int
    asked: dict[str, Any]
    given: dict[str, Any]
    notes: int
    code: tuple[str, ...]
    leads_to: str
    experiments: tuple[Experiment, ...]


def words(at: AppTest) -> str:
    """The Markdown of a page, and what its metrics show, wherever lines are broken."""
    return re.sub(r"[ \n]+", " ", "\n".join(element.value for element in (*at.markdown, *at.metric)))


def notes(at: AppTest) -> list[str]:
    """Lines that say that the link asked for what cannot be had."""
    return [caption.value for caption in at.caption if "link_off" in caption.value]


def headings(at: AppTest) -> list[str]:
    return [header.value for header in at.header]


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
    assert [one for element in at.markdown for one in odd_signs(element.value)] == []


def check_sigmoid(now: Mapping[str, Any], shown: str) -> None:
    x, w, b, h = now.values()
    a = w * x + b
    f = lambda x: nn.sigmoid(w * x + b)
    numerical, analytic = nn.numerical_diff(f, x, h), w * nn.sigmoid_grad(a)
    assert f"$= {number(a)}$" in shown
    # What leads there is shown with as many digits as it takes: see `contradictions`.
    for sign, result in (("{1 + ", nn.sigmoid(a)), (r"\times ", nn.sigmoid_grad(a)), (r"\times ", analytic)):
        assert re.search(rf"{re.escape(sign)}[^$]*\$ \$= {re.escape(number(result))}\$", shown)
    (two,) = re.findall(r"\$y\(x \+ h\) = (.*?)\$ and \$y\(x - h\) = (.*?)\$", shown)
    (difference,) = re.findall(r"\*\*Their difference:\*\* \$(.*?)\$", shown)
    assert [value(one) for one in two] == pytest.approx([f(x + h), f(x - h)], rel=1e-9)
    assert contradictions(f"${two[0]} - {two[1]} = {difference}$") == []
    (slopes,) = re.findall(r"\$= ([^$=]*)\$ - \*\*Analytic:\*\* \S+ = [^=$]* = ([^$=]*)\$", shown)
    assert [value(one) for one in slopes] == pytest.approx([numerical, analytic], rel=1e-9)
    assert f"**Error:** ${number(abs(numerical - analytic), 2)}$" in shown


def softmax_table(shown: str) -> list[list[str]]:
    """The rows of the table of steps, without its head."""
    rows = re.findall(r"\| (\d) " + r"\| ([^|]*) " * 5 + r"\|", shown)
    return [[re.sub("^−", "-", cell.strip("*")) for cell in row] for row in rows]


def check_softmax(now: Mapping[str, Any], shown: str) -> None:
    a = np.array([now[f"a{k}"] for k in range(now["n"])]) + now["shift"]
    y = nn.softmax(a, now["temperature"])
    rows = softmax_table(shown)
    np.testing.assert_allclose([float(row[1]) for row in rows], a, rtol=1e-6)
    assert [row[4] for row in rows] == [probability(p, rest=np.delete(y, k).sum()) for k, p in enumerate(y)]
    assert f"**The largest logit:** $m = {number(a.max(), 6)}$" in shown
    of_largest = "one of the largest" if np.sum(a == a.max()) > 1 else "the largest"
    assert f"**Digit {a.argmax()}, {of_largest}:**" in shown
    assert f"$= {number(y.max())}$" in shown
    assert r"$\sum_k y_k = 1$" in shown


def check_losses(now: Mapping[str, Any], shown: str) -> None:
    p, rest, delta, _ = now.values()
    y = prediction(p, rest)
    loss, squared_error = nn.cross_entropy_error(y, 3, delta), nn.sum_squared_error(y, one_hot(3))
    assert "-0$" not in shown
    assert "-0**" not in shown
    assert f") = {number(loss)}$." in shown
    assert f"] = {number(squared_error)}$" in shown
    assert f"$= {number(np.mean((y - one_hot(3)) ** 2))}$" in shown
    assert f" - 1 = {number(p - 1)}$" in shown
    assert shown.count(f"s ${number(loss, 6)}$") == 2  # by label and one-hot
    assert shown.count("below 0 by $\\delta$ alone") == (2 if loss < 0 else 0)
    if delta:
        assert f" = {number(p / (p + delta) * (p - 1))}$" in shown
        assert f"$-\\log {number(delta)} = {number(-np.log(delta))}$" in shown
    each = [nn.cross_entropy_error([1 - q, q], 1, delta) for q in (p, 0.9, 0.6, 0.8)]
    [(terms, mean)] = re.findall(r"Mean:.*?\\, \((.*?)\) = ([^=]*?)\$", shown)
    assert mean == number(np.mean(each))
    np.testing.assert_allclose(
        np.array([value(term.strip("()")) for term in terms.split(" + ")], float), each, rtol=1e-3
    )


def check_forward(now: Mapping[str, Any], shown: str) -> None:
    layers = network.network(now).activations([now["x1"], now["x2"]])
    printed = lambda array: " ".join(np.array2string(array).split())
    assert shown.endswith(" ".join(signed(y) for y in layers[-1].z)), "the metrics"
    for layer in layers:
        assert f"`{printed(layer.a)}`" in shown
        assert f"`{printed(layer.z)}`" in shown
        assert f"= {number(layer.a[0])}$" in shown


def check_backward(now: Mapping[str, Any], shown: str) -> None:
    """What was computed in this move stands there, and every formula on the page is true for who reads it."""
    params = {name: np.array(value) for name, value in WEIGHTS[now["weights"]].items()}
    array, ends = now["edge"].split(", ")
    at = tuple(int(end) - 1 for end in re.findall(r"\d", ends))
    params[array][at] += now["add"]
    net, x, t, move = (
        nn.ThreeLayerNet(params),
        [now["x1"], now["x2"]],
        ANSWERS.index(now["t"]),
        MOVES.index(now["move"]),
    )
    gradient, loss = net.gradient(x, t), net.loss(x, t)
    slope = f"$= {number(gradient[array][at])}$"
    assert contradictions(shown) == []
    if 1 <= move <= 3:
        assert all(f"$= {number(a)}$" in shown for a in net.activations(x)[move - 1].a)
    assert (f"$= {number(loss)}$" in shown) == (move == 4)
    assert ("The chosen weight," in shown) == (move > 4)
    assert slope in shown or move < 8 - int(array[1])
    assert ("its turn comes" in shown) == (4 < move < 8 - int(array[1]))
    assert ("**Backpropagation:**" in shown) == (move >= 7)
    if move == 8:
        after = net.stepped(gradient, now["lr"])
        assert (f"**Loss {loss:.3f} → {after.loss(x, t):.3f}.**" in shown) == (now["lr"] > 0)
        assert ("no weight moves" in shown) == (now["lr"] == 0)
        assert any(f"is ${number(after.loss(x, t), count)}$" in shown for count in range(6, 60)), "as it takes"
        assert f"$= {number(after.params[array][at])}$" in shown


def check_gradients(now: Mapping[str, Any], shown: str) -> None:
    x0, x1, h, hidden, bug = now.values()
    point = (x0, x1)
    numerical = nn.numerical_gradient(nn.BOWL.f, point, h)
    assert f"$= {number(x0**2 + x1**2)}$" in shown
    for axis in (0, 1):
        assert rf"$= 2 \times {bracketed(point[axis])}$ $= {number(2 * point[axis])}$" in shown
        assert f"$= {number(numerical[axis])}$, off by " in shown
        assert f"off by ${number(abs(numerical[axis] - 2 * point[axis]), 2)}$" in shown
    check = gradient_check.check(hidden, bug)
    assert f"${number(check.largest_difference, 2)}$" in shown
    assert rf"$2 \times {check.parameters} = {check.forward_passes}$" in shown
    assert " took **" not in shown, "nobody has asked for the times"


def check_descent(now: Mapping[str, Any], shown: str) -> None:
    surface, method, lr, beta, steps, x0, x1, gradient, step = now.values()
    known = SURFACES[surface]
    grad = None if gradient == "numerical" else known.grad
    assert ("numerically" in shown) == (grad is None)
    for name in METHODS if method == ALL else [method]:
        walk = nn.gradient_descent(known.f, [x0, x1], lr, steps, grad, rules(beta)[name])
        asked = Settings(surface, name, (x0, x1), lr, steps, gradient, beta)
        assert (verdict(asked, walk) in shown) == (step == steps)
        if method == ALL and name != "gradient descent":
            continue
        to = step if 0 < step < steps else 1
        assert f"At step {to - 1}: $f = " in shown
        assert f"$= {number(walk.values[to - 1])}$" in shown
        for axis in (0, 1):
            assert f"- **Step {to}** along $x_{axis}$: " in shown
            assert f"$= {number(walk.path[to, axis])}$" in shown


LESSONS = {
    "sigmoid": Lesson(
        defaults={"x": 1.0, "w": 1.0, "b": 0.0, "h": 1e-4},
        seen=(
            "= 0.7311$",
            "= 0.1966$",
            "| `sigmoid(-1000)` | :red[**inf**] | 0 | 0 |",
            "| `sigmoid(-720)` | :red[**inf**] | :red[**0**] | 2e−313 |",
            "| `sigmoid_grad(40)` | 4.2e−18 | :red[**0**] | 4.2e−18 |",
        ),
        ends={"x": (-10.0, 10.0), "w": (-4.0, 4.0), "b": (-10.0, 10.0), "h": (1e-13, 0.1)},
        check=check_sigmoid,
        charts=3,
        asked={"x": 99, "h": "tiny"},
        given={"x": 10.0},
        notes=2,
        experiments=sigmoid.EXPERIMENTS,
        code=("sigmoid", "sigmoid_grad", "numerical_diff"),
        leads_to="Next: Softmax",
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
        experiments=softmax.EXPERIMENTS,
        code=("softmax",),
        leads_to="Next: Losses",
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
        experiments=losses.EXPERIMENTS,
        code=(
            "cross_entropy",
            "cross_entropy_error",
            "sum_squared_error",
            "cross_entropy_gradient",
            "sum_squared_error_gradient",
        ),
        leads_to="Next: Forward pass",
    ),
    "forward": Lesson(
        defaults=forward.DEFAULTS,
        seen=(
            r"$1 \times 0.1 + 0.5 \times 0.2 + 0.1 = 0.3$, and sigmoid makes it **0.5744**",
            "`a1 = x @ W1 + b1`, shape (2,) × (2, 3) + (3,) = (3,): `[0.3 0.7 1.1]`",
            "`y = identity(a3)`, shape (2,): `[0.31682708 0.69627909]`",
        ),
        ends={"x1": (-5.0, 5.0), "x2": (-5.0, 5.0), "unit": ("Layer 1, unit 1", "Layer 3, unit 2")}
        | dict.fromkeys(network.LESSON, (-20.0, 20.0)),
        check=check_forward,
        charts=1,
        asked={"x1": 99, "W1_23": "heavy", "b2_1": -1e9},
        given={"x1": 5.0, "b2_1": -20.0},
        notes=3,
        experiments=forward.EXPERIMENTS,
        code=("activations", "lesson", "sigmoid"),
        leads_to="Next: Backpropagation",
    ),
    "backward": Lesson(
        defaults=backward.DEFAULTS,
        seen=("**At the start.** y1 is the right answer. What comes in: 1 and 0.5.",),
        ends={
            "move": (MOVES[0], MOVES[-1]),
            "x1": (-5.0, 5.0),
            "x2": (-5.0, 5.0),
            "t": ANSWERS,
            "edge": (EDGE_NAMES[0], EDGE_NAMES[-1]),
            "add": (-1.0, 1.0),
            "weights": (next(iter(WEIGHTS)), [*WEIGHTS][-1]),
            "lr": (0.0, 2.0),
        },
        check=check_backward,
        charts=2,
        asked={"x1": 99, "lr": "fast", "move": "sideways", "edge": "W9", "add": -7},
        given={"x1": 5.0, "add": -1.0},
        notes=5,
        experiments=backward.EXPERIMENTS,
        code=("gradient", "deltas", "loss", "stepped", "check_gradient"),
        leads_to="Next: Gradients",
    ),
    "gradients": Lesson(
        defaults={"x0": 3.0, "x1": 2.0, "h": 1e-4, "hidden": 10, "bug": gradient_check.NONE},
        seen=(r"$= (13.00060001$ $- \: 12.99940001)$ $/ \, 0.0002$", "39{,}760"),
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
        experiments=gradients.EXPERIMENTS,
        code=("numerical_gradient", "numerical_diff", "gradient", "numerical_gradient"),
        leads_to="Next: Gradient descent",
    ),
    "descent": Lesson(
        defaults={
            "surface": "bowl",
            "method": "gradient descent",
            "lr": 0.1,
            "beta": 0.9,
            "steps": 100,
            "x0": -3.0,
            "x1": 4.0,
            "grad": "analytic",
            "step": 1,
        },
        seen=(
            r"$x_0 \leftarrow -3 - 0.1 \times (-6)$ $= -2.4$",
            r"$|1 - 2 \times 0.1| = 0.8$. After 1 step theory says $5 \times 0.8^{1}$ $= 4,$ and the walk is at $4$",
            "**Step 1:** value $16$",
        ),
        ends={
            "surface": ("bowl", "Himmelblau"),
            "method": ("gradient descent", ALL),
            "x0": (-5.0, 5.0),
            "x1": (-5.0, 5.0),
            "lr": (0.0, 10.0),
            "beta": (0.0, 0.97),
            "steps": (1, 100),
            "grad": ("analytic", "numerical"),
            "step": (0, 100),
        },
        check=check_descent,
        charts=2,
        asked={"x0": 99, "lr": "fast", "beta": 1, "steps": 10, "step": 50, "surface": "moon"},
        given={"x0": 5.0, "beta": 0.97, "steps": 10, "step": 10},
        notes=5,
        experiments=descent.EXPERIMENTS,
        code=("gradient_descent", "numerical_gradient_field", "numerical_diff", "momentum", "adagrad", "adam"),
        leads_to="Next: Train",
    ),
}
