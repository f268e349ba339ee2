"""The lesson's network with fixed weights: a forward pass, and one back, small enough to follow by hand.

Forward, from the first layer to the last:   a = z W + b,  z = sigmoid(a)
Back, from the last layer to the first:      delta = dL/da,  dL/dW = z.T delta,  dL/db = delta

where the z of dL/dW is what came into the layer. Source: Bishop (2006), section 5.3.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from nn_core.activations import identity, sigmoid, sigmoid_grad, softmax
from nn_core.arrays import Floats, at_least_double, finite_numbers, quietly
from nn_core.layer import Layer
from nn_core.losses import cross_entropy_gradient, cross_entropy_of_logits


class ThreeLayerNet:
    """Three layers, each x W + b: sigmoid after the first two, identity after the last.

    Args:
        params: W1, b1, W2, b2, W3, b3; each W of shape (inputs, outputs) of its layer, each b of shape (outputs,).
            They are copied. With an axis in front of all of these it is as many networks, as `stepped` gives them,
            each for an input of its own.

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
        if self.params["W1"].ndim not in (2, 3):
            raise ValueError(f"W1 must have shape (inputs, outputs), not {self.params['W1'].shape}")
        *networks, units = self.params["W1"].shape[:-1]
        for layer in "123":
            W, b = self.params["W" + layer], self.params["b" + layer]
            if W.ndim != len(networks) + 2 or W.shape[:-1] != (*networks, units):
                wanted = ", ".join(map(str, (*networks, units)))
                raise ValueError(f"W{layer} must have shape ({wanted}, outputs), not {W.shape}")
            units = W.shape[-1]
            if b.shape != (*networks, units):
                raise ValueError(f"b{layer} must have shape {(*networks, units)}, not {b.shape}")

    @classmethod
    def lesson(cls) -> "ThreeLayerNet":
        """The 2-3-2-2 network of the lesson that this package follows: [1.0, 0.5] gives [0.31682708 0.69627909].

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
        x = at_least_double(x, "x")
        *networks, inputs = self.params["W1"].shape[:-1]
        if x.ndim not in (1, 2) or x.shape[-1] != inputs or (networks and x.shape[:-1] not in ((), (*networks,))):
            samples = networks[0] if networks else "samples"
            raise ValueError(f"x must have shape ({inputs},) or ({samples}, {inputs}), not {x.shape}")
        layers = []
        z = x[..., np.newaxis, :]  # each input is a matrix of one row, since each may have a network of its own
        for layer, activation in zip("123", (sigmoid, sigmoid, identity), strict=True):
            a = z @ self.params["W" + layer] + self.params["b" + layer][..., np.newaxis, :]
            z = activation(a)
            layers.append(Layer(a[..., 0, :], z[..., 0, :]))
        return layers

    def forward(self, x: ArrayLike) -> Floats:
        """The network's answer: shape (outputs,) for one input, (samples, outputs) for a batch.

        Raises:
            ValueError: `x` is not as `activations` takes it.

        >>> nn.ThreeLayerNet.lesson().forward([[1.0, 0.5], [0.0, 0.0]]).shape
        (2, 2)
        """
        return self.activations(x)[-1].z

    def predict(self, x: ArrayLike) -> Floats:
        """The answer as probabilities, for a network that classifies: softmax of `forward`, and of its shape.

        Raises:
            ValueError: `x` is not as `activations` takes it.

        >>> nn.ThreeLayerNet.lesson().predict([1.0, 0.5]).round(3)
        array([0.406, 0.594])
        """
        return softmax(self.forward(x))

    def loss(self, x: ArrayLike, t: ArrayLike) -> Floats:
        """The cross-entropy of `predict(x)`, without a delta: one number for one input, shape (samples,) for a batch.

        It is worked out from the logits, since the probability of the right class may be too small for a float.

        Args:
            x: inputs, as for `activations`.
            t: the right class of each, as a label or one-hot; one for all, or one for each sample.

        Raises:
            ValueError: a shape or a label does not fit.

        >>> print(nn.ThreeLayerNet.lesson().loss([1.0, 0.5], 0).round(4))
        0.9008
        """
        return cross_entropy_of_logits(self.forward(x), t)

    def deltas(self, x: ArrayLike, t: ArrayLike) -> list[Floats]:
        """The gradient of the loss with respect to every layer's weighted sums, dL/da: what backpropagation hands back.

        The last layer's is y - t, as softmax and cross-entropy together have it. A unit before that takes the deltas
        of the units that it feeds, each times the weight in between, and multiplies their sum by the slope of its own
        sigmoid. Source: Bishop (2006), equations 5.54 and 5.56.

        Args:
            x, t: as for `loss`.

        Returns:
            Three arrays, the first layer's first, of the shapes of the layers' `a`.

        Raises:
            ValueError: a shape or a label does not fit.

        >>> nn.ThreeLayerNet.lesson().deltas([1.0, 0.5], 0)[-1].round(3)
        array([-0.594,  0.594])
        """
        return self._handed_back(self.activations(x), t)

    @quietly
    def _handed_back(self, layers: list[Layer], t: ArrayLike) -> list[Floats]:
        """The pass back: the deltas, from what the pass forward has left in every layer."""
        first, second, last = layers
        delta = cross_entropy_gradient(softmax(last.z), t)
        deltas = [delta]
        for layer, before in (("3", second), ("2", first)):
            handed_back = delta[..., np.newaxis, :] @ self.params["W" + layer].mT
            delta = handed_back[..., 0, :] * sigmoid_grad(before.a)
            deltas.insert(0, delta)
        return deltas

    @quietly
    def gradient(self, x: ArrayLike, t: ArrayLike) -> dict[str, Floats]:
        """The gradient of `loss` with respect to every parameter, by backpropagation: one pass forward, one back.

        A weight's is the product of what goes in at its one end and the delta at its other: dL/dW = z.T delta. A
        bias is the weight of a 1. Source: Bishop (2006), equation 5.53.

        Args:
            x, t: as for `loss`.

        Returns:
            A dict with the names and shapes of `params`; for a batch with an axis of samples in front, since every
            sample has a gradient. (That of their mean loss, with which a network is trained, is the mean of these.)

        Raises:
            ValueError: a shape or a label does not fit.

        >>> gradient = nn.ThreeLayerNet.lesson().gradient([1.0, 0.5], 0)
        >>> gradient["W3"].round(3)
        array([[-0.372,  0.372],
               [-0.458,  0.458]])
        """
        layers = self.activations(x)
        first, second, _ = layers
        came_in = at_least_double(x, "x"), first.z, second.z
        gradient: dict[str, Floats] = {}
        for layer, z, delta in zip("123", came_in, self._handed_back(layers, t), strict=True):
            gradient["W" + layer] = z[..., :, np.newaxis] * delta[..., np.newaxis, :]
            gradient["b" + layer] = delta
        return gradient

    @quietly
    def stepped(self, gradient: Mapping[str, ArrayLike], lr: ArrayLike) -> "ThreeLayerNet":
        """The network after a step of gradient descent, W <- W - lr dL/dW; this one stays as it is.

        Args:
            gradient: as `gradient` gives it.
            lr: the learning rate, at least 0; one number, or one for each sample, shape (samples,).

        Returns:
            A network; for the gradients of a batch, or several learning rates, one for each.

        Raises:
            ValueError: a parameter is missing, a shape does not fit, or a learning rate is not as above.

        >>> net = nn.ThreeLayerNet.lesson()
        >>> after = net.stepped(net.gradient([1.0, 0.5], 0), lr=1.0)
        >>> print(after.loss([1.0, 0.5], 0).round(4))
        0.1312
        """
        if missing := [name for name in self.params if name not in gradient]:
            raise ValueError(f"the gradient must have all of {', '.join(self.params)}, not without {missing[0]}")
        lr, params = finite_numbers(lr, "lr", least=0), {}
        for name, value in self.params.items():
            own = 2 if name.startswith("W") else 1  # axes, besides that of networks or samples
            slope = at_least_double(gradient[name], f"the gradient of {name}")
            if slope.shape[-own:] != value.shape[-own:]:
                raise ValueError(f"the gradient of {name} must have shape {value.shape}, not {slope.shape}")
            if len({shape for shape in (lr.shape, slope.shape[:-own], value.shape[:-own]) if shape}) > 1:
                raise ValueError(f"lr, {name} and its gradient differ: {lr.shape}, {value.shape} and {slope.shape}")
            params[name] = value - lr[(..., *[np.newaxis] * own)] * slope
        return ThreeLayerNet(params)
