"""What there is to find out on the sigmoid page, and what its controls open with."""

from explorer.course.experiment import Experiment

DEFAULTS = {"x": 1.0, "w": 1.0, "b": 0.0, "h": 1e-4}
EXPERIMENTS = (
    Experiment(
        title="The steepest place",
        values={"x": 6.0},
        question="At which input does the output change fastest when you move it a little?",
        choices=("far left", "in the middle, at 0", "far right"),
        right=1,
        then={"x": 0.0},
        why="The slope is 0.25 in the middle and nowhere more. To the left and to the right the curve is nearly flat.",
    ),
    Experiment(
        title="Stuck",
        values={"x": 0.0},
        question="The input goes up to 8, and then a little further. How far does the output move, compared with at 0?",
        choices=("more", "as much", "hundreds of times less"),
        right=2,
        then={"x": 8.0},
        why="The slope is 0.000335 at 8 against 0.25 at 0: 746 times less. Every correction that comes back to the "
        "unit is multiplied by it. A unit like that is called saturated, and hardly learns.",
    ),
    Experiment(
        title="A large weight",
        values={"x": 0.0},
        question="The weight grows from 1 to 4. How steep will the curve be in its middle?",
        choices=("as steep as before", "twice as steep", "four times as steep"),
        right=2,
        then={"x": 0.0, "w": 4.0},
        why="The slope of the tangent is w times the derivative: 4 × 0.25 = 1. And more of the axis is shaded: the "
        "unit is almost a switch.",
    ),
    Experiment(
        title="Move the middle",
        values={"w": 2.0},
        question="With w = 2, which bias b moves the middle of the curve to x = 3?",
        choices=("b = 3", "b = −6", "b = 6"),
        right=1,
        then={"w": 2.0, "b": -6.0, "x": 3.0},
        why="The middle is where the weighted sum is 0: 2 × 3 − 6 = 0. So it is at x = −b / w.",
    ),
)
