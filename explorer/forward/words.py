"""What the forward page says: the numbers of every layer, one unit of each worked through, and the same in NumPy."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

import nn_core as nn
from explorer.forward import network
from explorer.forward.network import Unit
from explorer.forward.sliders import LARGEST
from explorer.words.latex import bracketed, number, operands, products, total
from explorer.words.numbers import signed

ACTIVATIONS = ("sigmoid", "sigmoid", "identity")


def array(values: ArrayLike) -> str:
    """As NumPy prints it."""
    return np.array2string(np.asarray(values) + 0.0)  # no -0


def in_bold(values: ArrayLike) -> str:
    """The numbers of an array, in a sentence."""
    return ", ".join(f"**{signed(value)}**" for value in np.asarray(values))


def answer(y: ArrayLike) -> dict[str, str]:
    """Both numbers of an answer, each under its name."""
    return {f"Answer y{k}": signed(value) for k, value in enumerate(np.asarray(y), start=1)}


def shapes(name: str) -> str:
    """What the rows and columns of a parameter array are and how far its numbers go, in a line above it."""
    shape, reach = network.shape(name), f"from {signed(-LARGEST)} to {signed(LARGEST)}"
    if len(shape) == 1:
        return f"**{name}**, shape ({shape[0]},): a number for each unit, {reach}"
    columns = "a row for each number that comes in, a column for each unit"
    return f"**{name}**, shape ({shape[0]}, {shape[1]}): {columns}; {reach}"


def layers(net: nn.ThreeLayerNet, x: tuple[float, float]) -> list[str]:
    """Each layer's numbers, and the sum of its first unit worked through; Markdown."""
    texts = []
    z = np.array(x)
    for n, (layer, activation) in enumerate(zip(net.activations(x), ACTIVATIONS, strict=True), start=1):
        W, b = net.params[f"W{n}"], net.params[f"b{n}"]
        sums = [total(*(z * weights), bias) for weights, bias in zip(W.T, b, strict=True)]
        handed_on = sums if activation == "identity" else layer.z
        texts.append(rf"""
### Layer {n}
- Its sums: {in_bold(sums)}
- {"The answer" if activation == "identity" else "The sigmoid of them"}: {in_bold(handed_on)}
- Its first unit: ${products(z, W[:, 0], b[0])} = {number(sums[0])}$,
  and {_handed_on(activation)} **{signed(handed_on[0])}**
""")
        z = layer.z
    return texts


def in_numpy(net: nn.ThreeLayerNet, x: tuple[float, float]) -> str:
    """Each layer's arrays with their shapes, as NumPy prints them; Markdown."""
    lines = []
    comes_in = "x"
    for n, (layer, activation) in enumerate(zip(net.activations(x), ACTIVATIONS, strict=True), start=1):
        goes_out = "y" if n == len(ACTIVATIONS) else f"z{n}"
        inputs, outputs = net.params[f"W{n}"].shape
        lines += [
            f"- `a{n} = {comes_in} @ W{n} + b{n}`, shape ({inputs},) × ({inputs}, {outputs}) + ({outputs},) = "
            f"({outputs},): `{array(layer.a)}`",
            f"- `{goes_out} = {activation}(a{n})`, shape ({outputs},): `{array(layer.z)}`",
        ]
        comes_in = goes_out
    return "\n".join(lines)


def _handed_on(activation: str) -> str:
    return "identity leaves it as it is:" if activation == "identity" else f"{activation} makes it"


def weighted_sum(net: nn.ThreeLayerNet, x: tuple[float, float], unit: Unit) -> str:
    """What this unit adds up, term by term, and what it makes of the sum; Markdown."""
    layers, n, k = net.activations(x), unit.layer, unit.place - 1
    comes_in = [*(layers[n - 2].z if n > 1 else x), 1.0]
    weights = [*net.params[f"W{n}"][:, k], net.params[f"b{n}"][k]]
    terms = np.multiply(comes_in, weights)
    z = layers[n - 1].z[k]
    added = " + ".join(operands(total, *terms, first=bracketed))
    handed_on = (
        f"The sigmoid makes it **{signed(z)}**." if ACTIVATIONS[n - 1] == "sigmoid" else f"That is y{unit.place}."
    )
    multiplied, result = products(comes_in, weights), number(total(*terms))
    return f"**{unit.name}** adds up ${multiplied}$ $= {added}$ $= {result}$. {handed_on}"


def reach(values: Mapping[str, float]) -> str:
    """How far the answer gets, wherever the two sliders are; a sentence."""
    (low1, low2), (high1, high2) = network.reach(values)
    return f"Wherever the two inputs are on their sliders, y1 {_stays(low1, high1)}, and y2 {_stays(low2, high2)}."


def _stays(low: float, high: float) -> str:
    """Where a number stays, rounded as `answer` rounds it: what is larger is not rounded to less."""
    down, up = signed(low), signed(high)
    if down == up:
        return f"is always **{up}**" if math.isclose(low, high, rel_tol=1e-12) else f"stays near **{up}**"
    return f"stays between **{down}** and **{up}**"
