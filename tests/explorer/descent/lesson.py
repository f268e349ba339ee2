"""The lesson's walk, walks that differ from it in something, and the rules of all methods."""

import nn_core as nn
from explorer.descent import walks

LESSON = walks.Settings("bowl", "gradient descent", (-3.0, 4.0), 0.1, 100)


def rules(beta: float) -> dict[str, nn.Rule]:
    """The methods by their names on the page, of which two have a β."""
    return {
        "gradient descent": nn.steepest_descent(),
        "momentum": nn.momentum(beta),
        "AdaGrad": nn.adagrad(),
        "Adam": nn.adam(beta1=beta),
    }


def walk(**changes) -> nn.Descent:
    return walks.walk(LESSON._replace(**changes))
