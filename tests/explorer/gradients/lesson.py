"""Points on the lesson's surface, and its gradient there by both ways."""

import numpy as np

import nn_core as nn

POINTS = [(3.0, 2.0), (0.0, 0.0), (-4.0, 4.0), (4.0, 0.0)]


def both(point: tuple[float, float], h: float = 1e-4) -> tuple[np.ndarray, np.ndarray]:
    return nn.BOWL.grad(point), nn.numerical_gradient(nn.BOWL.f, point, h)
