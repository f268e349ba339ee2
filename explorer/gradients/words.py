"""What the gradients page says, in words and in formulas with the current numbers in them."""

import math
from typing import Any

import numpy as np

import nn_core as nn
from explorer.gradients.check import CLASSES, INPUTS, NO_MEAN, NO_SLOPE, SAMPLES, Check
from explorer.gradients.costs import FULL, FULL_BATCH, FULL_PARAMETERS, TURNS, Costs, Times
from explorer.words.latex import bracketed, digits, number, operands

ITERATIONS = 10_000  # of the lesson


def _both_ways(point: tuple[float, float], h: float) -> tuple[Any, Any]:
    """The gradient at a point, by formula and from values."""
    return nn.BOWL.grad(point), nn.numerical_gradient(nn.BOWL.f, point, h)


def formulas(point: tuple[float, float], h: float) -> str:
    """Both partial derivatives by both ways, with the numbers put in; Markdown, a line for each."""
    here, (analytic, numerical) = np.array(point), _both_ways(point, h)
    height = nn.BOWL.f(here)
    highest = max(float(nn.BOWL.f(here + sign * step)) for sign in (-1, 1) for step in h * np.eye(2))
    least = min(17, 6 + math.ceil(-math.log10(h)))  # as many as it takes to see that the two values differ
    lines = [
        f"- **The surface**: $f(x) = x_0^2 + x_1^2$ $= {bracketed(point[0])}^2 + {bracketed(point[1])}^2$ "
        f"$= {number(height)}$"
    ]
    for axis in (0, 1):
        step = h * np.eye(2)[axis]
        values = nn.BOWL.f(here + step), nn.BOWL.f(here - step)
        count = digits(lambda ahead, behind: (ahead - behind) / (2 * h), *values, least=least, exactly=True)
        ahead, behind = (number(value, count) for value in values)
        beside = [f"f(x_0 {sign} h, x_1)" if axis == 0 else f"f(x_0, x_1 {sign} h)" for sign in "+-"]
        lines += [
            rf"- **By formula**: $\frac{{\partial f}}{{\partial x_{axis}}} = 2 x_{axis}$ "
            rf"$= 2 \times {bracketed(point[axis])}$ $= {number(analytic[axis])}$",
            rf"- **Numerically**, $h = {number(h)}$: $\frac{{{beside[0]} - {beside[1]}}}{{2h}}$ "
            rf"$= ({ahead}$ $- \: {behind})$ $/ \, {bracketed(2 * h)}$ $= {number(numerical[axis])}$, off by "
            rf"${number(abs(numerical[axis] - analytic[axis]), 2)}$",
        ]
    exact = np.array_equal(analytic, numerical)
    explains = "has done nothing here; it could do" if exact else "explains it:"
    epsilon, of_highest = operands(lambda epsilon, f: epsilon * f / h, np.finfo(np.float64).eps, highest)
    lines.append(
        rf"- **Rounding** {explains} about $\varepsilon f / h$ $= {epsilon} \times {of_highest}$ "
        rf"$/ \, {bracketed(h)}$ $= {number(nn.rounding_error(highest, h))}$, with the largest of the four values as "
        "$f$. Nothing else is wrong here: the central "
        "difference of a parabola is exact for every $h$."
    )
    return "\n".join(lines)


def finding(point: tuple[float, float], h: float) -> str:
    """What the arrows show, in a sentence or two."""
    analytic, numerical = _both_ways(point, h)
    flat = [axis for axis, x in enumerate(point) if x and numerical[axis] == 0]
    if flat:
        rounded = [axis for axis in flat if point[axis] + h == point[axis] - h]
        lost = [
            f"along {' and '.join(f'x{axis}' for axis in axes)}, {what}"
            for axes, what in (
                (rounded, "x + h and x − h are rounded back to x"),
                ([axis for axis in flat if axis not in rounded], "f(x + h) and f(x − h) are rounded alike"),
            )
            if axes
        ]
        return (
            f"**h is too small for floating-point numbers.** {'; '.join(lost).capitalize()}: both values are the same, "
            f"and the numerical slope is 0.{_also_off(analytic, numerical, flat)}"
        )
    steepness = float(np.hypot(*analytic))
    off = float(np.hypot(*(numerical - analytic)))
    if off > 0.01 * steepness:
        how_wrong = f"{off / steepness:.1%} off" if off < 0.1 * steepness else "wrong by more than a tenth"
        return (
            f"**The numerical gradient is {how_wrong}.** The two values differ only in their last digits, and those "
            "are rounded; dividing by 2h makes that large."
        )
    if steepness == 0:
        return "**The gradient is 0**: this is the lowest point. Nothing shows the way, and there is nowhere to go."
    return (
        f"**The gradient points straight uphill**, at right angles to the contour. Its length, ${number(steepness)}$, "
        "is how steep it is there. Gradient descent walks the other way."
    )


def _also_off(analytic: Any, numerical: Any, flat: list[int]) -> str:
    """What is to be said of the other slope, where one has become 0."""
    others = (abs(numerical[axis] / analytic[axis] - 1) for axis in (0, 1) if axis not in flat and analytic[axis])
    off = next(others, 0.0)
    return f" The other slope is {off:.0%} off." if off > 0.01 else ""


def check_result(check: Check, bug: str) -> str:
    """Whether the two ways agree."""
    largest = f"${number(check.largest_difference, 2)}$"
    if bug == NO_SLOPE:
        return (
            f"**Found.** The largest difference is {largest}. W1 and b1 are off the diagonal, W2 and b2 are on it: the "
            "mistake lies between the two layers."
        )
    if bug == NO_MEAN:
        return (
            f"**Found.** The largest difference is {largest}. All dots lie on another line, {SAMPLES} times as steep: "
            "the direction is right and the length is not."
        )
    return (
        f"**They agree.** The largest difference between the two, over {check.parameters:,} parameters, is {largest}: "
        "that much comes from rounding and h."
    )


def check_costs(check: Check, hidden: int, costs: Costs | None) -> str:
    """What each way costs on the small network, with the times where they were measured; Markdown, a line for each."""
    lines = rf"""
**What it costs on this network, {INPUTS}-{hidden}-{CLASSES}**

- **Parameters**: ${INPUTS} \times {hidden} + {hidden} + {hidden} \times {CLASSES} + {CLASSES}$ $= {check.parameters}$
- **Numerical**: 2 forward passes each, $2 \times {check.parameters} = {check.forward_passes}$
"""
    if costs is None:
        return f"{lines}- **Backpropagation**: 1 forward pass and 1 backward pass\n"
    times = costs.numerical.typical / costs.backpropagation.typical
    return (
        f"{lines.rstrip()}, took {measured(costs.numerical)}\n"
        f"- **Backpropagation**: 1 forward pass and 1 backward pass took {measured(costs.backpropagation)}, "
        f"{_times_less(times)}\n"
    )


def full_costs(costs: Costs | None) -> str:
    """The same for the lesson's network, where the numerical gradient is worked out and not waited for."""
    inputs, hidden, outputs = FULL
    passes = 2 * FULL_PARAMETERS
    lines = rf"""
**What it would cost on the network that reads digits, {inputs}-{hidden}-{outputs}**

- **Parameters**: ${inputs} \times {hidden} + {hidden} + {hidden} \times {outputs} + {outputs}$
  $= {_grouped(FULL_PARAMETERS)}$
- **Forward passes** for one numerical gradient:
  $2 \times {_grouped(FULL_PARAMETERS)}$ $= {_grouped(passes)}$
"""
    if costs is None:
        return lines
    forward, back = costs.full_forward, costs.full_backpropagation
    numerical = passes * float(f"{forward.typical:.3g}")  # of the time as it is shown, so that a calculator agrees
    return rf"""{lines.rstrip()}
- **One forward pass** for a batch of {FULL_BATCH} took {measured(forward)}, so **one step** would take
  {passes:,} × {span(forward.typical)} = **{span(numerical)}**, and a training of {ITERATIONS:,} steps
  **{span(ITERATIONS * numerical)}**
- **Backpropagation** took {measured(back)} for one step, {_times_less(numerical / back.typical)}: that makes
  **{span(ITERATIONS * back.typical)}** for {ITERATIONS:,}
"""


def measured(times: Times) -> str:
    """A time that was measured, and how far it can be trusted."""
    low, high = times.middle_half
    return f"**{span(times.typical)}** (half of {len(times.seconds)} tries: {span(low)} to {span(high)})"


def trust(costs: Costs) -> str:
    """What to think of these times, in a sentence or two."""
    if not costs.possible:
        return (
            "**These times cannot be right.** Backpropagation begins with a forward pass, and the numerical gradient "
            "is many of them: neither can take less time. This machine was busy with other things. Measure again."
        )
    if not costs.steady:
        return (
            "**These times are rough.** The same thing took much longer at one time than at another: this machine was "
            "busy with other things. Measure again when it is quiet."
        )
    return f"Each was timed {TURNS} times, by turns, on one core of the machine that also trains the networks."


def _times_less(ratio: float) -> str:
    """As exactly as times that vary by some percent can say it."""
    return f"some {float(f'{ratio:.2g}'):,.0f} times less" if ratio >= 2 else "no less"


def span(seconds: float) -> str:
    """A span of time in the unit that a person would choose: 83 µs, 12 ms, 33 s, 9.1 h, 3.8 days."""
    seconds = float(f"{seconds:.3g}")  # 999.9 ms are 1 s
    for unit, length in (("days", 86_400), ("h", 3_600), ("min", 60), ("s", 1), ("ms", 1e-3)):
        if seconds >= length:
            count = f"{seconds / length:.3g}" if seconds < 100 * length else f"{seconds / length:,.0f}"
            return f"{count} {'day' if count == '1' and unit == 'days' else unit}"
    return f"{seconds * 1e6:.3g} µs"


def _grouped(count: int) -> str:
    """A whole number in LaTeX with commas that keep no space behind them."""
    return f"{count:,}".replace(",", "{,}")
