"""What there is to find out about harm. The answers are those of the network at hand, so they are worked out."""

from collections.abc import Mapping

from explorer.course.experiment import Experiment
from explorer.inside.answers import Array
from explorer.inside.harm import HARMS
from explorer.words import numbers

DEFAULTS = {"harm": "shift", **dict.fromkeys(HARMS, 0.0)}
_MUCH = 2.0  # times what guessing gets right: a network that reads less has nothing that could be broken


def can_be_broken(accuracy: float, classes: int) -> bool:
    """Does the network read enough for harm to be seen?"""
    return accuracy > _MUCH / classes


def experiments(curves: Mapping[str, Array]) -> tuple[Experiment, ...]:
    """Questions about the curves of a network, each with the answer that holds for it.

    Args:
        curves: of each harm, by its key.
    """
    return (
        _shift(curves["shift"]),
        _rotation(curves["rotation"]),
        _noise(curves["noise"]),
        _inverted(curves["inverted"]),
    )


def _share(value: float) -> str:
    return numbers.percent(value, 0)


def _at(key: str, strength: float) -> int:
    return HARMS[key].strengths.index(strength)


def _half(curve: Array) -> int | None:
    """The first strength, by its number, at which at most half is left of what is read right unharmed."""
    below = (curve <= curve[0] / 2).nonzero()[0]
    return int(below[0]) if below.size else None


def _shift(curve: Array) -> Experiment:
    at = _half(curve)
    steps = HARMS["shift"].strengths
    by = steps[at] if at is not None else None
    right = 3 if by is None else 0 if by <= 1 else 1 if by <= 4 else 2
    shown = by if by is not None else steps[-1]
    return Experiment(
        title="Move it",
        values={"harm": "shift"},
        question="By how many pixels may an image move to the right before half of what was read is lost?",
        choices=("1 is too much", "between 2 and 4 are", "5 to 10 are", "none of these is"),
        right=right,
        then={"harm": "shift", "shift": shown},
        why=f"Moved by {shown:.0f}, {_share(curve[_at('shift', shown)])} are left of {_share(curve[0])}. Every weight "
        "belongs to one pixel: for the network an image that has moved is another picture.",
    )


def _rotation(curve: Array) -> Experiment:
    upside_down = float(curve[-1])
    kept = upside_down / curve[0]
    right = 0 if kept < 1 / 3 else 1 if kept < 2 / 3 else 2
    return Experiment(
        title="Upside down",
        values={"harm": "rotation"},
        question="How much is still read when every image is turned upside down?",
        choices=("less than a third of what was", "up to two thirds", "nearly all"),
        right=right,
        then={"harm": "rotation", "rotation": 180.0},
        why=f"{_share(upside_down)} instead of {_share(curve[0])}. It never saw an image upside down, so it does "
        "not know what turning is.",
    )


def _noise(curve: Array) -> Experiment:
    half, lost = float(curve[_at("noise", 0.5)]), 100 * (curve[0] - curve[_at("noise", 0.5)])
    right = 0 if lost < 10 else 1 if lost < 40 else 2
    return Experiment(
        title="Snow",
        values={"harm": "noise"},
        question="Every pixel gets noise, half as strong as full ink. You still see what it is. What does the network "
        "lose?",
        choices=("less than 10 points", "10 to 40 points", "40 points or more"),
        right=right,
        then={"harm": "noise", "noise": 0.5},
        why=f"{_share(half)} instead of {_share(curve[0])}. A sum over hundreds of pixels averages much of the noise "
        "away, but the eye also knows what to look for.",
    )


def _inverted(curve: Array) -> Experiment:
    end, guess = float(curve[-1]), 0.3 * float(curve[0])
    right = 0 if end < guess else 1 if end < 0.7 * curve[0] else 2
    return Experiment(
        title="White on black",
        values={"harm": "inverted"},
        question="Ink and paper change places, and nothing else. How much does the network still read?",
        choices=("hardly anything", "about half of it", "as much as before"),
        right=right,
        then={"harm": "inverted", "inverted": 1.0},
        why=f"{_share(end)} instead of {_share(curve[0])}. It never learned what a shape is, only which pixels should "
        "have ink.",
    )
