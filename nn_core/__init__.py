"""The mathematics of a small neural network, in NumPy and nothing else.

One file a concept: `activations`, `losses`, `differentiation`, `descent`, `optimizers`, `surfaces`, `three_layer_net`,
`two_layer_net`, `dataset`, `training`. Use it as `import nn_core as nn`.
"""

from nn_core.activations import identity, sigmoid, sigmoid_grad, softmax
from nn_core.dataset import Dataset
from nn_core.descent import Descent, gradient_descent
from nn_core.differentiation import numerical_diff, numerical_gradient
from nn_core.losses import cross_entropy_error, sum_squared_error
from nn_core.optimizers import adagrad, adam, momentum
from nn_core.surfaces import BOWL, HIMMELBLAU, RAVINE, ROSENBROCK, SADDLE, Surface
from nn_core.three_layer_net import Layer, ThreeLayerNet
from nn_core.training import (
    TrainingConfig,
    TrainingRun,
    advance,
    iterations_per_epoch,
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
    "Dataset",
    "Descent",
    "Layer",
    "Surface",
    "ThreeLayerNet",
    "TrainingConfig",
    "TrainingRun",
    "TwoLayerNet",
    "adagrad",
    "adam",
    "advance",
    "cross_entropy_error",
    "gradient_descent",
    "identity",
    "iterations_per_epoch",
    "momentum",
    "numerical_diff",
    "numerical_gradient",
    "sigmoid",
    "sigmoid_grad",
    "softmax",
    "start_training",
    "sum_squared_error",
    "with_learning_rate",
]
