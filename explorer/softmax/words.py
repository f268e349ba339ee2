"""What the softmax page says: the steps as a table, the formula with the current numbers, what the naive one gives."""

import math
import operator
import sys

import numpy as np
from numpy.typing import ArrayLike

from explorer.softmax.sliders import SHIFT
from explorer.softmax.steps import Steps, rests
from explorer.words.latex import bracketed, digits, number, operands
from explorer.words.numbers import probability, signed

_ENOUGH = 500.0  # a logit that is as large shows by itself what a constant does
_TOO_LARGE = math.log(sys.float_info.max)  # e to the power of more is infinite


def table(steps: Steps) -> str:
    """A Markdown table: a row for each digit, a column for each step, the naive formula last."""
    rows = [
        "| $k$ | $a$ | $z$ | $e^z$ | $y$ | Naive |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    of_others = rests(steps.probabilities)
    for k in range(len(steps.logits)):
        wrong = not _agree(steps.naive[k], steps.probabilities[k])
        naive = probability(steps.naive[k])
        cells = [
            str(k),
            signed(steps.logits[k], "z.6g"),
            signed(steps.scaled[k], "z.5g"),
            probability(steps.exponentials[k]),
            f"**{probability(steps.probabilities[k], rest=of_others[k])}**",
            f":red[**{naive}**]" if wrong else naive,
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def verdict(steps: Steps, temperature: float) -> str:
    """What becomes of the naive formula, in a sentence."""
    e, total = steps.naive_exponentials, steps.naive_sum
    if np.isinf(e).any():
        return (
            "**The naive formula fails here.** $e^{a/T}$ is too large for a float: infinity over infinity is no "
            "number (nan), and anything else over infinity is 0."
        )
    if np.isinf(total):
        return "**The naive formula fails here.** The sum is too large for a float, and all over infinity is 0."
    if total == 0:
        return "**The naive formula fails here.** Every $e^{a/T}$ is too small for a float: 0 over 0 is nan."
    if not _agree(steps.naive, steps.probabilities):
        return "**The naive formula loses digits here:** some $e^{a/T}$ are too small for all the digits of a float."
    same = "**The naive formula** skips the first step. Here it gives the same."
    if SHIFT.max_value / temperature < _TOO_LARGE:
        return f"{same} So high a temperature makes every constant on its slider small: $e^{{a/T}}$ stays a number."
    return same if np.abs(steps.logits).max() > _ENOUGH else f"{same} Add a large constant and look again."


def _agree(naive: ArrayLike, ours: ArrayLike) -> bool:
    """Are they the same but for rounding? The smallest floats are steps of 5e-324 apart, and any of them may be off."""
    return np.allclose(naive, ours, rtol=1e-9, atol=5e-323)


def formula(steps: Steps, temperature: float) -> str:
    """The largest probability, worked through with the naive formula after it; Markdown, a line for each."""
    a, e, largest = steps.logits, steps.exponentials, steps.logits.max()
    k = int(a.argmax())
    of_largest = "the largest" if np.sum(a == largest) == 1 else "one of the largest"
    count = digits(lambda *terms: sum(terms), *e, least=3)
    terms = " + ".join(number(one, count) for one in e)
    t = number(temperature)
    above, below = operands(operator.truediv, e[k], e.sum())
    naive_fraction = steps.naive_exponentials[k], steps.naive_sum
    # Read as they are on paper: as floats the smallest would be rounded once more.
    count = digits(operator.truediv, *naive_fraction, exactly=steps.naive_sum > 0)
    naive_above, naive_below = (number(one, count) for one in naive_fraction)
    return rf"""
- **The largest logit:** $m = {number(largest, 6)}$
- **The sum:** $S = \sum_k e^{{(a_k - m)/T}}$ $= {terms}$ $= {number(e.sum())}$
- **Digit {k}, {of_largest}:** $y_{k} = \frac{{1}}{{S}} \, e^{{(a_{k} - m)/T}}$
  $= \frac{{1}}{{{below}}} \, e^{{({number(a[k], 6)} - {bracketed(largest, 6)})/{t}}}$
  $= \frac{{{above}}}{{{below}}}$ $= {number(steps.probabilities[k])}$
- **Digit {k}, naive:** $\frac{{e^{{a_{k}/T}}}}{{\sum_k e^{{a_k/T}}}}$
  $= \frac{{{naive_above}}}{{{naive_below}}}$ $= {number(steps.naive[k])}$
- **All digits:** $\sum_k y_k = {number(steps.probabilities.sum())}$
"""
