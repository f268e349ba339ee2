"""The mathematics of a small neural network, in NumPy and nothing else.

One file a concept: `activations`, `losses`, `differentiation`, `descent`, `optimizers`, `surfaces`, `layer`,
`three_layer_net`, `two_layer_net`, `dataset`, the `plain` loop of training, and `training` in pieces with the `fast`
one, for which `ordered` arranges the data. To compare with there are also formulas that fail far from 0: `from nn_core
import naive`.

Use it as `import nn_core as nn`; the examples in docstrings take that, and `import numpy as np`, for granted.

What is too large for a float becomes infinite, what is too small 0, and what is then undefined nan, without a warning:
functions that may meet such numbers are decorated with `quietly`.
"""

from nn_core.activations import identity, sigmoid, sigmoid_grad, sigmoid_third_derivative, softmax, softmax_jacobian
from nn_core.dataset import Dataset
from nn_core.descent import Descent, gradient_descent, quadratic_descent
from nn_core.differentiation import (
    check_gradient,
    numerical_diff,
    numerical_gradient,
    numerical_gradient_field,
    rounding_error,
)
from nn_core.layer import Layer
from nn_core.losses import (
    cross_entropy,
    cross_entropy_error,
    cross_entropy_gradient,
    cross_entropy_of_logits,
    sum_squared_error,
    sum_squared_error_gradient,
)
from nn_core.optimizers import Rule, adagrad, adam, momentum, steepest_descent
from nn_core.plain import stochastic_gradient_descent
from nn_core.surfaces import BOWL, HIMMELBLAU, RAVINE, ROSENBROCK, SADDLE, Surface
from nn_core.three_layer_net import ThreeLayerNet
from nn_core.training import (
    Accuracy,
    TrainingConfig,
    TrainingRun,
    advance,
    iterations_per_epoch,
    measure_accuracy,
    start_training,
    with_learning_rate,
)
from nn_core.two_layer_net import TwoLayerNet

__all__ = [
    "BOWL",
    "HIMMELBLAU",
    "RAVINE",
    "ROSENBROCK",
    "SADDLE",
    "Accuracy",
    "Dataset",
    "Descent",
    "Layer",
    "Rule",
    "Surface",
    "ThreeLayerNet",
    "TrainingConfig",
    "TrainingRun",
    "TwoLayerNet",
    "adagrad",
    "adam",
    "advance",
    "check_gradient",
    "cross_entropy",
    "cross_entropy_error",
    "cross_entropy_gradient",
    "cross_entropy_of_logits",
    "gradient_descent",
    "identity",
    "iterations_per_epoch",
    "measure_accuracy",
    "momentum",
    "numerical_diff",
    "numerical_gradient",
    "numerical_gradient_field",
    "quadratic_descent",
    "rounding_error",
    "sigmoid",
    "sigmoid_grad",
    "sigmoid_third_derivative",
    "softmax",
    "softmax_jacobian",
    "start_training",
    "steepest_descent",
    "stochastic_gradient_descent",
    "sum_squared_error",
    "sum_squared_error_gradient",
    "with_learning_rate",
]
