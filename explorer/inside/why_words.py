"""What is said of why a network says one class of an image and not another."""

from typing import NamedTuple

import nn_core as nn
from explorer.charts.arrays import Array
from explorer.inside.through import Way
from explorer.inside.why import Gap, without
from explorer.words import numbers

HOW_TO_READ = (
    "Under each picture: the unit, its **activation**, its **share** of the gap. Ink on **teal** made it more active, "
    "ink on **pink** less. Pick one to see how it adds up."
)
NOTHING_TO_COMPARE = "There is nothing to compare: it knows a single class, or its numbers have become too large."
_MOST_DIGITS = 6  # after the point: a gap that is narrower comes from rounding
_COUNTS = ("none", "one", "two", "three")


class Shown(NamedTuple):
    """The parts of a gap as they are shown: shares, others and biases are rounded so that they add up.

    Attributes:
        digits: after the point.
        logits: of what is said and of the other class, rounded.
        speaks_for, speaks_against: the shares of the units on either side.
        others, bias: what all other units and the two biases add.
    """

    digits: int
    logits: tuple[float, float]
    speaks_for: list[float]
    speaks_against: list[float]
    others: float
    bias: float

    @property
    def gap(self) -> float:
        """The sum of all parts."""
        return round(sum([*self.speaks_for, *self.speaks_against, self.others, self.bias]), self.digits)


def shown(found: Gap) -> Shown:
    """The numbers that a gap is told with: two digits after the point, or as many as it takes.

    A narrow gap takes more, and so do logits that, each rounded, are not as far apart as the rounded gap says.
    """
    one, other = found.logits

    def is_enough(digits: int) -> bool:
        size = round(found.size, digits)
        differ = round(round(one, digits) - round(other, digits), digits)
        return differ == size and (size != 0 or found.size == 0)

    digits = next((digits for digits in range(2, _MOST_DIGITS) if is_enough(digits)), _MOST_DIGITS)
    shares = [*found.shares[found.speaks_for].tolist(), *found.shares[found.speaks_against].tolist()]
    *rounded, others, bias = numbers.adding_up([*shares, found.others, found.bias], digits)
    count = len(found.speaks_for)
    return Shown(digits, (round(one, digits), round(other, digits)), rounded[:count], rounded[count:], others, bias)


def why(found: Gap, names: list[str]) -> str:
    """The question, and the gap that it is about."""
    said, other, parts = names[found.said], names[found.other], shown(found)
    of_said, of_other, size = (signed(one, parts.digits, plus=False) for one in (*parts.logits, parts.gap))
    question = f"**Why {said}, and not {other}?**"
    if not parts.gap:
        return f"{question} The **logits** of both are {of_said}: a tie, and {said} only comes first."
    return (
        f"{question} Each class has a **logit**, a sum over the units: the largest wins. That of {said} is {of_said}, "
        f"that of {other} is {of_other}: a gap of **{size}**. Each hidden unit has a share in it, as far as it speaks "
        f"for {said} rather than {other}."
    )


def side(units: Array, shares: list[float], name: str, digits: int) -> str:
    """What the units on one side are, together."""
    if not len(units):
        return f"**For {name}:** no unit"
    many = f"these {_COUNTS[len(units)]}" if len(units) > 1 else "this one"
    return f"**Most for {name}:** {many}, **{signed(round(sum(shares), digits), digits)}**"


def colour(found: Gap, label: int, right: int | None) -> str:
    """Of the shares of units that speak for one of the two classes: right, wrong, or none for what nobody knows."""
    if right is None:
        return ""
    return "right" if label == right else "wrong" if label == found.said else ""


def lines(units: Array, z: Array, shares: list[float], colour: str, digits: int) -> list[list[tuple[str, str]]]:
    """Under each unit's picture: which it is, its activation, its share."""
    return [
        [(f"unit {unit + 1}", ""), (numbers.activation(z[unit]), ""), (signed(share, digits), colour)]
        for unit, share in zip(units.tolist(), shares, strict=True)
    ]


def sum_of_all(found: Gap, parts: Shown) -> str:
    """That the shares make up the gap, and nothing is left over."""
    sides = [shares for shares in (parts.speaks_for, parts.speaks_against) if shares]
    terms, told = [round(sum(shares), parts.digits) for shares in sides], []
    rest = len(found.shares) - len(found.speaks_for) - len(found.speaks_against)
    if rest:
        which = ("The other unit adds" if rest == 1 else f"The other {rest} units add") if terms else "All units add"
        told.append(f"{which} {signed(parts.others, parts.digits)}")
        terms.append(parts.others)
    told.append(f"{'the' if told else 'The'} biases {'' if told else 'add '}{signed(parts.bias, parts.digits)}")
    first, *others = [*terms, parts.bias]
    added = signed(first, parts.digits, plus=False) + "".join(
        f" {'−' if one < 0 else '+'} {abs(one):.{parts.digits}f}" for one in others
    )
    size = signed(parts.gap, parts.digits, plus=False)
    return f"{' and '.join(told)}. That makes up the gap: {added} = **{size}**."


def switched_off(network: nn.TwoLayerNet, way: Way, found: Gap, names: list[str]) -> str:
    """How many of the units that spoke most for what is said have to be switched off until it says something else."""
    units = found.speaks_for
    for count in range(1, len(units) + 1):
        said = without(network, way, units[:count])
        if said != found.said:
            which = numbers.listed(str(unit + 1) for unit in units[:count].tolist())
            return f"With unit{'' if count == 1 else 's'} {which} switched off it would say **{names[said]}**."
    if not len(units):
        return ""
    which = numbers.listed(str(unit + 1) for unit in units.tolist())
    return f"Even with unit{'' if len(units) == 1 else 's'} {which} switched off it would say **{names[found.said]}**."


def signed(value: float, digits: int, plus: bool = True) -> str:
    """+4.12 or −0.40, with a real minus; without the plus where that is not wanted."""
    return numbers.signed(value, f"{'+' if plus else ''}z.{digits}f")
