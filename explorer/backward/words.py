"""What the backward page says: where the walk is, the chain of factors with its numbers, and whether they are right."""

import math
import operator

import numpy as np

import nn_core as nn
from explorer.backward.example import Example
from explorer.backward.sliders import ANSWERS, LOSS, MOVES, UPDATE
from explorer.charts.arrays import Array
from explorer.charts.network import EDGES, Edge
from explorer.words.latex import bracketed, digits, number, operands, products, total
from explorer.words.numbers import signed

H = 1e-4  # how far the chosen weight is moved to measure its slope
GOOD = 1e-6  # a check that is below this has found no mistake
DELTA = (
    "The **slope** of a weight says how fast the loss changes with it. It is the incoming value times the **δ** of "
    "the unit it leads to; δ says how fast the loss changes with the sum of that unit."
)
DASHED = "Dashed: a slope below 0. Raise that weight, and the loss falls."
AFTERWARDS = "The picture is of the network after the step, the numbers are of the one before."


def verdict(example: Example, lr: float, move: int) -> str:
    """What happened in this move, in a sentence or two."""
    t, p = ANSWERS[example.t], example.probabilities[example.t]
    layer = move if move <= 3 else 2 * LOSS - move
    if move == 0:
        x1, x2 = (signed(x, "g") for x in example.x)
        return f"**At the start.** {t} is the right answer. What comes in: {x1} and {x2}."
    if move < LOSS:
        return f"**Forward, layer {layer}.** Each unit adds up what comes in, number times weight, and its bias."
    if move == LOSS:
        return f"**Loss {example.loss:.3f}.** The right answer, {t}, was given a probability of {p:.3f}."
    if move < UPDATE:
        slopes = example.gradient[[edge.x2 == layer for edge in EDGES]]
        return f"**Backward, layer {layer}.** {_largest(slopes)}"
    if lr == 0:
        return f"**Loss {example.loss:.3f}.** With a learning rate of 0 no weight moves."
    after = example.after(lr).loss
    moved = "by exactly its slope" if lr == 1 else f"by {lr:g} times its slope"
    return f"**Loss {example.loss:.3f} → {after:.3f}.** Every weight has moved {moved}, downhill."


def _largest(slopes: Array) -> str:
    """The slopes furthest from 0: of two that differ only in their signs, both."""
    size = np.abs(slopes).max()
    if size == 0:
        return "No slope comes back this far: all of them are 0."
    furthest = sorted(slope for slope in slopes if np.isclose(abs(slope), size, rtol=1e-9, atol=0))
    shown = dict.fromkeys(signed(slope, ".2g") for slope in furthest)
    said = "The largest slope of this layer" if len(shown) == 1 else "The largest slopes of this layer"
    return f"Thick lines move the loss most. {said}: {' and '.join(shown)}."


def steps(example: Example, edge: Edge, lr: float, move: int) -> str:
    """What was computed in this move, with the numbers; of a move back, what leads to the slope of one weight."""
    if move == 0:
        return (
            "Nothing has been computed yet. Press **Next**: forward through three layers to the loss, then back, and "
            "at the end every weight moves a little."
        )
    if move < LOSS:
        return _forward(example, move)
    if move == LOSS:
        return _loss(example)
    layer = max(2 * LOSS - move, 1)
    reached = max(layer, int(edge.x2))
    lines = [f"{DELTA} {AFTERWARDS if move == UPDATE else DASHED}\n"]
    lines += [_first_delta(example, k) for k in _needed(edge, 3, reached)]
    for back in range(2, reached - 1, -1):
        lines += [_delta(example, back, k) for k in _needed(edge, back, reached)]
    if layer > edge.x2:
        lines.append(f"- The chosen weight, {edge.name}, is in layer {int(edge.x2)}: its turn comes.")
        return "\n".join(lines)
    lines.append(_slope(example, edge))
    if move == UPDATE:
        lines += _update(example, edge, lr)
    return "\n".join(lines)


def _needed(edge: Edge, layer: int, reached: int) -> list[int]:
    """The units of a layer whose deltas the chosen weight's slope is made of; all of them before that is reached."""
    return [edge.place[-1]] if layer == reached == edge.x2 else [0, 1]


def _forward(example: Example, layer: int) -> str:
    z, W, b = _into(example, layer), example.net.params[f"W{layer}"], example.net.params[f"b{layer}"]
    lines = []
    for k, (a, out) in enumerate(zip(example.layers[layer - 1].a, example.layers[layer - 1].z, strict=True)):
        added = number(total(*(z * W[:, k]), b[k]))
        line = f"- **Unit {k + 1}:** $a = {products(z, W[:, k], b[k])}$ $= {added}$"
        if layer < 3:
            (exponential,) = operands(lambda e: 1 / (1 + e), math.exp(-a))
            line += rf", and $z = \sigma(a) = \frac{{1}}{{1 + {exponential}}}$ $= {number(out)}$"
        lines.append(line)
    if layer == 3:
        lines.append("- No sigmoid here: these two sums are the answer, called **logits**.")
    return "\n".join(lines)


def _loss(example: Example) -> str:
    e1, e2 = np.exp(example.layers[-1].a)
    p = example.probabilities
    k = example.t
    (chosen,) = operands(lambda p: -np.log(p), p[k])
    share = lambda one, other: one / (one + other)
    of_first, of_second = operands(share, e1, e2), operands(share, e2, e1)
    return rf"""
- **Softmax** makes probabilities of the two logits: $p_1 = \frac{{e^{{y_1}}}}{{e^{{y_1}} + e^{{y_2}}}}$
  $= \frac{{{of_first[0]}}}{{{" + ".join(of_first)}}}$ $= {number(p[0])}$, and
  $p_2 = \frac{{{of_second[0]}}}{{{" + ".join(of_second[::-1])}}}$ $= {number(p[1])}$
- **The loss** is the cross-entropy, which is 0 for a probability of 1 (log is the natural logarithm, ln):
  $L = -\log p_{k + 1}$
  $= -\log {chosen}$ $= {number(example.loss)}$
"""


def _first_delta(example: Example, k: int) -> str:
    p, right, delta = example.probabilities[k], int(k == example.t), example.deltas[2][k]
    (given,) = operands(lambda p: p - right, p)
    return (
        rf"- $\delta^{{(3)}}_{k + 1} = p_{k + 1} - t_{k + 1}$ $= {given} - {right}$ $= {number(delta)}$: "
        f"{'the right answer should get more' if right else 'the wrong answer should get less'}"
    )


def _delta(example: Example, layer: int, k: int) -> str:
    """The delta of a hidden unit: what the units that it feeds hand back, times the slope of its sigmoid."""
    weights, after = example.net.params[f"W{layer + 1}"][k], example.deltas[layer]
    z, rest = example.layers[layer - 1].z[k], nn.sigmoid(-example.layers[layer - 1].a[k])
    compute = lambda z, rest, *n: total(*(w * d for w, d in zip(n[::2], n[1::2], strict=True))) * z * rest
    shown = digits(compute, z, rest, *(one for pair in zip(weights, after, strict=True) for one in pair))
    handed_back = " + ".join(
        rf"{bracketed(w, shown)} \times {bracketed(d, shown)}" for w, d in zip(weights, after, strict=True)
    )
    j = k + 1
    return (
        rf"- $\delta^{{({layer})}}_{j} = \left(w_{{{j}1}} \, \delta^{{({layer + 1})}}_1 + w_{{{j}2}} \, "
        rf"\delta^{{({layer + 1})}}_2\right) \times z \, (1 - z)$ $= ({handed_back})$ $\times \: {number(z, shown)} "
        rf"\times {number(rest, shown)}$ $= {number(example.deltas[layer - 1][k])}$"
    )


def _slope(example: Example, edge: Edge) -> str:
    """The slope of the loss by the chosen weight, from what goes in at its one end and the delta at its other."""
    layer, k = int(edge.x2), edge.place[-1]
    z = 1.0 if edge.array.startswith("b") else _into(example, layer)[edge.place[0]]
    delta = example.deltas[layer - 1][k]
    name = "b" if edge.array.startswith("b") else "w"
    came_in = "1" if name == "b" else "x" if layer == 1 else "z"
    into = came_in if name == "b" else f"{came_in}_{edge.place[0] + 1}"
    comes_in, comes_back = operands(operator.mul, z, delta, first=bracketed)
    return (
        rf"- **The chosen weight, {edge.name}:** $\frac{{\partial L}}{{\partial {name}}} = {into} \times "
        rf"\delta^{{({layer})}}_{k + 1}$ $= {comes_in} \times {comes_back}$ "
        rf"$= {number(example.gradient[EDGES.index(edge)])}$"
    )


def _update(example: Example, edge: Edge, lr: float) -> list[str]:
    at = EDGES.index(edge)
    w, slope, new = example.weights[at], example.gradient[at], example.after(lr).weights[at]
    shown = digits(lambda w, slope: w - lr * slope, w, slope)
    name = "b" if edge.array.startswith("b") else "w"
    return [
        rf"- **It moves:** ${name} \leftarrow {name} - \eta \, \frac{{\partial L}}{{\partial {name}}}$ "
        rf"$= {number(w, shown)} - {number(lr)} \times {bracketed(slope, shown)}$ $= {number(new)}$. "
        r"The learning rate is written $\eta$."
    ]


def step(example: Example, lr: float, move: int) -> str:
    """What one step of learning was promised to bring, and what it brought."""
    if move < UPDATE:
        return "The step comes last, at **update**. Press **Next** until then."
    squared = float(np.sum(example.gradient**2))
    promised, after = lr * squared, example.after(lr).loss
    shown = digits(lambda squared: lr * squared, squared)
    fell = example.loss - after
    count = digits(operator.sub, example.loss, after, least=6, exactly=True)
    before_it, after_it = number(example.loss, count), number(after, count)
    return rf"""
- **Promised:** all slopes squared and added up are ${number(squared, shown)}$. With a learning rate of {lr:g}
  a straight line falls by ${number(lr)} \times {number(squared, shown)}$ $= {number(promised)}$
- **Got:** the loss was ${before_it}$ and is ${after_it}$, so it fell by ${number(fell)}$.
  {_kept(fell, promised)}
"""


def _kept(fell: float, promised: float) -> str:
    if promised == 0:
        return "A step of no length changes nothing."
    return f"That is {fell / promised:.0%} of what was promised."


def check(example: Example, edge: Edge, move: int) -> str:
    """Whether the slopes are right: the chosen one measured, and all of them at once."""
    if move < 2 * LOSS - 1:
        return (
            "When the pass back has reached layer 1, all 23 slopes are checked here against slopes that are measured."
        )
    ahead, behind, measured = example.measured(edge, H)
    count = digits(lambda one, other: one - other, ahead, behind, least=10, exactly=True)
    (difference,) = operands(lambda difference: difference / (2 * H), ahead - behind)
    relative = example.check()
    found = f"Over all 23, along ten random directions, the relative error is ${number(relative, 2)}$. "
    if relative < GOOD:
        found += f"Below ${number(GOOD)}$ no mistake has been found: what is left is rounding."
    else:
        found += f"**More than ${number(GOOD)}$: something is wrong.**"
    return rf"""
- **Measured:** the chosen weight is moved by $h = {number(H)}$ both ways, and nothing else:
  $\frac{{L(w + h) - L(w - h)}}{{2h}} = \frac{{{number(ahead, count)} - {number(behind, count)}}}{{2h}}$
  $= \frac{{{difference}}}{{2 \times {number(H)}}}$ $= {number(measured)}$
- **Backpropagation:** ${number(example.gradient[EDGES.index(edge)])}$
- **All of them:** {found}
"""


def next_move(move: int) -> str:
    """What the button says."""
    return "Start again" if move == UPDATE else f"Next: {MOVES[move + 1].replace(': ', ', ')}"


def _into(example: Example, layer: int) -> Array:
    """What comes into a layer."""
    return example.x if layer == 1 else example.layers[layer - 2].z
