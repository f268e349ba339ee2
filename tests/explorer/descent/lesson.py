"""The lesson's walk, and walks that differ from it in something."""

import nn_core as nn
from explorer.descent import walks

LESSON = walks.Settings("bowl", "gradient descent", (-3.0, 4.0), 0.1, 100)


def walk(**changes) -> nn.Descent:
    return walks.walk(LESSON._replace(**changes))
