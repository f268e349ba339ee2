"""What there is to find out on the softmax page, and what its controls open with."""

from explorer.course.experiment import Experiment
from explorer.softmax.sliders import LOGITS

DEFAULTS = {"n": 4, "temperature": 1.0, "shift": 0} | {f"a{k}": a for k, a in enumerate(LOGITS)}
EQUAL = {"n": 10} | {f"a{k}": 0.0 for k in range(10)}
EXPERIMENTS = (
    Experiment(
        title="Ten equal logits",
        values={"n": 4},
        question="Now ten classes, and all ten logits are 0. Which probability does each class get?",
        choices=("0", "1/10", "1"),
        right=1,
        then=EQUAL,
        why="Equal logits share alike, and the ten shares add up to 1. A new network starts near here: it guesses.",
    ),
    Experiment(
        title="A thousand more for all",
        values={},
        question="1,000 is added to every logit. What happens to the probabilities?",
        choices=("they all grow", "nothing at all", "the largest takes everything"),
        right=1,
        then={"shift": 1000},
        why="Only differences between logits count. But the formula of the textbook breaks down here: it asks for e to "
        "the power of 1003, which no float holds.",
    ),
    Experiment(
        title="Hot",
        values={},
        question="All logits are divided by a temperature of 20. What becomes of the probabilities?",
        choices=("nearly equal", "the same as before", "the largest takes almost everything"),
        right=0,
        then={"temperature": 20.0},
        why="Divided by 20 the logits are close together, and so are the probabilities. Their order stays.",
    ),
    Experiment(
        title="Cold",
        values={},
        question="All logits are divided by a temperature of 0.2. What becomes of the probabilities?",
        choices=("nearly equal", "the same as before", "the largest takes almost everything"),
        right=2,
        then={"temperature": 0.2},
        why="Divided by 0.2 the logits are five times as far apart. And where softmax is as sure as that, moving "
        "a logit a little changes next to nothing.",
    ),
    Experiment(
        title="The sigmoid again",
        values={"n": 2, "a0": 0.0, "a1": 0.0},
        question="Two classes, with the logits 1.1 and 0. Which function of 1.1 gives the first probability?",
        choices=("the sigmoid", "the square", "the logarithm"),
        right=0,
        then={"n": 2, "a0": 1.1, "a1": 0.0},
        why="The sigmoid of 1.1 is 0.7503, and so is the first probability: with two classes softmax is the sigmoid of "
        "the difference of the logits.",
    ),
)
