"""What is said of a sweep while it runs, and of a guess when it is done."""

import nn_core as nn
from explorer.data.datasets import Digits
from explorer.runs import cells, sweep_words
from explorer.runs.cells import Cell
from explorer.runs.grid import grid
from explorer.runs.luck import Group
from explorer.runs.sweep import Sweep

LEARNING_RATE = ["learning_rate"]


def ranked(*means: float) -> list[Group]:
    """Groups of one seed whose learning rates are 1, 2, 3 and so on."""
    return [Group(nn.TrainingConfig(learning_rate=rate), (mean,)) for rate, mean in enumerate(means, start=1)]


def test_what_leads_is_said_with_how_far_it_is() -> None:
    two = ranked(0.95, 0.9)
    done = two[0].settings.iterations
    assert sweep_words.best_so_far(two, LEARNING_RATE, done) == "Best so far: **learning rate 1**, 95.00%."
    first = sweep_words.best_so_far(two[:1], LEARNING_RATE, 90_000)
    assert first == f"So far, after {done:,} of 90,000 iterations: **learning rate 1**, 95.00%."
    assert sweep_words.best_so_far([], LEARNING_RATE, done) == ""


def test_beyond_an_edge_there_is_something_only_where_it_can_be_chosen() -> None:
    edge = lambda best, *others: sweep_words.at_the_edge(best, [best, *others], ["hidden_size"])
    smaller, largest = nn.TrainingConfig(hidden_size=200), nn.TrainingConfig(hidden_size=500)
    assert edge(largest, smaller) == ""
    assert "200 hidden units. Beyond it" in edge(smaller, nn.TrainingConfig(hidden_size=100))


def test_guesses_that_tie_came_at_the_same_place() -> None:
    groups = ranked(0.95, 0.94, 0.94, 0.94, 0.93)
    said = [sweep_words.guess(cell_of(group), groups, LEARNING_RATE, 1000) for group in groups]
    assert "It is the best." in said[0]
    assert ["came 2nd of 5" in one for one in said] == [False, True, True, True, False]
    assert "came 5th of 5" in said[4]


def test_a_guess_that_was_ended_early_looked_hopeless() -> None:
    early = cell_of(ranked(0.2)[0])._replace(ended_early=True)
    assert "ended early" in sweep_words.guess(early, ranked(0.9), LEARNING_RATE, 1000)


def test_what_has_diverged_neither_leads_nor_was_a_good_guess() -> None:
    (diverged,) = (group._replace(diverged=True) for group in ranked(0.1))
    said = sweep_words.best_so_far([diverged], LEARNING_RATE, 100)
    assert said == "So far a run has diverged with the one of the settings that ended."
    assert "A run of it has diverged." in sweep_words.guess(cell_of(diverged), [diverged], LEARNING_RATE, 1000)


def test_what_was_ended_early_is_not_done(digits: Digits) -> None:
    settings = grid({"learning_rate": [0.1, 0.2, 0.4]}, range(2), 100)
    sweep, (one, two, three) = Sweep(settings, digits, halving=True), cells.planned(settings)
    there = [one._replace(accuracies=(0.5, 0.6), ended_early=True), two._replace(accuracies=(0.9,)), three]
    assert "1 of 6 runs done, 2 ended early" in sweep_words.progress(sweep, there)


def cell_of(group: Group) -> Cell:
    return Cell(group.settings, (0,), group.accuracies, diverged=group.diverged)
