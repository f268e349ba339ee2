"""What two runs are compared by."""

import nn_core as nn


def contents(run: nn.TrainingRun) -> tuple:
    """All there is in a run, to the last bit."""
    results = (run.train_loss, run.evaluated_at, run.train_accuracy, run.test_accuracy)
    bits = [(array.dtype, array.shape, array.tobytes()) for array in (*run.network.params.values(), *results)]
    return run.config, run.rates, run.diverged, run.rng.bit_generator.state, bits
