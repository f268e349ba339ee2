"""Successive halving: settings that look hopeless early are not trained to the end.

With a factor of 3, as scikit-learn's HalvingGridSearchCV has it, but always in three rounds: a ninth of the iterations,
a third, all. Of many settings every round costs a ninth of what it would cost to train everything, so all of it takes a
third; of one setting all that it does is to train it three times, which takes 1.4 times as long.

Source: Jamieson and Talwalkar (2016), Non-stochastic best arm identification and hyperparameter optimization.
"""

import math
from dataclasses import replace

import nn_core as nn

FACTOR = 3
ROUNDS = 3
LEAST_ITERATIONS = 4  # of fewer, two rounds would be of the same length
SENTENCE = (
    "Every setting trains for a ninth of its iterations; the best third of them for a third; the best third of those "
    "to the end. Of many settings it takes little more than a third of the time. It may end a setting that learns late."
)


def rounds(config: nn.TrainingConfig) -> list[nn.TrainingConfig]:
    """The settings of a run in each round: the same with fewer iterations, and in the last all of them."""
    return [
        replace(config, iterations=math.ceil(config.iterations / FACTOR**later)) for later in reversed(range(ROUNDS))
    ]


def going_on(settings: int) -> int:
    """How many of so many settings go on to the next round."""
    return math.ceil(settings / FACTOR)
