"""What is said of mistakes."""

from explorer.inside.answers import Answers, Array
from explorer.words import numbers


def verdict(found: Answers, counts: Array, names: list[str], worst: tuple[int, int] | None) -> str:
    """How much is misread, and what is mixed up most."""
    wrong, images = int((~found.right).sum()), len(found.labels)
    if worst is None:
        return f"All {images:,} test images are read right. There is nothing to see here."
    true, said = worst
    return (
        f"**{wrong:,} of {images:,}** test images are misread. Most often **{names[true]}** is taken for "
        f"**{names[said]}**: {counts[true, said]} times."
    )


HOW_TO_READ = (
    "This is the **confusion matrix**. A row is what was meant, a column what the network said; on the diagonal both "
    "agree. Click on a cell to see its images."
)


def cell(true: str, said: str, count: int) -> str:
    """What is in one cell."""
    images = "1 image" if count == 1 else f"{count:,} images"
    verb = "is" if count == 1 else "are"
    if true == said:
        return f"{images} of **{true}** {verb} read right."
    return f"{images} of **{true}** {verb} taken for **{said}**."


def listed(first: int, shown: int, of_all: int) -> str:
    """Which of many are shown."""
    if of_all == 0:
        return "There are none."
    if shown == of_all:
        return "The one that the network is surest of comes first. Pick one to follow it all the way."
    return f"{first:,} to {first + shown - 1:,} of {of_all:,}, the surest first. Pick one to follow it all the way."


def lines(found: Answers, images: Array, names: list[str]) -> list[list[tuple[str, str]]]:
    """Under each image: what the network said and how sure it was, and what was meant where that is something else."""
    told = []
    for n in images.tolist():
        said = f"{names[found.said[n]]}, {numbers.percent(found.sure[n], 0)}"
        right = bool(found.right[n])
        told.append([(f"{said} {'✓' if right else '✗'}", "right" if right else "wrong")])
        if not right:
            told[-1].append((f"meant {names[found.labels[n]]}", ""))
    return told


def names_of(images: Array) -> list[str]:
    """Each image by its number, counted from 1."""
    return [f"test image {n + 1:,}" for n in images.tolist()]
