"""Numbers in formulas that are never broken over two lines."""

from explorer import latex


def number(value: float, digits: int = 4) -> str:
    """A number in LaTeX, as one piece, and never a negative zero."""
    return f"{{{latex.number(value + 0.0, digits)}}}"


def factor(value: float, digits: int = 4) -> str:
    """The same where it is multiplied by something or raised to a power: in brackets where it needs them."""
    shown = number(value, digits)
    return f"({shown})" if shown.startswith("{-") or "^" in shown else shown
