"""What is said of harm done to images."""

from explorer.charts.arrays import Array
from explorer.inside.harm import Harm
from explorer.words import numbers


def verdict(harm: Harm, accuracy: Array, strength: float, tested: int, images: int) -> str:
    """How many images are still read right."""
    at = harm.strengths.index(strength)
    which = numbers.counted(tested, "test image") + ("" if tested == images else " spread evenly over the test set")
    if strength == 0:
        as_they_are = f"As they are, **{numbers.percent(accuracy[0])}** of {which} are read right."
        return f"{as_they_are} Pull the slider, and the curve goes along."
    return (
        f"{harm.name}, {harm.said(strength)}: **{numbers.percent(accuracy[at])}** are read right, "
        f"{numbers.percent(accuracy[0])} as they are. Tried on {which}."
    )


def lines(said: Array, labels: Array, names: list[str]) -> list[list[tuple[str, str]]]:
    """Under each image what the network says of it."""
    return [
        [(f"{names[guess]} {'✓' if guess == label else '✕'}", "right" if guess == label else "wrong")]
        for guess, label in zip(said.tolist(), labels.tolist(), strict=True)
    ]


CLIPPED = (
    "A harmed image can have ink where no image of the training set has any. There too it comes in as a number from "
    "0 to 1, as all ink of the training set does: it is no stronger there than anywhere else."
)
