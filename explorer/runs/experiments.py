"""What there is to find out from two runs: a question, and the settings of the two that answer it."""

from typing import NamedTuple

import nn_core as nn
from explorer.course.experiment import Experiment

ITERATIONS = 1000  # on the sample: what is asked can be seen by then


class Duel(NamedTuple):
    """Two runs, of which one may be better.

    Attributes:
        asks: the question, and what explains its answer.
        configs: the settings of the two.
    """

    asks: Experiment
    configs: tuple[nn.TrainingConfig, nn.TrainingConfig]


def _duel(
    title: str,
    question: str,
    choices: tuple[str, ...],
    right: int,
    why: str,
    one: dict[str, float],
    other: dict[str, float],
) -> Duel:
    usual = {"iterations": ITERATIONS, "weight_init_std": 0.1}
    first, second = (nn.TrainingConfig(**(usual | changed)) for changed in (one, other))  # type: ignore[arg-type]
    return Duel(Experiment(title, {}, question, choices, right, then={}, why=why), (first, second))


DUELS = (
    _duel(
        "Longer steps",
        "Two networks learn from 1,000 batches, one at learning rate 0.1, one at 1. Which reads more new digits then?",
        ("the bold one, 1", "the careful one, 0.1", "no difference"),
        0,
        "With so few steps, short ones do not come far enough. With more iterations the two come closer to each other.",
        {"learning_rate": 0.1},
        {"learning_rate": 1.0},
    ),
    _duel(
        "Twenty times the units",
        "One network has 10 hidden units, the other 200. Both take 1,000 steps. How far apart will they be?",
        ("20 times as many digits right", "no difference at all", "a few points"),
        2,
        "Ten units are already enough for most digits. The others help with those that are hard to tell apart. How "
        "much of this may be luck is said where the two are compared.",
        {"learning_rate": 1.0, "hidden_size": 10},
        {"learning_rate": 1.0, "hidden_size": 200},
    ),
    _duel(
        "Nothing but luck",
        "All settings are the same; only the seed differs, which draws the first weights and the batches. Will both "
        "end at the same test accuracy?",
        ("exactly the same", "a little apart", "far apart"),
        1,
        "Luck alone can do as much as that. So settings are compared over several seeds.",
        {"learning_rate": 1.0, "seed": 4},
        {"learning_rate": 1.0, "seed": 5},
    ),
)
