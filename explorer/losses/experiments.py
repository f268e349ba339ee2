"""What there is to find out on the losses page, and what its controls open with."""

from explorer.course.experiment import Experiment
from explorer.losses.prediction import ONE_DIGIT, RESTS
from explorer.losses.sliders import AXES, LOGARITHMIC

DEFAULTS = {"p": 0.1, "rest": RESTS[0], "delta": 1e-7, "axis": AXES[0]}
EXPERIMENTS = (
    Experiment(
        title="A network that guesses",
        values={"p": 0.9},
        question="A new network gives every digit a tenth. What is its cross-entropy?",
        choices=("0", "about 2.3", "10"),
        right=1,
        then={"p": 0.1},
        why="The loss is minus the logarithm of what the right digit gets: −log 0.1 = log 10, by the natural "
        "logarithm, ln. With small random weights every training on ten digits starts near it.",
    ),
    Experiment(
        title="Badly wrong, and sure of it",
        values={"p": 0.5, "rest": ONE_DIGIT},
        question="The right digit gets 0.001, a wrong one all the rest. Which loss pulls harder at the right logit?",
        choices=("squared error", "both alike", "cross-entropy, some 500 times harder"),
        right=2,
        then={"p": 0.001, "rest": ONE_DIGIT},
        why="Cross-entropy pulls with almost all its strength, squared error with 0.002. So networks that tell things "
        "apart learn from cross-entropy: it helps most where they are most wrong.",
    ),
    Experiment(
        title="Undecided",
        values={"rest": ONE_DIGIT},
        question="Half for the right digit, half for a wrong one. How much harder does cross-entropy pull now?",
        choices=("not at all", "twice as hard", "ten times as hard"),
        right=1,
        then={"p": 0.5, "rest": ONE_DIGIT},
        why="This is as near as the two ever come, and even here it is twice as hard.",
    ),
    Experiment(
        title="Ruled out",
        values={"p": 0.1, "delta": 0.0, "axis": LOGARITHMIC},
        question="The right digit gets exactly 0, and no delta is added to it. What is its cross-entropy?",
        choices=("1", "about 23", "infinite"),
        right=2,
        then={"p": 0.0, "delta": 0.0, "axis": LOGARITHMIC},
        why="The logarithm of 0 is minus infinity, and one such image makes the mean over thousands infinite. "
        "Programs add a tiny number, delta, before they take the logarithm.",
    ),
    Experiment(
        title="Too large a delta",
        values={"p": 0.9, "delta": 1e-7},
        question="A perfect answer, p = 1, and delta is 0.1. What is the loss?",
        choices=("exactly 0", "a little above 0", "below 0"),
        right=2,
        then={"p": 1.0, "delta": 0.1},
        why="−log(1 + 0.1) is below 0, which no honest loss is; and being wrong never costs more than −log 0.1, about "
        "2.3. So delta has to be tiny.",
    ),
)
