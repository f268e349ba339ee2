"""The lesson's 2-3-2-2 network, its 23 weights and biases as single numbers, each under a key of its own."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

import nn_core as nn
from explorer.forward.sliders import INPUT
from explorer.words.latex import is_rounding

_LESSON = nn.ThreeLayerNet.lesson().params


class Parameter(NamedTuple):
    """One weight or bias: its key in a link, its name in words, and its value in the lesson."""

    key: str
    name: str
    value: float


def shape(array: str) -> tuple[int, ...]:
    """The shape of "W1", "b1" and so on."""
    return _LESSON[array].shape


def parameters(array: str) -> list[Parameter]:
    """The numbers of "W1", "b1" and so on, row by row. Units are counted from 1."""
    numbers = []
    for index, value in np.ndenumerate(_LESSON[array]):
        ends = [str(i + 1) for i in index]
        name = f"{array}, from {ends[0]} to {ends[1]}" if len(ends) == 2 else f"{array}, of {ends[0]}"
        numbers.append(Parameter(f"{array}_{''.join(ends)}", name, float(value)))
    return numbers


class Unit(NamedTuple):
    """A unit that adds up what comes in: its layer and its place in it, both counted from 1."""

    layer: int
    place: int

    @property
    def name(self) -> str:
        """In words."""
        return f"Layer {self.layer}, unit {self.place}"

    @property
    def parameters(self) -> list[str]:
        """The keys of its weights, in the order of what comes in, and last that of its bias."""
        inputs, _ = shape(f"W{self.layer}")
        return [*(f"W{self.layer}_{i + 1}{self.place}" for i in range(inputs)), f"b{self.layer}_{self.place}"]


UNITS = {unit.name: unit for layer in (1, 2, 3) for unit in (Unit(layer, k + 1) for k in range(*shape(f"b{layer}")))}
LESSON = {parameter.key: parameter.value for array in _LESSON for parameter in parameters(array)}


def values(**arrays: ArrayLike) -> dict[str, float]:
    """The numbers of some parameter arrays, each under its key; a single number stands for a whole array of it."""
    return {
        parameter.key: float(value)
        for array, given in arrays.items()
        for parameter, value in zip(parameters(array), np.broadcast_to(given, shape(array)).flat, strict=True)
    }


def network(values: Mapping[str, float]) -> nn.ThreeLayerNet:
    """The network with these parameters, each under its key."""
    return nn.ThreeLayerNet(
        {
            array: np.array([values[parameter.key] for parameter in parameters(array)]).reshape(shape(array))
            for array in _LESSON
        }
    )


def answer(net: nn.ThreeLayerNet, x: ArrayLike) -> NDArray[np.float64]:
    """Both outputs, which are sums: 0 where nothing but rounding is left of one, as in `explorer.words.latex.total`.

    Args:
        x: shape (..., 2).

    Returns:
        Shape (..., 2).
    """
    layers, W, b = net.activations(x), net.params["W3"], net.params["b3"]
    largest = np.maximum(np.abs(layers[-2].z[..., np.newaxis] * W).max(axis=-2), np.abs(b))
    return np.where(is_rounding(layers[-1].z, largest), 0.0, layers[-1].z)


def reach(values: Mapping[str, float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The lowest and the highest value of each output, wherever the two sliders are; shapes (2,)."""
    return _reach(tuple(values[key] for key in LESSON))


@lru_cache(maxsize=64)
def _reach(values: tuple[float, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x = np.stack(np.meshgrid(INPUT.stops, INPUT.stops), axis=-1).reshape(-1, 2)
    y = answer(network(dict(zip(LESSON, values, strict=True))), x)
    return y.min(axis=0), y.max(axis=0)
