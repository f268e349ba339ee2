import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

import nn_core as nn
from explorer.inside.mistakes import confusion, mistakes, of_cell, worst
from explorer.training.answers import Answers, answers
from tests.explorer.inside.networks import network, noise


def test_one_sample_that_is_a_1_and_was_taken_for_a_0_stands_in_row_1_and_column_0() -> None:
    counts = confusion(np.array([1]), np.array([0]), 3)
    assert counts.tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 0]]


@pytest.mark.slow
@given(st.integers(2, 10), st.data())
def test_the_matrix_is_scikit_learns_and_plain_numpys(classes: int, data: st.DataObject) -> None:
    pairs = data.draw(st.lists(st.tuples(*[st.integers(0, classes - 1)] * 2), min_size=1))
    labels, said = np.array(pairs).T
    counts = confusion(labels, said, classes)
    np.testing.assert_array_equal(counts, confusion_matrix(labels, said, labels=range(classes)))
    plain = np.zeros((classes, classes), int)
    np.add.at(plain, (labels, said), 1)
    np.testing.assert_array_equal(counts, plain)


@pytest.fixture
def found() -> Answers:
    dataset = noise(images=200)
    return answers(network(dataset), dataset)


def test_all_mistakes_come_and_the_surest_first(found: Answers) -> None:
    numbers = mistakes(found)
    y = nn.softmax(found.logits)
    assert sorted(numbers.tolist()) == [n for n in range(200) if y[n].argmax() != found.labels[n]]
    assert all(np.diff(y[numbers].max(axis=1)) <= 0)


def test_a_cell_holds_as_many_images_as_its_count(found: Answers) -> None:
    counts = confusion(found.labels, found.said, 4)
    for true, said in np.ndindex(4, 4):
        numbers = of_cell(found, true, said)
        assert len(numbers) == counts[true, said]
        assert set(found.labels[numbers]) <= {true}
        assert set(found.said[numbers]) <= {said}
        assert all(np.diff(found.sure[numbers]) <= 0)


def test_the_worst_cells_are_off_the_diagonal_and_several_where_they_tie() -> None:
    assert worst(np.array([[9, 1], [3, 9]])) == [(1, 0)]
    assert worst(np.array([[9, 3], [3, 9]])) == [(0, 1), (1, 0)]
    assert worst(np.diag([5, 5])) == []
