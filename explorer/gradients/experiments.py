"""What there is to find out on the gradients page, and what its controls open with."""

from explorer.course.experiment import Experiment
from explorer.gradients import check

DEFAULTS = {"x0": 3.0, "x1": 2.0, "h": 1e-4, "hidden": 10, "bug": check.NONE}
EXPERIMENTS = (
    Experiment(
        title="Which way is up?",
        values={"x0": -3.0, "x1": 3.0},
        question="The point goes to x0 = 4, x1 = 0. Which way will its arrow, the gradient, point?",
        choices=("to the right", "upwards", "to the middle"),
        right=0,
        then={"x0": 4.0, "x1": 0.0},
        why="The gradient points where the surface rises most steeply: straight away from the lowest point. Learning "
        "goes the other way.",
    ),
    Experiment(
        title="At the bottom",
        values={"x0": 1.0, "x1": 1.0},
        question="The point goes to the lowest place, x0 = x1 = 0. What does its arrow, the gradient, do there?",
        choices=("it is as long as before", "there is none", "it points up"),
        right=1,
        then={"x0": 0.0, "x1": 0.0},
        why="Both slopes are 0, and an arrow of no length points nowhere.",
    ),
    Experiment(
        title="A large h",
        values={},
        question="The numerical slope compares two values a distance 2h apart. With h = 1, how wrong is it here?",
        choices=("very", "a little", "not at all"),
        right=2,
        then={"h": 1.0},
        why="This surface is a parabola each way, and the line through two of its points has exactly the slope halfway "
        "between them. Other curves are not so kind.",
    ),
    Experiment(
        title="A tiny h",
        values={},
        question="The nearer the two values, the better the slope? What does h = 6e-16 give?",
        choices=("a perfect gradient", "a wrong one", "an error message"),
        right=1,
        then={"h": 6e-16},
        why="The two values are so near each other that hardly a float lies between them, and each is rounded. "
        "Divided by a tiny 2h, the rounding becomes a slope.",
    ),
    Experiment(
        title="Tinier still",
        values={},
        question="What slope does an even tinier h give, 1e-16?",
        choices=("a slope of 0", "the exact slope", "an infinite slope"),
        right=0,
        then={"h": 1e-16},
        why="3 + h is rounded to 3: both values are the same, and their difference is 0, however steep the hillside.",
    ),
)
