"""What the gradient descent page says about a walk, in words and in formulas with its numbers in them."""

import math
from typing import Any, NamedTuple

import numpy as np

import nn_core as nn
from explorer.descent.endings import Ending, ending
from explorer.descent.walks import METHODS, NEAR, NUMERICAL, SURFACES, slopes, values_beside
from explorer.latex import bracketed, number


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


# What became of a walk


def verdicts(surface: str, walks: dict[str, nn.Descent], lr: float) -> str:
    """What became of each walk; Markdown, a line for each where there are several."""
    return "\n".join(
        ("- " if len(walks) > 1 else "") + verdict(surface, name, walk, lr) for name, walk in walks.items()
    )


def verdict(surface: str, method: str, walk: nn.Descent, lr: float) -> str:
    """A few short sentences, beginning with the method's name and the word for what is seen."""
    end = ending(surface, walk)
    said = f"{method[0].upper()}{method[1:]} {_outcome(surface, method, walk, lr, end)}"
    if end.left_at is not None:
        said += f" It leaves the picture at step {end.left_at}, and its line is cut off there."
    if (walk.values < 0).any():
        said += " Where its value is below 0, a logarithmic axis cannot show it."
    return said


def _outcome(surface: str, method: str, walk: nn.Descent, lr: float, end: Ending) -> str:
    """What the walk did and where it ended."""
    bottomless, steps = not SURFACES[surface].minima, len(walk.path) - 1
    place = "({:.3g},\u00a0{:.3g})".format(*end.target)
    away = f"${number(end.distance, 3)}$ from {'the saddle' if bottomless else 'the lowest point'} at {place}"
    ends = f"{'1 step ends' if steps == 1 else f'{steps} steps end'} {away}"

    if end.still:
        return f"**does not move**: {'a step of learning rate 0 has no length' if lr == 0 else 'the slope here is 0'}."
    if end.diverged:
        downhill = bottomless and walk.values[-1] < walk.values[0]
        why = "it goes downhill for ever" if downhill else f"learning rate {lr:g} is too large"
        if (walk.path[-1] == walk.path[-2]).all():
            # So far out, the numerical gradient does not see a step of 1e-4.
            return f"**diverges**: {why}. {ends}, where x + h is rounded to x and the numerical gradient is 0."
        if math.isfinite(end.distance):
            return f"**diverges**: {why}. {ends}."
        last = int(np.argmin(np.isfinite(walk.values))) - 1
        return f"**diverges**: {why}. After step {last} it is beyond the largest number that a computer holds."
    if end.oscillated and end.distance < NEAR:
        return f"**oscillates and converges**: it jumps across the bottom, less far each time. {ends}."
    if end.oscillated and end.moved > 0.01:
        return f"**oscillates** and comes closer: it jumps from side to side. {ends}."
    if end.oscillated:
        edge = surface == "bowl" and method == "gradient descent"
        beyond = " With any larger learning rate it diverges." if edge else ""
        return f"**oscillates** and comes no closer: it jumps from side to side. {ends}.{beyond}"
    if bottomless and end.distance < NEAR:
        return (
            f"**converges** to the saddle: the slope at {place} is 0, and yet it is no lowest point. "
            "Start a little beside the line that leads there."
        )
    if bottomless:
        return f"**is on its way** down: there is no lowest point to arrive at. {ends}."
    if end.distance < NEAR:
        return f"**{'overshoots and converges' if end.overshot else 'converges'}**: {ends}."
    return f"**{'hardly moves' if end.moved < 0.1 else 'is on its way'}**: {ends}."


# One step, in formulas


def formulas(surface: str, walks: dict[str, nn.Descent], lr: float, step: int, gradient: str) -> str:
    """The step of the first of `walks` in formulas; Markdown, a line for each."""
    method, walk = next(iter(walks.items()))
    text = _formula(surface, method, walk, lr, step, gradient)
    if len(walks) > 1:
        text += "\n\nThis is gradient descent. Choose another method alone to see its step."
    return text


@np.errstate(over="ignore", invalid="ignore")  # the numbers of a walk that diverges may be inf or nan
def _formula(surface: str, method: str, walk: nn.Descent, lr: float, step: int, gradient: str) -> str:
    """The step that led to `step` (at the start: the first one) in formulas."""
    to = max(step, 1)
    before, after = walk.path[to - 1], walk.path[to]
    remembered = 1 if method == "gradient descent" else to
    met = slopes(surface, walk.path[to - remembered : to], gradient)
    written, point = FORMULAS[surface], [bracketed(value) for value in before]
    lines = [
        f"- **The surface** is $f(x) = {written.f.format('x_0', 'x_1')}$. At step {to - 1}: "
        f"$f = {written.f.format(*point)}$ $= {number(walk.values[to - 1])}$"
    ]
    for axis, slope in enumerate(written.slopes):
        exact = SURFACES[surface].grad(before)[axis]
        lines.append(
            rf"- **Its slope** along $x_{axis}$: $\frac{{\partial f}}{{\partial x_{axis}}} = "
            rf"{slope.format('x_0', 'x_1')}$ $= {slope.format(*point)}$ $= {number(exact)}$"
        )
        if gradient == NUMERICAL:
            ahead, behind = values_beside(surface, before, axis)
            difference = f"{number(ahead, 10)} - {bracketed(behind, 10)}"
            measured = number(met[-1, axis])
            lines.append(rf"  - numerically: $\frac{{{difference}}}{{2 \times 10^{{-4}}}}$ $= {measured}$")
    for axis in (0, 1):
        update = _update(method, f"_{axis}", before[axis], met[:, axis], lr)
        lines.append(f"- **Step {to}** along $x_{axis}$: {update} $= {number(after[axis])}$")
    if method == "gradient descent":
        lines += _rate(surface, walk, lr, step)
    return "\n".join(lines)


def _update(method: str, axis: str, x: Any, slopes: Any, lr: float) -> str:
    """The rule of a method for one coordinate, up to its result; `slopes` are those at every step so far."""
    rule = METHODS[method]
    *past, slope = slopes
    before = rule.start
    for earlier in past:
        _, before = rule.step(earlier, before)
    _, now = rule.step(slope, before)
    g, rate, here = bracketed(slope), number(lr), number(x)
    if isinstance(rule, nn.momentum):
        return (
            rf"$v{axis} \leftarrow {number(rule.beta)} \times {bracketed(before)} + {g}$ $= {number(now)}$, "
            rf"$x{axis} \leftarrow {here} - {rate} \times {bracketed(now)}$"
        )
    if isinstance(rule, nn.adagrad):
        return (
            rf"$s{axis} \leftarrow {number(before)} + {g}^2$ $= {number(now)}$, "
            rf"$x{axis} \leftarrow {here} - {rate} \times {g}$ $/ \sqrt{{{number(now)}}}$"
        )
    if isinstance(rule, nn.adam):
        beta1, rest1, beta2, rest2 = map(number, (rule.beta1, 1 - rule.beta1, rule.beta2, 1 - rule.beta2))
        (m, v, _), (new_m, new_v, t), (mean, square) = before, now, rule.means(now)
        return (
            rf"$m{axis} \leftarrow {beta1} \times {bracketed(m)} + {rest1} \times {g}$ $= {number(new_m)}$, "
            rf"$v{axis} \leftarrow {beta2} \times {bracketed(v)} + {rest2} \times {g}^2$ $= {number(new_v)}$, "
            rf"$M{axis} = m{axis} / (1 - {beta1}^{{{t}}})$ $= {number(mean)}$, "
            rf"$V{axis} = v{axis} / (1 - {beta2}^{{{t}}})$ $= {number(square)}$, "
            rf"$x{axis} \leftarrow {here} - {rate} \times {bracketed(mean)}$ $/ \sqrt{{{number(square)}}}$"
        )
    return rf"$x{axis} \leftarrow {here} - {rate} \times {g}$"


def _rate(surface: str, walk: nn.Descent, lr: float, step: int) -> list[str]:
    """What theory says about gradient descent on a quadratic surface, beside what happened."""
    curvature = SURFACES[surface].curvature
    if curvature is None:
        return []
    start, here = walk.path[0], walk.path[step]
    expected = nn.quadratic_descent(curvature, start, lr, step)[-1]
    if surface == "bowl":
        times = abs(1 - 2 * lr)
        began, ended, reached = (np.hypot(*point) for point in (start, expected, here))
        return [
            rf"- **Each step multiplies the distance** by $|1 - 2 \times {number(lr)}| = {number(times)}$. "
            rf"After {step} steps theory says ${number(began)} \times {bracketed(times)}^{{{step}}}$ "
            rf"$= {number(ended)},$ and the walk is at ${number(reached)}$"
        ]
    return [
        rf"- **Each step multiplies** $x_{axis}$ by $1 - {bracketed(c)} \times {number(lr)} = {number(1 - c * lr)}$. "
        rf"After {step} steps theory says ${number(start[axis])} \times {bracketed(1 - c * lr)}^{{{step}}}$ "
        rf"$= {number(expected[axis])},$ and the walk is at ${number(here[axis])}$"
        for axis, c in enumerate(curvature)
    ]
