"""Where the sliders of the softmax page go, and where each logit begins."""

from explorer.charts.stops import Range, logarithmic

CLASSES = Range(2, 10, 1)
# Where each logit begins. The later ones are 0 in every experiment of the page as well: a slider that first appears
# when one is chosen leaves its value out of the link.
LOGITS = (3.0, 1.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
LOGIT = Range(-10.0, 10.0, 0.1)  # before the constant is added
SHIFT = Range(-1000, 1000, 10)
TEMPERATURES = tuple(logarithmic(0.01, 100))
