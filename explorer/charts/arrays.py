"""What columns of numbers are called in type hints, here and wherever a lesson works with arrays."""

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
