"""What the sigmoid page says: formulas with the current numbers in them, and where the naive formula fails."""

import math
import operator
from functools import lru_cache

import nn_core as nn
from explorer.sigmoid.sliders import ALL_H, X
from explorer.sigmoid.unit import FLAT, Unit
from explorer.words.latex import bracketed, digits, number, operands, total
from explorer.words.numbers import signed
from nn_core import naive


def formula(unit: Unit, x: float) -> str:
    """The output and its slope, worked through; Markdown, a line for each."""
    w, b, a, y = unit.weight, unit.bias, total(unit.weight * x, unit.bias), unit.output(x)
    rest, derivative = nn.sigmoid(-a), unit.derivative(x)  # 1 - y by symmetry, with all its digits
    (exponential,) = operands(lambda e: 1 / (1 + e), math.exp(-a))
    of_derivative, of_slope = (" \\times ".join(operands(operator.mul, *both)) for both in ((y, rest), (w, derivative)))
    return rf"""
- **The weighted sum:** $a = w x + b$ $= {number(w)} \times {bracketed(x)} + {bracketed(b)}$ $= {number(a)}$
- **The output:** $y = \sigma(a) = \frac{{1}}{{1 + e^{{-a}}}}$
  $= \frac{{1}}{{1 + {exponential}}}$ $= {number(y)}$
- **Its derivative:** how steep the sigmoid is at $a$: $\sigma'(a) = y \, (1 - y)$ $= {of_derivative}$
  $= {number(derivative)}$
- **The slope of the tangent:** a change of $x$ is $w$ times as large in $a$, and $\sigma'(a)$ times as large as that in
  $y$. The factors multiply, which is called the **chain rule**: $\frac{{dy}}{{dx}} = w \, \sigma'(a)$
  $= {of_slope}$ $= {number(unit.slope(x))}$
"""


def verdict(unit: Unit, x: float) -> str:
    """Whether anything is learned here, in a sentence."""
    if unit.weight == 0:
        return "**Deaf.** With a weight of 0 the input makes no difference."
    if unit.derivative(x) < FLAT:
        return (
            f"**Saturated.** The derivative is {signed(unit.derivative(x), '.3g')}. Every correction that passes back "
            "through this unit is multiplied by it: hardly any gets through."
        )
    return f"**Awake.** Raise the input by 0.01, and the output changes by about {signed(0.01 * unit.slope(x), '.2g')}."


def shading(unit: Unit) -> str:
    """What the chart has shaded."""
    if all(unit.derivative(end) >= FLAT for end in (X.min_value, X.max_value)):  # where it is smallest
        return "Nothing is shaded: for none of these inputs is the unit saturated."
    return f"Shaded: the derivative is below {FLAT:g}, and the unit is saturated."


def numerical_formula(unit: Unit, x: float, h: float) -> str:
    """The numerical slope and how far off it is, worked through; Markdown, a line for each."""
    ahead, behind = unit.output(x + h), unit.output(x - h)
    numerical, analytic = unit.numerical_slope(x, h), unit.slope(x)
    # As many as it takes to see how far one number is off the other.
    shown = digits(lambda one, other: one - other, numerical, analytic, result=2, exactly=True)
    quotient = digits(lambda difference: difference / (2 * h), ahead - behind, least=shown, result=shown)
    count = digits(lambda one, other: one - other, ahead, behind, least=10, result=quotient, exactly=True)
    difference = number(ahead - behind, quotient)
    return rf"""
- **Two values:** $y(x + h) = {number(ahead, count)}$ and $y(x - h) = {number(behind, count)}$
- **Their difference:** $y(x + h) - y(x - h) = {difference}$
- **Numerical:** $\frac{{dy}}{{dx}} \approx \frac{{y(x + h) - y(x - h)}}{{2h}}$
  $= \frac{{{difference}}}{{2 \times {number(h)}}}$ $= {number(numerical, shown)}$
- **Analytic:** $\frac{{dy}}{{dx}} = w \, \sigma'(a) = {number(analytic, shown)}$
- **Error:** ${number(abs(numerical - analytic), 2)}$
"""


def dip(unit: Unit, x: float) -> str:
    """What the curve of the error against h shows."""
    furthest, errors = ALL_H[-1], unit.numerical_error(x, ALL_H)
    if unit.output(x + furthest) == unit.output(x - furthest):
        if unit.weight == 0:
            return "Here the output is the same however large h is: there is nothing that rounding could spoil."
        return "Here every output is rounded to the same number: the numerical slope is 0 for every h."
    if errors.argmin() in (0, len(errors) - 1):  # the first: of many that are off by all of the slope
        return "Here all outputs are so near to each other that rounding spoils even the largest h: there is no dip."
    return (
        "Right of the dip the curve bends between the two values. Left of it they agree in so many digits that the "
        "error is mostly rounding. Dashed and dotted: what theory expects of each."
    )


@lru_cache
def far_out() -> str:
    """The naive formulas beside the core's, far from 0; a Markdown table that marks what is wrong."""
    rows = ["| Call | $e^{-x}$ | Naive | Ours |", "|:--|--:|--:|--:|"]
    for literal, ours, x in [
        (naive.sigmoid, nn.sigmoid, -1000),
        (naive.sigmoid, nn.sigmoid, -720),
        (naive.sigmoid_grad, nn.sigmoid_grad, 40),
    ]:
        exponential, value, right = naive.exp(-x), literal(x), float(ours(x))
        cells = [
            f"`{ours.__name__}({x})`",
            _marked(exponential, wrong=math.isinf(exponential)),
            _marked(value, wrong=not math.isclose(value, right, rel_tol=1e-9)),
            _shown(right),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _marked(value: float, wrong: bool) -> str:
    return f":red[**{_shown(value)}**]" if wrong else _shown(value)


def _shown(value: float) -> str:
    return signed(value, ".2g")
