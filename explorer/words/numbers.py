"""Numbers as they stand in a sentence, a metric or a tooltip: rounded, but never to what only another number may be.

100% is said of all and of nothing less, 0% of none. Where rounding would say one of them too early, more digits are
shown, up to `MOST_DIGITS`: 0.9996 is 99.96%, not 100.0%.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import SupportsFloat

MOST_DIGITS = 15  # after the point


def short(value: SupportsFloat, form: str = "g") -> str:
    """With no more digits than it takes, and an exponent as axes have it: 0.1, 1e-7 for what Python writes as 1e-07."""
    return _short_exponent(f"{float(value):{form}}")


def significant(value: SupportsFloat, digits: int) -> str:
    """With so many digits; zeros at the end say that it is rounded: 1.000 of 0.99996, 1 of 1."""
    value = float(value)
    shown = f"{value:z.{digits}g}"
    if not math.isfinite(value) or math.isclose(float(shown), value, rel_tol=1e-12):
        return shown
    return re.sub(r"\.(?=e|$)", "", f"{value:z#.{digits}g}")


def counted(count: int, thing: str) -> str:
    """How many there are: 0 images, 1 image, 4,000 images."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def one(name: object) -> str:
    """With its article: a 3, an 8."""
    return f"{'an' if str(name).startswith('8') else 'a'} {name}"


def listed(parts: Iterable[str]) -> str:
    """In one sentence: one; one and two; one, two and three."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def percent(part: SupportsFloat, digits: int = 1) -> str:
    """A part of a whole, from 0 to 1: 94.7%; 100.0% only where it is 1, and 0.0% only where it is 0."""
    return _with_digits(_percent, float(part), (0.0, 1.0), digits)


def between(one: SupportsFloat, other: SupportsFloat) -> float:
    """By how much a part of a whole is above another: as their percentages have it, where these are not the same."""
    shown, beside = (Decimal(percent(part, 2).removesuffix("%")) for part in (one, other))
    return float(shown - beside) / 100 or float(one) - float(other)


def amount(value: SupportsFloat, digits: int = 3) -> str:
    """What is never below 0, as a loss or a time: 2.303; 0.000 only where it is 0, never with a minus.

    The loss of a network that is quite sure comes out as -1e-7, by the delta that is added inside its logarithm.
    Without delta it is 0.
    """
    return _with_digits(lambda value, digits: f"{value:z.{digits}f}", max(float(value), 0.0), (0.0,), digits)


def probability(p: SupportsFloat, digits: int = 3, rest: SupportsFloat | None = None) -> str:
    """A probability: 0.731; nearer to 0 or 1 than the last digit, by how much: 4e−5, 1 − 4e−5.

    Args:
        p: the probability.
        digits: after the point.
        rest: what all others have, where that is known: 1 - p has few digits near 1.
    """
    p, near = float(p), 10.0**-digits
    rest = 1 - p if rest is None else float(rest)
    if 0 < p < near:
        return _with_minus(short(p, ".0e"))
    return f"1 − {_with_minus(short(rest, '.0e'))}" if 0 < rest < near else f"{p:.{digits}f}"


def chance(p: SupportsFloat) -> str:
    """A probability in percent, with no more digits than are read: 73.1%, 99.97%, <0.01%."""
    p, near = float(p), 1e-4
    return "<0.01%" if 0 < p < near else ">99.99%" if 0 < 1 - p < near else percent(p)


def whole_percent(p: SupportsFloat) -> str:
    """A probability as it stands at a bar: 73%, <1%, >99%; 0% and 100% are said of nothing else."""
    p = float(p)
    return "<1%" if 0 < p < 0.01 else ">99%" if 0.99 < p < 1 else _percent(p, 0)


def activation(z: SupportsFloat) -> str:
    """From 0 to 1 with three digits, and never 0 or 1 of what is neither: 0.731, < 0.001."""
    z = float(z)
    return "< 0.001" if 0 < z < 0.001 else "> 0.999" if 0.999 < z < 1 else f"{z:.3f}"


def signed(value: SupportsFloat, form: str | None = None) -> str:
    """What may be below 0, with the minus that formulas have: −0.59, 4e−5; four digits if nothing is said."""
    return _with_minus(short(value, form) if form else _short_exponent(significant(value, 4)))


def brief(value: SupportsFloat) -> str:
    """The same of a few thousand at most, in six characters, so that it fits into a circle: −0.590, 12.3."""
    return signed(value, "z.3f" if abs(float(value)) < 9.9995 else ".1f")


def rate(per_second: SupportsFloat) -> str:
    """So many a second: 3,210; 0.42 where they are few; a dash before the first."""
    value = float(per_second)
    return "–" if value == 0 else f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def adding_up(parts: Sequence[SupportsFloat], digits: int) -> list[float]:
    """The parts of a sum, rounded so that what is shown adds up to the rounded sum.

    Each is off by less than one of its last digit: all are rounded down, and then those up that lost most by it. Where
    one is no number they stay as they are.
    """
    if not all(map(math.isfinite, parts)):
        return [float(part) for part in parts]
    scaled = [float(part) * 10**digits for part in parts]
    rounded = [math.floor(one) for one in scaled]
    missing = round(math.fsum(scaled)) - sum(rounded)
    for n in sorted(range(len(scaled)), key=lambda n: rounded[n] - scaled[n])[:missing]:
        rounded[n] += 1
    return [one / 10**digits for one in rounded]


def _percent(part: float, digits: int) -> str:
    """As charts in a browser round it: what lies right between two numbers, as 86.25%, becomes the upper one."""
    if not math.isfinite(part):
        return f"{part:%}"
    return f"{Decimal(100 * part).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):f}%"


def _short_exponent(shown: str) -> str:
    return re.sub(r"(e[-+])0", r"\1", shown)


def _with_minus(shown: str) -> str:
    """Also in the exponent: at a hyphen a browser would break the number over two lines."""
    return shown.replace("-", "−")


def _with_digits(shown: Callable[[float, int], str], value: float, ends: tuple[float, ...], digits: int) -> str:
    """With so many digits, or with as many more as it takes to look like none of `ends` that it is not.

    No more than `MOST_DIGITS`: nearer to an end is nothing but rounding, or what a file makes up.
    """
    while digits < MOST_DIGITS and any(value != end and shown(value, digits) == shown(end, digits) for end in ends):
        digits += 1
    return shown(value, digits)
