import gc

import pytest

import nn_core as nn
from explorer.training.cache import cached


@pytest.mark.slow
def test_what_is_kept_goes_with_its_network() -> None:
    asked: list[object] = []
    alive: list[object] = []

    class Result:
        def __init__(self) -> None:
            alive.append(self)

        def __del__(self) -> None:
            asked.append("gone")

    @cached
    def find(network: nn.TwoLayerNet, number: int, *, more: int = 0) -> Result:
        asked.append((number, more))
        return Result()

    network = nn.TwoLayerNet(2, 3, 2)
    first = find(network, 1)
    assert find(network, 1) is first
    assert find(network, 2) is not first
    assert find(network, 1, more=3) is not first
    assert asked == [(1, 0), (2, 0), (1, 3)]
    del first, network
    alive.clear()
    gc.collect()
    assert asked[3:] == ["gone"] * 3
