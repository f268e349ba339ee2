"""What there is to find out about harm. The answers are those of the network at hand, so they are worked out."""

from collections.abc import Callable

from explorer.charts.arrays import Array
from explorer.course.experiment import Experiment
from explorer.inside.harm import HARMS
from explorer.words import numbers

DEFAULTS = {"harm": "shift", **dict.fromkeys(HARMS, 0.0)}
_LITTLE = 1 / 9  # of what guessing gets wrong: a network that reads no more has nothing that could be broken


def can_be_broken(accuracy: float, guessing: float) -> bool:
    """Does the network read enough more than who guesses, for harm to be seen?"""
    return accuracy > guessing + _LITTLE * (1 - guessing)


def experiments(curve: Callable[[str], Array], chosen: str | None) -> tuple[Experiment, ...]:
    """Questions about the curves of a network, with the answer that holds for it.

    Args:
        curve: gives that of a harm, by its key. It is asked for the chosen experiment alone: each takes a while.
        chosen: the title of that. Of the others nothing is seen but their titles.
    """
    return tuple(_answered(one, curve(one.values["harm"])) if one.title == chosen else one for one in _QUESTIONS)


def _asked(title: str, key: str, question: str, *choices: str) -> Experiment:
    return Experiment(title, {"harm": key}, question, choices, right=0, then={}, why="")


_QUESTIONS = (
    _asked(
        "Move it",
        "shift",
        "Every image moves to the right, pixel by pixel. When does it read only half as many?",
        "after the first",
        "after 2 to 4",
        "after 5 to 10",
        "not even after 10",
    ),
    _asked(
        "Upside down",
        "rotation",
        "How much is still read when every image is turned upside down?",
        "less than a third of what was",
        "up to two thirds",
        "more than that",
    ),
    _asked(
        "Snow",
        "noise",
        "Every pixel gets noise, half as strong as full ink. You still see what it is. What does the network lose?",
        "less than 10 points",
        "10 to 40 points",
        "40 points or more",
    ),
    _asked(
        "Ink and paper",
        "inverted",
        "Ink and paper change places, and nothing else. How much does the network still read?",
        "less than a third of what it did",
        "up to two thirds",
        "more than that",
    ),
)


def _answered(one: Experiment, curve: Array) -> Experiment:
    """The same with the answer that this curve gives."""
    key = one.values["harm"]
    right, strength, why = _ANSWERS[key](curve)
    at = HARMS[key].strengths.index(strength)
    left = f"{numbers.percent(curve[at], 0)} instead of {numbers.percent(curve[0], 0)}"
    return one._replace(right=right, then={"harm": key, key: strength}, why=f"It then reads {left}. {why}")


def _shift(curve: Array) -> tuple[int, float, str]:
    """Which answer is right, the strength that shows it, and why."""
    steps = HARMS["shift"].strengths
    halved = [by for by, left in zip(steps, curve.tolist(), strict=True) if left <= curve[0] / 2]
    by = halved[0] if halved else steps[-1]
    right = 3 if not halved else 0 if by <= 1 else 1 if by <= 4 else 2
    return right, by, "Every weight belongs to one pixel: for the network an image that has moved is another one."


def _kept(curve: Array) -> int:
    """Which third of what was read right is left of it in the end: the first, the second or the last."""
    kept = curve[-1] / curve[0]
    return 0 if kept < 1 / 3 else 1 if kept <= 2 / 3 else 2


def _rotation(curve: Array) -> tuple[int, float, str]:
    why = "It never saw an image upside down, so it does not know what turning is. Not all of it is its fault: what "
    return (
        _kept(curve),
        180.0,
        f"{why}becomes another class when it is turned, as a 6 does among digits, counts as misread.",
    )


def _noise(curve: Array) -> tuple[int, float, str]:
    lost = round(100 * (curve[0] - curve[HARMS["noise"].strengths.index(0.5)]), 6)  # 100 * (0.5 - 0.4) is less than 10
    right = 0 if lost < 10 else 1 if lost < 40 else 2
    if curve[HARMS["noise"].strengths.index(0.5)] < curve[0] / 2:
        return right, 0.5, "Added up over hundreds of pixels, the noise is more than what tells the images apart."
    return right, 0.5, "A sum over hundreds of pixels averages much of the noise away, but not all of it."


def _inverted(curve: Array) -> tuple[int, float, str]:
    return _kept(curve), 1.0, "It never learned what a shape is, only which pixels should have ink."


_ANSWERS = {"shift": _shift, "rotation": _rotation, "noise": _noise, "inverted": _inverted}
