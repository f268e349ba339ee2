"""What is said of one image on its way through a network, and of the way back."""

import numpy as np

from explorer.charts.arrays import Array
from explorer.inside.through import AGREES, Slopes, Sum, Way, can_be_told
from explorer.inside.why import Gap
from explorer.words import latex, numbers

TOO_SMALL = "too small to tell"
FAINTEST = 1e-300  # of smaller probabilities a float has few digits, or none


def verdict(way: Way, names: list[str], right: int | None) -> str:
    """What the network says of the image, and whether that is right, where the right class is known."""
    y = way.answer.z
    said = int(y.argmax())
    sure = f"It says **{names[said]}** and is {numbers.chance(y[said])} sure."
    if (tied := int(np.sum(y == y[said]))) > 1:
        sure = f"For {tied} classes it is equally sure, {numbers.chance(y[said])}: of these it says **{names[said]}**."
    if right is None:
        return f"{sure} Right or wrong? That depends on what you meant."
    return f"{sure} That is right." if said == right else f"{sure} That is wrong: **{names[right]}** was meant."


def loss(way: Way, names: list[str], meant: int, told: bool) -> str:
    """How large the loss is, and what of; `told`: somebody has said what was meant."""
    probability, a = way.answer.z[meant], way.answer.a
    of = names[meant] if told else f"which nobody has said yet. If it was {names[meant]}"
    if probability < FAINTEST:
        gap = latex.number(a.max() - a[meant])
        return (
            f"The **loss** comes from the probability of what was meant, {of}. That is too small to be written as a "
            f"float. The loss is known, though: ${latex.number(way.loss)}$; its logit is ${gap}$ below the largest."
        )
    p = latex.number(probability, latex.digits(lambda p: -np.log(p), probability))
    return f"The **loss** comes from the probability of what was meant, {of}: $-\\log {p} = {latex.number(way.loss)}$."


def share(unit: int, way: Way, outgoing: Array, gap: Gap, names: list[str]) -> str:
    """How a unit's share of a gap comes about.

    Args:
        unit: its number, counted from 0.
        way: of the image.
        outgoing: its weights to the classes, shape (classes,).
        gap: what it has a share in.
        names: of the classes.
    """
    z, to_said, to_other = (float(one) for one in (way.hidden.z[unit], outgoing[gap.said], outgoing[gap.other]))
    digits = latex.digits(lambda z, a, b: z * (a - b), z, to_said, to_other)
    z_shown, said_shown, other_shown = (latex.number(one, digits) for one in (z, to_said, to_other))
    return (
        f"Unit {unit + 1} hands on ${z_shown}$; its weight is ${said_shown}$ to {names[gap.said]} and ${other_shown}$ "
        f"to {names[gap.other]}. So its share of the gap is "
        f"${z_shown} \\times ({said_shown} - {latex.bracketed(to_other, digits)}) = {latex.number(gap.shares[unit])}$."
    )


STOPS = (
    "From left to right: the **pixels**; the **activation** of each hidden unit, blue where it is near 1; the "
    "**logits**, a sum for each class; the **probabilities** that softmax makes of them. Click on a unit to see how it "
    "adds up."
)


MEANT = "The loss says how wrong the answer is, so somebody has to say what would be right."


def place(pixel: int, side: int) -> str:
    """Where a pixel is."""
    return f"row {pixel // side + 1}, column {pixel % side + 1}"


def terms(found: Sum, x: Array, weights: Array) -> str:
    """A table of the terms that matter most, and what the rest, the bias and the sigmoid make of them."""
    side = round(len(x) ** 0.5)
    lines = ["| pixel | ink $x$ | weight $w$ | $w x$ |", "|---|--:|--:|--:|"]
    inked = int(np.count_nonzero(found.terms)) - len(found.largest)
    *parts, bias = (round(float(one), 3) for one in (*found.terms[found.largest], found.bias))
    rest = round(round(found.a, 3) - sum(parts) - bias, 3)  # with it all that is shown adds up, also what is rounded
    if inked <= 0:
        *parts, bias = numbers.adding_up([*found.terms[found.largest], found.bias], 3)
    for n, term in zip(found.largest.tolist(), parts, strict=True):
        ink, weight = _factors(float(x[n]), float(weights[n]))
        lines.append(f"| {place(n, side)} | {ink} | {weight} | {_signed(term)} |")
    if inked > 0:
        lines.append(
            f"| {numbers.counted(inked, 'other pixel')} with ink, and what rounding left | | | {_signed(rest)} |"
        )
    lines.append(f"| the bias $b$ | | | {_signed(bias)} |")
    lines.append(f"| **the sum $a$** | | | **{_signed(found.a)}** |")
    lines.append(f"| **the activation, sigmoid of $a$** | | | **{numbers.activation(found.z)}** |")
    return "\n".join(lines)


def _factors(x: float, w: float) -> tuple[str, str]:
    """Both with as many digits after the point as it takes a calculator to come to their product as it is shown."""
    for digits in range(3, 9):
        if _signed(round(x, digits) * round(w, digits)) == _signed(x * w):
            break
    return numbers.signed(x, f".{digits}f"), numbers.signed(w, f"z.{digits}f")


def added_up(number: int) -> str:
    """What the three pictures of a unit's sum are."""
    return (
        f"Unit {number} multiplies every pixel by its weight for that pixel and adds up the products. In the third "
        "picture **teal** speaks for the unit, **pink** against it; where there is no ink nothing is said."
    )


def gradient(found: Slopes) -> str:
    """Array by array: the largest slope by backpropagation, and what its check says."""
    lines = [
        "| parameters | numbers | largest slope | error of the check |",
        "|---|--:|--:|--:|",
    ]
    for name, values in found.gradient.items():
        largest = _formula(values.flat[np.abs(values).argmax()])
        error = TOO_SMALL if (off := found.errors[name]) is None else _formula(off, 1)
        lines.append(f"| ${name[0]}_{name[1]}$ | {values.size:,} | {largest} | {error} |")
    return "\n".join(lines)


def believed(found: Slopes) -> str:
    """Whether backpropagation and the check agree."""
    count = sum(values.size for values in found.gradient.values())
    errors = [error for error in found.errors.values() if error is not None]
    if not errors:
        return (
            "There is next to nothing to learn from this image: all slopes are so small that the check measures little "
            "but rounding."
        )
    worst = max(errors)
    agree = "They agree" if worst < AGREES else "They do **not** agree"
    where = "" if len(errors) == len(found.errors) else " where the slopes are large enough to tell"
    return (
        f"Backpropagation finds the slope of the loss for all {count:,} weights and biases in one pass back. The check "
        "walks a little way in ten directions drawn at random and measures how the loss changes. "
        f"{agree}{where}: the relative error is at most {_formula(worst, 1)}."
    )


def of_unit(number: int) -> str:
    """What the second table shows."""
    return (
        f"For the numbers of unit {number}, one by one: what backpropagation says, and what comes out when that number "
        "alone is moved a little to either side."
    )


def side_by_side(rows: list[tuple[str, float, float]], rounding: float) -> str:
    """Some slopes, each by backpropagation and measured.

    Args:
        rows: the parameter in words, both slopes.
        rounding: how far off one is that is measured, by rounding alone.
    """
    lines = ["| slope for | backpropagation | measured | error |", "|---|--:|--:|--:|"]
    for name, exact, found in rows:
        size = max(abs(exact), abs(found))
        error = _formula(abs(exact - found) / size, 1) if can_be_told(size, rounding) else TOO_SMALL
        lines.append(f"| {name} | {_formula(exact)} | {_formula(found)} | {error} |")
    return "\n".join(lines)


def _signed(value: float) -> str:
    return numbers.signed(value, "z.3f")


def _formula(value: float, digits: int = 4) -> str:
    """So many significant digits, times a power of ten where that is shorter."""
    return f"${latex.number(value, digits)}$"
