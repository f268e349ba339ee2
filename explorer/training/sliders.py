"""The trainer's controls: which settings of a run they are, and what they can be set to."""

import nn_core as nn
from explorer.charts.stops import logarithmic

FIELDS = {  # of `nn.TrainingConfig`, by the keys of the controls
    "hidden": "hidden_size",
    "lr": "learning_rate",
    "batch": "batch_size",
    "init_std": "weight_init_std",
    "seed": "seed",
    "iterations": "iterations",
}

LEARNING_RATES = logarithmic(0.0001, 10)
WEIGHT_SCALES = [0.0, *logarithmic(0.0001, 10)]
HIDDEN_SIZES, BATCH_SIZES = range(1, 501), range(1, 1001)
MAX_ITERATIONS = 50_000
MOST_ITERATIONS = 2 * MAX_ITERATIONS  # of a run from a file: curves of millions take 20 kB in it, and all memory here
ITERATIONS = range(100, MAX_ITERATIONS + 1, 100)
SEEDS = range(1_000_000)


def can_be_set(config: nn.TrainingConfig) -> bool:
    """Can the controls be set to just this? What comes from the terminal may be anything."""
    return (
        config.learning_rate in LEARNING_RATES
        and config.weight_init_std in WEIGHT_SCALES
        and config.hidden_size in HIDDEN_SIZES
        and config.batch_size in BATCH_SIZES
        and config.iterations in ITERATIONS
        and config.seed in SEEDS
    )
