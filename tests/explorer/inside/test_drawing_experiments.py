"""What an experiment says of a drawing is what the network says of it."""

import numpy as np
import pytest

from explorer.inside import drawing_experiments
from explorer.inside.changes import Change
from explorer.inside.drawing_experiments import DEFAULTS, LETTER, TRIALS, experiments
from explorer.inside.network import Known
from explorer.inside.prediction import probabilities
from explorer.inside.strokes import Sheet

INK = Sheet("a", ((140, 60, 140, 220, 200, 180),)).ink


def read(known: Known, change: Change) -> int:
    y = probabilities(known, change.made_of(change.prepared(INK)))
    assert y is not None
    return int(y.argmax())


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.title)
def test_its_right_answer_is_what_becomes_of_the_drawing(known: Known, trial) -> None:
    (one,) = (one for one in experiments(known, INK, trial.title) if one.title == trial.title)
    before, after = read(known, Change()), read(known, Change(**(DEFAULTS | one.then)))
    assert f"as {before}." in one.question
    assert (one.right == 0) == (before == after)
    assert f"read as {after}, " in one.why
    assert one.then.keys() <= DEFAULTS.keys()
    assert one.values == {}


def test_where_a_drawing_is_lost_first_is_the_first_place_where_it_is_read_as_something_else(known: Known) -> None:
    said = experiments(known, INK, "Shift it")[0].why
    first = next((n for n in range(1, 9) if read(known, Change(right=n)) != read(known, Change())), None)
    assert first is not None
    assert f"It is lost first at {first} pixel" in said
    known.network.params["W2"] = np.zeros((2, 10), np.float32)  # it says the same of everything
    assert "It is never lost, up to 8 pixels." in experiments(known, INK, "Shift it")[0].why


def test_only_the_one_that_was_chosen_asks_the_network(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    predict = known.network.predict
    monkeypatch.setattr(known.network, "predict", lambda x: asked.append(1) or predict(x))
    titles = [one.title for one in experiments(known, INK, None)]
    assert not asked
    experiments(known, INK, "Turn it")
    assert asked
    assert titles == [*(trial.title for trial in TRIALS), LETTER]


def test_of_an_empty_sheet_nothing_is_claimed(known: Known) -> None:
    shift, *_ = experiments(known, Sheet("a").ink, "Shift it")
    assert shift.choices[shift.right] == "nothing, as before"
    assert "sure" not in shift.why
    assert "lost" not in shift.why


def test_a_drawing_of_which_nothing_is_left_was_something_before(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([np.eye(10)[8], *[None] * 9])
    monkeypatch.setattr(drawing_experiments, "probabilities", lambda known, picture: next(answers))
    (shift, *_) = experiments(known, INK, "Shift it")
    assert "reads your drawing as 8." in shift.question
    assert shift.choices[shift.right] == "something else"
    assert "nothing is left to read. It is lost first at 1 pixel." in shift.why
