"""The server computes with one thread, and leaves the other processors to those who train.

A library for linear algebra divides each product of matrices among all processors, and its threads wait for each other
in a loop that takes a processor whole. Where those are busy, a page that asks what a network says of thirty images
costs them more than drawing the page does. One thread also sums in the order in which a worker does, to the last bit.
"""

import numpy as np  # noqa: F401  what is not loaded yet cannot be told
from threadpoolctl import threadpool_limits


def leave_them_to_others() -> None:
    """From now on this process computes with one thread."""
    threadpool_limits(1)
