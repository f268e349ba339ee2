"""What the bars of a network's page draw is what the core computes."""

import numpy as np

from explorer.inside import mistakes_charts, units_charts
from explorer.inside.units import unit
from explorer.training.answers import answers
from tests.explorer.frames import frame
from tests.explorer.inside.networks import network, noise

DATASET = noise(images=200)
NET = network(DATASET)
FOUND = answers(NET, DATASET)
NAMES = ["a", "b", "c", "d"]


def test_weights_that_are_all_small_are_told_apart() -> None:
    chart = units_charts.outgoing_chart(np.array([2.6e-4, -1e-7, 0.0, 3e-4]), 3e-4, NAMES)
    assert frame(chart["datasets"]["bars"])["said"].tolist() == ["0.00026", "−1e−7", "0", "0.0003"]


def test_bars_are_the_weights_the_points_and_the_accuracies() -> None:
    of_unit, weights = unit(NET, DATASET, 2), NET.params["W2"][2]
    for chart, values in (
        (units_charts.outgoing_chart(weights, 5.0, NAMES), weights),
        (units_charts.without_chart(of_unit, NAMES), 100 * (of_unit.without - of_unit.by_class)),
        (mistakes_charts.by_class_chart(FOUND, NAMES), 100 * FOUND.by_class),
    ):
        bars, (low, high) = frame(chart["datasets"]["bars"]), frame(chart["datasets"]["reach"])["value"]
        np.testing.assert_allclose(bars["value"], values, rtol=1e-6, atol=1e-9)
        assert bars["sign"].tolist() == ["below 0" if value < 0 else "above 0" for value in values]
        assert low < values.min() or low == 0 <= values.min()
        assert high > values.max()
