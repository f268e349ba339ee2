"""Numbers as they stand in a formula on a page."""

import math


def number(value: float, digits: int = 4) -> str:
    r"""A number in LaTeX, rounded to significant digits: 0.1966, 1.2 \times 10^{-7}, \infty."""
    if math.isnan(value):
        return r"\text{nan}"
    if math.isinf(value):
        return r"\infty" if value > 0 else r"-\infty"
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    if not exponent:
        return mantissa
    power = f"10^{{{int(exponent)}}}"
    return power if mantissa == "1" else rf"{mantissa} \times {power}"


def bracketed(value: float, digits: int = 4) -> str:
    """The same, in brackets where it is negative: a factor, or what is added or subtracted."""
    return f"({number(value, digits)})" if value < 0 else number(value, digits)
