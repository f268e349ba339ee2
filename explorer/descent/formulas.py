"""One step of a walk, in formulas with its numbers in them, and what theory says of all of its steps."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import nn_core as nn
from explorer.descent.walks import METHODS, NUMERICAL, SURFACES, H, Settings, slopes, values_beside
from explorer.words.latex import bracketed, digits, number, operands
from explorer.words.numbers import counted


class Formula(NamedTuple):
    """A surface in LaTeX: its function and its partial derivatives, with {0} and {1} where the coordinates go."""

    f: str
    slopes: tuple[str, str]


FORMULAS = {
    "bowl": Formula("{0}^2 + {1}^2", (r"2 \times {0}", r"2 \times {1}")),
    "ravine": Formula(r"{0}^2 / 20 + {1}^2", (r"{0} / 10", r"2 \times {1}")),
    "saddle": Formula("{0}^2 - {1}^2", (r"2 \times {0}", r"-2 \times {1}")),
    "Rosenbrock": Formula(
        r"(1 - {0})^2 + 100 \, ({1} - {0}^2)^2",
        (r"-2 \, (1 - {0}) - 400 \times {0} \, ({1} - {0}^2)", r"200 \, ({1} - {0}^2)"),
    ),
    "Himmelblau": Formula(
        "({0}^2 + {1} - 11)^2 + ({0} + {1}^2 - 7)^2",
        (
            r"4 \times {0} \, ({0}^2 + {1} - 11) + 2 \, ({0} + {1}^2 - 7)",
            r"2 \, ({0}^2 + {1} - 11) + 4 \times {1} \, ({0} + {1}^2 - 7)",
        ),
    ),
}


def formulas(settings: Settings, walks: dict[str, nn.Descent], step: int) -> str:
    """The step of the first of `walks` in formulas; Markdown, a line for each."""
    method, walk = next(iter(walks.items()))
    text = _formula(settings._replace(method=method), walk, step)
    if len(walks) > 1:
        text += "\n\nThis is gradient descent. Choose another method alone to see its step."
    return text


@np.errstate(over="ignore", invalid="ignore")  # the numbers of a walk that diverges may be inf or nan
def _formula(settings: Settings, walk: nn.Descent, step: int) -> str:
    """The step that led to `step` in formulas; the first one, which is easily checked, where all or none are shown."""
    surface, method, gradient = settings.surface, settings.method, settings.gradient
    to = step if 0 < step < len(walk.path) - 1 else 1
    finite = np.isfinite(walk.values) & np.isfinite(walk.path).all(axis=1)
    last = to if finite.all() else max(int(finite.argmin()), 1)
    lost, to = to > last, min(to, last)
    before, after = walk.path[to - 1], walk.path[to]
    remembered = 1 if method == "gradient descent" else to
    met = slopes(surface, walk.path[to - remembered : to], gradient)
    written, known = FORMULAS[surface], SURFACES[surface]

    def point(compute: Callable[..., Any]) -> list[str]:
        """The coordinates before the step, with the digits that `compute` asks for."""
        count = digits(compute, *before)
        return [bracketed(value, count) for value in before]

    lines = [
        f"- **The surface** is $f(x) = {written.f.format('x_0', 'x_1')}$. At step {to - 1}: "
        f"$f = {written.f.format(*point(lambda *x: known.f(x)))}$ $= {number(walk.values[to - 1])}$"
    ]
    for axis, slope in enumerate(written.slopes):
        numbers = point(lambda *x, axis=axis: known.grad(x)[axis])
        lines.append(
            rf"- **Its slope** along $x_{axis}$: $\frac{{\partial f}}{{\partial x_{axis}}} = "
            rf"{slope.format('x_0', 'x_1')}$ $= {slope.format(*numbers)}$ $= {number(known.grad(before)[axis])}$"
        )
        if gradient == NUMERICAL:
            beside = values_beside(surface, before, axis)
            count = digits(lambda ahead, behind: (ahead - behind) / (2 * H), *beside, least=10, exactly=True)
            difference = f"{number(beside[0], count)} - {bracketed(beside[1], count)}"
            measured = number(met[-1, axis])
            lines.append(rf"  - numerically: $\frac{{{difference}}}{{2 \times {number(H)}}}$ $= {measured}$")
    for axis in (0, 1):
        update = _update(settings, f"_{axis}", before[axis], met[:, axis])
        lines.append(f"- **Step {to}** along $x_{axis}$: {update} $= {number(after[axis])}$")
    if lost:
        lines.append(f"- **Step {to}** was the last one from a number: no float is large enough for what comes later.")
    if method == "gradient descent":
        lines += _rate(settings, walk, step)
    return "\n".join(lines)


def _update(settings: Settings, axis: str, x: Any, slopes: Any) -> str:
    """The rule of a method for one coordinate, up to its result; `slopes` are those at every step so far."""
    lr, beta, rule = settings.lr, settings.beta, METHODS[settings.method](settings.beta)
    *past, slope = slopes
    before = rule.start
    for earlier in past:
        _, before = rule.step(earlier, before)
    _, now = rule.step(slope, before)
    rate = number(lr)
    if isinstance(rule, nn.momentum):
        v, g = operands(lambda v, g: rule.step(g, v)[0], before, slope, first=bracketed)
        here, speed = operands(lambda x, v: x - lr * v, x, now)
        return (
            rf"$v{axis} \leftarrow {number(beta)} \times {v} + {g}$ $= {number(now)}$, "
            rf"$x{axis} \leftarrow {here} - {rate} \times {speed}$"
        )
    if isinstance(rule, nn.adagrad):
        squares, g = operands(lambda s, g: rule.step(g, s)[1], before, slope)
        here, slope, root = operands(lambda x, g, s: x - lr * g / (np.sqrt(s) + rule.epsilon), x, slope, now)
        return (
            rf"$s{axis} \leftarrow {squares} + {g}^2$ $= {number(now)}$, "
            rf"$x{axis} \leftarrow {here} - {rate} \times {slope}$ $/ (\sqrt{{{root}}} + {number(rule.epsilon)})$"
        )
    if isinstance(rule, nn.adam):
        keeps, forgets = np.array([rule.beta1, rule.beta2]), 1 - np.array([rule.beta1, rule.beta2])
        (beta1, beta2), (rest1, rest2) = map(number, keeps), map(number, forgets)
        (m, v, _), (new_m, new_v, t), (mean, square) = before, now, rule.means(now)
        old_m, g = operands(lambda m, g: rule.step(g, (m, 0.0, 0))[1][0], m, slope, first=bracketed)
        old_v, squared = operands(lambda v, g: rule.step(g, (0.0, v, 0))[1][1], v, slope, first=bracketed)
        (from_m,) = operands(lambda m: m / (1 - rule.beta1**t), new_m, first=bracketed)
        (from_v,) = operands(lambda v: v / (1 - rule.beta2**t), new_v, first=bracketed)
        here, direction, root = operands(lambda x, m, v: x - lr * m / (np.sqrt(v) + rule.epsilon), x, mean, square)
        return (
            rf"$m{axis} \leftarrow {beta1} \times {old_m} + {rest1} \times {g}$ $= {number(new_m)}$, "
            rf"$v{axis} \leftarrow {beta2} \times {old_v} + {rest2} \times {squared}^2$ $= {number(new_v)}$, "
            rf"$M{axis} = {from_m} / (1 - {beta1}^{{{t}}})$ $= {number(mean)}$, "
            rf"$V{axis} = {from_v} / (1 - {beta2}^{{{t}}})$ $= {number(square)}$, "
            rf"$x{axis} \leftarrow {here} - {rate} \times {direction}$ $/ (\sqrt{{{root}}} + {number(rule.epsilon)})$"
        )
    here, g = operands(lambda x, g: x - lr * g, x, slope)
    return rf"$x{axis} \leftarrow {here} - {rate} \times {g}$"


def _rate(settings: Settings, walk: nn.Descent, step: int) -> list[str]:
    """What theory says about gradient descent on a quadratic surface, beside what happened."""
    surface, lr, gradient = settings.surface, settings.lr, settings.gradient
    curvature = SURFACES[surface].curvature
    if curvature is None:
        return []
    start, here = walk.path[0], walk.path[step]
    expected = nn.quadratic_descent(curvature, start, lr, step)[-1]
    if surface == "bowl":
        began, ended, reached = (np.hypot(*point) for point in (start, expected, here))
        first, times = operands(lambda began, times: began * times**step, began, abs(1 - 2 * lr))
        return [
            rf"- **Each step multiplies the distance** by $|1 - 2 \times {number(lr)}| = {number(abs(1 - 2 * lr))}$. "
            rf"After {counted(step, 'step')} theory says ${first} \times {times}^{{{step}}}$ "
            rf"$= {number(ended)},$ and the walk is at ${number(reached)}$" + _why(ended, reached, gradient)
        ]
    lines = []
    for axis, c in enumerate(curvature):
        first, times = operands(lambda began, times: began * times**step, start[axis], 1 - c * lr)
        lines.append(
            rf"- **Each step multiplies** $x_{axis}$ by "
            rf"$1 - {bracketed(c)} \times {number(lr)} = {number(1 - c * lr)}$. "
            rf"After {counted(step, 'step')} theory says ${first} \times {times}^{{{step}}}$ "
            rf"$= {number(expected[axis])},$ and the walk is at ${number(here[axis])}$"
            + _why(expected[axis], here[axis], gradient)
        )
    return lines


def _why(expected: float, reached: float, gradient: str) -> str:
    """Why theory and walk are apart, where they are."""
    if expected == reached or math.isnan(reached) or abs(reached - expected) <= 1e-3 * abs(expected):
        return ""
    if gradient == NUMERICAL:
        return ". They differ because the numerical gradient is a small difference of rounded values, divided by 2h."
    return ". They differ because numbers are rounded."
