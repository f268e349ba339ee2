"""What an experiment says of a drawing is what the network says of it."""

import numpy as np
import pytest

from explorer.inside.experiments import DEFAULTS, LETTER, TRIALS, experiments
from explorer.inside.network import Known
from explorer.inside.pictures import Change, probabilities
from explorer.inside.sheet import Sheet

INK = Sheet("a", ((140, 60, 140, 220, 200, 180),)).ink


def read(known: Known, change: Change) -> int:
    y = probabilities(known, change.made_of(change.prepared(INK)))
    assert y is not None
    return int(y.argmax())


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.title)
def test_its_right_answer_is_what_becomes_of_the_drawing(known: Known, trial) -> None:
    (one,) = (one for one in experiments(known, INK, trial.title) if one.title == trial.title)
    before, after = read(known, Change()), read(known, Change(**(DEFAULTS | one.then)))
    assert f"as **{before}**" in one.question
    assert (one.right == 0) == (before == after)
    assert f"read as {after}, " in one.why
    assert one.then.keys() <= DEFAULTS.keys()
    assert one.values == {}


def test_where_a_drawing_is_lost_first_is_the_first_place_where_it_is_read_as_something_else(known: Known) -> None:
    said = experiments(known, INK, "Shift it")[0].why
    first = next((n for n in range(1, 9) if read(known, Change(right=n)) != read(known, Change())), None)
    assert first is not None
    assert f"It is lost first at {first} pixel" in said
    stays = known._replace(network=np_same(known))
    assert "It is never lost, up to 8 pixels." in experiments(stays, INK, "Shift it")[0].why


def np_same(known: Known):
    """A network that says 3 to everything."""
    network = known.network
    for name, value in network.params.items():
        network.params[name] = np.zeros_like(value)
    network.params["b2"][3] = 1
    return network


def test_only_the_one_that_was_chosen_asks_the_network(known: Known) -> None:
    titles = [one.title for one in experiments(known._replace(network=None), INK, None)]  # type: ignore[arg-type]
    assert titles == [*(trial.title for trial in TRIALS), LETTER]


def test_of_an_empty_sheet_nothing_is_claimed(known: Known) -> None:
    for one in experiments(known, Sheet("a").ink, "Shift it"):
        assert "sure" not in one.why or one.title == LETTER
