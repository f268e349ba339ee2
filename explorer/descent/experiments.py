"""What there is to find out on the page of gradient descent, and what its controls open with."""

from explorer.course.experiment import Experiment
from explorer.descent.walks import ALL, ANALYTIC, BETA, MAX_STEPS

DEFAULTS = {
    "surface": "bowl",
    "method": "gradient descent",
    "x0": -3.0,
    "x1": 4.0,
    "lr": 0.1,
    "beta": BETA,
    "steps": 100,
    "step": 1,  # the rest of the walk is for who asks for it
    "grad": ANALYTIC,
    "playing": False,
}
WHOLE = {"step": MAX_STEPS}
RAVINE = {"surface": "ravine", "x0": -5.0, "x1": 2.0}
VALLEY = {"surface": "Rosenbrock", "method": ALL, "x0": -1.0, "x1": 1.5}
EXPERIMENTS = (
    Experiment(
        title="A single step",
        values={"steps": 10, "step": 0},
        question="Each step goes learning rate × slope downhill. Which learning rate arrives in a single step?",
        choices=("0.1", "0.5", "1"),
        right=1,
        then={"lr": 0.5, "steps": 10, "step": 10},
        why="The slope at x is 2x, so a step leads from x to x − 0.5 × 2x = 0. With 1 it would land just as far on the "
        "other side.",
    ),
    Experiment(
        title="Over the edge",
        values={"lr": 0.95, "steps": 30, "step": 30},
        question="At 0.95 it jumps from side to side and comes nearer. What will it do at 1.05?",
        choices=("arrive sooner", "jump between two points for ever", "fly away"),
        right=2,
        then={"lr": 1.05, "steps": 30, "step": 30},
        why="Each step now ends a little higher, on the other side, than it started. The edge is at 1: try it.",
    ),
    Experiment(
        title="Too timid",
        values={"step": 0},
        question="Learning rate 0.001, and a hundred steps. How much of the way to the bottom does it get?",
        choices=("all of it", "about half", "less than a fifth"),
        right=2,
        then={"lr": 0.001, **WHOLE},
        why="It would arrive, within 0.05 of the bottom, after some 2,300 steps; a rate of 0.1 needs 21. A learning "
        'rate that fails is usually too small, as here, or too large, as in "Over the edge".',
    ),
    Experiment(
        title="A ravine",
        values={**RAVINE, "step": 0},
        question="Steep across, nearly flat along: which way will a walk at learning rate 0.95 go?",
        choices=("straight to the bottom", "zigzag across, small steps along", "along first, then across"),
        right=1,
        then={**RAVINE, "lr": 0.95, **WHOLE},
        why="A step is large where it is steep. A larger learning rate would be faster along, and above 1 it would "
        "fly away across.",
    ),
    Experiment(
        title="All four",
        values={**RAVINE, "method": ALL, "lr": 0.3, "step": 0},
        question="Four methods start at the same place. Which of them swings past the bottom and comes back?",
        choices=("gradient descent", "momentum", "AdaGrad"),
        right=1,
        then={**RAVINE, "method": ALL, "lr": 0.3, **WHOLE},
        why="It keeps its speed, as a ball would. AdaGrad takes smaller and smaller steps. Adam does a little of both: "
        "it swings past, too, but less far.",
    ),
    Experiment(
        title="More memory",
        values={**RAVINE, "method": "momentum", "lr": 0.3, "step": 0},
        question="Momentum keeps β = 0.9 of its speed at every step. What will it do in the ravine with 0.97?",
        choices=("arrive sooner", "swing longer", "fly away"),
        right=1,
        then={**RAVINE, "method": "momentum", "lr": 0.3, "beta": 0.97, **WHOLE},
        why="Where it is flat, half of its speed is gone after 23 steps; with 0.9, after 7. So it swings past the "
        "bottom again and again. With 0.5 it would swing less, and arrive sooner.",
    ),
    Experiment(
        title="A saddle",
        values={"surface": "saddle", "x0": 4.0, "x1": 0.0, "step": 0},
        question="This surface falls away for ever along x1. The walk starts at x1 = 0: where does it end?",
        choices=("in the middle, which is not a minimum", "far down along x1", "it does not move"),
        right=0,
        then={"surface": "saddle", "x0": 4.0, "x1": 0.0, **WHOLE},
        why="Along x1 the slope is exactly 0 there, so nothing pushes it off the ridge. Now move x1 by 0.1.",
    ),
    Experiment(
        title="A bent valley",
        values={**VALLEY, "lr": 0.001, "step": 0},
        question="A narrow curved valley, four methods, a hundred steps of 0.001. Which gets furthest along it?",
        choices=("gradient descent", "momentum", "Adam"),
        right=1,
        then={**VALLEY, "lr": 0.001, **WHOLE},
        why="The slope along the valley is tiny, but it always points the same way: momentum adds it up.",
    ),
    Experiment(
        title="Four valleys",
        values={"surface": "Himmelblau", "lr": 0.01, "x0": 0.0, "x1": 0.0, "step": 0},
        question="This surface has four lowest points, the crosses. To which of them does a walk from the middle go?",
        choices=("the one at the upper right", "the one at the lower left", "none: it stays"),
        right=0,
        then={"surface": "Himmelblau", "lr": 0.01, "x0": 0.0, "x1": 0.0, **WHOLE},
        why="Where it ends depends on where it starts. Click on the map: which starts lead to which valley?",
    ),
)
