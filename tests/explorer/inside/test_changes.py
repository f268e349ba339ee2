import numpy as np

from explorer.inside.changes import Change
from explorer.inside.drawing import as_mnist, shifted, shrunk, thickened, turned
from explorer.inside.strokes import Sheet

CORNER = Sheet("a", ((40, 40, 40, 90), (40, 65, 70, 65))).ink


def test_of_nothing_drawn_nothing_is_prepared() -> None:
    assert not Change().prepared(Sheet("a").ink).any()


def test_a_drawing_is_centred_unless_it_is_not_to_be_and_then_changed() -> None:
    np.testing.assert_array_equal(Change().prepared(CORNER), as_mnist(CORNER))
    np.testing.assert_array_equal(Change(centre=False).prepared(CORNER), shrunk(CORNER))
    change, made = Change(right=2, down=-1, turn=30, bolder=0.5), as_mnist(CORNER)
    np.testing.assert_array_equal(change.made_of(made), shifted(thickened(turned(made, 30), 0.5), 2, -1))
    np.testing.assert_array_equal(Change().made_of(made), made)
