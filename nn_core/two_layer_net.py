"""A network with one hidden layer that classifies, and its gradient by backpropagation.

    a1 = x W1 + b1,  z1 = sigmoid(a1),  a2 = z1 W2 + b2 (the logits),  y = softmax(a2)

Source: Bishop (2006), section 5.3; the same network as in the lesson.
"""

import copy
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from nn_core.activations import sigmoid, sigmoid_grad, softmax
from nn_core.arrays import Floats, class_labels, finite_number, quietly, real_array, whole_number
from nn_core.differentiation import numerical_gradient
from nn_core.layer import Layer
from nn_core.losses import cross_entropy_error, cross_entropy_gradient, cross_entropy_of_logits

Params = dict[str, Floats]


class TwoLayerNet:
    """Input, sigmoid hidden layer, softmax output.

    Args:
        input_size: numbers in one input, such as 784 pixels.
        hidden_size: units of the hidden layer.
        output_size: classes.
        weight_init_std: standard deviation of the normal distribution that the weights start from; biases start at 0.
        seed: makes the weights repeatable; None draws others each time.
        dtype: precision of the parameters and of every calculation, float32 or float64.

    Attributes:
        params: W1 (input_size, hidden_size), b1 (hidden_size,), W2 (hidden_size, output_size), b2 (output_size,).

    Raises:
        ValueError: a size is not a whole number above 0, the deviation is negative, the seed is no whole number or is
            below 0, or the dtype is neither of the two.

    >>> net = nn.TwoLayerNet(784, 50, 10)
    >>> {name: value.shape for name, value in net.params.items()}
    {'W1': (784, 50), 'b1': (50,), 'W2': (50, 10), 'b2': (10,)}
    """

    @quietly  # a deviation too large for the dtype: infinite weights
    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        weight_init_std: float = 0.01,
        seed: int | None = None,
        dtype: DTypeLike = np.float32,
    ) -> None:
        inputs = whole_number(input_size, "input_size", least=1)
        hidden = whole_number(hidden_size, "hidden_size", least=1)
        outputs = whole_number(output_size, "output_size", least=1)
        std = finite_number(weight_init_std, "weight_init_std", least=0)
        if seed is not None:
            seed = whole_number(seed, "seed", least=0)
        try:
            self.dtype = np.dtype(dtype)
        except (TypeError, ValueError):
            raise ValueError(f"dtype must be float32 or float64, not {dtype!r}") from None
        if self.dtype not in (np.float32, np.float64):
            raise ValueError(f"dtype must be float32 or float64, not {self.dtype}")
        rng = np.random.default_rng(seed)
        self.params: Params = {
            "W1": (std * rng.standard_normal((inputs, hidden))).astype(self.dtype),
            "b1": np.zeros(hidden, self.dtype),
            "W2": (std * rng.standard_normal((hidden, outputs))).astype(self.dtype),
            "b2": np.zeros(outputs, self.dtype),
        }

    @property
    def input_size(self) -> int:
        """Numbers of an input."""
        return len(self.params["W1"])

    @property
    def hidden_size(self) -> int:
        """Units of the hidden layer."""
        return len(self.params["b1"])

    @property
    def output_size(self) -> int:
        """Classes."""
        return len(self.params["b2"])

    def predict(self, x: ArrayLike) -> Floats:
        """The probability of every class.

        Args:
            x: one input, shape (input_size,), or a batch, shape (samples, input_size).

        Returns:
            Shape (output_size,) or (samples, output_size); each row sums to 1.

        Raises:
            ValueError: `x` has another shape.

        >>> net = nn.TwoLayerNet(2, 3, 4, weight_init_std=0)  # weights that are all 0 can only guess
        >>> net.predict([5, 6])
        array([0.25, 0.25, 0.25, 0.25], dtype=float32)
        """
        return self.activations(x)[-1].z

    def activations(self, x: ArrayLike) -> list[Layer]:
        """Both layers' weighted sums `a` and activations `z`: the hidden one's, and the logits and probabilities.

        Args:
            x: inputs, as for `predict`.

        Returns:
            Two layers; their arrays have a row for each sample, or none for one input.

        Raises:
            ValueError: `x` has another shape.

        >>> net = nn.TwoLayerNet(2, 3, 4, weight_init_std=0)
        >>> [layer.z.tolist() for layer in net.activations([5, 6])]
        [[0.5, 0.5, 0.5], [0.25, 0.25, 0.25, 0.25]]
        """
        return self._forward(self._inputs(x))

    def in_double(self) -> "TwoLayerNet":
        """The same network in float64, which has room for the small steps that a check of its gradient takes.

        >>> nn.TwoLayerNet(2, 3, 4).in_double().params["W1"].dtype
        dtype('float64')
        """
        net = copy.copy(self)
        net.dtype = np.dtype(np.float64)
        net.params = {name: value.astype(np.float64) for name, value in self.params.items()}
        return net

    def loss(self, x: ArrayLike, t: ArrayLike) -> float:
        """The mean cross-entropy of the predictions for `x`; `t` as labels or one-hot. It is about 16.1 at most.

        Raises:
            ValueError: a shape or a label does not fit.

        >>> net = nn.TwoLayerNet(2, 3, 4, weight_init_std=0)
        >>> round(net.loss([5, 6], 0), 4)  # log(4)
        1.3863
        """
        return cross_entropy_error(self.predict(x), t)

    def accuracy(self, x: ArrayLike, t: ArrayLike) -> float:
        """The part of the samples, from 0 to 1, whose most probable class is the right one.

        Of a network that has diverged to nan every class is as probable; it is taken to say the first.

        Raises:
            ValueError: a shape or a label does not fit.

        >>> net = nn.TwoLayerNet(2, 3, 4, weight_init_std=0)
        >>> net.params["b2"][1] = 9  # says 1, whatever it is shown
        >>> net.accuracy([[5, 6], [7, 8]], [1, 0])
        0.5
        """
        logits = np.atleast_2d(self.activations(x)[-1].a)  # two of them may give probabilities that are rounded alike
        return float(np.mean(logits.argmax(axis=1) == class_labels(t, logits.shape)))

    @quietly
    def gradient(self, x: ArrayLike, t: ArrayLike) -> Params:
        """The gradient of the mean cross-entropy with respect to every parameter, by backpropagation.

        Softmax and cross-entropy together have a simple derivative: with respect to the logits it is y - t. The
        tiny `delta` that the loss adds inside its logarithm is left out here: with it, a network that is badly wrong
        would have hardly any gradient to learn from.

        Args:
            x: inputs, shape (input_size,) or (samples, input_size).
            t: labels or one-hot.

        Returns:
            A dict with the names and shapes of `params`.

        Raises:
            ValueError: a shape or a label does not fit.

        >>> net = nn.TwoLayerNet(2, 3, 4, weight_init_std=0)
        >>> net.gradient([5, 6], 0)["b2"]  # the class 0 had better get more
        array([-0.75,  0.25,  0.25,  0.25], dtype=float32)
        """
        x = np.atleast_2d(self._inputs(x))
        hidden, (_, y) = self._forward(x)
        da2 = cross_entropy_gradient(y, class_labels(t, y.shape)) / len(x)
        da1 = (da2 @ self.params["W2"].T) * sigmoid_grad(hidden.a)
        return {"W1": x.T @ da1, "b1": da1.sum(axis=0), "W2": hidden.z.T @ da2, "b2": da2.sum(axis=0)}

    def numerical_gradient(self, x: ArrayLike, t: ArrayLike) -> Params:
        """What `gradient` computes, by central differences in float64: two forward passes for every parameter.

        It is there to check backpropagation on small networks; the lesson's 784-50-10 has 39,760 parameters.

        Raises:
            ValueError: a shape or a label does not fit.

        >>> net = nn.TwoLayerNet(2, 3, 4, seed=0)
        >>> np.allclose(net.numerical_gradient([5, 6], 0)["W1"], net.gradient([5, 6], 0)["W1"])
        True
        """
        return {name: numerical_gradient(self.loss_of(name, x, t), value) for name, value in self.params.items()}

    def loss_of(self, name: str, x: ArrayLike, t: ArrayLike) -> Callable[[Floats], float]:
        """The loss as a function of one of the arrays of parameters, in float64: to be differentiated by trying.

        Args:
            name: the array's in `params`.
            x, t: as for `loss`, which has a `delta` that is left out here.

        Returns:
            Takes an array of the shape of that one; the others are as they are now. It raises what `loss` does, and
            ValueError for another shape.

        Raises:
            ValueError: there is no array of that name.

        >>> net = nn.TwoLayerNet(2, 3, 4, seed=0)
        >>> loss = net.loss_of("b2", [5, 6], 0)
        >>> nn.numerical_gradient(loss, net.params["b2"]).round(2)  # as `gradient` has it
        array([-0.75,  0.25,  0.25,  0.25])
        >>> nn.check_gradient(loss, net.in_double().gradient([5, 6], 0)["b2"], net.params["b2"]) < 1e-7
        True
        """
        now = self.in_double()
        if name not in now.params:
            raise ValueError(f"name must be one of {', '.join(now.params)}, not {name!r}")

        def loss(value: Floats) -> float:
            if np.shape(value) != now.params[name].shape:
                raise ValueError(f"{name} has the shape {now.params[name].shape}, not {np.shape(value)}")
            net = copy.copy(now)  # one for each call: they may be several at once
            net.params = {**now.params, name: value}
            logits = np.atleast_2d(net.activations(x)[-1].a)
            return float(np.mean(cross_entropy_of_logits(logits, class_labels(t, logits.shape))))

        return loss

    @quietly
    def _inputs(self, x: ArrayLike) -> Floats:
        x = real_array(x, "x")
        size = self.input_size
        if x.ndim not in (1, 2) or x.shape[-1] != size or len(x) == 0:
            raise ValueError(f"x must have shape ({size},) or (samples, {size}), not {x.shape}")
        return x.astype(self.dtype, copy=False)

    @quietly
    def _forward(self, x: Floats) -> list[Layer]:
        """Hidden sums a1 and activations z1, logits a2 and probabilities y."""
        a1 = x @ self.params["W1"] + self.params["b1"]
        z1 = sigmoid(a1)
        a2 = z1 @ self.params["W2"] + self.params["b2"]
        return [Layer(a1, z1), Layer(a2, softmax(a2))]
