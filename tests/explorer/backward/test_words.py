"""What the backward page says: every formula is true for a reader with a calculator, and tells no slope too early."""

import re
from functools import cached_property

import numpy as np
import pytest

from explorer.backward import words
from explorer.backward.example import SMALL, STEEP, WEIGHTS, Example, example
from explorer.backward.sliders import MOVES, UPDATE
from explorer.charts.network import EDGES, Edge
from explorer.words.latex import number
from tests.explorer.formulas import contradictions, statements, value

LESSON = example(SMALL, EDGES[0], 0.0, 1.0, 0.5, 0)
PLACES = [(1.0, 0.5, 0.0, 0.5), (-5.0, 4.7, -1.0, 2.0), (0.0, 5.0, 0.7, 0.1)]  # x1, x2, add, lr


@pytest.mark.slow
@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("t", [0, 1])
def test_every_formula_is_true_for_every_weight_at_every_move(weights: str, t: int):
    for n, edge in enumerate(EDGES):
        x1, x2, add, lr = PLACES[n % len(PLACES)]
        shown = example(weights, edge, add, x1, x2, t)
        for move in range(len(MOVES)):
            text = words.steps(shown, edge, lr, move) + words.step(shown, lr, move)
            assert contradictions(text) == [], (edge.name, move)
            assert text.count("$") % 2 == 0


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.name)
def test_the_last_formula_of_the_chain_comes_to_the_slope(edge):
    text = words.steps(LESSON, edge, 0.5, 7)
    (chain,) = [sides for sides in statements(text) if r"\partial L" in sides[0]]
    slope = LESSON.gradient[EDGES.index(edge)]
    assert value(chain[-1]) == pytest.approx(slope, rel=5e-4)
    assert value(chain[-2]) == pytest.approx(slope, rel=1.1e-3)


def test_the_chain_is_as_long_as_the_way_back():
    deltas = lambda name: words.steps(LESSON, EDGES[[e.name for e in EDGES].index(name)], 0.5, 7).count("- $\\delta")
    assert [deltas(name) for name in ("W3, from 2 to 1", "W2, from 3 to 1", "W1, from 1 to 3")] == [1, 3, 5]


def test_the_slope_of_the_chosen_weight_is_not_there_before_its_turn():
    edge = EDGES[0]
    for move in range(7):
        assert number(LESSON.gradient[0]) not in words.steps(LESSON, edge, 0.5, move)
        assert number(LESSON.gradient[0]) not in words.check(LESSON, edge, move)
    assert number(LESSON.gradient[0]) in words.steps(LESSON, edge, 0.5, 7)


def test_what_is_said_of_dashed_lines_is_said_where_they_are_slopes():
    back, update = (words.steps(LESSON, EDGES[0], 0.5, move) for move in (UPDATE - 1, UPDATE))
    assert ("Dashed" in back, "Dashed" in update) == (True, False)
    assert "after the step" in update


def test_every_move_has_words_of_its_own():
    assert len({words.verdict(LESSON, 0.5, move) for move in range(len(MOVES))}) == len(MOVES)
    assert words.next_move(0) == "Next: forward, layer 1"
    assert words.next_move(len(MOVES) - 1) == "Start again"


class Mistaken(Example):
    """One slope is twice what it should be."""

    gradient = cached_property(lambda self: LESSON.gradient * np.where(np.arange(23) == 22, 2, 1))


def test_a_check_says_whether_it_has_found_a_mistake():
    assert "no mistake has been found" in words.check(LESSON, EDGES[0], 7)
    assert "something is wrong" in words.check(Mistaken(LESSON.net, LESSON.x, LESSON.t), EDGES[0], 7)


def test_where_no_slope_comes_back_it_says_so():
    alike = example("all 0.5, no bias", EDGES[0], 0.0, 1.0, 0.5, 0)
    assert "all of them are 0" in words.verdict(alike, 0.5, 6)


def test_promised_and_got():
    text = words.step(LESSON, 1.0, 8)
    squared = np.sum(LESSON.gradient**2)
    assert f"$= {number(squared)}$" in text
    fell = LESSON.loss - LESSON.after(1.0).loss
    (part,) = re.findall(r"That is (\d+)% of", text)
    assert int(part) == round(100 * fell / squared)
    assert "changes nothing" in words.step(LESSON, 0.0, 8)


def test_saturated_slopes_are_checked_where_they_can_be():
    steep = example(STEEP, EDGES[0], 0.0, 5.0, 5.0, 0)
    assert "no mistake has been found" in words.check(steep, EDGES[0], 7)


def test_of_tiny_slopes_only_the_largest_is_said_to_be_it() -> None:
    assert words._largest(np.array([1e-9, 5e-9, -3e-9])).endswith("The largest slope of this layer: 5e−9.")
    assert words._largest(np.array([1e-9, 5e-9, -5e-9])).endswith("The largest slopes of this layer: −5e−9 and 5e−9.")


@pytest.mark.parametrize("edge", EDGES)
def test_two_losses_that_are_shown_differ_by_what_is_shown(edge: Edge) -> None:
    said = words.check(example(STEEP, edge, -1.0, 0.0, -5.0, 1), edge, 7)
    [(difference, shown)] = re.findall(r"= \\frac\{(.*?)\}\{2h\}\$\s+\$= \\frac\{(.*?)\}\{2 ", said)
    assert value(difference) == pytest.approx(value(shown), rel=0.2)
