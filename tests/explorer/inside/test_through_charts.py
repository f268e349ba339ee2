"""What is drawn of an image on its way through a network is what the core computes."""

import numpy as np
import pytest

from explorer.inside import through_charts
from explorer.inside.through import way
from explorer.inside.units import shown as strongest
from tests.explorer.frames import frame
from tests.explorer.inside.networks import network, noise

DATASET = noise(images=200)
NAMES = ["a", "b", "c", "d"]


@pytest.mark.parametrize("hidden", [6, 130])
def test_on_the_way_each_bar_is_as_long_as_its_number(hidden: int) -> None:
    net = network(DATASET, hidden)
    passed, units = way(net, DATASET.scaled(DATASET.x_test[0]), 1), strongest(net)
    data = through_charts.way_chart(passed, DATASET.x_test[:1], units, int(units[3]), NAMES, 1)["datasets"]
    cells, rows = frame(data["cells"]), frame(data["rows"])
    assert cells["unit"].tolist() == (units + 1).tolist()
    np.testing.assert_allclose(cells["activation"], passed.hidden.z[units], rtol=1e-6)
    assert cells["unit"][cells["chosen"]].tolist() == [units[3] + 1]
    assert rows["class"].tolist() == NAMES
    assert rows["class"][rows["right"]].tolist() == ["b"]
    for key, value in (("logit", passed.answer.a), ("p", passed.answer.z)):
        bars = rows[f"{key}_to"] - rows[f"{key}_from"]
        np.testing.assert_allclose(bars / bars.abs().max(), value / np.abs(value).max(), atol=1e-6)
    np.testing.assert_allclose(rows["logit"], passed.answer.a, rtol=1e-6)
    low, high = through_charts._LOGITS
    assert rows[["logit_from", "logit_to"]].stack().between(low - 1e-9, high + 1e-9).all()
