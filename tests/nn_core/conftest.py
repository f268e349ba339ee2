"""What all tests of the core share: they run in a world where no floating-point event passes unnoticed."""

import warnings
from collections.abc import Iterator

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def _strict() -> Iterator[None]:
    """An overflow, an underflow, a division by zero, an invalid operation or a warning of any kind is an error."""
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
