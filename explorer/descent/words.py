"""What the sliders of the gradient descent page come to, in words."""

import math

import numpy as np

import nn_core as nn
from explorer.descent.walks import ALL, REMEMBERING
from explorer.words.latex import number
from explorer.words.numbers import short


def length(walks: dict[str, nn.Descent]) -> str:
    """What the learning rate comes to: how long the first step of the first walk is.

    On one line, also of several walks: the controls below it stay where they are.
    """
    method, walk = next(iter(walks.items()))
    long = np.hypot(*(walk.path[1] - walk.path[0]))
    said = f"${number(long, 3)}$" if long >= 1000 else short(long, ".3g")
    several = f"{method[0].upper()}{method[1:]}: first step {said} long."
    return f"The first step is {said} long." if len(walks) == 1 else several


def memory(method: str, beta: float) -> str:
    """What β comes to with this method; a short sentence."""
    if method not in (*REMEMBERING, ALL):
        return "Only momentum and Adam have a β."
    if beta == 0:
        return "No step remembers the direction of the ones before."
    if beta < 0.5:
        return f"After 1 step {1 - beta:.0%} of a slope is forgotten."
    steps = f"{math.log(0.5) / math.log(beta):.2g}"
    return f"After {steps} step{'' if steps == '1' else 's'} half of a slope is forgotten."
