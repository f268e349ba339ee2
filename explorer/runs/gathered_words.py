"""What is said about the runs of a class: beside their picture, and to who cannot see it."""

import statistics
from collections.abc import Sequence
from itertools import groupby

from explorer.course.member import LEGAL, MOST_GIVEN
from explorer.runs.gathered import Result
from explorer.runs.gathered_charts import best
from explorer.training.words import named
from explorer.words.numbers import counted, percent

NOTHING_YET = (
    "When somebody of the class has trained a network to its end, a dot appears here: the higher, the more new images "
    "it reads right; the further right, the larger its learning rate. The picture renews itself."
)
INVITATION = (
    "A class can see all its results in one picture. Give it a word, such as biology-3b, and two links appear: one "
    "for the students, one for the picture."
)
KEPT = (
    "**What is kept:** of each run that is trained to its end on the trainer, by whoever came by a link of the class "
    "or typed its word: its settings, its data set and its test accuracy. No name, no drawing, no address, no order. "
    "It is shown until the day is over, stays in this server's memory for 24 hours at the most, and is written "
    "nowhere. Each student reads that above the trainer and can switch it off there. Whoever knows the word can see "
    f"the picture and add to it, at most {MOST_GIVEN} runs from each tab."
)
STUDENTS = "Your students open:"
PICTURE = "The picture is at:"
ONLY_HERE = (
    "These lead each student to their own device. Open the app at the Network URL that it printed when it started, and "
    "copy them there."
)
NO_WORD = f"That cannot be the word of a class: it has {LEGAL}."


def heading(word: str, results: Sequence[Result]) -> str:
    """How many runs there are, and on how many data sets, where it is not one."""
    if not results:
        return f"No run of class {word} yet today"
    data_sets = len({one.dataset for one in results})
    on = f", on {data_sets} data sets" if data_sets > 1 else ""
    return f"{counted(len(results), 'run')} of class {word} today{on}"


def told(results: Sequence[Result]) -> str:
    """What the best came to, and how far all lie apart; of runs on one data set, at least one."""
    one = best(results)
    assert one is not None
    said = f"**Best: {percent(one.accuracy, 2)}** of the test images right, with {settings(one)}."
    if len(results) == 1:
        return said
    as_good = {each for each in results if each.accuracy == one.accuracy and not each.diverged} - {one}
    if as_good:
        said += f" {counted(len(as_good), 'other setting')} read just as many."
    said += " Runs that are a few images apart may be so by luck."
    lowest, middle = min(each.accuracy for each in results), statistics.median(each.accuracy for each in results)
    diverged = len([each for each in results if each.diverged])
    said += (
        f" At least half of the {len(results)} runs come to {percent(middle)} or more, the lowest to {percent(lowest)}."
    )
    if diverged:
        said += f" {diverged} {'has' if diverged == 1 else 'have'} diverged: the loss grew beyond all numbers."
    return said


def in_a_list(one: Result) -> str:
    """A run among many."""
    return f"{'diverged' if one.diverged else percent(one.accuracy, 2)}: {settings(one)}"


def settings(one: Result) -> str:
    """All of a run's settings but its data set, in a row."""
    shown = {key: value for key, value in one.settings.items() if key != "dataset" and value != ""}
    return ", ".join(named(shown))


def chosen(one: Result) -> str:
    """The run whose dot was chosen."""
    return f"**Chosen: {percent(one.accuracy, 2)}** with {settings(one)}."


def by_rate(results: Sequence[Result]) -> str:
    """A table in Markdown: for each learning rate how many runs there are, and what they came to.

    Those whose rate was changed on the way are no result of the rate that they began with.
    """
    rows = ["| Learning rate | Runs | Best | Middle | Lowest |", "|--:|--:|--:|--:|--:|"]
    begun_and_kept = lambda one: (one.lr, one.then != "")
    for (rate, changed), same in groupby(sorted(results, key=begun_and_kept), key=begun_and_kept):
        ends = [one.accuracy for one in same]
        numbers = " | ".join(percent(end, 2) for end in (max(ends), statistics.median(ends), min(ends)))
        rows.append(f"| {rate:g}{', then others' * changed} | {len(ends)} | {numbers} |")
    return "\n".join(rows)
