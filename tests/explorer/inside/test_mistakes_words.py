import numpy as np
import pytest

from explorer.inside.mistakes import confusion, worst
from explorer.inside.mistakes_words import cell, lines, listed, verdict
from explorer.training.answers import Answers

NAMES = ["a", "b", "c"]


def told(*pairs: tuple[int, int]) -> str:
    """Of images with these true classes, each taken for these."""
    labels, said = np.array(pairs).T
    found = Answers(np.eye(3)[said], labels)
    counts = confusion(labels, said, 3)
    return verdict(found, counts, NAMES, worst(counts))


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([(0, 1), (0, 1), (0, 1), (1, 2)], "Most often it takes **a** for **b**: 3 times."),
        ([(0, 1), (0, 1), (1, 2)], "Most often it takes **a** for **b**: twice."),
        ([(0, 1), (1, 2)], "Most often, once each, it takes **a** for **b** and **b** for **c**."),
        (
            [(0, 1), (1, 0), (1, 2)],
            "Most often, once each, it takes **a** for **b**, **b** for **a** and **b** for **c**.",
        ),
        ([(0, 1), (1, 0), (1, 2), (2, 0)], "No mix-up stands out: 4 different ones come once each."),
        ([(0, 1)], "It takes **a** for **b**: once."),
    ],
)
def test_what_is_mixed_up_most_is_told_with_all_that_tie(pairs: list[tuple[int, int]], said: str) -> None:
    told_of = told((2, 2), *pairs)
    assert told_of.endswith(said)
    verb = "is" if len(pairs) == 1 else "are"
    assert told_of.startswith(f"**{len(pairs)} of {len(pairs) + 1}** test images {verb} misread.")


@pytest.mark.parametrize(
    ("true", "said", "count", "of_class", "words"),
    [
        ("a", "b", 0, 5, "No **a** is taken for **b**."),
        ("a", "a", 0, 5, "No **a** is read right."),
        ("a", "b", 0, 0, "No test image shows **a**."),
        ("a", "b", 1, 5, "1 image of **a** is taken for **b**."),
        ("a", "a", 5, 5, "5 images of **a** are read right."),
    ],
)
def test_what_is_in_a_cell_is_told_also_where_it_is_empty(
    true: str, said: str, count: int, of_class: int, words: str
) -> None:
    assert cell(true, said, count, of_class) == words


def test_how_many_are_listed_of_how_many() -> None:
    assert listed(1, 1, 1) == "Pick it to see why."
    assert listed(1, 6, 6) == "The surest first. Pick one to see why."
    assert listed(57, 1, 57) == "57 of 57, the surest first. Pick it to see why."
    assert listed(25, 24, 60) == "25 to 48 of 60, the surest first. Pick one to see why."


def test_images_of_one_cell_say_only_how_sure_it_was_and_others_what_was_said_and_meant() -> None:
    found = Answers(np.log([[0.8, 0.1, 0.1], [0.1, 0.3, 0.6]]), np.array([0, 1]))
    assert lines(found, np.arange(2), NAMES, one_cell=True) == [
        [("80% ✓", "right"), ("Why?", "link")],
        [("60% ✕", "wrong"), ("Why?", "link")],
    ]
    assert lines(found, np.array([1]), NAMES, one_cell=False) == [
        [("60% ✕", "wrong"), ("said c", ""), ("meant b", ""), ("Why?", "link")]
    ]
