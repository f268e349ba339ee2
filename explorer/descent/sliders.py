"""Where the sliders of the gradient descent page go; how many steps a walk may have is in walks.py."""

from explorer.charts.stops import Range
from explorer.descent.walks import REACH

START = Range(-REACH, REACH, 0.1)  # either coordinate of it
# Few enough for a hand to hit each of them; closer together near 1, where a walk on the bowl changes its ways.
RATES = [
    0.0,
    *(float(f"{step}e{exponent}") for exponent in (-4, -3, -2) for step in (1, 2, 3, 5)),
    *(hundredths / 100 for hundredths in (*range(10, 100, 5), 99, 100, 101, *range(105, 125, 5))),
    *(1.5, 2.0, 3.0, 5.0, 10.0),
]
# Not up to 1: a walk that remembers nearly all of its past swings for thousands of steps.
BETAS = [0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97]
