"""Where the sliders of the gradient descent page go; how many steps a walk may have is in walks.py."""

from explorer.charts.stops import Range, logarithmic
from explorer.descent.walks import REACH

START = Range(-REACH, REACH, 0.1)  # either coordinate of it
RATES = [0.0, *logarithmic(0.0001, 0.1)[:-1], *(percent / 100 for percent in range(10, 121)), 1.5, 2.0, 3.0, 5.0, 10.0]
