"""What there is to find out on the backward page, and what its controls open with."""

from explorer.backward.example import ALIKE, CUT, SMALL, STEEP
from explorer.backward.sliders import ANSWERS, MOVES
from explorer.course.experiment import Experiment

_START, _LOSS, _BACK_3, _BACK_1, _UPDATE = MOVES[0], MOVES[4], MOVES[5], MOVES[7], MOVES[8]

DEFAULTS = {
    "move": _START,
    "x1": 1.0,
    "x2": 0.5,
    "t": ANSWERS[0],
    "edge": "W2, from 1 to 1",
    "add": 0.0,
    "weights": SMALL,
    "lr": 0.5,
}
EXPERIMENTS = (
    Experiment(
        title="Which weight matters most?",
        values={"move": _LOSS},
        question="All weights have been used, and the loss is 0.901. In which layer does a small change move the "
        "loss most?",
        choices=("in layer 1: all else depends on it", "in layer 2, in the middle", "in layer 3, next to the loss"),
        right=2,
        then={"move": _BACK_1, "edge": "b3, of 1"},
        why="A change of b3 reaches the loss with only softmax in between: slope −0.59. One in layer "
        "1 passes two sigmoids, each of which lets through a quarter at most, and small weights: 0.004 is the most "
        "that is left there.",
    ),
    Experiment(
        title="Up or down?",
        values={"move": _LOSS, "edge": "W3, from 2 to 2"},
        question="y1 is right, y2 is wrong. The weight from unit 2 to y2 is raised by 0.5. What does the loss do?",
        choices=("it rises", "it falls", "nothing"),
        right=0,
        then={"move": _BACK_3, "edge": "W3, from 2 to 2", "add": 0.5},
        why="y2 grows and takes probability away from y1: the loss goes from 0.901 to 1.15. The slope of that weight "
        "is above 0, its line is not dashed. So learning lowers it.",
    ),
    Experiment(
        title="Saturated",
        values={"move": _LOSS, "x1": 5.0, "x2": 5.0, "weights": STEEP},
        question="The weights of layer 1 are ten times as large, and its units stand at 1. How large are its slopes?",
        choices=("ten times as large as before", "about as large as before", "next to nothing"),
        right=2,
        then={"move": _BACK_1, "x1": 5.0, "x2": 5.0, "weights": STEEP, "edge": "W1, from 1 to 1"},
        why="Whatever comes back is multiplied by the slope of the sigmoid, and at 1 that is flat. The largest slope "
        "that is left in layer 1 is 1.2e-8. Layer 1 learns nothing from this.",
    ),
    Experiment(
        title="A cut",
        values={"move": _LOSS, "weights": CUT},
        question="All weights of layer 2 are 0. In which layer do all weights have a slope of 0 now?",
        choices=("in layer 1", "in layer 2", "in layer 3"),
        right=0,
        then={"move": _BACK_1, "weights": CUT, "edge": "W2, from 1 to 1"},
        why="What goes back to layer 1 passes through the weights of layer 2, and 0 times anything is 0. Their own "
        "slopes are not 0: a weight that is 0 can still learn, and after one step the way back is open.",
    ),
    Experiment(
        title="All alike",
        values={"move": _LOSS, "weights": ALIKE},
        question="All weights are 0.5, all biases 0. Which layers hear from the loss?",
        choices=("all three", "layers 2 and 3", "only layer 3"),
        right=2,
        then={"move": _BACK_1, "weights": ALIKE, "edge": "W2, from 1 to 1"},
        why="y1 should rise, y2 should fall, by as much. Both pull at the units of layer 2 through the same weight: "
        "−0.5 and 0.5 add up to 0. A step later more comes through, but the units of a layer get the same slopes, and "
        "stay alike for ever. That is why training starts with random weights.",
    ),
    Experiment(
        title="How far does a slope see?",
        values={"move": _UPDATE, "lr": 0.1},
        question="At a learning rate of 0.1 the loss falls about as much as the slope promises. At 1 it promises a "
        "fall of 1.4, but there is only 0.9. What will happen?",
        choices=("the loss goes below 0", "it falls by less than that", "it rises"),
        right=1,
        then={"move": _UPDATE, "lr": 1.0},
        why="A slope knows only the place where it was measured. The curve bends away from the straight line, and a "
        "loss like this never gets below 0.",
    ),
)
