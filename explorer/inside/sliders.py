"""What the sliders of a drawing go through."""

from explorer.charts.stops import Range

SHIFT = Range(-8, 8, 1)
TURN = Range(-180, 180, 5)
BOLDER = Range(-1.0, 1.0, 0.25)
SLIDERS = {"right": SHIFT, "down": SHIFT, "turn": TURN, "bolder": BOLDER}
