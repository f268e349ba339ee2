"""What a layer of a network computes on the way forward."""

from typing import NamedTuple

from nn_core.arrays import Floats


class Layer(NamedTuple):
    """What one layer computes: `a` = x W + b, the weighted sums, and `z`, what its activation makes of them.

    >>> nn.ThreeLayerNet.lesson().activations([1.0, 0.5])[0].a
    array([0.3, 0.7, 1.1])
    """

    a: Floats
    z: Floats
