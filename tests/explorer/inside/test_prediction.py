import numpy as np
import pytest

from explorer.inside.changes import Change
from explorer.inside.drawing import as_mnist
from explorer.inside.network import Known, clipped
from explorer.inside.prediction import probabilities
from explorer.inside.strokes import Sheet

CORNER = Sheet("a", ((40, 40, 40, 90), (40, 65, 70, 65))).ink


def test_nothing_drawn_and_nothing_left_are_not_read(known: Known) -> None:
    paper = Change().prepared(Sheet("a").ink)
    assert not paper.any()
    assert probabilities(known, paper) is None
    gone = Change(centre=False, right=-8, down=-8).made_of(Change(centre=False).prepared(Sheet("a", ((3, 3),)).ink))
    assert not gone.any()
    assert probabilities(known, gone) is None


def test_the_core_says_what_is_read(known: Known) -> None:
    made = Change(right=6).made_of(as_mnist(CORNER))
    y = probabilities(known, made)
    assert y is not None
    np.testing.assert_allclose(y, known.network.predict(made.reshape(-1) / np.float32(255)), rtol=1e-6)
    assert y.argmax() == 7
    other = probabilities(known, Change(right=-6).made_of(as_mnist(CORNER)))
    assert other is not None
    assert other.argmax() == 3


@pytest.mark.parametrize("scale", [1.0, 1 / 30])
def test_ink_where_training_had_hardly_any_is_ink_and_no_more(known: Known, scale: float) -> None:
    dataset = known.digits.dataset
    scales = np.full(784, 1 / 255, np.float32)
    scales[0] = scale
    object.__setattr__(dataset, "scale", scales)
    assert clipped(dataset, np.full(784, 255, np.uint8)).tolist() == [1.0] * 784
