"""An experiment of a lesson page: a question that is asked before its answer can be seen."""

from typing import Any, NamedTuple


class Experiment(NamedTuple):
    """Something to find out: it sets the controls and asks; when it has been answered it shows what is so, and why.

    Attributes:
        title: the chip's.
        values: of the controls that are not at their defaults while it asks.
        question: one that the figure does not answer yet.
        choices: the answers to choose from.
        right: which of them is right, counted from 0.
        then: the same once it is answered, so that the figure shows it.
        why: a sentence or two that explain it.
    """

    title: str
    values: dict[str, Any]
    question: str
    choices: tuple[str, ...]
    right: int
    then: dict[str, Any]
    why: str
