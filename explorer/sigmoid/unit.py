"""A unit with one input: what the sigmoid page looks at."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

import nn_core as nn

FLAT = 0.01  # a unit whose derivative is below this is called saturated


@dataclass(frozen=True)
class Unit:
    """y = sigmoid(w x + b), and how y changes with x. All its methods work elementwise, also for arrays of units."""

    weight: Any = 1.0
    bias: Any = 0.0

    def weighted_sum(self, x: ArrayLike) -> Any:
        """a = w x + b."""
        return self.weight * np.asarray(x, dtype=np.float64) + self.bias

    def output(self, x: ArrayLike) -> Any:
        """y = sigmoid(a)."""
        return nn.sigmoid(self.weighted_sum(x))

    def derivative(self, x: ArrayLike) -> Any:
        """dy/da = sigmoid'(a): what every gradient that passes back through the unit is multiplied by."""
        return nn.sigmoid_grad(self.weighted_sum(x))

    def slope(self, x: ArrayLike) -> Any:
        """dy/dx by the chain rule, w sigmoid'(a)."""
        return self.weight * self.derivative(x)

    def third_derivative(self, x: ArrayLike) -> Any:
        """The third derivative of y by x, w^3 sigmoid'''(a): what decides how far off a central difference is."""
        return self.weight**3 * nn.sigmoid_third_derivative(self.weighted_sum(x))

    def numerical_slope(self, x: ArrayLike, h: ArrayLike) -> Any:
        """dy/dx from two values of y, by the core's central difference."""
        return nn.numerical_diff(self.output, x, h)

    def numerical_error(self, x: ArrayLike, h: ArrayLike) -> Any:
        """How far that is from the slope by the chain rule, at least 0."""
        return abs(self.numerical_slope(x, h) - self.slope(x))
