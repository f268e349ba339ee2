"""Signs that a text should not have: one sign for every product, one for every minus, on all pages."""

import re


def odd_signs(text: str) -> list[str]:
    """Products that are dots, and hyphens in the place of a minus, each with what stands around it.

    A product is a cross, as in a power of ten. In LaTeX a hyphen is set as a minus; code has the signs of its language;
    and in 1e-4 it is no minus of its own.
    """
    formulas = re.findall(r"\$[^$]*\$", text)
    words = re.sub(r"`[^`]*`|\$[^$]*\$|^\s*- ", " ", text, flags=re.M)
    dots = [formula for formula in formulas if r"\cdot" in formula]
    return dots + re.findall(r".{0,20}(?: · |(?<![\w.)\]-])-(?=[\w.(])| - ).{0,20}", words)
