"""What the confusion matrix draws is what was counted."""

import numpy as np
import pytest

from explorer.inside import mistakes_charts
from explorer.inside.mistakes import confusion
from explorer.training.answers import answers
from tests.explorer.frames import frame
from tests.explorer.inside.networks import network, noise

DATASET = noise(images=200)
FOUND = answers(network(DATASET), DATASET)
NAMES = ["a", "b", "c", "d"]


def test_a_cell_of_the_matrix_has_its_count_and_its_part_of_its_row() -> None:
    counts = confusion(FOUND.labels, FOUND.said, 4)
    cells = frame(mistakes_charts.confusion_chart(counts, NAMES, (1, 2))["datasets"]["cells"])
    for cell in cells.itertuples():
        true, said = NAMES.index(cell.true_name), NAMES.index(cell.said_name)
        assert (cell.true, cell.said, cell.count) == (true, said, counts[true, said])
        assert cell.part == pytest.approx(counts[true, said] / np.sum(FOUND.labels == true))
        assert cell.kind == ("right" if true == said else "wrong")
        assert cell.chosen == ((true, said) == (1, 2))
    assert not frame(mistakes_charts.confusion_chart(counts, NAMES, None)["datasets"]["cells"]).chosen.any()
