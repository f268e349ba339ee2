"""Where the sliders of the gradients page go."""

from explorer.charts.stops import Range, logarithmic

POINT = Range(-4.0, 4.0, 0.1)  # either coordinate of the point
ALL_H = logarithmic(1e-16, 1)
HIDDEN = Range(1, 20, 1)  # units of the network that is checked
