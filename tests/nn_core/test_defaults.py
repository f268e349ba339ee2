"""The settings that nobody has to name: the lesson's, and the papers'."""

import inspect

import numpy as np
import pytest

import nn_core as nn

H, DELTA = {"h": 1e-4}, {"delta": 1e-7}
DEFAULTS = {
    "softmax": {"temperature": 1.0},
    "numerical_diff": H,
    "numerical_gradient": H,
    "numerical_gradient_field": H,
    "rounding_error": H,
    "check_gradient": {**H, "directions": 10, "seed": 0},
    "sum_squared_error": {"axis": None},
    "cross_entropy": DELTA,
    "cross_entropy_error": DELTA,
    "cross_entropy_gradient": {"delta": 0.0},  # as in the lesson, whose backpropagation leaves it out
    "gradient_descent": {"lr": 0.01, "step_num": 100, "grad": None, "rule": None},
    "momentum": {"beta": 0.9},
    "adagrad": {"epsilon": 1e-8},
    "adam": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    "Dataset": {"scale": 1.0, "offset": 0.0},
    "TwoLayerNet": {"weight_init_std": 0.01, "seed": None, "dtype": np.float32},
    "advance": {"measure": None},
    "measure_accuracy": {"train": True},
    "TrainingConfig": {
        "hidden_size": 50,
        "learning_rate": 0.1,
        "batch_size": 100,
        "iterations": 10_000,
        "weight_init_std": 0.01,
        "seed": 0,
    },
}
NO_SETTINGS = {"TrainingRun", "Surface"}  # what they begin with is no choice of anybody's


@pytest.mark.parametrize("name", [name for name in nn.__all__ if callable(getattr(nn, name))])
def test_the_defaults_are_known(name):
    parameters = inspect.signature(getattr(nn, name)).parameters.values()
    defaults = {one.name: one.default for one in parameters if one.default is not inspect.Parameter.empty}
    assert name in NO_SETTINGS or defaults == DEFAULTS.get(name, {})
