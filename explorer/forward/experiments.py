"""What there is to find out on the forward page, and what its controls open with."""

from explorer.course.experiment import Experiment
from explorer.forward import network
from explorer.forward.network import LESSON, UNITS

DEFAULTS = {"x1": 1.0, "x2": 0.5, "unit": next(iter(UNITS)), **LESSON}
EXCLUSIVE_OR = network.values(
    W1=[[10, 10, 0], [10, 10, 0]],
    b1=[-5, -15, 0],
    W2=[[10, 0], [-10, 0], [0, 0]],
    b2=[-5, 0],
    W3=[[1, -1], [0, 0]],
    b3=[0, 1],
)
EXPERIMENTS = (
    Experiment(
        title="From end to end",
        values={"x1": -5.0, "x2": -5.0},
        question="Both inputs go from the lowest to the highest, from −5 to 5. How much does y1 change?",
        choices=("by about 0.07", "by about 1", "by about 10"),
        right=0,
        then={"x1": 5.0, "x2": 5.0},
        why="Each sigmoid squeezes whatever comes in between 0 and 1, and weights as small as these hand on a part of "
        "that. Two such layers in a row leave little of a large change.",
    ),
    Experiment(
        title="Deaf",
        values={},
        question="All weights become 0, the biases stay. What does the answer depend on now?",
        choices=("on x1 alone", "on both inputs", "on no input at all"),
        right=2,
        then=network.values(W1=0, W2=0, W3=0),
        why="Inputs pass through weights only. What is left are the last two biases, 0.1 and 0.2. Now give back some "
        "weights: how few are needed before the answer hears x1?",
    ),
    Experiment(
        title="All weights alike",
        values={},
        question="All weights become 0.5, all biases 0. What do the units of one layer say?",
        choices=("all the same", "all different", "all 0"),
        right=0,
        then=network.values(W1=0.5, b1=0, W2=0.5, b2=0, W3=0.5, b3=0),
        why="They get the same inputs through the same weights: three units do the work of one. It is why training "
        "starts with random weights.",
    ),
    Experiment(
        title="Saturated",
        values={"x1": 4.0, "x2": 5.0, **network.values(W1=[[1, 3, 5], [2, 4, 6]])},
        question="The weights of layer 1 are ten times as large. x1 goes from 4 to 5: how much does the answer move?",
        choices=("not even by a thousandth", "by a tenth or so", "by ten times as much as before"),
        right=0,
        then={"x1": 5.0, "x2": 5.0, **network.values(W1=[[1, 3, 5], [2, 4, 6]])},
        why="The units of layer 1 stand at 1 either way. A unit that is saturated passes on hardly anything of a "
        "change.",
    ),
    Experiment(
        title="Exclusive or",
        values={"x1": 1.0, "x2": 1.0, **EXCLUSIVE_OR},
        question="Set both inputs to 0 or 1 as you like. When is y1 near 1?",
        choices=("if both are 1", "if just one of them is 1", "if any of them is 1"),
        right=1,
        then={"x1": 1.0, "x2": 0.0, **EXCLUSIVE_OR},
        why="The first unit of layer 1 says whether any input is 1, the second whether both are, and layer 2 subtracts "
        "the second from the first. No single layer can do that.",
    ),
)
