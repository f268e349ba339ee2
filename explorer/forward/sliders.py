"""Where the sliders of the forward page go, and how large a weight may be."""

from explorer.charts.stops import Range

INPUT = Range(-5.0, 5.0, 0.1)  # each of the two
LARGEST = 20.0  # a weight or bias goes from -LARGEST to LARGEST
