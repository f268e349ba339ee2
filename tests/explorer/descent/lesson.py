"""The lesson's walk, and walks that differ from it in something."""

import nn_core as nn
from explorer.descent import walks

LESSON = ("bowl", "gradient descent", (-3.0, 4.0), 0.1, 100, "analytic")


def walk(**changes) -> nn.Descent:
    names = ("surface", "method", "start", "lr", "steps", "gradient")
    return walks.walk(**dict(zip(names, LESSON, strict=True)) | changes)
