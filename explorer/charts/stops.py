"""The stops of a slider: all values that it goes through."""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Range(NamedTuple):
    """The values of an `st.slider`, under the names of its arguments."""

    min_value: float
    max_value: float
    step: float

    @property
    def stops(self) -> NDArray[Any]:
        """All of them, in ascending order."""
        count = round((self.max_value - self.min_value) / self.step) + 1
        return (self.min_value + self.step * np.arange(count)).round(10)


def logarithmic(low: float, high: float) -> list[float]:
    """Round numbers from `low` to `high`, both powers of ten, ten for each power: options of a logarithmic slider."""
    steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]
    exponents = range(round(math.log10(low)), round(math.log10(high)))
    return [float(f"{step}e{exponent}") for exponent in exponents for step in steps] + [float(high)]
