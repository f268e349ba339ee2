"""What there is to find out on the trainer page, each by a run of its own, and what its controls open with."""

import nn_core as nn
from explorer.course.experiment import Experiment
from explorer.training.settings import controls_of

DEFAULTS = controls_of(nn.TrainingConfig()) | {"then": ""}
SHORT = 3000  # iterations: what is asked can be seen by then


def _by_a_run(title: str, question: str, choices: tuple[str, ...], right: int, why: str, **moved: float) -> Experiment:
    """An experiment that a run answers: the controls are the same before and after."""
    values = {"iterations": SHORT, **moved}
    return Experiment(title, values, question, choices, right, then=values, why=why)


EXPERIMENTS = (
    _by_a_run(
        "First run",
        question="The network begins by guessing. When will its loss fall fastest?",
        choices=("at once", "after a flat beginning", "towards the end"),
        right=1,
        why="Its first weights are small, and all images look alike to it. Once the hidden units differ, it goes fast; "
        "later there is less and less left to learn.",
    ),
    _by_a_run(
        "Bolder",
        question="Ten times the learning rate. Which accuracy will be higher in the end?",
        choices=("test", "train", "both the same"),
        right=1,
        why="It knows the images that it learned from a little better than new ones. A large gap is called "
        "**overfitting**: learning by heart. It also gets more new images right than the first run.",
        lr=1.0,
    ),
    _by_a_run(
        "Timid",
        question="A hundredth of the first run's learning rate. Where will the loss be after 3,000 of them?",
        choices=("near 0", "halfway down", "almost where it began"),
        right=2,
        why="Each step moves the weights so little that 3,000 of them lead nowhere. Set 50,000 iterations, "
        "train again, and raise the learning rate on the way.",
        lr=0.001,
    ),
    _by_a_run(
        "Too bold",
        question="Giant steps, and each looks at one image only. Where will the loss end?",
        choices=("near 0", "as good as guessing", "worse than guessing"),
        right=2,
        why="Each step throws the weights far past what suits one image, and spoils them for all others. To be sure "
        "and wrong costs more than to guess.",
        lr=10.0,
        batch=1,
    ),
    _by_a_run(
        "One unit",
        question="One hidden unit: a number from 0 to 1 has to tell all classes apart. How often will it be right?",
        choices=("no more than a guess", "two to five times that", "nearly always"),
        right=1,
        why="It puts the images in a row. Classes at the two ends, and some in between, can be told from it; those "
        "that fall on the same place cannot.",
        hidden=1,
        iterations=10_000,
    ),
    _by_a_run(
        "All equal",
        question="All weights start at 0 and not at random. Will 50 hidden units do as well?",
        choices=("just as well", "much worse"),
        right=1,
        why="Units that start alike are corrected alike, and so they stay alike: only rounding can set them apart. "
        "That is why weights start at random.",
        init_std=0.0,
    ),
)
