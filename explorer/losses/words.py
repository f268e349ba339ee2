"""What the losses page says: formulas with the current numbers in them, one-hot and labels, the mean of a batch."""

import math

import numpy as np

import nn_core as nn
from explorer.losses.prediction import CLASSES, RIGHT, SHARED, one_hot, prediction
from explorer.words.latex import bracketed, digits, number, operands
from explorer.words.numbers import short

# The rest of a batch: what each image shows, and the probability that this digit was given.
OTHERS = ((7, 0.9), (2, 0.6), (1, 0.8))


def verdict(p: float, rest: str) -> str:
    """How much harder one loss pulls at the right digit's logit than the other, in a sentence."""
    y, t = prediction(p, rest), one_hot(RIGHT)
    cross_entropy, squared_error = nn.cross_entropy_gradient(y, t)[RIGHT], nn.sum_squared_error_gradient(y, t)[RIGHT]
    if cross_entropy == 0:
        return "**Nothing left to learn.** The right digit has all the probability, and neither loss pulls."
    if squared_error == 0:
        return "**Squared error has stalled.** The right digit was ruled out, and only cross-entropy pulls it back."
    ratio = cross_entropy / squared_error
    return f"**Cross-entropy pulls ${number(ratio, 3)}$ times as hard** at the right digit's logit."


def losses(p: float, rest: str, delta: float) -> str:
    """Both losses, and the mean squared error that neither of them is, worked through; Markdown, a line for each."""
    y, t = prediction(p, rest), one_hot(RIGHT)
    squared_error = nn.sum_squared_error(y, t)
    loss = nn.cross_entropy_error(y, RIGHT, delta)
    count = digits(lambda p, delta: -np.log(p + delta), p, delta)
    of_log = f"{number(p, count)} + {number(delta, count)}"
    alike = CLASSES - 1 if rest == SHARED else 1
    right, other = operands(lambda p, q: ((p - 1) ** 2 + alike * q**2) / 2, p, y.max(where=t == 0, initial=0))
    others = rf"{alike} \times {other}^2" if rest == SHARED else f"({other})^2"
    (halved,) = operands(lambda loss: 2 / CLASSES * loss, squared_error)
    return rf"""
### How wrong is it?
- **Cross-entropy:** $-\log(p + \delta)$
  $= -\log({of_log}) = {number(loss)}$.{_below_zero(loss) or " Here log is the natural logarithm, ln on a calculator."}
- **Half squared error:** a sum over all digits $k$, where $y_k$ is a probability and the target $t_k$ is 1 for the
  {RIGHT} and 0 for the others: $\frac{{1}}{{2}} \sum_k (y_k - t_k)^2$
  $= \frac{{1}}{{2}} \, [({right} - 1)^2 + {others}] = {number(squared_error)}$
- **Mean squared error:** $\frac{{2}}{{{CLASSES}}} \times {halved}$
  $= {number(2 / CLASSES * squared_error)}$. The half sum is often called MSE as well; an MSE divides by how many
  squares there are, here {CLASSES}, and not by 2. Both are lowest in the same place; only the steps are smaller.
"""


def gradients(p: float, rest: str) -> str:
    """The gradient of both losses with respect to the right logit, worked through; Markdown, a line for each."""
    y, t = prediction(p, rest), one_hot(RIGHT)
    mean = ((y - t) * y).sum()
    squared_error = nn.sum_squared_error_gradient(y, t)[RIGHT]
    count = digits(lambda p, error, mean: p * (error - mean), p, p - 1, mean)
    (given,) = operands(lambda p: p - 1, p)
    return rf"""
### How hard does it pull?
The **gradient** with respect to the logit of the {RIGHT} is a slope: how fast the loss rises with that logit.
- **Cross-entropy:** $y_{RIGHT} - t_{RIGHT} = {given} - 1 = {number(nn.cross_entropy_gradient(y, t)[RIGHT])}$
- **Half squared error:** $y_{RIGHT} \, [(y_{RIGHT} - t_{RIGHT}) - \sum_k (y_k - t_k) \, y_k]$
  $= {number(p, count)} \times [{number(p - 1, count)} - {bracketed(mean, count)}] = {number(squared_error)}$
- **Why it stalls:** softmax puts the probability of the {RIGHT} as a factor in front of both. The derivative of its
  logarithm, one over the probability, cancels it. Nothing in the squared error does.
"""


def cap(p: float, rest: str, delta: float) -> str:
    """What delta does to the loss and would do to its gradient, worked through; Markdown, a line for each."""
    y, t = prediction(p, rest), one_hot(RIGHT)
    heading = "### What does delta do?"
    if delta == 0:
        infinite = math.isinf(nn.cross_entropy_error(y, RIGHT, delta))
        now = "It is **infinite** now, and so is the mean of its batch." if infinite else "Set p to 0 to see it."
        return f"{heading}\n- **Without it** nothing caps the loss: a digit that was ruled out costs $-\\log 0$. {now}"
    gradient = nn.cross_entropy_gradient(y, t, delta)[RIGHT]
    given, error = operands(lambda p, error: p / (p + delta) * error, p, p - 1)
    return rf"""
{heading}
- **It caps the loss** at $-\log {number(delta)} = {number(nn.cross_entropy_error(one_hot(0), 1, delta))}$, where p
  is far below delta.
- **It would stall the gradient** there. Here it is $\frac{{p}}{{p + \delta}} \, (y_{RIGHT} - t_{RIGHT})$
  $= \frac{{{given}}}{{{given} + {number(delta)}}} \times {error} = {number(gradient)}$.
  So backpropagation leaves it out.
- **Where networks train here** it is 1e-7.
"""


def labels(p: float, rest: str, delta: float) -> str:
    """One loss twice: with the right digit as a label and as a one-hot row; Markdown, a line for each."""
    y, t = prediction(p, rest), one_hot(RIGHT)
    row = " ".join(f"{value:g}" for value in t)
    infinite = delta == 0 and np.any((y == 0) & (t == 0))
    left_out = r", where $0 \times \log 0$ counts as 0" if infinite else ""
    by_label, by_row = nn.cross_entropy_error(y, RIGHT, delta), nn.cross_entropy_error(y, t, delta)
    below = f".{_below_zero(by_label)}" if by_label < 0 else ""
    return rf"""
### Label or one-hot?
- **A label** picks one probability: with `{RIGHT}` the loss is ${number(by_label, 6)}$
- **One-hot** multiplies the other nine logarithms by 0{left_out}: with `[{row}]` it is ${number(by_row, 6)}${below}
"""


def _below_zero(loss: float) -> str:
    """Why a loss can be below 0, where it is."""
    if loss >= 0:
        return ""
    return r" It is below 0 by $\delta$ alone: $p + \delta$ is above 1."


def batch(p: float, rest: str, delta: float) -> str:
    """A batch of four, of which the current prediction is the first, and its mean loss; Markdown with a table."""
    shown = np.array([RIGHT, *(digit for digit, _ in OTHERS)])
    given = [p, *(probability for _, probability in OTHERS)]
    y = np.stack([prediction(q, rest, digit) for q, digit in zip(given, shown, strict=True)])
    each = nn.cross_entropy(y, shown, delta)
    rows = "\n".join(f"| {t} | {short(q)} | ${number(loss)}$ |" for t, q, loss in zip(shown, given, each, strict=True))
    count = digits(lambda *losses: sum(losses) / len(losses), *each)
    mean, squared_error = nn.cross_entropy_error(y, shown, delta), nn.sum_squared_error(y, one_hot(shown))
    return rf"""
### The mean over a batch
| Right digit | Its probability | Cross-entropy |
|--:|--:|--:|
{rows}

**Mean:** $\frac{{1}}{{{len(each)}}} \, ({" + ".join(bracketed(loss, count) for loss in each)}) = {number(mean)}$

Half squared error takes no mean here: of these four it is ${number(squared_error)}$ in all,
so twice the batch would be twice the loss, and steps twice as long.
"""
