"""What there is to find out with a drawing, and what its controls open with.

What is right depends on the drawing and on the network: the network is asked, each time.
"""

from typing import Any, NamedTuple

from explorer.course.experiment import Experiment
from explorer.data.classes import DIGITS
from explorer.inside.changes import SHIFT, TURN, Change
from explorer.inside.drawing import Ink
from explorer.inside.network import Known
from explorer.inside.prediction import probabilities
from explorer.words.numbers import whole_percent

DEFAULTS: dict[str, Any] = Change()._asdict()
LETTER = "A letter"


class _Trial(NamedTuple):
    """A change of a drawing, and whether it is read as before.

    Attributes:
        title: the chip's.
        change: what is done.
        what: that, before it is done, and `after`: when it was.
        why: what there is to learn from it.
        key: of the slider that is tried further and further until the drawing is lost.
        tried: the places it is tried at.
    """

    title: str
    change: Change
    what: str
    after: str
    why: str
    key: str = ""
    tried: tuple[int, ...] = ()


TRIALS = (
    _Trial(
        title="Shift it",
        change=Change(right=4),
        what="It moves four pixels to the right",
        after="Four pixels further right",
        why="Each pixel has weights of its own, and none of them knows of its neighbour's: to the network what has "
        "moved is another picture.",
        key="right",
        tried=tuple(range(1, int(SHIFT.max_value) + 1)),
    ),
    _Trial(
        title="Turn it",
        change=Change(turn=45),
        what="It is turned by 45 degrees",
        after="Turned by 45 degrees",
        why="Nobody told the network that what is turned stays the same.",
        key="turn",
        tried=tuple(range(5, int(TURN.max_value) + 1, 5)),
    ),
    _Trial(
        title="Make it thin",
        change=Change(bolder=-0.75),
        what="Its strokes lose three quarters of a pixel at either edge",
        after="Thinner",
        why="A hidden unit adds up ink times weight, pixel after pixel. Of thin strokes there is less to add up.",
    ),
    _Trial(
        title="Straight from the paper",
        change=Change(centre=False),
        what="The whole paper is shrunk to 28 by 28 pixels, and the drawing is neither scaled nor centred",
        after="Straight from the paper",
        why="All that the network learned from had the same size and lay in the middle. Draw something small in a "
        "corner, with this and without.",
    ),
)


def experiments(known: Known, ink: Ink, chosen: str | None) -> tuple[Experiment, ...]:
    """All of them; the network is asked for the one that was chosen alone.

    Args:
        known: the network.
        ink: what is on the paper, uint8 of shape (h, w).
        chosen: the title of that one.
    """
    letter = _letter(known)
    return (
        *(_asked(t, known, ink) if t.title == chosen else letter._replace(title=t.title) for t in TRIALS),
        letter,
    )


def _asked(trial: _Trial, known: Known, ink: Ink) -> Experiment:
    names, drawing = known.class_names, Change().prepared(ink)
    before = probabilities(known, drawing)
    after = probabilities(known, trial.change.made_of(trial.change.prepared(ink)))
    was = None if before is None else int(before.argmax())
    became, what = None, "nothing is left to read"
    if after is not None:
        became = int(after.argmax())
        what = f"it is read as {names[became]}, {whole_percent(after.max())} sure"
    name, lost = "nothing" if was is None else names[was], _lost(trial, known, drawing, was)
    why = trial.why if became != was or not trial.tried else ""
    return Experiment(
        title=trial.title,
        values={},
        question=f"The network reads your drawing as {name}. {trial.what}. What will it read then?",
        choices=(f"{name}, as before", "something else"),
        right=0 if became == was else 1,
        then={key: value for key, value in trial.change._asdict().items() if value != DEFAULTS[key]},
        why=f"{trial.after}, {what}. {lost}{why}",
    )


def _letter(known: Known) -> Experiment:
    many = len(known.class_names)
    things = "digits" if known.digits.contents == DIGITS else "classes"
    return Experiment(
        title=LETTER,
        values={},
        question="Clear the paper and draw a letter: say, an A. What will the network answer?",
        choices=(f"that it is none of its {many} {things}", f"one of its {many} {things}, as always"),
        right=1,
        then={},
        why=f"Its {many} probabilities always add up to 1: it has no way to say that it does not know. It has never "
        "seen a letter, and may be sure of one all the same.",
    )


def _lost(trial: _Trial, known: Known, drawing: Ink, was: int | None) -> str:
    """Where it is read as another class than `was` for the first time, as a sentence; nothing where there is none."""
    if was is None or not trial.tried:
        return ""
    for place in trial.tried:
        change: dict[str, Any] = {trial.key: place}
        after = probabilities(known, Change(**change).made_of(drawing))
        if after is None or after.argmax() != was:
            return f"It is lost first at {place}{_unit(trial.key, place)}. "
    return f"It is never lost, up to {trial.tried[-1]}{_unit(trial.key, trial.tried[-1])}. "


def _unit(key: str, number: int) -> str:
    return "°" if key == "turn" else f" pixel{'s' * (number != 1)}"
