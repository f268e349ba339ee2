"""What is said of hidden units."""

from typing import Any

import numpy as np

from explorer.charts.arrays import Array
from explorer.inside.units import Unit
from explorer.words import numbers


def sheet(full: float, shown: int, hidden: int) -> str:
    """How the sheet of all units is read."""
    left_out = hidden - shown
    others = "1 is" if left_out == 1 else f"{left_out:,} are"
    which = f" These {shown} can move the answer most, the strongest first; {others} not shown."
    rest = which if left_out else ""
    colour = f"Beyond ±{numbers.short(full, '.2g')} the colour is full." if full else "Here all weights are 0."
    return (
        "Each square is one **hidden unit**: a weight for every pixel. Ink on **teal** makes the unit more active, ink "
        f"on **pink** less. {colour}{rest}"
    )


def at_moment(iteration: int, latest: int, *, drawn: bool) -> str:
    """When the weights were what is shown; `drawn`: they are not all 0."""
    if iteration == latest:
        return f"The weights as they are now, after {numbers.counted(iteration, 'iteration')}."
    if iteration == 0:
        return f"The weights before any training: {'drawn at random' if drawn else 'all 0'}."
    return f"The weights after {iteration:,} of {numbers.counted(latest, 'iteration')}."


def as_it_is_now(latest: int) -> str:
    """What is not of the weights of before: it would take going through all test images again."""
    return f"Everything below is for the network as it is now, after {numbers.counted(latest, 'iteration')}."


def extremes(unit: Unit, images: Array, labels: Array, names: list[str]) -> list[list[tuple[str, str]]]:
    """Under each of these images: its activation and what it shows."""
    return [[(numbers.activation(unit.activations[n]), ""), (names[labels[n]], "")] for n in images.tolist()]


def activation(number: int, image: str, z: float) -> str:
    """What the unit makes of the image at hand."""
    return f"For {image}, unit {number} hands on **{numbers.activation(z)}**."


def outgoing(number: int, weights: Array, names: list[str]) -> str:
    """Which classes a unit speaks for, and against."""
    most, least = int(weights.argmax()), int(weights.argmin())
    if weights[most] == weights[least] != 0:
        return (
            f"Unit {number} speaks alike {'for' if weights[most] > 0 else 'against'} all classes, so it moves nothing."
        )
    told = []
    if weights[most] > 0:
        told.append(f"for **{names[most]}**")
    if weights[least] < 0:
        told.append(f"against **{names[least]}**")
    if not told:
        return f"Unit {number} leads nowhere: all its outgoing weights are 0."
    return f"When unit {number} is active it speaks most {' and '.join(told)}."


def points(before: Any, after: Any) -> Any:
    """By how many percentage points an accuracy changes, or each of an array."""
    return 100 * (after - before)


def point_text(change: float) -> str:
    """+1.2 or −0.4; nothing where there is nothing to compare."""
    if np.isnan(change):
        return "no images"
    return numbers.signed(change, "+.1f") if round(change, 1) else "0"


def switched_off(number: int, unit: Unit, names: list[str], images: int) -> str:
    """Which classes suffer without a unit, and what becomes of the whole."""
    changes = points(unit.by_class, unit.without)
    overall = points(unit.accuracy, unit.accuracy_without)
    of_all = (
        f"Without unit {number}, with its activation held at 0, the network reads "
        f"{numbers.percent(unit.accuracy_without)} of {numbers.counted(images, 'test image')} right instead of "
        f"{numbers.percent(unit.accuracy)}."
    )
    lost = np.nan_to_num(changes.round(1))  # as it is told: so are ties
    if lost.min() >= 0:
        return f"{of_all} No class suffers."
    worst = [f"**{names[label]}**" for label in np.flatnonzero(lost == lost.min()).tolist()]
    suffer = f"{numbers.listed(worst)} {'suffers most' if len(worst) == 1 else 'suffer most, alike'}"
    helped = " Others gain, so overall it is hardly missed." if overall > -0.5 and lost.max() > 0 else ""
    return f"{of_all} {suffer}: {point_text(lost.min())} points.{helped}"
