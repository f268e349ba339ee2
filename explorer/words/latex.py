"""Numbers as they stand in a formula on a page."""

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, SupportsFloat

import numpy as np

from explorer.words.numbers import significant


def number(value: SupportsFloat, digits: int = 4) -> str:
    r"""A number in LaTeX, rounded to significant digits: 0.1966, {1.2 \times 10^{-7}}, \infty; never a negative zero.

    Zeros at its end say that it is rounded: 1.000 is nearly 1.

    The braces keep it together: a formula may be broken over two lines at any other sign of multiplication.
    """
    value = float(value)
    if math.isnan(value):
        return r"\text{nan}"
    if math.isinf(value):
        return r"\infty" if value > 0 else r"-\infty"
    mantissa, _, exponent = significant(value, digits).partition("e")
    if not exponent:
        return mantissa
    power = f"10^{{{int(exponent)}}}"
    return {"1": power, "-1": f"-{power}"}.get(mantissa, rf"{{{mantissa} \times {power}}}")


def bracketed(value: SupportsFloat, digits: int = 4) -> str:
    """The same in brackets where it needs them, since it is negative or a power: a factor, or what is subtracted."""
    shown = number(value, digits)
    return f"({shown})" if float(value) < 0 or "^" in shown else shown


def total(*terms: SupportsFloat) -> float:
    """Their sum; 0 where nothing but rounding is left of it, as of 0.1 * 3 - 0.3, which is not quite 0 in floats."""
    values = [float(term) for term in terms]
    found = math.fsum(values)
    return 0.0 if is_rounding(found, max(map(abs, values))) else found


def is_rounding(found: Any, largest: Any) -> Any:
    """Is nothing but rounding left of sums whose largest terms are so large? Numbers or arrays of one shape."""
    rounding = 4 * np.finfo(float).eps * largest
    return (np.abs(found) <= rounding) & (rounding < math.inf)


def operands(compute: Callable[..., Any], *values: SupportsFloat, first: Callable[..., str] = number) -> list[str]:
    """The operands of a formula with the digits that lead to its result, in brackets where they need them.

    Args:
        compute: the formula, to whose result `number` gives four digits.
        values: what goes in.
        first: how the first of them stands there; a factor that another follows needs brackets as they do.
    """
    count = digits(compute, *values)
    return [first(values[0], count), *(bracketed(one, count) for one in values[1:])]


def products(z: Iterable[float], weights: Iterable[float], *alone: float) -> str:
    """A sum of products, and of what stands alone at its end, with the digits that lead to it."""
    z, weights = list(z), list(weights)
    n = len(z)
    compute = lambda *terms: total(*np.multiply(terms[:n], terms[n : 2 * n]), *terms[2 * n :])
    shown = digits(compute, *z, *weights, *alone)
    multiplied = (rf"{bracketed(v, shown)} \times {bracketed(w, shown)}" for v, w in zip(z, weights, strict=True))
    return " + ".join([*multiplied, *(bracketed(one, shown) for one in alone)])


def digits(
    compute: Callable[..., Any], *operands: SupportsFloat, least: int = 4, result: int = 4, exactly: bool = False
) -> int:
    """How many digits of its operands a formula must show, for a reader with a calculator to get to its result.

    It comes out to the last digit of the result that is shown. Four will often do, and more where they are rounded
    unluckily, or where a difference of nearly equal numbers or a high power makes more of what was rounded away.

    Args:
        compute: the formula.
        operands: what goes in.
        least: no fewer than these.
        result: digits that are shown of the result.
        exactly: the formula is a difference of operands that may be nearly equal: 17 digits tell two floats apart, and
            not how far apart they are. So they are read as the decimal numbers that they are on paper.

    Returns:
        At most 17, which tell each float from all others; `exactly`, at most 60, with which hardly any is rounded.
    """
    read: Callable[[str], Any] = Fraction if exactly and np.isfinite(np.array(operands, float)).all() else np.float64
    most = 60 if read is Fraction else 17
    with np.errstate(all="ignore"):  # a formula may be about what is no number
        exact = f"{float(compute(*map(np.float64, operands))):z.{result}g}"
        for count in range(least, most):
            found = compute(*(read(f"{float(one):.{count}g}") for one in operands))
            if f"{float(found):z.{result}g}" == exact:
                return count
    return most
