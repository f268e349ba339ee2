"""What is said of mistakes."""

from explorer.charts.arrays import Array
from explorer.training.answers import Answers
from explorer.words import numbers


def verdict(found: Answers, counts: Array, names: list[str], worst: list[tuple[int, int]]) -> str:
    """How much is misread, and what is mixed up most."""
    wrong, images = int((~found.right).sum()), len(found.labels)
    if not worst:
        return f"All {images:,} test images are read right. There is nothing to see here."
    misread = f"**{wrong:,} of {images:,}** test images {'is' if wrong == 1 else 'are'} misread."
    times = int(counts[worst[0]])
    often = "once" if times == 1 else "twice" if times == 2 else f"{times:,} times"
    pairs = [f"**{names[true]}** for **{names[said]}**" for true, said in worst]
    if len(pairs) == 1:
        return f"{misread} {'It takes' if wrong == 1 else 'Most often it takes'} {pairs[0]}: {often}."
    if len(pairs) > _TIED_AT_MOST:
        return f"{misread} No mix-up stands out: {len(pairs)} different ones come {often} each."
    return f"{misread} Most often, {often} each, it takes {numbers.listed(pairs)}."


_TIED_AT_MOST = 3  # mix-ups that are told one by one

HOW_TO_READ = (
    "The **confusion matrix**: a row for what was meant, a column for what the network said. "
    "Click on a cell to see its images."
)


def cell(true: str, said: str, count: int, of_class: int) -> str:
    """What is in one cell, where there are so many images of its class."""
    if not of_class:
        return f"No test image shows **{true}**."
    if not count:
        return f"No **{true}** is read right." if true == said else f"No **{true}** is taken for **{said}**."
    images = numbers.counted(count, "image")
    verb = "is" if count == 1 else "are"
    if true == said:
        return f"{images} of **{true}** {verb} read right."
    return f"{images} of **{true}** {verb} taken for **{said}**."


def listed(first: int, shown: int, of_all: int) -> str:
    """Which of many are shown."""
    if of_all == 1:
        return "Pick it to see why."
    last = first + shown - 1
    which = (
        "The surest first."
        if shown == of_all
        else f"{f'{first:,} to {last:,}' if last > first else f'{last:,}'} of {of_all:,}, the surest first."
    )
    return f"{which} Pick {'one' if shown > 1 else 'it'} to see why."


def lines(found: Answers, images: Array, names: list[str], one_cell: bool) -> list[list[tuple[str, str]]]:
    """Under each image: how sure the network was and whether that was right; and where images of several cells are
    listed, what it said and what was meant.
    """
    told = []
    for n in images.tolist():
        right = bool(found.right[n])
        sure = numbers.whole_percent(found.sure[n])
        told.append([(f"{sure} {'✓' if right else '✕'}", "right" if right else "wrong")])
        if not one_cell:
            told[-1] += [(f"said {names[found.said[n]]}", ""), (f"meant {names[found.labels[n]]}", "")]
        told[-1].append(("Why?", "link"))
    return told


def names_of(images: Array) -> list[str]:
    """Each image by its number, counted from 1."""
    return [f"test image {n + 1:,}" for n in images.tolist()]
