"""The lesson's network with fixed weights: a forward pass small enough to follow by hand."""

from collections.abc import Mapping
from typing import NamedTuple

from numpy.typing import ArrayLike

from nn_core.activations import identity, sigmoid
from nn_core.arrays import Floats, at_least_double, quietly


class Layer(NamedTuple):
    """What one layer computes: `a` = x W + b, the weighted sums, and `z`, what its activation makes of them.

    >>> nn.ThreeLayerNet.lesson().activations([1.0, 0.5])[0].a
    array([0.3, 0.7, 1.1])
    """

    a: Floats
    z: Floats


class ThreeLayerNet:
    """Three layers, each x W + b: sigmoid after the first two, identity after the last.

    Args:
        params: W1, b1, W2, b2, W3, b3; each W of shape (inputs, outputs) of its layer, each b of shape (outputs,).
            They are copied.

    Raises:
        ValueError: one is missing, or its shape does not fit its neighbours.

    >>> nn.ThreeLayerNet.lesson().forward([1.0, 0.5])
    array([0.31682708, 0.69627909])
    """

    def __init__(self, params: Mapping[str, ArrayLike]) -> None:
        names = ["W1", "b1", "W2", "b2", "W3", "b3"]
        if set(params) != set(names):
            raise ValueError(f"params must be {', '.join(names)}, not {', '.join(map(str, params))}")
        self.params = {name: at_least_double(params[name], name).copy() for name in names}
        inputs = None
        for layer in "123":
            W, b = self.params["W" + layer], self.params["b" + layer]
            if W.ndim != 2 or b.shape != W.shape[1:] or inputs not in (None, W.shape[0]):
                raise ValueError(f"W{layer} of shape {W.shape} and b{layer} of shape {b.shape} do not fit together")
            inputs = W.shape[1]

    @classmethod
    def lesson(cls) -> "ThreeLayerNet":
        """The lesson's 2-3-2-2 network, whose answer to [1.0, 0.5] is [0.31682708 0.69627909].

        >>> nn.ThreeLayerNet.lesson().params["W3"].shape
        (2, 2)
        """
        return cls(
            {
                "W1": [[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]],
                "b1": [0.1, 0.2, 0.3],
                "W2": [[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]],
                "b2": [0.1, 0.2],
                "W3": [[0.1, 0.3], [0.2, 0.4]],
                "b3": [0.1, 0.2],
            }
        )

    @quietly
    def activations(self, x: ArrayLike) -> list[Layer]:
        """Every layer's weighted sums `a` and activations `z`, the first layer first.

        Args:
            x: one input, shape (inputs,), or a batch, shape (samples, inputs).

        Returns:
            Three `Layer`s; the last one's `z` is the network's answer.

        Raises:
            ValueError: `x` has another shape.

        >>> [layer.z.shape for layer in nn.ThreeLayerNet.lesson().activations(np.zeros((5, 2)))]
        [(5, 3), (5, 2), (5, 2)]
        """
        z = at_least_double(x, "x")
        inputs = len(self.params["W1"])
        if z.ndim not in (1, 2) or z.shape[-1] != inputs:
            raise ValueError(f"x must have shape ({inputs},) or (samples, {inputs}), not {z.shape}")
        layers = []
        for layer, activation in zip("123", (sigmoid, sigmoid, identity), strict=True):
            a = z @ self.params["W" + layer] + self.params["b" + layer]
            z = activation(a)
            layers.append(Layer(a, z))
        return layers

    def forward(self, x: ArrayLike) -> Floats:
        """The network's answer: shape (outputs,) for one input, (samples, outputs) for a batch.

        >>> nn.ThreeLayerNet.lesson().forward([[1.0, 0.5], [0.0, 0.0]]).shape
        (2, 2)
        """
        return self.activations(x)[-1].z
