"""Where the sliders of the sigmoid page go."""

from explorer.charts.stops import Range, logarithmic

REACH = 10.0  # the input goes from -REACH to REACH
X = Range(-REACH, REACH, 0.1)
UNIT = {"w": Range(-4.0, 4.0, 0.1), "b": Range(-10.0, 10.0, 0.1)}
ALL_H = tuple(logarithmic(1e-13, 0.1))
