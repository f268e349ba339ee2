"""The matrix products of an iteration and nothing else: the least that training can cost."""

from collections.abc import Callable

import numpy as np


def bare_products(hidden_size: int = 50, batch_size: int = 100) -> Callable[[int], None]:
    """A function that does the five products of a 784-hidden-10 network as often as it is told."""
    rng = np.random.default_rng(0)
    shapes = [(batch_size, 784), (784, hidden_size), (batch_size, hidden_size), (hidden_size, 10), (batch_size, 10)]
    x, W1, z1, W2, y = (rng.standard_normal(shape).astype(np.float32) for shape in shapes)
    a1, a2, da1, dW1, dW2 = (np.empty_like(like) for like in (z1, y, z1, W1, W2))

    def multiply(iterations: int) -> None:
        for _ in range(iterations):
            np.matmul(x, W1, out=a1)
            np.matmul(z1, W2, out=a2)
            np.matmul(y, W2.T, out=da1)
            np.matmul(x.T, z1, out=dW1)
            np.matmul(z1.T, y, out=dW2)

    return multiply
