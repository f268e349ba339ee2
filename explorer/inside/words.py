"""What the page on the trained network says."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from explorer.data.classes import DIGITS
from explorer.data.datasets import DatasetError
from explorer.inside.network import Known
from explorer.inside.strokes import Sheet
from explorer.words import numbers

LEARNING = "A network is learning to read digits. It takes a second or two, the first time."
COMING_BACK = "This page was reloaded. If you had a run, it is on its way; until then, here is another network."
PAPER = (
    "Paper to draw on, with mouse, finger or pen. By keyboard: the arrow keys go from cell to cell, the space "
    "bar inks one, an arrow key with Shift goes on and inks."
)
GONE = "Nothing is left to read: no ink is in the picture."
FULL = "The sheet is full. Clear it to draw on."

DIVERGED = (
    "**Your run has diverged:** its weights have grown beyond all numbers (nan), and nothing can be seen in them any "
    "more. A smaller learning rate helps. Meanwhile, here is another network."
)


def which(known: Known, plain: Callable[[str], str]) -> str:
    """The network that the page is about: whose it is, how large, how good.

    Args:
        known: the network.
        plain: makes Markdown of a name that is no Markdown.
    """
    size = numbers.counted(known.network.hidden_size, "hidden unit")
    images = "test digits" if known.digits.contents == DIGITS else "test images"
    read = f", {numbers.percent(known.test_accuracy)} of the {images} right"
    if known.tested_after != known.iterations:
        read += f", tested after {numbers.counted(known.tested_after, 'iteration')}"
    if not known.own:
        return f"**A network trained just now** on the built-in sample: {size}{read}."
    so_far = f"; {numbers.counted(known.iterations, 'iteration')} so far" if known.under_way else ""
    return f"**{plain(known.name) or 'Your run'}:** {size}{read}{so_far}."


def better(name: str, accuracy: float) -> str:
    """What leads to a run that reads far more."""
    return f"Look into {name}: it reads {numbers.percent(accuracy)}"


def empty(known: Known) -> str:
    """That the paper is empty, and what there is to do."""
    what = "a digit" if known.digits.contents == DIGITS else "something"
    return f"Nothing to read yet. Draw {what} on the large sheet, or take a test image."


def cannot_be_had(error: BaseException) -> str:
    """For somebody who has no run and cannot be given a network either."""
    if isinstance(error, DatasetError):
        return str(error)
    return (
        f"A network to look into could not be trained, because of a fault on the server ({type(error).__name__}). "
        "Try again, or train one of your own."
    )


def nothing_to_take(error: BaseException) -> str:
    """For somebody who wants a test image and cannot have one."""
    return f"A test image cannot be had at this moment ({type(error).__name__}). You can draw one, or try again."


def says(known: Known, y: NDArray[np.float64]) -> str:
    """What the network answers: the class first; then how sure it is, and what comes next, as at their bars."""
    names, (first, *others) = known.class_names, np.argsort(-y, kind="stable").tolist()
    after = f" Next best: {names[others[0]]}, {numbers.whole_percent(y[others[0]])}." if others else ""
    if tied := [names[label] for label in others if y[label] == y[first]]:
        after = f" A tie: just as sure of {', '.join(tied)}."
    sure = numbers.whole_percent(y[first]).replace(">", r"\>")  # at the head of a line it would make a quote of it
    return f"**{names[first]}**\n\n{sure} sure.{after}"


def take(known: Known) -> str:
    """What the button does that puts something on the paper."""
    return "Take a test digit" if known.digits.contents == DIGITS else "Take a test image"


def taken(known: Known, sheet: Sheet) -> str:
    """Whose hand drew what lies on the paper."""
    if (label := sheet.meant(known.digits.name)) is None:
        return ""
    name = known.class_names[label]
    return (
        f"From the test set. Its writer meant {numbers.one(name)}."
        if known.digits.contents == DIGITS
        else f"A test image: {name}."
    )
