"""Formulas on a page, read as a reader with a calculator reads them."""

import math
import re
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise

import numpy as np

_KNOWN = {"inf": np.float64("inf"), "nan": np.float64("nan"), "sqrt": np.sqrt, "log": np.log, "exp": np.exp, "abs": abs}
_WORDS = [
    (r"(?<![\w.])(\d+\.?\d*) \\times 10\^\{(-?\d+)\}", r"\1e\2"),  # one number, not a product that is rounded
    (r"\\left|\\right|\\[,:]", " "),
    (r"(?<=\d)\{,\}(?=\d)", ""),
    (r"\\text{nan}", "nan"),
    (r"\\infty", "inf"),
    (r"\\log", "log"),
    (r"\\times", "*"),
    (r"\\frac{", "_over_{"),
    (r"\\sqrt", "sqrt"),
    (r"\|([^|]*)\|", r"abs(\1)"),
    (r"\^", "**"),
    (r"log (?=[\d(])([\d.*(){}-]+)", r"log(\1)"),
]


def statements(text: str) -> list[list[str]]:
    """Every chain a = b = c of a Markdown text, cut at its equals signs; a formula may be broken over several."""
    joined = re.sub(r"\$\s*\$(?=\s*(?:[=/-]|\\times))", " ", " ".join(text.split()))
    return [re.split(r"(?<![<>])=|\\leftarrow|\\approx", formula) for formula in re.findall(r"\$([^$]+)\$", joined)]


def value(formula: str) -> float | None:
    """What a formula without unknowns comes to, as decimal numbers are computed; None where it has unknowns.

    In float64 where it has functions or no finite value.
    """
    for latex, python in _WORDS:
        formula = re.sub(latex, python, formula)
    formula = _fractions(formula).strip(" .,").translate(str.maketrans("{}[]", "()()"))
    formula = re.sub(r"(?<=[\dfn)])\s*(?=\()|(?<=\))\s+(?=\d)", "*", formula)
    if not formula or set(re.findall(r"[a-zA-Z\\_]+", re.sub(r"(?<=\d)e(?=[-+\d])", "", formula))) - _KNOWN.keys():
        return None
    with np.errstate(all="ignore"):
        numbers = re.sub(r"(?<![\w.])(\d+\.?\d*(?:e[-+]?\d+)?)", r"_n('\1')", formula)
        with suppress(TypeError, ZeroDivisionError, OverflowError):
            return float(eval(numbers, _KNOWN | {"_n": Fraction}))
        return float(eval(numbers, _KNOWN | {"_n": np.float64}))


def _fractions(formula: str) -> str:
    """With a / b in the place of a fraction."""
    while (start := formula.find("_over_")) >= 0:
        above = start + len("_over_")
        middle = _end(formula, above)
        end = _end(formula, middle)
        formula = f"{formula[:start]}(({formula[above:middle]})/({formula[middle:end]})){formula[end:]}"
    return formula


def _end(formula: str, start: int) -> int:
    """Where the group in braces that begins at `start` has ended."""
    depth = 0
    for place in range(start, len(formula)):
        depth += (formula[place] == "{") - (formula[place] == "}")
        if depth == 0:
            return place + 1
    raise ValueError(f"a brace is never closed: {formula}")


_NUMBER = re.compile(r"[\s{(-]*(\d+(?:\.\d+)?)(?: \\times 10\^\{-?\d+\})?[\s})]*")  # and nothing else


def contradictions(text: str, least: float = 0.0) -> list[str]:
    """All equations of a text that do not come out: with the numbers that stand there, to the last digit of the result.

    Args:
        text: Markdown.
        least: differences below this do not count.
    """
    found = []
    for left, right in dict.fromkeys(pair for sides in statements(text) for pair in pairwise(sides)):
        one, other = value(left), value(right)
        if one is None or other is None or (math.isnan(one) and math.isnan(other)):
            continue
        if one != other and not abs(one - other) <= max(_rounding(right, other), least):
            found.append(f"{left} = {right}: {one} and {other}")
    return found


def _rounding(shown: str, result: float) -> float:
    """Half of the last digit of a result, which has four or more; zeros at its end may be left out.

    Of what is no number yet but another formula, a thousandth: its own numbers are rounded, too.
    """
    if result == 0 or not math.isfinite(result):
        return 0.0
    if (number := _NUMBER.fullmatch(shown.strip().rstrip(".,"))) is None:
        return 1.1e-3 * abs(result)
    count = max(len(number[1].replace(".", "").lstrip("0")), 4)
    return 0.501 * 10 ** (math.floor(math.log10(abs(result))) + 1 - count)
